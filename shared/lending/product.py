"""A loan product: the bounds within which a branch lends, and what a loan under it costs.

A product decides which terms may be agreed and which fees are charged; the terms then decide the schedule.
Fees and taxes are half-up to the minor unit, each fee and each tax for itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.errors import RuleRefused
from shared.lending.allocation import DEFAULT_ORDER, allocation_order
from shared.lending.penalties import PenaltyTerms
from shared.lending.position import Part
from shared.lending.terms import InterestMethod, LoanTerms, Rate, RatePeriod, TermUnit, exact_rate, one_of
from shared.money import MAX_AMOUNT_MINOR, half_up_div

ROUNDING_UNITS = (1, 100, 1_000, 5_000)
MAX_APPROVAL_STAGES = 2


class FeeKind(StrEnum):
    """How a fee is stated."""

    FIXED = "FIXED"
    PERCENT = "PERCENT"


class FeeCharged(StrEnum):
    """When a fee is paid: kept back from the loan, paid in cash at disbursement, or with the first
    instalment.
    """

    DEDUCTED = "DEDUCTED"
    COLLECTED = "COLLECTED"
    FIRST_INSTALMENT = "FIRST_INSTALMENT"


@dataclass(frozen=True, slots=True)
class Fee:
    """One fee of a product.

    `amount` is minor units for FIXED and an exact rate in per cent of the principal for PERCENT;
    `tax_percent` is charged on top of the fee. Refuses amounts and rates that are not exact or out of
    bounds (`product.bad_fee`, `terms.bad_rate`).
    """

    code: str
    name: str
    kind: FeeKind
    amount: Rate
    charged: FeeCharged
    tax_percent: Rate = 0

    def __post_init__(self) -> None:
        keep = object.__setattr__
        keep(self, "kind", one_of(FeeKind, self.kind, "product.bad_fee"))
        keep(self, "charged", one_of(FeeCharged, self.charged, "product.bad_fee"))
        keep(self, "tax_percent", exact_rate(self.tax_percent))
        if self.kind is FeeKind.PERCENT:
            keep(self, "amount", exact_rate(self.amount))
        elif type(self.amount) is not int or not 0 <= self.amount <= MAX_AMOUNT_MINOR:
            detail = "A fixed fee is a whole number of minor units, zero or more."
            raise RuleRefused("product.bad_fee", "Fee cannot be used", detail)

    def charge_on(self, principal_minor: int) -> Charge:
        """What this fee and its tax come to for a principal, in minor units, each rounded half-up."""
        fee_minor = int(self.amount) if self.kind is FeeKind.FIXED else _percent(principal_minor, self.amount)
        return Charge(self.code, self.name, self.charged, fee_minor, _percent(fee_minor, self.tax_percent))


@dataclass(frozen=True, slots=True)
class Charge:
    """One fee as it falls on one loan, in minor units."""

    code: str
    name: str
    charged: FeeCharged
    fee_minor: int
    tax_minor: int

    @property
    def total_minor(self) -> int:
        """Fee and tax together."""
        return self.fee_minor + self.tax_minor


@dataclass(frozen=True, slots=True)
class Charges:
    """Everything one loan is charged beside interest, and what the member receives, in minor units."""

    principal_minor: int
    charges: tuple[Charge, ...]

    @property
    def deducted_minor(self) -> int:
        """Fees with tax kept back from the loan."""
        return self._total(FeeCharged.DEDUCTED)

    @property
    def collected_minor(self) -> int:
        """Fees with tax paid in cash at disbursement."""
        return self._total(FeeCharged.COLLECTED)

    @property
    def on_first_instalment_minor(self) -> int:
        """Fees with tax that fall due with the first instalment."""
        return self._total(FeeCharged.FIRST_INSTALMENT)

    @property
    def fee_minor(self) -> int:
        """All fees, without tax."""
        return sum(charge.fee_minor for charge in self.charges)

    @property
    def tax_minor(self) -> int:
        """The tax on all fees."""
        return sum(charge.tax_minor for charge in self.charges)

    @property
    def net_disbursed_minor(self) -> int:
        """What is paid out: the principal without what is deducted."""
        return self.principal_minor - self.deducted_minor

    def _total(self, charged: FeeCharged) -> int:
        return sum(charge.total_minor for charge in self.charges if charge.charged is charged)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanProduct:
    """What a branch offers. Amounts are minor units, rates exact per cent; enumerations may be given as
    their strings.

    Refuses what contradicts itself (`product.*`, `terms.*`), so that every loan within its bounds has valid
    terms.
    """

    code: str
    name: str
    min_principal_minor: int
    max_principal_minor: int
    min_term_count: int
    max_term_count: int
    term_unit: TermUnit
    term_step: int = 1
    method: InterestMethod
    rate_percent: Rate = 0
    rate_period: RatePeriod = RatePeriod.YEAR
    grace_principal: int = 0
    grace_interest: int = 0
    round_instalment_to_minor: int = 1
    fees: tuple[Fee, ...] = ()
    penalty: PenaltyTerms | None = None
    allocation_order: tuple[Part, ...] = DEFAULT_ORDER
    max_open_loans: int = 1
    required_document_types: tuple[str, ...] = ()
    approval_stages: int = 1

    def __post_init__(self) -> None:
        keep = object.__setattr__
        keep(self, "term_unit", one_of(TermUnit, self.term_unit, "terms.bad_unit"))
        keep(self, "method", one_of(InterestMethod, self.method, "terms.bad_method"))
        keep(self, "rate_period", one_of(RatePeriod, self.rate_period, "terms.bad_rate_period"))
        keep(self, "rate_percent", exact_rate(self.rate_percent))
        keep(self, "fees", tuple(self.fees))
        keep(self, "required_document_types", tuple(self.required_document_types))
        keep(self, "allocation_order", allocation_order(self.allocation_order))
        _check_product(self)

    def check(self, principal_minor: int, term_count: int) -> None:
        """Refuse an amount or a term outside the product, or fees that leave nothing to pay out.

        Refusals: `product.amount_too_small`, `product.amount_too_large`, `product.term_too_short`,
        `product.term_too_long`, `product.fees_too_high`.
        """
        counts = f"Agree on {self.min_term_count} to {self.max_term_count} instalments."
        if principal_minor < self.min_principal_minor:
            raise self._amount_refused("product.amount_too_small", "Amount is too small for this product")
        if principal_minor > self.max_principal_minor:
            raise self._amount_refused("product.amount_too_large", "Amount is too large for this product")
        if term_count < self.min_term_count:
            raise RuleRefused("product.term_too_short", "Term is too short for this product", counts)
        if term_count > self.max_term_count:
            raise RuleRefused("product.term_too_long", "Term is too long for this product", counts)
        if self.charges_for(principal_minor).net_disbursed_minor <= 0:
            raise RuleRefused(
                "product.fees_too_high",
                "Nothing is left to pay out",
                "The fees deducted reach the amount lent.",
            )

    def _amount_refused(self, code: str, title: str) -> RuleRefused:
        least, most = self.min_principal_minor, self.max_principal_minor
        words = "Lend from {least_minor} to {most_minor}."
        return RuleRefused(code, title, words, least_minor=least, most_minor=most)

    def terms_for(
        self, principal_minor: int, term_count: int, disbursed_on: date, first_due_on: date | None = None
    ) -> LoanTerms:
        """The terms of a loan under this product; refuses as `check` and `LoanTerms` do."""
        self.check(principal_minor, term_count)
        return LoanTerms(
            principal_minor=principal_minor,
            term_count=term_count,
            term_unit=self.term_unit,
            term_step=self.term_step,
            method=self.method,
            rate_percent=self.rate_percent,
            rate_period=self.rate_period,
            disbursed_on=disbursed_on,
            first_due_on=first_due_on,
            round_instalment_to_minor=self.round_instalment_to_minor,
            grace_principal=self.grace_principal,
            grace_interest=self.grace_interest,
            first_instalment_fee_minor=self.charges_for(principal_minor).on_first_instalment_minor,
        )

    def charges_for(self, principal_minor: int) -> Charges:
        """Every fee and tax on a principal, in the product's order of fees."""
        return Charges(principal_minor, tuple(fee.charge_on(principal_minor) for fee in self.fees))


