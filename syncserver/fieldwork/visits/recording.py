"""A visit to a member is recorded, with what speaks against the place it was at.

The rules kept here: a visit is a fact and its place is never a reason to refuse it; a doubtful one is told to
the supervisor of whoever recorded it.
"""

from collections.abc import Mapping, Sequence

from shared.contract.bodies.visits import Fix, VisitRecorded
from shared.contract.records import VisitRecord, union_bucket
from shared.errors import RuleRefused
from shared.fieldwork.doubt import DOUBTFUL, DoubtCode, Place, doubts, score
from syncserver.database.records import Published, Publisher
from syncserver.database.ruling import APPLIED, Ruling
from syncserver.database.work import Work
from syncserver.fieldwork.visits.queries import (
    OF_THIS_BATCH,
    VISITS,
    Visit,
    last_fix_at,
    last_fix_of,
    visits_of,
)
from syncserver.people.caller import Caller
from syncserver.people.members.changes import known_member
from syncserver.people.publishing import loaded
from syncserver.people.queries import MEMBERS
from syncserver.people.scope import require_member
from syncserver.people.tasks import open_task

DOUBTED_TASK = "visit.doubted"
_AHEAD_MS = 24 * 3_600_000


def prefetch_visits(work: Work, bodies: Sequence[VisitRecorded]) -> None:
    """Load what a batch of visits asks for in two queries."""
    work.prefetch(VISITS, (body.visit for body in bodies))
    work.prefetch(MEMBERS, (body.member for body in bodies))


def record_visit(work: Work, caller: Caller, body: VisitRecorded) -> Ruling:
    """Put a visit on record with its doubts; the same visit again is `superseded`.

    Refused: a member unknown or out of scope, a visit that ended before it began or has yet to come.
    """
    require_member(work, caller, known_member(work, body.member))
    if work.get(VISITS, body.visit) is not None:
        return Ruling("superseded", "visit.known", "Already recorded", "This visit is known here.")
    if body.left_at_ms < body.arrived_at_ms:
        raise RuleRefused("visit.times", "The times do not fit", "It would have ended before it began.")
    if body.left_at_ms > work.now_ms + _AHEAD_MS:
        raise RuleRefused("visit.to_come", "The visit has yet to come", "Record it once you were there.")
    found = _doubts(work, caller, body)
    one = Visit(
        body.visit,
        caller.operation,
        body.member,
        caller.staff,
        body.purpose,
        body.note,
        body.arrived_at_ms,
        body.left_at_ms,
        body.fix,
        found,
        score(found),
    )
    work.put(VISITS, body.visit, one)
    for of in (one.visited_by, one.member):
        work.put(OF_THIS_BATCH, of, (*(work.get(OF_THIS_BATCH, of) or ()), one))
    work.publish("visit", body.visit)
    if one.doubt >= DOUBTFUL:
        _tell(work, one)
    return APPLIED


def publish_visits(work: Work, ids: Sequence[bytes]) -> Mapping[bytes, Published]:
    """Build visit records; they live with the present union of the member."""
    found = list(loaded(work, VISITS, ids))
    work.prefetch(MEMBERS, (one.member for _, one in found))
    return {identifier: Published(_record(one), _buckets(work, one)) for identifier, one in found}


def records_of_member(work: Work, member: bytes) -> Sequence[tuple[str, bytes]]:
    """Return what moves along when a member changes unions."""
    return tuple(("visit", visit) for visit in visits_of(work.connection, member))


def _doubts(work: Work, caller: Caller, body: VisitRecorded) -> tuple[DoubtCode, ...]:
    at_ms = body.arrived_at_ms
    before = last_fix_of(work, caller.staff, at_ms)
    known = last_fix_at(work, body.member, at_ms)
    return doubts(_place(body.fix), at_ms, _place(before), _place(known), left_at_ms=body.left_at_ms)


def _place(fix: Fix | None) -> Place | None:
    if fix is None:
        return None
    return Place(
        fix.latitude_e7,
        fix.longitude_e7,
        fix.accuracy_m,
        fix.source == "SATELLITES",
        fix.at_ms,
        fix.mocked,
        fix.satellites,
        fix.satellite_at_ms,
    )


def _tell(work: Work, one: Visit) -> None:
    detail = "What speaks against it: " + ", ".join(_WORDS[code] for code in one.doubts) + "."
    open_task(
        work,
        kind=DOUBTED_TASK,
        title="A visit to look at",
        detail=detail,
        about_kind="visit",
        about=one.id,
        staff=one.visited_by,
    )


_WORDS: Mapping[DoubtCode, str] = {
    "made_up": "the system says that a program made the place up",
    "frozen": "the place is the same to the last digit as the one before",
    "too_exact": "no receiver is as exact as it says",
    "no_satellites": "it was seen by no satellite",
    "other_time": "the satellites told another time",
    "too_fast": "nobody gets there so fast from the visit before",
    "far_away": "the member was found elsewhere before",
    "old": "the place is from long before or after the visit",
    "unknown": "the device knew no place",
}


def _buckets(work: Work, one: Visit) -> frozenset[str]:
    member = work.get(MEMBERS, one.member)
    return frozenset() if member is None else frozenset({union_bucket(member.union)})


def _record(one: Visit) -> VisitRecord:
    return VisitRecord(
        one.member,
        one.visited_by,
        one.purpose,
        one.note,
        one.arrived_at_ms,
        one.left_at_ms,
        one.fix,
        one.doubts,
        one.doubt,
    )


PUBLISHERS: Mapping[str, Publisher] = {"visit": publish_visits}
