"""A visit is taken whatever its place is; a doubtful place is told, with what speaks against it."""

import msgspec
import pytest

from shared.contract.bodies.visits import Fix, VisitRecorded
from shared.contract.records import union_bucket
from shared.errors import RuleRefused
from syncserver.database.engine import reading
from syncserver.database.ruling import Ruling
from syncserver.fieldwork.visits.queries import VISITS, Visit
from syncserver.fieldwork.visits.recording import publish_visits, record_visit
from syncserver.people.queries import open_tasks_of
from tests.syncserver.builders import (
    FAR_OFFICER,
    MEMBER,
    NOBODY,
    NOW_MS,
    OFFICER,
    SECOND_MEMBER,
    UNION,
    Branch,
    an_id,
)

MINUTE_MS = 60_000
ARRIVED_MS = NOW_MS - 60 * MINUTE_MS
HERE = Fix(64_550_000, 33_840_000, 8, "SATELLITES", ARRIVED_MS, satellites=9)
VISIT = VisitRecorded(
    an_id(1), MEMBER, "Missed instalments", ARRIVED_MS, ARRIVED_MS + 9 * MINUTE_MS, HERE, "She pays on Friday"
)


@pytest.fixture
def enrolled(branch: Branch) -> Branch:
    """The branch with two members in the officer's union."""
    branch.enrol()
    branch.enrol(SECOND_MEMBER, code="M-2")
    return branch


def visited(branch: Branch, by: bytes = OFFICER, **changes: object) -> Ruling:
    return branch.act(record_visit, by, msgspec.structs.replace(VISIT, **changes))


def found(branch: Branch, visit: bytes = VISIT.visit) -> Visit:
    one = branch.get(VISITS, visit)
    assert one is not None
    return one


def told(branch: Branch) -> int:
    with reading(branch.engine) as connection:
        return len(open_tasks_of(connection, OFFICER))


def test_a_visit_is_kept_as_it_was_told_and_lives_with_the_union(enrolled: Branch) -> None:
    assert visited(enrolled).outcome == "applied"
    one = found(enrolled)
    assert (one.fix, one.purpose, one.note) == (HERE, "Missed instalments", "She pays on Friday")
    assert (one.doubts, one.doubt, told(enrolled)) == ((), 0, 0)
    with enrolled.batch() as work:
        published = publish_visits(work, [VISIT.visit])[VISIT.visit]
    assert published.buckets == {union_bucket(UNION)}


def test_a_place_that_was_made_up_is_kept_scored_and_told(enrolled: Branch) -> None:
    assert visited(enrolled, fix=msgspec.structs.replace(HERE, mocked=True)).outcome == "applied"
    one = found(enrolled)
    assert (one.doubts, one.doubt, told(enrolled)) == (("made_up",), 60, 1)
    assert one.fix is not None
    assert one.fix.mocked


def test_nobody_is_in_two_villages_at_once(enrolled: Branch) -> None:
    visited(enrolled)
    far = msgspec.structs.replace(HERE, latitude_e7=66_550_000, at_ms=ARRIVED_MS + 5 * MINUTE_MS)
    visited(enrolled, visit=an_id(2), member=SECOND_MEMBER, arrived_at_ms=far.at_ms, fix=far)
    assert found(enrolled, an_id(2)).doubts == ("too_fast",)
    assert told(enrolled) == 1


def test_a_day_that_is_sent_at_once_is_doubted_as_one_sent_visit_by_visit(enrolled: Branch) -> None:
    far = msgspec.structs.replace(HERE, latitude_e7=66_550_000, at_ms=ARRIVED_MS + 5 * MINUTE_MS)
    later = msgspec.structs.replace(
        VISIT, visit=an_id(2), member=SECOND_MEMBER, arrived_at_ms=far.at_ms, left_at_ms=far.at_ms, fix=far
    )
    back_ms = ARRIVED_MS + 50 * MINUTE_MS
    elsewhere = msgspec.structs.replace(HERE, longitude_e7=34_040_000, at_ms=back_ms)
    again = msgspec.structs.replace(
        VISIT, visit=an_id(3), arrived_at_ms=back_ms, left_at_ms=back_ms, fix=elsewhere
    )
    with enrolled.batch() as work:
        for body in (VISIT, later, again):
            enrolled.handle(work, record_visit, OFFICER, body)
    assert found(enrolled).doubts == ()
    assert found(enrolled, an_id(2)).doubts == ("too_fast",)
    assert "far_away" in found(enrolled, an_id(3)).doubts
    assert told(enrolled) == 2


def test_a_member_is_not_found_elsewhere_without_a_word(enrolled: Branch) -> None:
    visited(enrolled, arrived_at_ms=ARRIVED_MS - 24 * 60 * MINUTE_MS)
    other = msgspec.structs.replace(HERE, longitude_e7=34_840_000)
    visited(enrolled, visit=an_id(2), fix=other)
    assert "far_away" in found(enrolled, an_id(2)).doubts


def test_a_doubted_place_is_not_where_a_member_is_found_from_then_on(enrolled: Branch) -> None:
    made_up = msgspec.structs.replace(HERE, longitude_e7=35_840_000, mocked=True, at_ms=ARRIVED_MS - 600_000)
    visited(enrolled, arrived_at_ms=made_up.at_ms, fix=made_up)
    visited(enrolled, visit=an_id(2), fix=HERE)
    assert "far_away" not in found(enrolled, an_id(2)).doubts


def test_no_place_is_no_reason_to_tell_anybody(enrolled: Branch) -> None:
    visited(enrolled, fix=None)
    assert (found(enrolled).doubts, told(enrolled)) == (("unknown",), 0)


def test_the_same_visit_again_is_one(enrolled: Branch) -> None:
    visited(enrolled)
    assert visited(enrolled).outcome == "superseded"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"member": NOBODY}, "out_of_scope"),
        ({"left_at_ms": ARRIVED_MS - 1}, "visit.times"),
        ({"left_at_ms": NOW_MS + 10**9}, "visit.to_come"),
    ],
)
def test_what_is_refused(enrolled: Branch, changes: dict[str, object], code: str) -> None:
    with pytest.raises(RuleRefused) as refused:
        visited(enrolled, **changes)  # type: ignore[arg-type]  # tests change any field
    assert refused.value.code == code


def test_a_visit_to_somebody_elses_member_is_refused_as_to_nobody(enrolled: Branch) -> None:
    with pytest.raises(RuleRefused) as refused:
        visited(enrolled, by=FAR_OFFICER)
    assert refused.value.code == "out_of_scope"
