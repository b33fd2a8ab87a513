"""What the demo institution's people have in their heads while history is made: unions, members, loans.

The rule kept here: nothing here reaches the server; it only decides what people do next.
"""

import random
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate

from shared.contract.bodies.lending import LoanApplication, RepaymentRecorded
from shared.contract.products import penalty_terms
from shared.lending.allocation import Payment, replay
from shared.lending.position import LoanPosition
from shared.lending.schedule import Instalment
from syncserver.demo.plans import LoanPlan, MemberPlan, Payer, UnionPlan

_STEP_MINOR = 50_000
"""People who cannot pay in full bring a round sum."""


@dataclass(slots=True, eq=False)
class LoanBook:
    """A loan as its officer knows it; `items` is empty until it is paid out."""

    plan: LoanPlan
    member: "MemberBook"
    application: LoanApplication
    state: str = "DRAFT"
    operation: bytes = b""
    stages_done: int = 0
    items: tuple[Instalment, ...] = ()
    payments: list[Payment] = field(default_factory=list)
    last_receipt: RepaymentRecorded | None = None
    _covered_minor: int = 0
    _due_on: list[date] = field(default_factory=list)
    _due_minor: list[int] = field(default_factory=list)

    @property
    def id(self) -> bytes:
        """The loan's id."""
        return self.application.loan

    @property
    def is_running(self) -> bool:
        """Whether payments are taken."""
        return self.state in ("ACTIVE", "DEFAULTED")

    def start(self, items: tuple[Instalment, ...]) -> None:
        """The money was paid out under this schedule."""
        self.items, self.state = items, "ACTIVE"
        self._due_on = [item.due_on for item in items]
        self._due_minor = list(accumulate(item.total_minor for item in items))

    def due_minor(self, on: date) -> int:
        """What brings the loan up to date; a penalty alone waits for the next instalment."""
        fallen_minor = self._fallen_due_minor(on)
        if fallen_minor <= self._covered_minor < self._due_minor[-1]:
            return 0
        if self.plan.offer.definition.penalty is None:
            return fallen_minor - self._covered_minor
        return self._position(on).due_minor(on)

    def owed_minor(self, on: date) -> int:
        """Everything still to pay, due or not."""
        if self.plan.offer.definition.penalty is None:
            return self._due_minor[-1] - self._covered_minor
        return self._position(on).outstanding_minor

    def next_instalments_minor(self, on: date, count: int) -> int:
        """What the next instalments after a day come to, of a loan that is up to date."""
        place = bisect_right(self._due_on, on)
        return sum(item.total_minor for item in self.items[place : place + count])

    def take(self, payment: Payment) -> None:
        """Count a payment; the loan is completed when nothing is owed any more."""
        self.payments.append(payment)
        self._count(payment.value_on)

    def give_back(self, payment: Payment) -> None:
        """Count a payment no longer."""
        self.payments.remove(payment)
        self._count(payment.value_on)

    def _count(self, on: date) -> None:
        if self.plan.offer.definition.penalty is None:
            self._covered_minor = sum(payment.amount_minor for payment in self.payments)
            is_settled = self._covered_minor >= self._due_minor[-1]
        else:
            position = self._position(on)
            self._covered_minor = position.paid_minor - position.penalty_paid_minor
            is_settled = position.is_settled
        self.state = "COMPLETED" if is_settled else self.state.replace("COMPLETED", "ACTIVE")

    @property
    def paid_share(self) -> float:
        """How much of the schedule is paid, from 0 to 1."""
        return self._covered_minor / self._due_minor[-1]

    def _fallen_due_minor(self, on: date) -> int:
        place = bisect_right(self._due_on, on)
        return self._due_minor[place - 1] if place else 0

    def _position(self, on: date) -> LoanPosition:
        return replay(
            self.items, self.payments, on, penalty=penalty_terms(self.plan.offer.definition.penalty)
        )


@dataclass(slots=True, eq=False)
class MemberBook:
    """A member as the officer knows them."""

    plan: MemberPlan
    id: bytes
    union: "UnionBook"
    joined_on: date
    is_verified: bool = False
    loans: list[LoanBook] = field(default_factory=list)

    def has_room_for(self, plan: LoanPlan) -> bool:
        """Whether the product allows one more open loan."""
        open_loans = sum(loan.state in _OPEN for loan in self.loans)
        return open_loans < plan.offer.definition.max_open_loans


@dataclass(slots=True, eq=False)
class UnionBook:
    """A union, its officer by place among the officers."""

    plan: UnionPlan
    id: bytes
    officer: int
    members: list[MemberBook] = field(default_factory=list)


_OPEN = frozenset({"PENDING_APPROVAL", "APPROVED", "ACTIVE", "DEFAULTED"})


def offered_minor(loan: LoanBook, on: date, chance: random.Random) -> int:
    """What the member brings for a loan that day; zero for nothing, never more than is owed."""
    due_minor = loan.due_minor(on)
    match loan.plan.payer:
        case Payer.STEADY:
            brings = 0 if chance.random() < 0.02 else due_minor
        case Payer.EARLY:
            more = loan.next_instalments_minor(on, chance.choice((1, 2, 3, 4)))
            brings = due_minor + more if due_minor else 0
        case Payer.WAVERING:
            brings = _wavering_minor(due_minor, chance)
        case Payer.SETTLES:
            brings = loan.owed_minor(on) if loan.paid_share > 0.6 else due_minor
        case Payer.STOPS | Payer.DEFAULTS:
            stopped = loan.plan.stops_on is not None and on >= loan.plan.stops_on
            brings = _recovered_minor(loan, chance) if stopped else due_minor
    return min(brings, loan.owed_minor(on)) if brings else 0


def _wavering_minor(due_minor: int, chance: random.Random) -> int:
    roll = chance.random()
    if roll < 0.15:
        return 0
    if roll < 0.45:
        return int(due_minor * chance.uniform(0.4, 0.9)) // _STEP_MINOR * _STEP_MINOR
    return due_minor


def _recovered_minor(loan: LoanBook, chance: random.Random) -> int:
    """Once given up on, a little comes back now and then."""
    if loan.state == "DEFAULTED" and chance.random() < 0.06:
        return chance.randint(2, 6) * 2 * _STEP_MINOR
    return 0
