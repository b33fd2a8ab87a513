"""The sheet of a union meeting: every member with what falls due, and one amount each.

The rules kept here: the ids of a sheet's receipts are made when it is opened, so recording it twice records
it once, also when the program ended before it heard that they were recorded; and a sheet is recorded whole or
not at all, naming the row that was refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from fieldapp.desk import queries as facts
from fieldapp.desk.accounts import LoanAccount, load_accounts
from fieldapp.desk.cash import CashAlone, cash_alone, cash_standing
from fieldapp.desk.facts import MemberFacts, UnionFacts
from fieldapp.desk.receipts import Receipt, receipts_of
from fieldapp.desk.standing import TabletRefused
from fieldapp.officer import queries
from fieldapp.officer.collect_repayment import RepaymentForm, record_in
from fieldapp.officer.drafts.sheet_draft import Key
from fieldapp.officer.unions import unknown_union
from fieldapp.store.author import Desk
from shared.contract.bodies.cash import Attendance
from shared.contract.bodies.lending import PaymentMethod
from shared.contract.records import MeetingRecord
from shared.errors import RuleRefused
from shared.ids import LoanId, MeetingId, MemberId, RepaymentId, UnionId
from shared.lending.arrears import days_past_due
from shared.lending.lifecycle import OWING_STATES
from shared.lending.position import LoanPosition


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One member's loan on the sheet, or a member without one (`loan` is None); amounts in minor units.

    `due_minor` falls due on the day, `arrears_minor` fell due before, `penalty_minor` is charged so far;
    `to_pay_minor` is all three, and `expected_minor` what it was before anybody paid that day. `owed_minor`
    is everything owed. `credit_minor` is the member's, to be applied by a supervisor. `paid_today_minor` was
    recorded on the sheet's day, and stands where `paid_stands` says. `repayment` is the id the amount typed
    in this row is recorded under.
    """

    repayment: RepaymentId
    member: MemberId
    name: str
    code: str
    verified: bool
    loan: LoanId | None
    number: str
    due_minor: int
    arrears_minor: int
    penalty_minor: int
    to_pay_minor: int
    expected_minor: int
    owed_minor: int
    credit_minor: int
    paid_today_minor: int
    days_late: int
    provisional: bool
    paid_stands: queries.PaidStands = "posted"


@dataclass(frozen=True, slots=True)
class MeetingSheet:
    """A union's sheet for one day, rows by member name; `expected_minor` was to pay before anybody paid
    that day, so it stays what it is while the meeting goes on.

    `collected_minor` was received at the meeting, in cash and otherwise; `outside_minor` is what its members
    paid that day and not there. `officer_name` is of who looks after the union. `attendance` is known once
    the meeting is closed. `recorded` are those of the ids asked about that are recorded by now.
    `in_hand_minor` is the cash whoever asks holds by now, and `cash_cap_minor` a limit to it that warns and
    never refuses, as that of `alone` does: the cash of today that the office has not heard of.
    """

    union: UnionFacts
    meeting: MeetingId
    on: date
    rows: tuple[SheetRow, ...]
    expected_minor: int
    collected_minor: int
    cash_minor: int
    other_minor: int
    outside_minor: int
    closed: bool
    officer_name: str = ""
    attendance: tuple[tuple[MemberId, Attendance], ...] = ()
    recorded: frozenset[RepaymentId] = frozenset()
    in_hand_minor: int = 0
    cash_cap_minor: int | None = None
    alone: CashAlone = field(default_factory=CashAlone)

    @property
    def left_minor(self) -> int:
        """What is still to pay, row by row: what one member pays beyond it is not another's."""
        return sum(row.to_pay_minor for row in self.rows)


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """What somebody paid at the meeting, in minor units; an amount of 0 records nothing."""

    repayment: RepaymentId
    member: MemberId
    loan: LoanId | None
    amount_minor: int
    method: PaymentMethod = "CASH"
    reference: str = ""
    note: str = ""
    repeat_reason: str = ""


@dataclass(frozen=True, slots=True)
class RecordedSheet:
    """What recording a sheet did: a receipt for every amount, in the order of the entries.

    `fresh` are ids for what the same rows may pay next, in the same order: no id serves two payments.
    """

    receipts: tuple[Receipt, ...]
    fresh: tuple[RepaymentId, ...]
    collected_minor: int
    cash_minor: int


_OF_THE_SHEET = frozenset(
    ("repayment.future_date", "repayment.too_old", "repayment.locked_period", "meeting.closed")
)
"""Refusals of the day and of the meeting: they meet every row alike."""


class RowRefused(RuleRefused):
    """A row of a sheet was refused, and with it the whole sheet; `repayment` names the row."""

    def __init__(self, repayment: RepaymentId, refusal: RuleRefused) -> None:
        code, title, detail = refusal.args
        super().__init__(code, title, detail, **refusal.facts)
        self.repayment = repayment