def _percent(amount_minor: int, percent: Rate) -> int:
    share = amount_minor * exact_rate(percent) / 100
    return half_up_div(share.numerator, share.denominator)


def _check_product(product: LoanProduct) -> None:
    if not 0 < product.min_principal_minor <= product.max_principal_minor <= MAX_AMOUNT_MINOR:
        detail = "The smallest amount is above zero and not above the largest."
        raise RuleRefused("product.bad_amounts", "Amounts cannot be used", detail)
    if product.min_term_count > product.max_term_count:
        raise RuleRefused(
            "product.bad_terms", "Terms cannot be used", "The shortest term is not above the longest."
        )
    if product.round_instalment_to_minor not in ROUNDING_UNITS:
        choices = ", ".join(map(str, ROUNDING_UNITS))
        raise RuleRefused(
            "product.bad_rounding", "Rounding cannot be used", f"Round to {choices} minor units."
        )
    if product.method is InterestMethod.ZERO and product.rate_percent != 0:
        raise RuleRefused(
            "product.bad_rate", "Rate cannot be used", "A product without interest has a rate of 0."
        )
    if len({fee.code for fee in product.fees}) != len(product.fees):
        raise RuleRefused("product.bad_fees", "Fees cannot be used", "Each fee has a code of its own.")
    if product.max_open_loans < 1 or not 1 <= product.approval_stages <= MAX_APPROVAL_STAGES:
        detail = f"At least one open loan and 1 to {MAX_APPROVAL_STAGES} stages of approval."
        raise RuleRefused("product.bad_limits", "Limits cannot be used", detail)
    _check_every_term(product)


def _check_every_term(product: LoanProduct) -> None:
    """Terms are bounded alike between the shortest and the longest, so both ends speak for all."""
    for term_count in (product.min_term_count, product.max_term_count):
        LoanTerms(
            principal_minor=product.max_principal_minor,
            term_count=term_count,
            term_unit=product.term_unit,
            term_step=product.term_step,
            method=product.method,
            disbursed_on=date(2000, 1, 1),
            grace_principal=product.grace_principal,
            grace_interest=product.grace_interest,
        )
