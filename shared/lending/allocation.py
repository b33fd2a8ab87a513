"""What became of a loan's payments: the schedule and the payments replayed by value date.

Money facts are never edited, so nothing here is stored as truth: a position is computed again from the
schedule and the payments whenever it is asked, the same on the tablet and on the server, and it does not
depend on the order in which facts were entered. Every payment is allocated, credited or released to the
last minor unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from shared.errors import RuleRefused
from shared.lending.penalties import PenaltyTerms, penalty_between
from shared.lending.position import Allocation, ItemPosition, ItemStatus, LoanPosition, Part, item_status
from shared.lending.schedule import Instalment
from shared.lending.terms import one_of
from shared.money import MAX_AMOUNT_MINOR

__all__ = [
    "DEFAULT_ORDER",
    "Allocation",
    "ItemPosition",
    "ItemStatus",
    "LoanPosition",
    "Part",
    "Payment",
    "Release",
    "Waiver",
    "allocation_order",
    "replay",
    "standing_payments",
]


DEFAULT_ORDER = (Part.INTEREST, Part.PRINCIPAL, Part.FEE, Part.PENALTY)
_PARTS = tuple(Part)
_PENALTY = _PARTS.index(Part.PENALTY)
_NOTHING = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Payment:
    """Money received for a loan on its value date, in minor units.

    An entry with `reverses` takes back the payment of that id: neither then counts, whatever the amount and
    date of the reversal, and a reversal is final. Refuses an amount that is not a whole number above zero
    (`payment.bad_amount`).
    """

    id: str
    amount_minor: int
    value_on: date
    reverses: str | None = None

    def __post_init__(self) -> None:
        _check_amount(self.amount_minor, "payment")


@dataclass(frozen=True, slots=True)
class Waiver:
    """An approved waiver of something owed: penalty, unless `part` says otherwise.

    A settlement waives principal and interest too. It takes what is owed of that part on `waived_on`,
    oldest item first, before that day's payments; more than is owed lapses.
    """

    id: str
    amount_minor: int
    waived_on: date
    part: Part = Part.PENALTY

    def __post_init__(self) -> None:
        _check_amount(self.amount_minor, "waiver")
        object.__setattr__(self, "part", one_of(Part, self.part, "waiver.bad_part"))


@dataclass(frozen=True, slots=True)
class Release:
    """Member credit that left the loan, refunded or applied elsewhere.

    It lowers the credit and never reopens an item.
    """

    id: str
    amount_minor: int
    released_on: date

    def __post_init__(self) -> None:
        _check_amount(self.amount_minor, "release")


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

    Payments are taken by (value date, id), whatever order they come in. Each goes to the oldest item that
    owes anything and on to later items, due or not; inside an item by `order`; what is left when nothing is
    owed is credit. The penalty of a day is charged before that day's payments and belongs to the oldest
    item unpaid then; once that item is paid, its unpaid penalty still comes before later items. `order`
    names parts, a part it omits comes after the others. Raises ValueError when one id stands for two facts.
    """
    run = _Replay(sorted(instalments, key=_by_due_date), allocation_order(order), penalty)
    for fact in _facts_until(as_of, payments, waivers):
        if isinstance(fact, Payment):
            run.charge_penalty(fact.value_on)
            run.pay(fact)
        else:
            run.charge_penalty(fact.waived_on)
            run.waive(fact)
    run.charge_penalty(as_of)
    return run.position(
        as_of, sum(release.amount_minor for release in releases if release.released_on <= as_of)
    )


def allocation_order(order: Sequence[str]) -> tuple[Part, ...]:
    """A complete order of parts; a part that `order` omits comes after the others, in the default order.

    Refuses unknown and repeated parts (`allocation.bad_order`).
    """
    try:
        parts = tuple(Part(name.upper()) for name in order)
    except ValueError:
        parts = ()
    if not parts or len(set(parts)) != len(parts):
        detail = f"Name each of {', '.join(Part)} once."
        raise RuleRefused("allocation.bad_order", "Allocation order cannot be used", detail)
    return (*parts, *(part for part in DEFAULT_ORDER if part not in parts))


