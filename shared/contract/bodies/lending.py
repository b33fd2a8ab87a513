"""Operation bodies about products, loans, approvals and repayments."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from shared.contract.bodies.people import Part
from shared.contract.codec import Amount, AmountOrZero, Code, Count, Hash, Id, Label, Message, Name, Note

TermUnitName = Literal["DAY", "WEEK", "MONTH"]
MethodName = Literal["ZERO", "FLAT", "DECLINING_EQUAL_INSTALMENTS", "DECLINING_EQUAL_PRINCIPAL"]
RatePeriodName = Literal["YEAR", "MONTH", "WEEK", "DAY", "TERM"]
FeeKindName = Literal["FIXED", "PERCENT"]
FeeChargedName = Literal["DEDUCTED", "COLLECTED", "FIRST_INSTALMENT"]
PaymentMethod = Literal["CASH", "TRANSFER", "POS", "MOBILE", "USSD", "OTHER"]
Decision = Literal["APPROVE", "SEND_BACK", "REFUSE"]
TermCount = Annotated[int, Meta(ge=1, le=1000)]
PercentText = Annotated[str, Meta(pattern=r"\A\d{1,4}(\.\d{1,8}|/\d{1,8})?\Z")]
"""An exact percentage: a whole number, a decimal, or a fraction such as 25/12."""


class FeeDefinition(Message, frozen=True):
    """A fee of a product; `amount` is minor units when FIXED, else an exact percentage of the principal."""

    code: Code
    name: Name
    kind: FeeKindName
    amount: Annotated[str, Meta(pattern=r"\A(\d{1,15}|\d{1,4}(\.\d{1,8}|/\d{1,8}))\Z")]
    charged: FeeChargedName
    tax_percent: PercentText = "0"


class PenaltyDefinition(Message, frozen=True):
    """A fixed amount of minor units for each day late after the grace days, up to the cap if there is one."""

    per_day_minor: AmountOrZero
    grace_days: Count = 0
    cap_minor: AmountOrZero | None = None


class ProductDefinition(Message, frozen=True):
    """A loan product, whole; amounts in minor units."""

    code: Code
    name: Name
    minimum_principal_minor: Amount
    maximum_principal_minor: Amount
    minimum_term_count: TermCount
    maximum_term_count: TermCount
    term_unit: TermUnitName
    term_step: Annotated[int, Meta(ge=1, le=366)]
    method: MethodName
    rate_percent: PercentText
    rate_period: RatePeriodName
    grace_principal: Count = 0
    grace_interest: Count = 0
    round_instalment_to_minor: Annotated[int, Meta(ge=1, le=10**9)] = 1
    fees: Annotated[tuple[FeeDefinition, ...], Meta(max_length=16)] = ()
    penalty: PenaltyDefinition | None = None
    allocation_order: tuple[Part, ...] | None = None
    max_open_loans: Annotated[int, Meta(ge=1, le=20)] = 1
    active: bool = True


class ProductDefined(Message, frozen=True):
    """A product as it is from now on; loans already drafted keep the terms they froze."""

    product: Id
    definition: ProductDefinition


class LoanApplication(Message, frozen=True):
    """What an officer asks for on a member's behalf; the hash of these bytes is what gets approved."""

    loan: Id
    number: Code
    member: Id
    product: Id
    principal_minor: Amount
    term_count: TermCount
    expected_on: date
    first_due_on: date | None = None
    purpose: Note = ""


class LoanDrafted(Message, frozen=True):
    """A loan begins as a draft that its officer may still change."""

    application: LoanApplication


class LoanChanged(Message, frozen=True):
    """The draft as it is from now on."""

    application: LoanApplication


class LoanSubmitted(Message, frozen=True):
    """The draft goes to approval exactly as hashed."""

    loan: Id
    content_hash: Hash


class LoanWithdrawn(Message, frozen=True):
    """The officer takes a submitted loan back to draft."""

    loan: Id
    reason: Name


class LoanCanceled(Message, frozen=True):
    """A loan that was never paid out ends."""

    loan: Id
    reason: Name


class ApprovalDecided(Message, frozen=True):
    """A decision on exactly what was seen; refused when it changed meanwhile."""

    approval: Id
    decision: Decision
    seen_version: Count
    content_hash: Hash
    comment: Note = ""


class LoanDisbursed(Message, frozen=True):
    """The money left the branch; this fixes the schedule."""

    loan: Id
    disbursed_on: date
    method: PaymentMethod
    reference: Label = ""
    first_due_on: date | None = None


class LoanDefaulted(Message, frozen=True):
    """A supervisor declares an active loan defaulted."""

    loan: Id
    reason: Name


class LoanCured(Message, frozen=True):
    """A supervisor puts a defaulted loan back to active."""

    loan: Id
    reason: Name


class RepaymentRecorded(Message, frozen=True):
    """Money was received; a fact that is never refused. `loan` is None when it is for no loan known here."""

    repayment: Id
    loan: Id | None
    member: Id
    amount_minor: Amount
    method: PaymentMethod
    value_on: date
    receipt_number: Code
    reference: Label = ""
    meeting: Id | None = None
    note: Note = ""
    repeat_reason: Label = ""


class RepaymentCorrected(Message, frozen=True):
    """A repayment is reversed, and recorded anew when `replacement` says how it should have been."""

    repayment: Id
    reason: Name
    replacement: RepaymentRecorded | None = None
