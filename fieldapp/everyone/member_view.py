"""One member: who they are, what they owe, how they came to the meetings.

The rule kept here: what is owed is of the same replay as on the loan's own page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fieldapp.desk import queries as facts
from fieldapp.desk.accounts import LoanAccount, load_accounts
from fieldapp.desk.facts import InstalmentFacts, LoanFacts, MemberFacts, UnionFacts
from fieldapp.desk.standing import Standing, read_standing
from fieldapp.everyone import queries
from fieldapp.everyone.merging.queries import conflicts_of
from fieldapp.store.author import Desk
from shared.contract.bodies.cash import Attendance
from shared.contract.bodies.people import MemberProfile
from shared.errors import RuleRefused
from shared.ids import MeetingId, MemberId
from shared.lending.arrears import days_past_due
from shared.lending.lifecycle import OWING_STATES
from shared.lending.position import ItemStatus
from shared.permissions import Role, may_sign

MEETINGS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class MemberLoan:
    """One loan of a member, in minor units; `paid_items` of `items` instalments are paid.

    `outstanding_minor` is all that is owed, penalty included; `paid_minor` of `total_minor` is of the
    schedule.
    """

    loan: LoanFacts
    product_name: str
    outstanding_minor: int
    overdue_minor: int
    to_pay_minor: int
    days_late: int
    paid_minor: int
    total_minor: int
    paid_items: int
    items: int
    next_due_on: date | None
    next_due_minor: int


@dataclass(frozen=True, slots=True)
class Attended:
    """How the member came to one closed meeting."""

    meeting: MeetingId
    held_on: date
    attendance: Attendance


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member with loans newest first, meetings newest first; sums in minor units over loans that owe.

    `conflicts` is how many fields two people gave two values. `verifiable`: whoever looks at it may say who
    they are. `since_ms` and `verified_at_ms` are 0 where that is not known.
    """

    member: MemberFacts
    profile: MemberProfile
    union: UnionFacts | None
    enrolled_by_name: str
    verified_by_name: str
    loans: tuple[MemberLoan, ...]
    owed_minor: int
    overdue_minor: int
    to_pay_minor: int
    credit_minor: int
    next_due_on: date | None
    next_due_minor: int
    attendance: tuple[Attended, ...]
    conflicts: int = 0
    verifiable: bool = False
    since_ms: int = 0
    verified_at_ms: int = 0

    @property
    def came(self) -> int:
        """To how many of the meetings listed the member came, late or not."""
        return sum(each.attendance in ("PRESENT", "LATE") for each in self.attendance)


def load_member_view(desk: Desk, member: MemberId, on: date | None = None) -> MemberView:
    """Return a member as of a day, today when none is named. Refusals: `member.unknown`, `desk.not_ready`."""
    with desk.store.read() as tx:
        standing = read_standing(tx, desk)
        day = on or standing.today
        found, profile = facts.member(tx, member), facts.profile(tx, member)
        if found is None or profile is None:
            raise RuleRefused(
                "member.unknown", "This member is not on this tablet", "Look the member up again."
            )
        names = {person.staff: person.name for person in facts.people(tx)}
        products = {row.product: row.definition.name for row in facts.products(tx)}
        accounts = load_accounts(tx, facts.loans_of_member(tx, member))
        items = facts.instalments(tx, [account.loan.loan for account in accounts])
        loans = tuple(
            _loan(account, items.get(account.loan.loan, []), products.get(account.loan.product, ""), day)
            for account in accounts
        )
        meetings = queries.meeting_sheets(tx, found.union, MEETINGS_SHOWN)
        since_ms, verified_at_ms = queries.registered(tx, member)
        nearest = min((loan for loan in loans if loan.next_due_on), key=_next_due, default=None)
        return MemberView(
            member=found,
            profile=profile,
            union=facts.union(tx, found.union),
            enrolled_by_name=names.get(found.enrolled_by, ""),
            verified_by_name=names.get(found.verified_by, "") if found.verified_by else "",
            loans=loans,
            owed_minor=sum(loan.outstanding_minor for loan in loans),
            overdue_minor=sum(loan.overdue_minor for loan in loans),
            to_pay_minor=sum(loan.to_pay_minor for loan in loans),
            credit_minor=sum(account.loan.credit_minor for account in accounts),
            next_due_on=nearest.next_due_on if nearest else None,
            next_due_minor=nearest.next_due_minor if nearest else 0,
            attendance=tuple(
                Attended(meeting, record.held_on, each.attendance)
                for meeting, record in meetings
                for each in record.attendance
                if each.member == member
            ),
            conflicts=len(conflicts_of(tx, member)),
            verifiable=_verifiable(standing, found),
            since_ms=since_ms,
            verified_at_ms=verified_at_ms,
        )


def _verifiable(standing: Standing, member: MemberFacts) -> bool:
    """Whether somebody may verify a member: not whoever enrolled them, and an officer only where allowed."""
    me = standing.me
    allowed = me.role is not Role.CREDIT_OFFICER or standing.settings.officers_may_verify
    waits = member.active and member.verified_by is None and member.enrolled_by != me.staff
    return waits and allowed and may_sign(me.role, "member.verified")


def _next_due(loan: MemberLoan) -> date:
    return loan.next_due_on or date.max


def _loan(account: LoanAccount, items: list[InstalmentFacts], product_name: str, on: date) -> MemberLoan:
    owing = account.loan.state in OWING_STATES
    position = account.position(on)
    next_due = position.next_due(on) if owing else None
    total = sum(item.principal_minor + item.interest_minor + item.fee_minor for item in items)
    left = sum(item.owed_minor for item in position.items)
    return MemberLoan(
        loan=account.loan,
        product_name=product_name,
        outstanding_minor=position.outstanding_minor if owing else 0,
        overdue_minor=position.overdue_minor(on) if owing else 0,
        to_pay_minor=position.due_minor(on) if owing else 0,
        days_late=days_past_due(position, on) if owing else 0,
        paid_minor=total - left,
        total_minor=total,
        paid_items=sum(item.status is ItemStatus.PAID for item in position.items),
        items=len(position.items),
        next_due_on=next_due.due_on if next_due else None,
        next_due_minor=next_due.owed_minor if next_due else 0,
    )
