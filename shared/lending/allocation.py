"""What became of a loan's payments: the schedule and the payments replayed by value date.

Money facts are never edited, so nothing here is stored as truth: a position is computed again from the schedule and the payments
whenever it is asked, the same on the tablet and on the server, and it does not depend on the order in which facts were entered.
Every payment is allocated, credited or released to the last minor unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from shared.errors import RuleRefused
from shared.lending.penalties import PenaltyTerms, penalty_between
from shared.lending.schedule import Instalment
from shared.money import MAX_AMOUNT_MINOR


class Part(StrEnum):
    """What an item is made of."""

    INTEREST = "INTEREST"
    PRINCIPAL = "PRINCIPAL"
    FEE = "FEE"
    PENALTY = "PENALTY"


class ItemStatus(StrEnum):
    """How an item stands on a date; derived, never stored as truth."""

    PAID = "PAID"
    OVERDUE = "OVERDUE"
    PARTIAL = "PARTIAL"
    PENDING = "PENDING"


DEFAULT_ORDER = (Part.INTEREST, Part.PRINCIPAL, Part.FEE, Part.PENALTY)
_PARTS = tuple(Part)
_PENALTY = _PARTS.index(Part.PENALTY)


@dataclass(frozen=True, slots=True)
class Payment:
    """Money received for a loan on its value date, in minor units.

    An entry with `reverses` takes back the payment of that id: neither then counts, whatever the amount and date of the
    reversal, and a reversal is final. Refuses an amount that is not a whole number above zero (`payment.bad_amount`).
    """

    id: str
    amount_minor: int
    value_on: date
    reverses: str | None = None

    def __post_init__(self) -> None:
        _check_amount(self.amount_minor, "payment")


@dataclass(frozen=True, slots=True)
class Waiver:
    """An approved waiver of something owed, penalty unless `part` says otherwise; a settlement waives principal too.

    It takes what is owed of that part on `waived_on`, oldest item first, before that day's payments; more than is owed lapses.
    """

    id: str
    amount_minor: int
    waived_on: date
    part: Part = Part.PENALTY

    def __post_init__(self) -> None:
        _check_amount(self.amount_minor, "waiver")
        object.__setattr__(self, "part", Part(self.part))


@dataclass(frozen=True, slots=True)
class Release:
    """Member credit that left the loan: refunded, or applied elsewhere. It lowers the credit and never reopens an item."""

    id: str
    amount_minor: int
    released_on: date

    def __post_init__(self) -> None:
        _check_amount(self.amount_minor, "release")


class Allocation(NamedTuple):
    """What one payment paid on one item, in minor units."""

    payment_id: str
    sequence: int
    interest_minor: int
    principal_minor: int
    fee_minor: int
    penalty_minor: int
    value_on: date

    @property
    def total_minor(self) -> int:
        """All parts together."""
        return self.interest_minor + self.principal_minor + self.fee_minor + self.penalty_minor


class ItemPosition(NamedTuple):
    """One item of the schedule and what became of it, in minor units.

    `paid_minor` and `waived_minor` are of what the schedule asks; penalty stands apart, because it never keeps an item from
    PAID. `paid_on` is the value date of the payment, or the day of the waiver, that left nothing of the schedule unpaid.
    """

    sequence: int
    due_on: date
    principal_minor: int
    interest_minor: int
    fee_minor: int
    paid_minor: int
    interest_paid_minor: int
    principal_paid_minor: int
    fee_paid_minor: int
    waived_minor: int
    penalty_charged_minor: int
    penalty_paid_minor: int
    penalty_waived_minor: int
    paid_on: date | None
    status: ItemStatus

    @property
    def total_minor(self) -> int:
        """What the schedule asks for."""
        return self.principal_minor + self.interest_minor + self.fee_minor

    @property
    def owed_minor(self) -> int:
        """What is still to pay of the schedule; penalty is not in it."""
        return self.total_minor - self.paid_minor - self.waived_minor

    @property
    def penalty_owed_minor(self) -> int:
        """What is still to pay of the penalty charged on this item."""
        return self.penalty_charged_minor - self.penalty_paid_minor - self.penalty_waived_minor


@dataclass(frozen=True, slots=True)
class LoanPosition:
    """A loan as its payments leave it at the end of `as_of`; every amount in minor units.

    `credit_minor` is what was paid beyond everything owed and not released; `over_released_minor` is what was released beyond
    that, which only a reversal after a release can bring about. Methods that take a date look at this position's payments.
    """

    as_of: date
    items: tuple[ItemPosition, ...]
    allocations: tuple[Allocation, ...]
    credit_minor: int
    over_released_minor: int
    interest_outstanding_minor: int
    principal_outstanding_minor: int
    fee_outstanding_minor: int
    penalty_outstanding_minor: int
    interest_paid_minor: int
    principal_paid_minor: int
    fee_paid_minor: int
    penalty_paid_minor: int
    penalty_charged_minor: int

    @property
    def outstanding_minor(self) -> int:
        """Everything still owed, due or not: interest, principal, fee and penalty."""
        scheduled = self.interest_outstanding_minor + self.principal_outstanding_minor + self.fee_outstanding_minor
        return scheduled + self.penalty_outstanding_minor

    @property
    def paid_minor(self) -> int:
        """Everything payments brought to the loan; credit is not in it."""
        scheduled = self.interest_paid_minor + self.principal_paid_minor + self.fee_paid_minor
        return scheduled + self.penalty_paid_minor

    @property
    def is_settled(self) -> bool:
        """Nothing is owed any more, penalty included."""
        return self.outstanding_minor == 0

    @property
    def oldest_unpaid(self) -> ItemPosition | None:
        """The first item the schedule of which is not paid, due or not."""
        return next((item for item in self.items if item.status is not ItemStatus.PAID), None)

    @property
    def oldest_unpaid_due_on(self) -> date | None:
        """The due date of the oldest unpaid item."""
        item = self.oldest_unpaid
        return item.due_on if item else None

    def overdue_minor(self, as_of: date) -> int:
        """What the schedule asked for before `as_of` and is not paid or waived; penalty is not in it."""
        return sum(item.owed_minor for item in self.items if item.due_on < as_of)

    def due_minor(self, on: date) -> int:
        """The exact amount that brings the loan up to date: items due on or before the date, and the penalty charged so far."""
        scheduled = sum(item.owed_minor for item in self.items if item.due_on <= on)
        return scheduled + self.penalty_outstanding_minor

    def next_due(self, on: date) -> ItemPosition | None:
        """The first item falling due on the date or later that is not paid."""
        return next((item for item in self.items if item.due_on >= on and item.status is not ItemStatus.PAID), None)


def replay(
    instalments: Iterable[Instalment],
    payments: Iterable[Payment],
    as_of: date,
    order: Sequence[str] = DEFAULT_ORDER,
    penalty: PenaltyTerms | None = None,
    waivers: Iterable[Waiver] = (),
    releases: Iterable[Release] = (),
) -> LoanPosition:
    """Where a loan stands at the end of `as_of`: facts with a later date do not count yet.

    Payments are taken by (value date, id), whatever order they come in. Each goes to the oldest item that owes anything and on to
    later items, due or not; inside an item by `order`; what is left when nothing is owed is credit. The penalty of a day is
    charged before that day's payments and belongs to the oldest item unpaid then; once that item is paid, its unpaid penalty
    still comes before later items. `order` names parts, a part it omits comes after the others. Raises ValueError when
    one id stands for two facts.
    """
    run = _Replay(sorted(instalments, key=_by_due_date), _positions_in(order), penalty)
    for fact in _facts_until(as_of, payments, waivers):
        if isinstance(fact, Payment):
            run.charge_penalty(fact.value_on)
            run.pay(fact)
        else:
            run.charge_penalty(fact.waived_on)
            run.waive(fact)
    run.charge_penalty(as_of)
    return run.position(as_of, sum(release.amount_minor for release in releases if release.released_on <= as_of))


def standing_payments(payments: Iterable[Payment]) -> list[Payment]:
    """The payments that count: reversals and what they reverse left out. Raises ValueError when an id comes twice."""
    entries = list(payments)
    if len({entry.id for entry in entries}) != len(entries):
        raise ValueError("two payments of one loan carry the same id")
    reversed_ids = {entry.reverses for entry in entries if entry.reverses is not None}
    if not reversed_ids:
        return entries
    return [entry for entry in entries if entry.reverses is None and entry.id not in reversed_ids]


class _Replay:
    """The running state of one replay: what each item still owes, by part."""

    __slots__ = ("_items", "_order", "_penalty", "_owed", "_charged", "_waived", "_paid_on", "_at", "_unpaid",
                 "_charged_until", "_charged_minor", "_surplus", "_allocations")  # fmt: skip

    def __init__(self, items: list[Instalment], order: tuple[int, ...], penalty: PenaltyTerms | None) -> None:
        self._items = items
        self._order = order
        self._penalty = penalty
        self._owed = [[item.interest_minor, item.principal_minor, item.fee_minor, 0] for item in items]
        self._charged = [0] * len(items)
        self._waived: dict[int, list[int]] = {}
        self._paid_on: list[date | None] = [None] * len(items)
        self._at = 0
        self._unpaid = 0
        self._charged_until = date.min
        self._charged_minor = 0
        self._surplus = 0
        self._allocations: list[Allocation] = []

    def charge_penalty(self, until: date) -> None:
        """Charge the days up to `until` to the item that was the oldest unpaid one throughout them."""
        if self._penalty is None:
            return
        while self._unpaid < len(self._items) and not any(self._owed[self._unpaid][:_PENALTY]):
            self._unpaid += 1
        if self._unpaid < len(self._items):
            due_on = self._items[self._unpaid].due_on
            charge = penalty_between(self._penalty, due_on, self._charged_until, until, self._charged_minor)
            self._owed[self._unpaid][_PENALTY] += charge
            self._charged[self._unpaid] += charge
            self._charged_minor += charge
        self._charged_until = until

    def pay(self, payment: Payment) -> None:
        """Allocate one payment, oldest item first; the surplus is kept."""
        left = payment.amount_minor
        while left and self._at < len(self._items):
            owed = self._owed[self._at]
            taken = _take(owed, left, self._order)
            amount = sum(taken)
            if amount:
                left -= amount
                sequence = self._items[self._at].sequence
                self._allocations.append(Allocation(payment.id, sequence, *taken, payment.value_on))
                self._note_paid(self._at, payment.value_on)
            if left:
                self._at += 1
        self._surplus += left

    def waive(self, waiver: Waiver) -> None:
        """Take what is owed of one part, oldest item first."""
        part = _PARTS.index(waiver.part)
        left = waiver.amount_minor
        for at, owed in enumerate(self._owed):
            taken = min(owed[part], left)
            if taken:
                owed[part] -= taken
                left -= taken
                self._waived.setdefault(at, [0, 0, 0, 0])[part] += taken
                self._note_paid(at, waiver.waived_on)

    def position(self, as_of: date, released_minor: int) -> LoanPosition:
        """The result, with what was released taken out of the surplus."""
        interest, principal, fee, penalty = map(sum, zip(*self._owed, strict=True)) if self._owed else (0, 0, 0, 0)
        paid = self._allocations
        return LoanPosition(
            as_of=as_of,
            items=tuple(self._item(at, as_of) for at in range(len(self._items))),
            allocations=tuple(paid),
            credit_minor=max(self._surplus - released_minor, 0),
            over_released_minor=max(released_minor - self._surplus, 0),
            interest_outstanding_minor=interest,
            principal_outstanding_minor=principal,
            fee_outstanding_minor=fee,
            penalty_outstanding_minor=penalty,
            interest_paid_minor=sum(row.interest_minor for row in paid),
            principal_paid_minor=sum(row.principal_minor for row in paid),
            fee_paid_minor=sum(row.fee_minor for row in paid),
            penalty_paid_minor=sum(row.penalty_minor for row in paid),
            penalty_charged_minor=self._charged_minor,
        )

    def _note_paid(self, at: int, on: date) -> None:
        if self._paid_on[at] is None and not any(self._owed[at][:_PENALTY]):
            self._paid_on[at] = on

    def _item(self, at: int, as_of: date) -> ItemPosition:
        item = self._items[at]
        interest, principal, fee, penalty = self._owed[at]
        waived = self._waived.get(at, _NOTHING)
        interest_paid = item.interest_minor - interest - waived[0]
        principal_paid = item.principal_minor - principal - waived[1]
        fee_paid = item.fee_minor - fee - waived[2]
        paid = interest_paid + principal_paid + fee_paid
        charged = self._charged[at]
        return ItemPosition(
            item.sequence, item.due_on, item.principal_minor, item.interest_minor, item.fee_minor,
            paid, interest_paid, principal_paid, fee_paid, sum(waived[:_PENALTY]),
            charged, charged - penalty - waived[_PENALTY], waived[_PENALTY],
            self._paid_on[at], item_status(interest + principal + fee, paid, item.due_on, as_of),
        )  # fmt: skip


def item_status(owed_minor: int, paid_minor: int, due_on: date, as_of: date) -> ItemStatus:
    """How an item stands: paid in full, else due before the date, else part paid, else pending. Penalty is not in the amounts."""
    if owed_minor == 0:
        return ItemStatus.PAID
    if due_on < as_of:
        return ItemStatus.OVERDUE
    return ItemStatus.PARTIAL if paid_minor else ItemStatus.PENDING


_NOTHING = (0, 0, 0, 0)


def _take(owed: list[int], amount: int, order: tuple[int, ...]) -> list[int]:
    """Take up to `amount` out of what an item owes, part by part in `order`; answers what was taken of each part."""
    taken = [0, 0, 0, 0]
    for part in order:
        share = owed[part]
        if share > amount:
            share = amount
        if share:
            owed[part] -= share
            taken[part] = share
            amount -= share
    return taken


def _facts_until(as_of: date, payments: Iterable[Payment], waivers: Iterable[Waiver]) -> list[Payment | Waiver]:
    """Payments and waivers up to a date by (date, id); the waivers of a day come before its payments."""
    counted: list[Payment | Waiver] = sorted(
        (payment for payment in standing_payments(payments) if payment.value_on <= as_of), key=_by_value_date
    )
    granted = [waiver for waiver in waivers if waiver.waived_on <= as_of]
    if not granted:
        return counted
    granted.sort(key=lambda waiver: (waiver.waived_on, waiver.id))
    return sorted([*granted, *counted], key=_day_of)


def _by_due_date(item: Instalment) -> tuple[date, int]:
    return (item.due_on, item.sequence)


def _by_value_date(payment: Payment) -> tuple[date, str]:
    return (payment.value_on, payment.id)


def _day_of(fact: Payment | Waiver) -> date:
    return fact.value_on if isinstance(fact, Payment) else fact.waived_on


def _positions_in(order: Sequence[str]) -> tuple[int, ...]:
    """Where each part of an order stands among the parts of an item; refuses unknown or repeated parts."""
    if order is DEFAULT_ORDER:
        return (0, 1, 2, 3)
    try:
        parts = [Part(name.upper()) for name in order]
    except ValueError:
        parts = []
    if not parts or len(set(parts)) != len(parts):
        detail = f"Name each of {', '.join(Part)} once."
        raise RuleRefused("allocation.bad_order", "Allocation order cannot be used", detail)
    return tuple(_PARTS.index(part) for part in (*parts, *(part for part in DEFAULT_ORDER if part not in parts)))


def _check_amount(amount_minor: int, fact: str) -> None:
    if type(amount_minor) is not int or not 0 < amount_minor <= MAX_AMOUNT_MINOR:
        detail = "It is a whole number of minor units above zero and within bounds."
        raise RuleRefused(f"{fact}.bad_amount", f"Amount of the {fact} cannot be used", detail)