def load_sheet(
    desk: Desk, union: UnionId, on: date, saving: Mapping[Key, RepaymentId] | None = None
) -> MeetingSheet:
    """Return the sheet of a union for a day, with fresh ids for its receipts.

    A row that was asked to be saved before, under the id in `saving`, keeps that id until it is recorded.
    The meeting keeps the id under which this day's receipts were recorded before, until it is closed.
    Refusals: `union.unknown`.
    """
    with desk.store.read() as tx:
        found = facts.union(tx, union)
        if found is None:
            raise unknown_union()
        accounts = _by_member(load_accounts(tx, facts.loans_among(tx, queries.loans_on_sheet(tx, union, on))))
        asked = saving or {}
        recorded = frozenset(each for each in asked.values() if facts.repayment(tx, each) is not None)
        ids = {key: each for key, each in asked.items() if each not in recorded}
        known, closed = queries.meeting_on(tx, union, on)
        paid = queries.paid_on(tx, union, on, known)
        credit = queries.credit_of_members(tx, union)
        rows = tuple(
            _row(
                ids.get(_key(member, account)) or RepaymentId(desk.author.ids.make()),
                member,
                account,
                on,
                credit.get(member.member, 0),
                paid.get(_key(member, account), queries.PaidOn()),
            )
            for member in facts.members_of(tx, union)
            if member.active
            for account in accounts.get(member.member) or (None,)
        )
        officer = facts.person(tx, found.officer)
        held = facts.meeting(tx, known) if known and closed else None
        cash, other = queries.taken_at_meeting(tx, known) if known else (0, 0)
        settings = facts.settings(tx)
        return MeetingSheet(
            union=found,
            meeting=known or MeetingId(desk.author.ids.make()),
            on=on,
            rows=rows,
            expected_minor=sum(row.expected_minor for row in rows),
            collected_minor=cash + other,
            outside_minor=sum(each.outside_minor for each in paid.values()),
            cash_minor=cash,
            other_minor=other,
            closed=closed,
            officer_name=officer.name if officer else "",
            attendance=_attendance(held),
            recorded=recorded,
            in_hand_minor=cash_standing(tx, desk.author.staff).in_hand_minor,
            cash_cap_minor=settings.cash_cap_minor if settings else None,
            alone=cash_alone(tx, desk),
        )


def record_sheet(desk: Desk, sheet: MeetingSheet, entries: tuple[SheetEntry, ...]) -> RecordedSheet:
    """Record every amount of a sheet in one transaction; the same entries again return the same receipts.

    Refusals: `RowRefused`, with the code of the rule that refused the row; those of `may_record` and of the
    day of the sheet, which are about no row. Nothing is recorded then.
    """
    paying = [entry for entry in entries if entry.amount_minor != 0]
    with desk.store.transaction() as tx:
        for entry in paying:
            try:
                record_in(tx, desk, _form(sheet, entry))
            except TabletRefused:
                raise
            except RuleRefused as refusal:
                if refusal.code in _OF_THE_SHEET:
                    raise
                raise RowRefused(entry.repayment, refusal) from refusal
        receipts = receipts_of(tx, [entry.repayment for entry in paying])
    return RecordedSheet(
        receipts=receipts,
        fresh=tuple(RepaymentId(desk.author.ids.make()) for _ in receipts),
        collected_minor=sum(receipt.amount_minor for receipt in receipts),
        cash_minor=sum(receipt.amount_minor for receipt in receipts if receipt.method == "CASH"),
    )


def _by_member(accounts: tuple[LoanAccount, ...]) -> dict[MemberId, list[LoanAccount]]:
    found: dict[MemberId, list[LoanAccount]] = {}
    for account in accounts:
        found.setdefault(account.loan.member, []).append(account)
    return found


def _form(sheet: MeetingSheet, entry: SheetEntry) -> RepaymentForm:
    return RepaymentForm(
        repayment=entry.repayment,
        member=entry.member,
        loan=entry.loan,
        amount_minor=entry.amount_minor,
        value_on=sheet.on,
        method=entry.method,
        reference=entry.reference,
        meeting=sheet.meeting,
        note=entry.note,
        repeat_reason=entry.repeat_reason,
    )


def _attendance(held: MeetingRecord | None) -> tuple[tuple[MemberId, Attendance], ...]:
    return tuple((MemberId(each.member), each.attendance) for each in held.attendance) if held else ()


def _key(member: MemberFacts, account: LoanAccount | None) -> Key:
    return member.member, account.loan.loan if account else None


def _expected_minor(account: LoanAccount, position: LoanPosition, on: date, paid_minor: int) -> int:
    """What was to pay before anything was paid on the day: what is, and what that day's payments took."""
    to_pay = position.due_minor(on)
    if not account.whole:
        # Which items an earlier payment went to is not known here; as long as more is due, all of it did.
        return to_pay + paid_minor if account.loan.state in OWING_STATES else paid_minor
    due = {item.sequence for item in position.items if item.due_on <= on}
    return to_pay + sum(
        part.total_minor if part.sequence in due else part.penalty_minor
        for part in position.allocations
        if part.value_on == on
    )


def _row(
    repayment: RepaymentId,
    member: MemberFacts,
    account: LoanAccount | None,
    on: date,
    credit_minor: int,
    paid: queries.PaidOn,
) -> SheetRow:
    position = account.position(on) if account else None
    owing = account is not None and account.loan.state in OWING_STATES
    loan = account.loan if account else None
    overdue = position.overdue_minor(on) if position and owing else 0
    penalty = position.penalty_outstanding_minor if position and owing else 0
    to_pay = expected = position.due_minor(on) if position and owing else 0
    if account and position and paid.paid_minor:
        expected = _expected_minor(account, position, on, paid.paid_minor)
    return SheetRow(
        repayment=repayment,
        member=member.member,
        name=member.name,
        code=member.code,
        verified=member.verified_by is not None,
        loan=loan.loan if loan else None,
        number=loan.number if loan else "",
        due_minor=to_pay - overdue - penalty,
        arrears_minor=overdue,
        penalty_minor=penalty,
        to_pay_minor=to_pay,
        expected_minor=expected,
        owed_minor=position.outstanding_minor if position else 0,
        credit_minor=credit_minor,
        paid_today_minor=paid.paid_minor,
        days_late=days_past_due(position, on) if position and owing else 0,
        provisional=loan.provisional if loan else member.provisional,
        paid_stands=paid.stands,
    )
