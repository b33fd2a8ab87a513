"""The officer's cash: what should be in hand, and handing it over.

The rule kept here: a handover is a fact counted note by note; more than the tablet expects is taken with a
word of explanation, because the money on the table is right and the record may not be.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fieldapp.desk import queries as facts
from fieldapp.desk.cash import CashStanding, cash_standing
from fieldapp.desk.facts import MovementFacts, Person, RepaymentFacts
from fieldapp.desk.repayment_rules import check_day
from fieldapp.desk.standing import Standing, checked, may_record, read_standing
from fieldapp.store.author import Desk
from fieldapp.store.outbox import append
from fieldapp.store.transaction import Reading
from shared.contract.bodies.cash import CashHandedOver, Denomination
from shared.errors import RuleRefused
from shared.fieldwork.cash import counted_minor
from shared.ids import CashMovementId, StaffId
from shared.money import check_amount
from shared.permissions import may_sign


@dataclass(frozen=True, slots=True)
class OwnReceipt:
    """Cash received by the officer, and from whom; "" where the member is not known here."""

    receipt: RepaymentFacts
    member_name: str


@dataclass(frozen=True, slots=True)
class OwnMovement:
    """Cash the officer gave or took, and the other side's name; "" where there is none."""

    movement: MovementFacts
    other_name: str


@dataclass(frozen=True, slots=True)
class CashPage:
    """Cash in hand with its receipts and movements, newest first, and who may take it; minor units.

    `age_days` is how long the oldest cash has been held, `cap_minor` a limit that warns. The receipts are
    those from the day of the last handover on, `handed_on`. `recorded` is the handover that was asked about,
    if it was saved before.
    """

    on: date
    cash: CashStanding
    cap_minor: int | None
    age_days: int
    handed_on: date | None
    receipts: tuple[OwnReceipt, ...]
    movements: tuple[OwnMovement, ...]
    receivers: tuple[Person, ...]
    recorded: MovementFacts | None


@dataclass(frozen=True, slots=True)
class HandoverForm:
    """Cash about to change hands; `movement` is made when the form opens, `denominations` are what is
    counted.
    """

    movement: CashMovementId
    to_staff: StaffId
    on: date
    denominations: tuple[tuple[int, int], ...]
    note: str = ""


def load_cash(desk: Desk, about: CashMovementId | None = None) -> CashPage:
    """Return the officer's cash as this tablet knows it; `about` is of a form that may have been saved.

    Refusals: `desk.not_ready`.
    """
    with desk.store.read() as tx:
        standing, me = read_standing(tx, desk), desk.author.staff
        cash, movements = cash_standing(tx, me), facts.own_movements(tx, me)
        handed = [row.on for row in movements if row.from_staff == me and row.kind == "HANDOVER"]
        since = max(handed, default=None)
        return CashPage(
            on=standing.today,
            cash=cash,
            cap_minor=standing.settings.cash_cap_minor,
            age_days=(standing.today - cash.oldest_on).days if cash.oldest_on else 0,
            handed_on=since,
            receipts=_receipts(tx, me, since),
            movements=_movements(tx, me, movements),
            receivers=receivers(tx, me),
            recorded=next((row for row in movements if row.movement == about), None),
        )


def _receipts(tx: Reading, me: StaffId, since: date | None) -> tuple[OwnReceipt, ...]:
    found = [row for row in facts.own_cash_receipts(tx, me) if since is None or row.value_on >= since]
    loans = facts.loans_among(tx, {row.loan for row in found if row.loan is not None})
    of_loan = {loan.loan: loan.member for loan in loans}
    payers = [of_loan.get(row.loan, row.member) if row.loan else row.member for row in found]
    members = facts.members_among(tx, {payer for payer in payers if payer is not None})
    return tuple(
        OwnReceipt(row, members[payer].name if payer in members else "")
        for row, payer in zip(found, payers, strict=True)
    )


def _movements(tx: Reading, me: StaffId, movements: tuple[MovementFacts, ...]) -> tuple[OwnMovement, ...]:
    names = {person.staff: person.name for person in facts.people(tx)}
    others = ((row, row.to_staff if row.from_staff == me else row.from_staff) for row in movements)
    return tuple(OwnMovement(row, names.get(other, "") if other else "") for row, other in others)


def hand_over_cash(desk: Desk, form: HandoverForm) -> MovementFacts:
    """Record the handover, durably; the same form again returns the same movement.

    Refusals: those of `may_record` and `check_day`, `amount.*`, `cash.bad_denomination`, `cash.bad_receiver`,
    `cash.to_oneself`, `cash.more_than_in_hand` without a note, `cash.already_handed_over`.
    """
    amount = counted_minor(form.denominations)
    with desk.store.transaction() as tx:
        known = facts.movement(tx, form.movement)
        if known is not None:
            if (known.amount_minor, known.to_staff, known.on) != (amount, form.to_staff, form.on):
                detail = "It was recorded with other content. Open a new form for another handover."
                raise RuleRefused("cash.already_handed_over", "This form was saved before", detail)
            return known
        standing = may_record(tx, desk, "cash.handed_over")
        _check(tx, desk, standing, form, amount)
        append(tx, desk.author, checked(_body(form, amount)))
        return _recorded(tx, form.movement)


def receivers(tx: Reading, giver: StaffId) -> tuple[Person, ...]:
    """Return the colleagues at work who may count a handover, by name."""
    return tuple(
        person
        for person in facts.people(tx)
        if person.staff != giver and person.status == "ACTIVE" and may_sign(person.role, "cash.received")
    )


def _check(tx: Reading, desk: Desk, standing: Standing, form: HandoverForm, amount: int) -> None:
    check_amount(amount)
    check_day(standing.settings, standing.today, form.on)
    if form.to_staff == desk.author.staff:
        raise RuleRefused("cash.to_oneself", "Cash is handed to somebody else", "Choose who takes it.")
    if form.to_staff not in {person.staff for person in receivers(tx, desk.author.staff)}:
        detail = "Choose somebody of the branch who is at work."
        raise RuleRefused("cash.bad_receiver", "This person may not take cash", detail)
    in_hand = cash_standing(tx, desk.author.staff).in_hand_minor
    if amount > in_hand and not form.note.strip():
        detail = "Record the missing receipts first, or say in the note where the rest comes from."
        raise RuleRefused("cash.more_than_in_hand", "More than this tablet says you hold", detail)


def _body(form: HandoverForm, amount: int) -> CashHandedOver:
    notes = tuple(Denomination(value, pieces) for value, pieces in form.denominations if pieces)
    return CashHandedOver(form.movement, form.to_staff, amount, form.on, notes, form.note.strip())


def _recorded(tx: Reading, movement: CashMovementId) -> MovementFacts:
    found = facts.movement(tx, movement)
    if found is None:
        raise RuleRefused("cash.unknown", "This movement is not on this tablet", "Look it up again.")
    return found
