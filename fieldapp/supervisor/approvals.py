"""Requests that wait for somebody else's decision: the inbox, what deciding would do, and the decision.

The rule kept here: a decision names the version and the content that were on the screen; what changed since
is looked at again, not decided. Nobody decides on what they made or asked for, twice, or beyond their limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from fieldapp.desk import queries as facts
from fieldapp.desk.accounts import load_loan
from fieldapp.desk.facts import ApprovalFacts, LoanFacts, MemberFacts, UnionFacts
from fieldapp.desk.products import schedule_if_paid_out
from fieldapp.desk.standing import Standing, checked, may_record, read_standing
from fieldapp.store.author import Desk
from fieldapp.store.outbox import append
from fieldapp.store.transaction import Reading
from fieldapp.supervisor import queries
from fieldapp.supervisor.weighing import (
    Earlier,
    Impact,
    Link,
    OtherLoan,
    PaymentRecord,
    chain_of,
    earlier_requests,
    impact_of,
    other_loans_of,
)
from shared.contract.bodies.lending import ApprovalDecided, Decision
from shared.contract.operations import SeenVersion
from shared.errors import RuleRefused
from shared.ids import ApprovalId, LoanId, MemberId, StaffId, UnionId
from shared.lending.schedule import Instalment


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A request in the inbox; `barred` says why this person may not approve it, None when they may."""

    approval: ApprovalFacts
    asked_by_name: str
    member_name: str
    union_name: str
    age_days: int
    barred: RuleRefused | None


@dataclass(frozen=True, slots=True)
class ApprovalPage:
    """A request with what it is about, as it would be if the money were paid out on the expected day.

    Amounts in minor units. `changed` is True when the loan is no longer what was submitted; what changed
    since the submission before is `row.approval.since_last`. Deciding takes the approval's `version` and
    `content_hash` from here.
    """

    row: InboxRow
    loan: LoanFacts
    member: MemberFacts | None
    union: UnionFacts | None
    product_name: str
    schedule: tuple[Instalment, ...]
    interest_minor: int
    owed_minor: int
    fees_minor: int
    other_loans: tuple[LoanFacts, ...]
    officer_name: str
    decided_by_names: tuple[str, ...]
    limit_minor: int | None
    changed: bool
    impact: Impact
    owing_loans: tuple[OtherLoan, ...]
    payment_record: PaymentRecord
    chain: tuple[Link, ...]
    earlier: tuple[Earlier, ...]


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """A decision on exactly what was seen."""

    approval: ApprovalId
    decision: Decision
    seen_version: int
    content_hash: bytes
    comment: str = ""


@dataclass(frozen=True, slots=True)
class _About:
    """What requests are about, read for all of them at once."""

    loans: Mapping[LoanId, LoanFacts]
    members: Mapping[MemberId, MemberFacts]
    unions: Mapping[UnionId, str]
    people: Mapping[StaffId, str]


def load_inbox(desk: Desk) -> tuple[InboxRow, ...]:
    """Return the open requests on this tablet, oldest first; those already decided here say so."""
    with desk.store.read() as tx:
        standing = read_standing(tx, desk)
        waiting = facts.approvals_in_state(tx, "OPEN")
        about = _about(tx, waiting)
        return tuple(_inbox_row(standing, row, about) for row in waiting)


def count_waiting(desk: Desk) -> int:
    """Return how many open requests nobody on this tablet has decided."""
    with desk.store.read() as tx:
        return queries.count_undecided(tx)


def load_approval(desk: Desk, approval: ApprovalId) -> ApprovalPage:
    """Return one request with its loan. Refusals: `approval.unknown`, `loan.unknown`."""
    with desk.store.read() as tx:
        standing = read_standing(tx, desk)
        found = _known(tx, approval)
        loan = load_loan(tx, LoanId(found.subject))
        return _page(tx, standing, found, loan)


def decide(desk: Desk, form: DecisionForm) -> ApprovalFacts:
    """Record the decision, durably; the same decision again records nothing.

    Refusals: those of `may_record`, `approval.unknown`, `approval.closed`, `approval.already_sent`,
    `approval.own`, `approval.decided_by_you`, `changed_since_seen`, `approval.no_comment`,
    `approval.over_limit`, `approval.bad_decision`, `form.not_accepted`.
    """
    with desk.store.transaction() as tx:
        found = _known(tx, form.approval)
        if found.sent_decision:
            if found.sent_decision != form.decision:
                detail = "Your decision is on its way to the server and cannot be taken back here."
                raise RuleRefused("approval.already_sent", "You decided otherwise before", detail)
            return found
        standing = may_record(tx, desk, "approval.decided")
        _check(tx, standing, found, form)
        body = ApprovalDecided(
            form.approval, form.decision, form.seen_version, form.content_hash, form.comment.strip()
        )
        append(tx, desk.author, checked(body), seen=(SeenVersion("approval", found.approval, found.version),))
        return _known(tx, form.approval)


