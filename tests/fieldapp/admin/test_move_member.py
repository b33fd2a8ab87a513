"""A member moves once, with a reason, and the open loans are named beforehand."""

from __future__ import annotations

import pytest

from fieldapp.admin.move_member import impact_of_move, move_member
from shared.contract.bodies.people import MemberMoved
from shared.ids import MemberId, UnionId
from tests.fieldapp.desk.branch import FAR, LOAN, ME, MEMBER, NEXT_UNION, NOBODY, UNION, Branch, refused


@pytest.fixture(autouse=True)
def somebody_who_may(branch: Branch) -> None:
    branch.be("ADMIN")


def test_the_impact_names_what_follows_the_member(branch: Branch) -> None:
    found = impact_of_move(branch.desk, MEMBER, NEXT_UNION)
    assert [loan.loan for loan in found.open_loans] == [LOAN]
    assert (found.from_officer, found.to_officer) == (ME, FAR)


def test_a_move_is_recorded_once(branch: Branch) -> None:
    assert move_member(branch.desk, MEMBER, NEXT_UNION, " closer to the stall ").union == NEXT_UNION
    assert move_member(branch.desk, MEMBER, NEXT_UNION, "closer to the stall").union == NEXT_UNION
    assert branch.recorded() == [MemberMoved(MEMBER, NEXT_UNION, "closer to the stall")]


def test_what_cannot_be_moved_is_refused(branch: Branch) -> None:
    with refused("member.unknown"):
        move_member(branch.desk, MemberId(NOBODY), NEXT_UNION, "why")
    with refused("union.unknown"):
        move_member(branch.desk, MEMBER, UnionId(NOBODY), "why")
    with refused("union.unknown"):
        impact_of_move(branch.desk, MEMBER, UnionId(NOBODY))
    with refused("reason.missing"):
        move_member(branch.desk, MEMBER, NEXT_UNION, " ")
    with refused("form.not_accepted"):
        move_member(branch.desk, MEMBER, NEXT_UNION, "x" * 301)
    assert move_member(branch.desk, MEMBER, UNION, "").union == UNION
    assert branch.recorded() == []


def test_an_officer_moves_nobody(branch: Branch) -> None:
    branch.be("CREDIT_OFFICER")
    with refused("role"):
        move_member(branch.desk, MEMBER, NEXT_UNION, "why")
