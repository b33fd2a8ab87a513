"""Loans, payments and approvals as handlers see them: frozen values, loaded and put whole.

The rule kept here: what a loan's payments did to it is never part of the loan; it is the replay of its
schedule and payments (`paid_position`), of which only the totals already told to the ledger are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.contract.bodies.lending import LoanApplication, ProductDefinition
from shared.contract.products import penalty_terms
from shared.contract.records import ApprovalState, LoanTermsFrozen, RepaymentState, Resubmission
from shared.lending.allocation import DEFAULT_ORDER, Payment, replay
from shared.lending.lifecycle import LoanState
from shared.lending.position import LoanPosition
from shared.lending.schedule import Instalment
from shared.money import half_up_div

_DEFAULT_ORDER_NAMES = tuple(part.lower() for part in DEFAULT_ORDER)


@dataclass(frozen=True, slots=True)
class Product:
    """A loan product as it is now."""

    id: bytes
    definition: ProductDefinition


@dataclass(frozen=True, slots=True)
class FeeTaxes:
    """How much of each fee of `LoanTermsFrozen` is tax, in minor units."""

    deducted_minor: int
    collected_minor: int
    first_instalment_minor: int


@dataclass(frozen=True, slots=True)
class Loan:
    """A loan; `items` is empty until disbursement and never changes after it.

    `officer` is the credit officer of the member's union when the loan was last drafted or submitted: whose
    supervisor decides on it.
    """

    application: LoanApplication
    content_hash: bytes
    terms: LoanTermsFrozen
    taxes: FeeTaxes
    officer: bytes
    drafted_by: bytes
    state: LoanState = LoanState.DRAFT
    approval: bytes | None = None
    disbursed_on: date | None = None
    closed_on: date | None = None
    reason: str = ""
    items: tuple[Instalment, ...] = ()

    @property
    def id(self) -> bytes:
        """The loan's id, which its officer chose."""
        return self.application.loan

    @property
    def member(self) -> bytes:
        """Who borrows."""
        return self.application.member

    def tax_in_fees_minor(self, fee_minor: int) -> int:
        """How much tax is in the first `fee_minor` paid of the first instalment's fee, rounded half-up."""
        whole = self.terms.fee_first_instalment_minor
        return half_up_div(fee_minor * self.taxes.first_instalment_minor, whole) if whole else 0


@dataclass(frozen=True, slots=True)
class Totals:
    """What the payments of one loan paid of each part, and what they left as credit, in minor units."""

    interest_minor: int = 0
    principal_minor: int = 0
    fee_minor: int = 0
    penalty_minor: int = 0
    credit_minor: int = 0


NOTHING_PAID = Totals()


@dataclass(frozen=True, slots=True)
class Repayment:
    """Money received, as recorded, and where it was put: on its loan or in suspense.

    `member` is as recorded; `loan` is None when the loan named is not known here. `reason` says why it is
    suspended or what was done otherwise than recorded. `received_by` is who holds or held the cash.
    """

    id: bytes
    operation: bytes
    loan: bytes | None
    member: bytes
    amount_minor: int
    method: str
    value_on: date
    posted_on: date
    recorded_at_ms: int
    receipt_number: str
    received_by: bytes
    recorded_by: bytes
    posting: str
    reference: str
    meeting: bytes | None
    note: str
    repeat_reason: str
    reason: str
    reversal_reason: str | None = None

    @property
    def state(self) -> RepaymentState:
        """POSTED or SUSPENDED until it is reversed."""
        if self.reversal_reason is not None:
            return "REVERSED"
        return "POSTED" if self.posting == "POSTED" else "SUSPENDED"

    @property
    def payment(self) -> Payment:
        """The fact that a replay counts; payments of one day count in the order of their ids."""
        return Payment(self.id.hex(), self.amount_minor, self.value_on)


@dataclass(frozen=True, slots=True)
class Decided:
    """Who decided what at one stage."""

    by: bytes
    decision: str
    comment: str


@dataclass(frozen=True, slots=True)
class Approval:
    """A request for somebody else's decision on exactly what `content_hash` covers.

    `submitted` is the application as it was sent; None where it was not kept yet. `version_no` counts the
    submissions of the loan.
    """

    id: bytes
    kind: str
    subject: bytes
    title: str
    amount_minor: int
    asked_by: bytes
    officer: bytes
    asked_on: date
    stages: int
    content_hash: bytes
    state: ApprovalState = "OPEN"
    stage: int = 1
    decisions: tuple[Decided, ...] = ()
    version_no: int = 1
    submitted: LoanApplication | None = None
    since_last: Resubmission | None = None


def paid_position(loan: Loan, payments: tuple[Payment, ...]) -> LoanPosition:
    """Where payments left a loan, on the value date of the last: what is paid does not depend on today.

    Penalties of later days are owed but not paid, so paid amounts, credit and whether the loan is settled are
    the same on every later day.
    """
    names = loan.terms.allocation_order
    return replay(
        loan.items,
        payments,
        as_of=max((payment.value_on for payment in payments), default=date.min),
        order=DEFAULT_ORDER if names == _DEFAULT_ORDER_NAMES else names,
        penalty=penalty_terms(loan.terms.penalty),
    )


def totals_of(position: LoanPosition) -> Totals:
    """The paid totals of a position."""
    return Totals(
        position.interest_paid_minor,
        position.principal_paid_minor,
        position.fee_paid_minor,
        position.penalty_paid_minor,
        position.credit_minor,
    )
