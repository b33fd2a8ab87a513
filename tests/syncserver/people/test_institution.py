"""One institution per database, with settings that make sense."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from shared.contract.bodies.people import InstitutionChanged, InstitutionCreated, InstitutionSettings
from shared.errors import RuleRefused
from shared.ids import INSTITUTION_ID
from syncserver.people.aggregates import Institution
from syncserver.people.institution import change_institution, create_institution
from syncserver.people.queries import INSTITUTION
from tests.syncserver.builders import ADMIN, TODAY, Branch

SETTINGS = InstitutionSettings(
    "Harvest", holidays=(date(2026, 1, 1), date(2026, 12, 25)), cash_cap_minor=5_000_000, days_off=(5, 6)
)


def test_settings_are_kept_whole_and_published(branch: Branch) -> None:
    assert branch.act(change_institution, ADMIN, InstitutionChanged(SETTINGS)).outcome == "applied"
    assert branch.get(INSTITUTION, INSTITUTION_ID) == Institution(SETTINGS)
    assert branch.published == (("institution", INSTITUTION_ID),)


def test_there_is_only_one(branch: Branch) -> None:
    with pytest.raises(RuleRefused, match="exists"):
        branch.act(create_institution, ADMIN, InstitutionCreated(SETTINGS))
    kept = branch.get(INSTITUTION, INSTITUTION_ID)
    assert kept is not None and kept.settings.name == "Harvest Lending"


def test_nothing_can_be_changed_before_it_exists(engine: Engine) -> None:
    with pytest.raises(RuleRefused) as refused:
        Branch(engine).act(change_institution, ADMIN, InstitutionChanged(SETTINGS))
    assert refused.value.code == "institution.unknown"


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        (InstitutionSettings("Harvest", currency="GHS"), "institution.currency"),
        (InstitutionSettings(" "), "institution.name"),
        (InstitutionSettings("Harvest", time_zone="Mars/Olympus"), "institution.time_zone"),
        (InstitutionSettings("Harvest", time_zone="../etc"), "institution.time_zone"),
        (
            InstitutionSettings("Harvest", allocation_order=("fee", "fee", "interest", "principal")),
            "institution.allocation_order",
        ),
        (InstitutionSettings("Harvest", backdate_days=367), "institution.backdate_days"),
        (InstitutionSettings("Harvest", locked_until=TODAY), "institution.locked_until"),
        (InstitutionSettings("Harvest", locked_until=date.max), "institution.locked_until"),
    ],
)
def test_settings_that_make_no_sense_are_refused(
    branch: Branch, settings: InstitutionSettings, code: str
) -> None:
    with pytest.raises(RuleRefused) as refused:
        branch.act(change_institution, ADMIN, InstitutionChanged(settings))
    assert refused.value.code == code


def test_the_past_may_be_locked_until_yesterday(branch: Branch) -> None:
    locked = InstitutionSettings("Harvest", locked_until=TODAY - timedelta(days=1), backdate_days=366)
    assert branch.act(change_institution, ADMIN, InstitutionChanged(locked)).outcome == "applied"


def test_changes_of_one_batch_build_on_each_other(branch: Branch) -> None:
    with branch.batch() as work:
        branch.handle(work, change_institution, ADMIN, InstitutionChanged(SETTINGS))
        with pytest.raises(RuleRefused):
            branch.handle(work, change_institution, ADMIN, InstitutionChanged(InstitutionSettings(" ")))
        assert work.get(INSTITUTION, INSTITUTION_ID) == Institution(SETTINGS)
    assert branch.get(INSTITUTION, INSTITUTION_ID) == Institution(SETTINGS)
