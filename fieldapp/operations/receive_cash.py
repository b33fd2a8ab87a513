"""Cash between officers and the branch: floats given out, handovers counted.

The rule kept here: a handover is counted by the one it was handed to, never by the giver; what was counted
stands, and a difference is explained.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fieldapp.desk import queries as facts
from fieldapp.desk.facts import MovementFacts
from fieldapp.desk.repayment_rules import check_day
from fieldapp.desk.standing import Standing, checked, may_record, read_standing
from fieldapp.operations import queries
from fieldapp.store.author import Desk
from fieldapp.store.outbox import append
from fieldapp.store.transaction import Reading
from shared.contract.bodies.cash import CashFloatIssued, CashReceived, Denomination
from shared.errors import RuleRefused
from shared.fieldwork.cash import counted_minor, variance_minor
from shared.ids import CashMovementId, StaffId
from shared.money import check_amount
from shared.permissions import Role, may_sign


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """A handover that waits to be counted; `mine` when this person may count it.

    `age_days` is how long it has waited.
    """

    movement: MovementFacts
    from_name: str
    to_name: str
    mine: bool
    age_days: int


@dataclass(frozen=True, slots=True)
class CountForm:
    """What was counted of a handover, note by note; a difference wants a note."""

    movement: CashMovementId
    on: date
    denominations: tuple[tuple[int, int], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class FloatForm:
    """Cash an officer starts with; `movement` is made when the form opens. Amount in minor units."""

    movement: CashMovementId
    officer: StaffId
    amount_minor: int
    on: date


def load_handovers(desk: Desk) -> tuple[HandoverRow, ...]:
    """Return the handovers nobody has counted yet, oldest first. Refusals: `desk.not_ready`."""
    with desk.store.read() as tx:
        standing = read_standing(tx, desk)
        names = {person.staff: person.name for person in facts.people(tx)}
        return tuple(
            HandoverRow(
                movement=row,
                from_name=names.get(row.from_staff, "") if row.from_staff else "",
                to_name=names.get(row.to_staff, "") if row.to_staff else "",
                mine=_may_count(standing, row),
                age_days=max((standing.today - row.on).days, 0),
            )
            for row in facts.movements_in_state(tx, "OPEN")
            if row.kind == "HANDOVER"
        )


def count_handovers(desk: Desk) -> int:
    """Return how many handovers wait to be counted by this person."""
    with desk.store.read() as tx:
        return queries.count_handed_to(tx, desk.author.staff)


def receive_cash(desk: Desk, form: CountForm) -> MovementFacts:
    """Record what was counted, durably; the same count again records nothing.

    Refusals: those of `may_record` and `check_day`, `cash.unknown`, `cash.not_a_handover`, `cash.not_yours`,
    `cash.own`, `cash.already_counted`, `cash.variance_note`, `cash.bad_denomination`, `form.not_accepted`.
    """
    counted = counted_minor(form.denominations)
    with desk.store.transaction() as tx:
        found = _known(tx, form.movement)
        if found.state == "RECEIVED":
            if found.counted_minor != counted:
                detail = "It was counted with another result. A supervisor looks at differences."
                raise RuleRefused("cash.already_counted", "This handover was counted before", detail)
            return found
        standing = may_record(tx, desk, "cash.received")
        _check_count(standing, found, form, counted)
        notes = tuple(Denomination(value, pieces) for value, pieces in form.denominations if pieces)
        body = CashReceived(form.movement, counted, form.on, notes, form.note.strip())
        append(tx, desk.author, checked(body))
        return _known(tx, form.movement)


def issue_float(desk: Desk, form: FloatForm) -> MovementFacts:
    """Record cash given to an officer, durably; the same form again records nothing.

    Refusals: those of `may_record` and `check_day`, `amount.*`, `cash.bad_receiver`, `cash.to_oneself`,
    `cash.already_issued`.
    """
    with desk.store.transaction() as tx:
        known = facts.movement(tx, form.movement)
        if known is not None:
            recorded = (known.amount_minor, known.to_staff, known.on)
            if recorded != (form.amount_minor, form.officer, form.on):
                detail = "It was recorded with other content. Open a new form for another float."
                raise RuleRefused("cash.already_issued", "This form was saved before", detail)
            return known
        standing = may_record(tx, desk, "cash.float_issued")
        _check_float(tx, standing, form)
        body = CashFloatIssued(form.movement, form.officer, form.amount_minor, form.on)
        append(tx, desk.author, checked(body))
        return _known(tx, form.movement)


def _check_count(standing: Standing, found: MovementFacts, form: CountForm, counted: int) -> None:
    if found.kind != "HANDOVER":
        raise RuleRefused("cash.not_a_handover", "Only handovers are counted", "Choose one of the list.")
    if found.from_staff == standing.me.staff:
        raise RuleRefused("cash.own", "Nobody counts their own handover", "Whoever takes the cash counts it.")
    if not _may_count(standing, found):
        raise RuleRefused("cash.not_yours", "This was handed to somebody else", "They count it themselves.")
    check_day(standing.settings, standing.today, form.on)
    if variance_minor(counted, found.amount_minor) and not form.note.strip():
        detail = "Say in the note why the count differs from what was handed over."
        raise RuleRefused("cash.variance_note", "The count differs", detail)


def _may_count(standing: Standing, found: MovementFacts) -> bool:
    """Whether this person counts it: whom it was handed to, or an administrator, never the giver."""
    if found.from_staff == standing.me.staff:
        return False
    return found.to_staff == standing.me.staff or standing.me.role is Role.ADMIN


def _check_float(tx: Reading, standing: Standing, form: FloatForm) -> None:
    check_amount(form.amount_minor)
    check_day(standing.settings, standing.today, form.on)
    if form.officer == standing.me.staff:
        raise RuleRefused("cash.to_oneself", "A float goes to somebody else", "Choose who takes it.")
    taker = facts.person(tx, form.officer)
    if taker is None or taker.status != "ACTIVE" or not may_sign(taker.role, "cash.handed_over"):
        raise RuleRefused("cash.bad_receiver", "This person takes no float", "Choose an officer at work.")


def _known(tx: Reading, movement: CashMovementId) -> MovementFacts:
    found = facts.movement(tx, movement)
    if found is None:
        raise RuleRefused("cash.unknown", "This movement is not on this tablet", "Look it up again.")
    return found
