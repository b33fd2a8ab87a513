"""What is looked at before the money of a loan leaves: who vouches for it, and what else the member owes.

The rule kept here: only facts of this tablet's own store; what cannot be known here is said to be unknown,
never taken as good.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from fieldapp.desk import queries as facts
from fieldapp.desk.facts import ApprovalFacts, LoanFacts, MemberFacts
from fieldapp.desk.standing import Standing
from fieldapp.store.transaction import Reading
from shared.ids import StaffId
from shared.lending.lifecycle import OWING_STATES

CheckKind = Literal["verified", "active", "approved", "unchanged", "other_loans", "fees", "not_own"]
CheckState = Literal["good", "look", "bad", "unknown"]
"""As it should be; somebody should look; in the way; not known on this tablet."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `names` are people or loans it is about, amounts in minor units."""

    kind: CheckKind
    state: CheckState
    names: tuple[str, ...] = ()
    amount_minor: int = 0


def checks_of(tx: Reading, standing: Standing, loan: LoanFacts) -> tuple[Check, ...]:
    """Return everything that is looked at before a loan is paid out, in the order in which it matters."""
    return tuple(_checks(tx, standing, loan))


def _checks(tx: Reading, standing: Standing, loan: LoanFacts) -> Iterator[Check]:
    member = facts.member(tx, loan.member)
    yield _verified(tx, member)
    if member is not None and not member.active:
        yield Check("active", "bad")
    approval = _approval_of(tx, loan)
    yield Check("approved", "good", _names(tx, approval.decided_by if approval else ()))
    yield _unchanged(loan, approval)
    yield _other_loans(tx, loan)
    fee_minor = loan.terms.fee_collected_minor if loan.terms else 0
    if loan.terms is None:
        yield Check("fees", "unknown")
    else:
        yield Check("fees", "look" if fee_minor else "good", (), fee_minor)
    if loan.drafted_by == standing.me.staff:
        yield Check("not_own", "bad")


def _verified(tx: Reading, member: MemberFacts | None) -> Check:
    if member is None:
        return Check("verified", "unknown")
    by = member.verified_by
    return Check("verified", "good", _names(tx, (by,))) if by is not None else Check("verified", "bad")


def _approval_of(tx: Reading, loan: LoanFacts) -> ApprovalFacts | None:
    """Return the request that was approved, where this tablet has it; the newest, where there are more."""
    found = [each for each in facts.approvals_about(tx, loan.loan) if each.state == "APPROVED"]
    return found[-1] if found else None


def _unchanged(loan: LoanFacts, approval: ApprovalFacts | None) -> Check:
    if approval is None:
        return Check("unchanged", "unknown")
    same = (approval.amount_minor, approval.content_hash) == (loan.principal_minor, loan.content_hash)
    return Check("unchanged", "good" if same else "look", (), approval.amount_minor)


def _other_loans(tx: Reading, loan: LoanFacts) -> Check:
    others = [
        each
        for each in facts.loans_of_member(tx, loan.member)
        if each.loan != loan.loan and each.state in OWING_STATES
    ]
    owed_minor = sum(each.outstanding_minor for each in others)
    return Check(
        "other_loans", "look" if others else "good", tuple(each.number for each in others), owed_minor
    )


def _names(tx: Reading, staff: tuple[StaffId, ...]) -> tuple[str, ...]:
    people = {person.staff: person.name for person in facts.people(tx)}
    return tuple(people[each] for each in staff if each in people)
