"""An officer's day: meetings, calls on those who pay daily or monthly, new members, applications, the cash.

The rule kept here: an officer knows of a colleague's act only after both have synced, so everything done in a
day reaches the others in the evening.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from shared.contract.bodies.cash import (
    Attendance,
    CashHandedOver,
    Denomination,
    MeetingClosed,
    MeetingSignature,
    MemberAttendance,
    Signer,
)
from shared.contract.bodies.lending import (
    LoanApplication,
    LoanCanceled,
    LoanDrafted,
    LoanSubmitted,
    PaymentMethod,
    RepaymentRecorded,
)
from shared.contract.bodies.people import MemberEnrolled
from shared.contract.signing import content_hash
from shared.lending.allocation import Payment
from syncserver.demo.books import LoanBook, MemberBook, UnionBook, offered_minor
from syncserver.demo.branch import Branch, Handover, Person, Unsent
from syncserver.demo.plans import Fate, LoanPlan, MemberPlan
from syncserver.demo.scribble import signature

_ENTRY_MS = 20_000
_NOTES_MINOR = (100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500)
_EXPECTED_DAYS = 4


@dataclass(frozen=True, slots=True)
class Diary:
    """What falls on which day, for all unions: who joins, who applies for what."""

    joins: dict[date, list[tuple[UnionBook, MemberPlan]]]
    applications: dict[date, list[tuple[MemberBook, LoanPlan]]]


class Round:
    """One officer on one day."""

    def __init__(self, branch: Branch, officer: Person, today: date) -> None:
        self._branch, self._officer, self._today = branch, officer, today
        self._unions = branch.unions_of(officer)
        self._unsent = branch.unsent.setdefault(officer.id, Unsent())

    def meetings(self) -> Iterator[tuple[str, UnionBook]]:
        """The unions that meet today with the hour; a meeting on a day off is held on the next business
        day.
        """
        calendar = self._branch.calendar
        for union in self._unions:
            for back in range(4):
                planned = self._today - timedelta(days=back)
                is_meeting_day = planned.weekday() == union.plan.weekday
                if is_meeting_day and calendar.next_business_day(planned) == self._today and union.members:
                    yield union.plan.place.time, union

    def hold_meeting(self, union: UnionBook) -> None:
        """Collect from every member who owes a weekly instalment, note who came, close the meeting."""
        meeting, opened_at_ms = self._branch.means.new_id(), self._branch.means.clock.now_ms()
        attendance: list[MemberAttendance] = []
        receipts: list[bytes] = []
        cash_minor = 0
        for member in sorted(union.members, key=lambda each: each.plan.profile.last_name):
            paid_minor, taken = self._collect_at(meeting, member)
            receipts.extend(taken)
            cash_minor += paid_minor
            attendance.append(MemberAttendance(member.id, self._attends(member, bool(taken))))
        counted_minor, reason = _counted(self._branch.chance, cash_minor)
        body = MeetingClosed(
            meeting=meeting,
            union=union.id,
            held_on=self._today,
            attendance=tuple(attendance),
            repayments=tuple(receipts),
            expected_cash_minor=cash_minor,
            counted_cash_minor=counted_minor,
            denominations=notes(counted_minor),
            variance_reason=reason,
            variance_code="OTHER" if reason else "",
            opened_at_ms=opened_at_ms,
            signatures=_signed(self._officer, union, meeting, self._branch.means.clock.now_ms()),
        )
        self._officer.tablet.write(body)
        self._hold(counted_minor)

    def call_on_others(self) -> None:
        """Collect daily and monthly instalments where people work, outside meetings."""
        for union in self._unions:
            for member in union.members:
                for loan in member.loans:
                    if loan.is_running and loan.plan.offer.definition.term_unit != "WEEK":
                        by_day = loan.plan.offer.definition.term_unit == "DAY"
                        method: PaymentMethod = (
                            "CASH" if by_day else self._branch.chance.choice(("TRANSFER", "POS"))
                        )
                        amount_minor = offered_minor(loan, self._today, self._branch.chance)
                        if amount_minor:
                            self.receive(loan, amount_minor, method)
                            self._hold(amount_minor if method == "CASH" else 0)

    def take_applications(self, diary: Diary) -> None:
        """Enrol who joins today and draft what is applied for today; whoever may not apply yet waits."""
        for union, joining in diary.joins.get(self._today, ()):
            if union in self._unions:
                self._enrol(union, joining, diary)
        for member, plan in tuple(diary.applications.get(self._today, ())):
            if member.union not in self._unions:
                continue
            if member.is_verified and member.has_room_for(plan):
                self._apply(member, plan)
            else:
                later = self._branch.calendar.next_business_day(self._today + timedelta(days=3))
                diary.applications.setdefault(later, []).append((member, plan))

    def end(self, *, hand_over: bool) -> None:
        """Hand over the day's cash unless told otherwise, and sync: now the others know."""
        cash_minor = self._branch.cash_minor.get(self._officer.id, 0)
        handed = self._hand_over(cash_minor) if cash_minor and hand_over else None
        self._officer.tablet.sync()
        if handed is not None:
            self._branch.to_count.append(handed)
        unsent = self._branch.unsent.pop(self._officer.id)
        self._branch.to_verify.extend(unsent.enrolled)
        self._branch.to_decide.extend(unsent.submitted)

    def receive(
        self, loan: LoanBook, amount_minor: int, method: PaymentMethod, meeting: bytes | None = None
    ) -> bytes:
        """Record a payment and return its id."""
        means, tablet = self._branch.means, self._officer.tablet
        means.clock.spend(_ENTRY_MS)
        repayment = means.new_id()
        reference = "" if method == "CASH" else f"FT{means.chance.randrange(10**9):09d}"
        body = RepaymentRecorded(
            repayment=repayment,
            loan=loan.id,
            member=loan.member.id,
            amount_minor=amount_minor,
            method=method,
            value_on=self._today,
            receipt_number=tablet.next_receipt(),
            reference=reference,
            meeting=meeting,
        )
        tablet.write(body)
        loan.take(Payment(repayment.hex(), amount_minor, self._today))
        loan.last_receipt = body
        return repayment

    def _collect_at(self, meeting: bytes, member: MemberBook) -> tuple[int, list[bytes]]:
        """The cash a member brought to the meeting and the receipts written for everything they paid."""
        cash_minor, receipts = 0, []
        for loan in member.loans:
            if loan.is_running and loan.plan.offer.definition.term_unit == "WEEK":
                amount_minor = offered_minor(loan, self._today, self._branch.chance)
                method: PaymentMethod = "TRANSFER" if self._branch.chance.random() < 0.05 else "CASH"
                if amount_minor:
                    receipts.append(self.receive(loan, amount_minor, method, meeting))
                    cash_minor += amount_minor if method == "CASH" else 0
        return cash_minor, receipts

    def _attends(self, member: MemberBook, has_paid: bool) -> Attendance:
        roll = self._branch.chance.random()
        if has_paid:
            return "LATE" if roll < 0.08 else "PRESENT"
        owes = any(loan.is_running and loan.due_minor(self._today) for loan in member.loans)
        if owes:
            return "EXCUSED" if roll < 0.2 else "ABSENT"
        return "PRESENT" if roll < 0.6 else "ABSENT"

    def _hold(self, cash_minor: int) -> None:
        held_minor = self._branch.cash_minor.get(self._officer.id, 0)
        self._branch.cash_minor[self._officer.id] = held_minor + cash_minor

    def _hand_over(self, cash_minor: int) -> Handover:
        branch = self._branch
        movement, clerk = branch.means.new_id(), branch.clerks[self._officer.place % len(branch.clerks)]
        body = CashHandedOver(movement, clerk.id, cash_minor, self._today, notes(cash_minor))
        self._officer.tablet.write(body)
        branch.cash_minor[self._officer.id] = 0
        return Handover(movement, cash_minor, clerk.place)

    def _enrol(self, union: UnionBook, plan: MemberPlan, diary: Diary) -> None:
        means, tablet = self._branch.means, self._officer.tablet
        means.clock.spend(_ENTRY_MS)
        member = MemberBook(plan, means.new_id(), union, self._today)
        tablet.write(MemberEnrolled(member.id, union.id, tablet.next_number("member"), plan.profile))
        union.members.append(member)
        self._unsent.enrolled.append(member)
        for loan in plan.loans:
            planned = max(loan.draft_on, self._today + timedelta(days=2))
            day = min(self._branch.calendar.next_business_day(planned), self._branch.last_day)
            diary.applications.setdefault(day, []).append((member, loan))

    def _apply(self, member: MemberBook, plan: LoanPlan) -> None:
        means, tablet = self._branch.means, self._officer.tablet
        means.clock.spend(_ENTRY_MS)
        application = LoanApplication(
            loan=means.new_id(),
            number=tablet.next_number("loan"),
            member=member.id,
            product=self._branch.products[plan.offer.definition.code],
            principal_minor=plan.principal_minor,
            term_count=plan.term_count,
            expected_on=self._today + timedelta(days=_EXPECTED_DAYS),
            purpose=plan.purpose,
        )
        loan = LoanBook(plan, member, application)
        member.loans.append(loan)
        drafted = tablet.write(LoanDrafted(application))
        if plan.fate is Fate.CANCELED:
            tablet.write(LoanCanceled(loan.id, "The member borrows from her sister instead"))
            loan.state = "CANCELED"
        elif plan.fate is not Fate.DRAFT:
            body = LoanSubmitted(loan.id, content_hash(application))
            loan.operation = tablet.write(body, expect="waiting", depends_on=(drafted,))
            loan.state = "PENDING_APPROVAL"
            self._unsent.submitted.append(loan)


