"""What people do with money: collect, correct, close a meeting, hand cash over, count it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

from fieldapp.desk import queries as facts
from fieldapp.desk.accounts import load_account
from fieldapp.desk.cash import cash_standing
from fieldapp.desk.facts import LoanFacts, RepaymentFacts
from fieldapp.officer.close_meeting import MeetingForm, close_meeting
from fieldapp.officer.collect_repayment import RepaymentForm, collect_repayment
from fieldapp.officer.hand_over_cash import HandoverForm, hand_over_cash
from fieldapp.officer.meeting_sheet import MeetingSheet, SheetEntry, load_sheet, record_sheet
from fieldapp.operations.receive_cash import CountForm, FloatForm, issue_float, receive_cash
from fieldapp.store.author import Desk
from fieldapp.store.transaction import Reading
from fieldapp.supervisor.corrections import CorrectionForm, correct_repayment, open_replacement
from shared.contract.bodies.cash import MeetingSignature
from shared.ids import CashMovementId, RepaymentId, StaffId, UnionId
from shared.lending.lifecycle import LoanState
from shared.permissions import Role
from tests.simulation.acts.choosing import some

_NOTES_MINOR = (100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 100, 1)
_SIGNED = (
    MeetingSignature("OFFICER", "The officer", refused="The pen is dry"),
    MeetingSignature("LEADER", "The leader", refused="Signs on paper"),
)


def collect(desk: Desk, rng: Random) -> None:
    """Take money for a loan: what is due, part of it, too much, in cash or by transfer, today or before."""
    with desk.store.read() as tx:
        loan = _some_loan(tx, rng)
        account = load_account(tx, loan.loan)
    today = desk.author.clock.today("Africa/Lagos")
    owed_minor = max(account.position(today).outstanding_minor, 1_000)
    back = rng.choice((0, 0, 0, 0, 1, 2))
    form = RepaymentForm(
        repayment=RepaymentId(desk.author.ids.make()),
        member=loan.member,
        loan=loan.loan,
        amount_minor=_amount_minor(rng, owed_minor),
        value_on=today - timedelta(days=back),
        note="Recorded late" if back else "",
        repeat_reason="She pays again",
    )
    if rng.randrange(6) == 0:
        form = replace(form, method="TRANSFER", reference=f"NIP{rng.randrange(10**9):09d}")
    collect_repayment(desk, form)


def collect_for_nobody(desk: Desk, rng: Random) -> None:
    """Take money from a member without naming a loan: it has to stand in suspense."""
    with desk.store.read() as tx:
        union = rng.choice(_mine(tx, desk))
        member = rng.choice(some(facts.members_of(tx, union)))
    form = RepaymentForm(
        repayment=RepaymentId(desk.author.ids.make()),
        member=member.member,
        loan=None,
        amount_minor=rng.randrange(1, 500_000),
        value_on=desk.author.clock.today("Africa/Lagos"),
        repeat_reason="Again",
    )
    collect_repayment(desk, form)


def meet(desk: Desk, rng: Random) -> None:
    """Fill in the sheet of a union for today, and now and then close the meeting on it."""
    with desk.store.read() as tx:
        union = rng.choice(_mine(tx, desk))
    sheet = load_sheet(desk, union, desk.author.clock.today("Africa/Lagos"))
    entries = tuple(
        SheetEntry(row.repayment, row.member, row.loan, rng.randrange(1, 400_000), repeat_reason="Again")
        for row in sheet.rows
        if rng.randrange(3)
    )
    if entries and not sheet.closed:
        record_sheet(desk, sheet, entries)
    if rng.randrange(3) == 0:
        _close(desk, load_sheet(desk, union, sheet.on), rng)


def correct(desk: Desk, rng: Random) -> None:
    """A supervisor takes a receipt back, and mostly puts another in its place."""
    with desk.store.read() as tx:
        receipt = _some_receipt(tx, rng)
    new = None
    if rng.randrange(3):
        new = replace(open_replacement(desk, receipt.repayment), amount_minor=rng.randrange(1, 900_000))
    correct_repayment(desk, CorrectionForm(receipt.repayment, "Counted again", new))


def hand_over(desk: Desk, rng: Random) -> None:
    """An officer hands cash to somebody of operations: all of it or some."""
    with desk.store.read() as tx:
        in_hand_minor = cash_standing(tx, desk.author.staff).in_hand_minor
        takers = [person.staff for person in facts.people(tx) if person.role is Role.OPERATIONS]
    amount_minor = in_hand_minor if rng.randrange(2) else in_hand_minor // 2
    form = HandoverForm(
        CashMovementId(desk.author.ids.make()),
        rng.choice(some(takers)),
        desk.author.clock.today("Africa/Lagos"),
        _notes(amount_minor),
    )
    hand_over_cash(desk, form)


def count(desk: Desk, rng: Random) -> None:
    """Whoever was handed cash counts it, now and then less than was said."""
    with desk.store.read() as tx:
        open_ones = [row for row in facts.movements_in_state(tx, "OPEN") if row.to_staff == desk.author.staff]
    movement = rng.choice(some(open_ones))
    short_minor = rng.choice((0, 0, 0, min(10_000, movement.amount_minor)))
    on = max(movement.on, desk.author.clock.today("Africa/Lagos"))
    counted = _notes(movement.amount_minor - short_minor)
    receive_cash(desk, CountForm(movement.movement, on, counted, "A note is missing" if short_minor else ""))


def give_float(desk: Desk, rng: Random) -> None:
    """Operations gives an officer cash to begin with."""
    with desk.store.read() as tx:
        officers = [row.staff for row in facts.people(tx) if row.role is Role.CREDIT_OFFICER]
    on, movement = desk.author.clock.today("Africa/Lagos"), CashMovementId(desk.author.ids.make())
    issue_float(desk, FloatForm(movement, StaffId(rng.choice(some(officers))), rng.randrange(1, 500_000), on))


def _close(desk: Desk, sheet: MeetingSheet, rng: Random) -> None:
    short_minor = rng.choice((0, 0, min(50_000, sheet.cash_minor)))
    with desk.store.read() as tx:
        members = [row.member for row in facts.members_of(tx, sheet.union.union) if row.active]
    form = MeetingForm(
        meeting=sheet.meeting,
        union=sheet.union.union,
        held_on=sheet.on,
        attendance=tuple((member, "PRESENT") for member in members),
        denominations=_notes(sheet.cash_minor - short_minor),
        variance_reason="Counted twice" if short_minor else "",
        signatures=_SIGNED,
    )
    close_meeting(desk, form)


def _mine(tx: Reading, desk: Desk) -> Sequence[UnionId]:
    return some([row.union for row in facts.unions(tx) if row.officer == desk.author.staff])


def _some_loan(tx: Reading, rng: Random) -> LoanFacts:
    states = (LoanState.ACTIVE, LoanState.ACTIVE, LoanState.ACTIVE, LoanState.COMPLETED)
    return rng.choice(some(facts.loans_in_state(tx, rng.choice(states))))


def _some_receipt(tx: Reading, rng: Random) -> RepaymentFacts:
    loan = _some_loan(tx, rng)
    return rng.choice(some(facts.repayments_of_loan(tx, loan.loan)))


def _amount_minor(rng: Random, owed_minor: int) -> int:
    return rng.choice((owed_minor, owed_minor + 50_000, rng.randrange(1, owed_minor + 1), 550_000, 550_000))


def _notes(amount_minor: int) -> tuple[tuple[int, int], ...]:
    counted = []
    for value_minor in _NOTES_MINOR:
        pieces, amount_minor = divmod(amount_minor, value_minor)
        if pieces:
            counted.append((value_minor, pieces))
    return tuple(counted)
