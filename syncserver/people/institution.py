"""The institution's own settings: made once, changed whole.

The rule kept here: amounts already recorded never change their currency.
"""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.contract.bodies.people import InstitutionChanged, InstitutionCreated, InstitutionSettings
from shared.errors import RuleRefused
from shared.ids import INSTITUTION_ID
from syncserver.database.ruling import APPLIED, Ruling
from syncserver.database.work import Work
from syncserver.people.aggregates import Institution
from syncserver.people.caller import Caller
from syncserver.people.queries import INSTITUTION, INSTITUTION_TO_CHANGE

_MOST_BACKDATE_DAYS = 366
_PARTS = ["fee", "interest", "penalty", "principal"]


def create_institution(work: Work, _: Caller, body: InstitutionCreated) -> Ruling:
    """Begin: the first act in a database. Refused when there is an institution already."""
    if work.get(INSTITUTION_TO_CHANGE, INSTITUTION_ID) is not None:
        raise RuleRefused(
            "institution.exists", "The institution exists", "One database holds one institution and no more."
        )
    _check(body.settings)
    _check_days(work, body.settings)
    _put(work, body.settings)
    return APPLIED


def change_institution(work: Work, _: Caller, body: InstitutionChanged) -> Ruling:
    """Work under these settings from now on. Refused before there is one, and for a new currency."""
    known = work.get(INSTITUTION_TO_CHANGE, INSTITUTION_ID)
    if known is None:
        raise RuleRefused("institution.unknown", "No institution yet", "It has to be created first.")
    if body.settings.currency != known.settings.currency:
        raise RuleRefused(
            "institution.currency", "The currency is fixed", f"Amounts are kept in {known.settings.currency}."
        )
    _check(body.settings)
    _check_days(work, body.settings)
    _put(work, body.settings)
    return APPLIED


def _put(work: Work, settings: InstitutionSettings) -> None:
    for shelf in (INSTITUTION, INSTITUTION_TO_CHANGE):
        work.put(shelf, INSTITUTION_ID, Institution(settings))
    work.publish("institution", INSTITUTION_ID)


def _check_days(work: Work, settings: InstitutionSettings) -> None:
    """Some day is always open: money of today has to be dated somehow."""
    if settings.backdate_days > _MOST_BACKDATE_DAYS:
        raise RuleRefused(
            "institution.backdate_days",
            "Too far back",
            f"Money may be dated back by {_MOST_BACKDATE_DAYS} days at most.",
        )
    if settings.locked_until is not None and settings.locked_until >= work.today:
        raise RuleRefused(
            "institution.locked_until", "This day is not over", "The past may be locked until yesterday."
        )


def _check(settings: InstitutionSettings) -> None:
    if not settings.name.strip():
        raise RuleRefused("institution.name", "A name is needed", "The name is empty.")
    if sorted(settings.allocation_order) != _PARTS:
        raise RuleRefused(
            "institution.allocation_order",
            "The order of allocation is incomplete",
            "Interest, principal, fee and penalty have to be named once each.",
        )
    try:
        ZoneInfo(settings.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
        raise RuleRefused(
            "institution.time_zone", "Unknown time zone", "A name such as Africa/Lagos is expected."
        ) from fault
