"""Move a member to another union; open loans follow."""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.desk import queries as facts
from fieldapp.desk.facts import LoanFacts, MemberFacts
from fieldapp.desk.standing import checked, may_record
from fieldapp.store.author import Desk
from fieldapp.store.outbox import append
from fieldapp.store.transaction import Reading
from shared.contract.bodies.people import MemberMoved
from shared.contract.operations import SeenVersion
from shared.errors import RuleRefused
from shared.ids import MemberId, StaffId, UnionId
from shared.lending.lifecycle import OPEN_STATES


@dataclass(frozen=True, slots=True)
class MoveImpact:
    """What follows the member: the loans that are open, and from whom to whom they go."""

    member: MemberFacts
    open_loans: tuple[LoanFacts, ...]
    from_officer: StaffId | None
    to_officer: StaffId


def impact_of_move(desk: Desk, member: MemberId, to_union: UnionId) -> MoveImpact:
    """Say what moves along. Refusals: `member.unknown`, `union.unknown`."""
    with desk.store.read() as tx:
        found = _known(tx, member)
        before, after = facts.union(tx, found.union), facts.union(tx, to_union)
        if after is None:
            raise _unknown_union()
        loans = facts.loans_of_member(tx, member)
        return MoveImpact(
            member=found,
            open_loans=tuple(loan for loan in loans if loan.state in OPEN_STATES),
            from_officer=before.officer if before else None,
            to_officer=after.officer,
        )


def move_member(desk: Desk, member: MemberId, to_union: UnionId, reason: str) -> MemberFacts:
    """Record the move, durably; a member who is in that union already stays.

    Refusals: those of `may_record`, `member.unknown`, `union.unknown`, `reason.missing`, `form.not_accepted`.
    """
    with desk.store.transaction() as tx:
        found = _known(tx, member)
        if found.union == to_union:
            return found
        may_record(tx, desk, "member.moved")
        if facts.union(tx, to_union) is None:
            raise _unknown_union()
        if not reason.strip():
            raise RuleRefused("reason.missing", "The reason is missing", "Say why, in a few words.")
        body = MemberMoved(member, to_union, reason.strip())
        append(tx, desk.author, checked(body), seen=(SeenVersion("member", member, found.version),))
        return _known(tx, member)


def _known(tx: Reading, member: MemberId) -> MemberFacts:
    found = facts.member(tx, member)
    if found is None:
        raise RuleRefused("member.unknown", "This member is not on this tablet", "Look the member up again.")
    return found


def _unknown_union() -> RuleRefused:
    return RuleRefused(
        "union.unknown", "This union is not on this tablet", "It may have another officer now."
    )
