"""A visit is recorded once, offline, with its place as it was told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fieldapp.everyone.visits.queries import visits_to
from fieldapp.everyone.visits.recording import VisitForm, open_visit_form, record_visit
from shared.contract.bodies.visits import Fix, VisitRecorded
from tests.fieldapp.desk.branch import MEMBER, NOBODY, Branch, refused

FIX = Fix(64_550_000, 33_840_000, 8, "SATELLITES", 1_790_000_000_000, satellites=9)


def a_form(branch: Branch, **changes: object) -> VisitForm:
    form = replace(open_visit_form(branch.desk, MEMBER), purpose=" Missed  instalments ", fix=FIX)
    return replace(form, **changes)  # type: ignore[arg-type]  # tests change any field


def test_a_visit_is_recorded_with_its_place_and_shown_at_once(branch: Branch) -> None:
    form = a_form(branch, note=" She pays on Friday ")
    record_visit(branch.desk, form)
    (body,) = branch.recorded()
    assert isinstance(body, VisitRecorded)
    assert (body.purpose, body.note, body.fix) == ("Missed instalments", "She pays on Friday", FIX)
    with branch.desk.store.read() as tx:
        (shown,) = visits_to(tx, MEMBER)
    assert (shown.visit, shown.purpose, shown.has_place, shown.provisional) == (
        form.visit,
        "Missed instalments",
        True,
        True,
    )


def test_the_same_form_twice_is_one_visit(branch: Branch) -> None:
    form = a_form(branch)
    record_visit(branch.desk, form)
    record_visit(branch.desk, form)
    assert len(branch.recorded()) == 1


def test_without_a_place_it_is_a_visit_all_the_same(branch: Branch) -> None:
    record_visit(branch.desk, a_form(branch, fix=None))
    with branch.desk.store.read() as tx:
        (shown,) = visits_to(tx, MEMBER)
    assert not shown.has_place


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"purpose": "  "}, "visit.purpose_missing"),
        ({"left_at_ms": 0}, "visit.times"),
        ({"member": NOBODY}, "member.unknown"),
        ({"note": "\x00"}, "form.not_accepted"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(
    branch: Branch, changes: dict[str, object], code: str
) -> None:
    with refused(code):
        record_visit(branch.desk, a_form(branch, **changes))
    assert branch.recorded() == []