def _check(tx: Reading, standing: Standing, found: ApprovalFacts, form: DecisionForm) -> None:
    if found.state != "OPEN":
        detail = "It was decided or withdrawn meanwhile."
        raise RuleRefused("approval.closed", "This request is not open any more", detail)
    if form.decision not in get_args(Decision):
        raise RuleRefused(
            "approval.bad_decision", "This decision is not known", "Approve, send back or refuse."
        )
    loan = load_loan(tx, LoanId(found.subject))
    if form.seen_version != found.version or not (
        form.content_hash == found.content_hash == loan.content_hash
    ):
        detail = "Look at it again: it is not what was on the screen."
        raise RuleRefused("changed_since_seen", "The request changed meanwhile", detail)
    if form.decision != "APPROVE" and not form.comment.strip():
        raise RuleRefused("approval.no_comment", "The comment is missing", "Say why, in a few words.")
    barred = _barred(standing, found, loan)
    if barred is not None and (form.decision == "APPROVE" or barred.code != "approval.over_limit"):
        raise barred


def _barred(standing: Standing, found: ApprovalFacts, loan: LoanFacts | None) -> RuleRefused | None:
    me = standing.me
    if me.staff == found.asked_by or (loan is not None and me.staff == loan.drafted_by):
        return RuleRefused("approval.own", "Nobody approves their own work", "Somebody else decides on it.")
    if me.staff in found.decided_by:
        return RuleRefused(
            "approval.decided_by_you", "You decided before", "The next stage is somebody else's."
        )
    if me.approval_limit_minor is not None and found.amount_minor > me.approval_limit_minor:
        return RuleRefused(
            "approval.over_limit",
            "The amount is above your limit",
            "Your limit is {limit_minor}. Somebody with a higher limit decides.",
            limit_minor=me.approval_limit_minor,
        )
    return None


def _known(tx: Reading, approval: ApprovalId) -> ApprovalFacts:
    found = facts.approval(tx, approval)
    if found is None:
        raise RuleRefused(
            "approval.unknown", "This request is not on this tablet", "Look at the inbox again."
        )
    return found


def _about(tx: Reading, found: tuple[ApprovalFacts, ...]) -> _About:
    loans = {loan.loan: loan for loan in facts.loans_among(tx, {LoanId(row.subject) for row in found})}
    return _About(
        loans=loans,
        members=facts.members_among(tx, {loan.member for loan in loans.values()}),
        unions={union.union: union.name for union in facts.unions(tx)},
        people={person.staff: person.name for person in facts.people(tx)},
    )


def _inbox_row(standing: Standing, found: ApprovalFacts, about: _About) -> InboxRow:
    loan = about.loans.get(LoanId(found.subject))
    member = about.members.get(loan.member) if loan else None
    return InboxRow(
        approval=found,
        asked_by_name=about.people.get(found.asked_by, ""),
        member_name=member.name if member else "",
        union_name=about.unions.get(loan.union, "") if loan else "",
        age_days=max(0, (standing.today - found.asked_on).days),
        barred=_barred(standing, found, loan),
    )


def _page(tx: Reading, standing: Standing, found: ApprovalFacts, loan: LoanFacts) -> ApprovalPage:
    product = facts.product(tx, loan.product)
    officer = facts.person(tx, loan.officer)
    schedule = schedule_if_paid_out(loan, loan.expected_on, loan.first_due_on, standing.calendar)
    fees = loan.terms.fee_deducted_minor + loan.terms.fee_collected_minor if loan.terms else 0
    deciders = (facts.person(tx, staff) for staff in found.decided_by)
    owing, record = other_loans_of(tx, loan, standing.today)
    return ApprovalPage(
        row=_inbox_row(standing, found, _about(tx, (found,))),
        loan=loan,
        member=facts.member(tx, loan.member),
        union=facts.union(tx, loan.union),
        product_name=product.definition.name if product else "",
        schedule=schedule,
        interest_minor=sum(item.interest_minor for item in schedule),
        owed_minor=sum(item.total_minor for item in schedule),
        fees_minor=fees,
        other_loans=tuple(row for row in facts.loans_of_member(tx, loan.member) if row.loan != loan.loan),
        officer_name=officer.name if officer else "",
        decided_by_names=tuple(person.name for person in deciders if person),
        limit_minor=standing.me.approval_limit_minor,
        changed=found.content_hash != loan.content_hash,
        impact=impact_of(tx, standing, found, loan, schedule),
        owing_loans=owing,
        payment_record=record,
        chain=chain_of(tx, standing, found, loan),
        earlier=earlier_requests(tx, found),
    )