def notes(amount_minor: int) -> tuple[Denomination, ...]:
    """The fewest notes and coins that make up an amount; none if they cannot."""
    counted = []
    for value_minor in _NOTES_MINOR:
        pieces, amount_minor = divmod(amount_minor, value_minor)
        if pieces:
            counted.append(Denomination(value_minor, pieces))
    return () if amount_minor else tuple(counted)


def _signed(officer: Person, union: UnionBook, meeting: bytes, at_ms: int) -> tuple[MeetingSignature, ...]:
    """The officer's and, for the union, the signature of the member who stands first on its sheet."""
    leader = min(union.members, key=lambda each: each.plan.profile.last_name).plan.profile
    names: tuple[tuple[Signer, str], ...] = (
        ("OFFICER", officer.name),
        ("LEADER", f"{leader.first_name} {leader.last_name}"),
    )
    return tuple(signature(signer, name, meeting, at_ms) for signer, name in names)


def _counted(chance: random.Random, cash_minor: int) -> tuple[int, str]:
    """What the count comes to, and why it differs: once in fifty meetings a little is missing."""
    missing_minor = chance.choice((10_000, 20_000))
    if cash_minor > missing_minor and chance.random() < 0.02:
        return cash_minor - missing_minor, "Change was given twice"
    return cash_minor, ""
