"""Two values for one field stand side by side until somebody chooses one of them."""

from __future__ import annotations

import pytest

from shared.contract.bodies.people import FieldChange, MemberChanged, MemberSettled
from shared.contract.records import FieldConflict
from shared.errors import RuleRefused
from syncserver.people.members.changes import change_member
from syncserver.people.members.conflicts import settle_member
from syncserver.people.queries import MEMBERS
from tests.syncserver.builders import (
    ADMIN,
    MEMBER,
    NOW_MS,
    OFFICER,
    OTHER_SUPERVISOR,
    SUPERVISOR,
    Branch,
)


@pytest.fixture
def branch_in_dispute(branch: Branch) -> Branch:
    """An administrator and the officer gave a member two phones, not knowing of each other."""
    branch.enrol()
    changed(branch, ADMIN, "0801", "0900", NOW_MS - 10)
    changed(branch, OFFICER, "0801", "0700", NOW_MS - 20)
    return branch


def changed(branch: Branch, staff: bytes, seen: str, value: str, at_ms: int) -> None:
    with branch.batch() as work:
        body = MemberChanged(MEMBER, (FieldChange("phone", seen, value),))
        branch.handle(work, change_member, staff, body, at_ms=at_ms)


def conflicts(branch: Branch) -> tuple[FieldConflict, ...]:
    found = branch.get(MEMBERS, MEMBER)
    assert found is not None
    return found.conflicts


def phone(branch: Branch) -> str:
    found = branch.get(MEMBERS, MEMBER)
    assert found is not None
    return found.profile.phone


def settle(branch: Branch, staff: bytes, value: str, stands: str = "0900", other: str = "0700") -> str:
    ruling = branch.act(settle_member, staff, MemberSettled(MEMBER, "phone", stands, other, value))
    return ruling.outcome


def test_both_values_are_kept_with_who_and_when(branch_in_dispute: Branch) -> None:
    (conflict,) = conflicts(branch_in_dispute)
    assert conflict == FieldConflict("phone", "0900", ADMIN, NOW_MS - 10, "0700", OFFICER, NOW_MS - 20)
    assert phone(branch_in_dispute) == "0900"


def test_the_later_one_stands_and_the_earlier_is_kept_beside_it(branch: Branch) -> None:
    branch.enrol()
    changed(branch, ADMIN, "0801", "0900", NOW_MS - 20)
    changed(branch, OFFICER, "0801", "0700", NOW_MS - 10)
    (conflict,) = conflicts(branch)
    assert (conflict.stands, conflict.stands_by) == ("0700", OFFICER)
    assert (conflict.other, conflict.other_by, conflict.other_at_ms) == ("0900", ADMIN, NOW_MS - 20)


@pytest.mark.parametrize("value", ["0900", "0700"])
def test_somebody_chooses_one_of_them(branch_in_dispute: Branch, value: str) -> None:
    assert settle(branch_in_dispute, SUPERVISOR, value) == "applied"
    assert (phone(branch_in_dispute), conflicts(branch_in_dispute)) == (value, ())
    assert settle(branch_in_dispute, OFFICER, value) == "superseded", "chosen once"


def test_only_what_was_seen_is_chosen_and_by_whose_it_is(branch_in_dispute: Branch) -> None:
    with pytest.raises(RuleRefused) as refused:
        settle(branch_in_dispute, SUPERVISOR, "0555")
    assert refused.value.code == "member.neither_value"
    assert settle(branch_in_dispute, SUPERVISOR, "0111", other="0111") == "superseded"
    with pytest.raises(RuleRefused) as refused:
        settle(branch_in_dispute, OTHER_SUPERVISOR, "0700")
    assert refused.value.code == "out_of_scope"
    assert len(conflicts(branch_in_dispute)) == 1


def test_who_types_it_anew_has_chosen_too(branch_in_dispute: Branch) -> None:
    changed(branch_in_dispute, OFFICER, "0900", "0333", NOW_MS - 1)
    assert (phone(branch_in_dispute), conflicts(branch_in_dispute)) == ("0333", ())


def test_a_value_typed_after_the_choice_clashes_with_it_again(branch_in_dispute: Branch) -> None:
    assert settle(branch_in_dispute, OFFICER, "0700") == "applied"
    changed(branch_in_dispute, ADMIN, "0801", "0222", NOW_MS - 5)
    (conflict,) = conflicts(branch_in_dispute)
    assert (conflict.stands, conflict.stands_by, conflict.other) == ("0700", OFFICER, "0222")