def standing_payments(payments: Iterable[Payment]) -> list[Payment]:
    """The payments that count: reversals and what they reverse left out.

    Raises ValueError when an id comes twice, because counting it once or twice would be a guess.
    """
    entries = list(payments)
    if len({entry.id for entry in entries}) != len(entries):
        raise ValueError("two payments of one loan carry the same id")
    reversed_ids = {entry.reverses for entry in entries if entry.reverses is not None}
    if not reversed_ids:
        return entries
    return [entry for entry in entries if entry.reverses is None and entry.id not in reversed_ids]


class _Replay:
    """The running state of one replay: what each item still owes, by part."""

    def __init__(
        self, items: list[Instalment], order: tuple[Part, ...], penalty: PenaltyTerms | None
    ) -> None:
        self._items = items
        self._order = tuple(_PARTS.index(part) for part in order)
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
        at, count = self._at, len(self._items)
        while left and at < count:
            owed = self._owed[at]
            taken = _take(owed, left, self._order)
            amount = sum(taken)
            if amount:
                left -= amount
                self._allocations.append(
                    Allocation(payment.id, self._items[at].sequence, *taken, payment.value_on)
                )
                self._note_paid(at, payment.value_on)
            if left:
                at += 1
        self._at = at
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
        interest, principal, fee, penalty = (
            map(sum, zip(*self._owed, strict=True)) if self._owed else (0, 0, 0, 0)
        )
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
            interest_paid_minor=sum([row.interest_minor for row in paid]),
            principal_paid_minor=sum([row.principal_minor for row in paid]),
            fee_paid_minor=sum([row.fee_minor for row in paid]),
            penalty_paid_minor=sum([row.penalty_minor for row in paid]),
            penalty_charged_minor=self._charged_minor,
        )

    def _note_paid(self, at: int, on: date) -> None:
        interest, principal, fee, _ = self._owed[at]
        if not (interest or principal or fee or self._paid_on[at]):
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


def _take(owed: list[int], amount: int, order: tuple[int, ...]) -> tuple[int, int, int, int]:
    """Take up to `amount` out of what an item owes, by `order`; answers what was taken of each part."""
    taken = [0, 0, 0, 0]
    for part in order:
        share = owed[part]
        if share >= amount:
            taken[part] = amount
            owed[part] = share - amount
            break
        taken[part] = share
        owed[part] = 0
        amount -= share
    interest, principal, fee, penalty = taken
    return interest, principal, fee, penalty


def _facts_until(
    as_of: date, payments: Iterable[Payment], waivers: Iterable[Waiver]
) -> Sequence[Payment | Waiver]:
    """Payments and waivers up to a date by (date, id); the waivers of a day come before its payments."""
    counted = [payment for payment in standing_payments(payments) if payment.value_on <= as_of]
    counted.sort(key=_by_value_date)
    granted = [waiver for waiver in waivers if waiver.waived_on <= as_of]
    if not granted:
        return counted
    granted.sort(key=_by_waiving_date)
    return sorted((*granted, *counted), key=_day_of)


def _by_due_date(item: Instalment) -> tuple[date, int]:
    return (item.due_on, item.sequence)


def _by_value_date(payment: Payment) -> tuple[date, str]:
    return (payment.value_on, payment.id)


def _by_waiving_date(waiver: Waiver) -> tuple[date, str]:
    return (waiver.waived_on, waiver.id)


def _day_of(fact: Payment | Waiver) -> date:
    return fact.value_on if isinstance(fact, Payment) else fact.waived_on


def _check_amount(amount_minor: int, fact: str) -> None:
    if type(amount_minor) is not int or not 0 < amount_minor <= MAX_AMOUNT_MINOR:
        detail = "It is a whole number of minor units above zero and within bounds."
        raise RuleRefused(f"{fact}.bad_amount", f"Amount of the {fact} cannot be used", detail)
