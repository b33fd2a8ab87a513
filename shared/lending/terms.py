"""What was agreed about one loan: amount, term, interest, grace and rounding.

The terms alone decide the schedule. A rate is an exact fraction from the text it was agreed in; a float is
refused, because 0.1 is not a tenth. Terms that make no sense cannot be constructed.
"""

from __future__ import annotations

import re
from dataclasses import KW_ONLY, dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from shared.errors import RuleRefused
from shared.money import MAX_AMOUNT_MINOR

_Choice = TypeVar("_Choice", bound=StrEnum)

Rate = int | str | Decimal | Fraction

MAX_TERM_COUNT = 1_200
MAX_LOAN_DAYS = 50 * 366
MAX_RATE_PERCENT = 10_000
MAX_ROUNDING_MINOR = 1_000_000
FIRST_YEAR, LAST_YEAR = 1900, 2200

_RATE_TEXT = re.compile(r"\d{1,6}(?:\.\d{1,12})?|\d{1,9}/[1-9]\d{0,8}", re.ASCII)
_MAX_RATE_DENOMINATOR = 10**12


class TermUnit(StrEnum):
    """What a term is counted in."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"


class InterestMethod(StrEnum):
    """How interest is charged and principal is paid back."""

    ZERO = "ZERO"
    FLAT = "FLAT"
    DECLINING_EQUAL_INSTALMENTS = "DECLINING_EQUAL_INSTALMENTS"
    DECLINING_EQUAL_PRINCIPAL = "DECLINING_EQUAL_PRINCIPAL"


class RatePeriod(StrEnum):
    """The time the rate is stated for; TERM is the whole loan."""

    YEAR = "YEAR"
    MONTH = "MONTH"
    WEEK = "WEEK"
    DAY = "DAY"
    TERM = "TERM"


UNITS_PER_YEAR = {TermUnit.DAY: 365, TermUnit.WEEK: 52, TermUnit.MONTH: 12}
PERIODS_PER_YEAR = {RatePeriod.YEAR: 1, RatePeriod.MONTH: 12, RatePeriod.WEEK: 52, RatePeriod.DAY: 365}
_DAYS_AT_MOST = {TermUnit.DAY: 1, TermUnit.WEEK: 7, TermUnit.MONTH: 31}


@dataclass(frozen=True, slots=True)
class LoanTerms:
    """The terms of one loan.

    Amounts are minor units. `term_count` instalments fall `term_step` units apart, from `first_due_on` when
    it is given, else one step after `disbursed_on`. `rate_percent` is kept as an exact `Fraction` whatever
    it was given as. `grace_principal` and `grace_interest` count first instalments that pay no principal,
    no interest. Enumerations may be given as their strings. Refuses nonsense with codes `terms.*`.
    """

    principal_minor: int
    term_count: int
    term_unit: TermUnit
    _: KW_ONLY
    term_step: int = 1
    method: InterestMethod
    rate_percent: Rate = 0
    rate_period: RatePeriod = RatePeriod.YEAR
    disbursed_on: date
    first_due_on: date | None = None
    round_instalment_to_minor: int = 1
    grace_principal: int = 0
    grace_interest: int = 0
    first_instalment_fee_minor: int = 0

    def __post_init__(self) -> None:
        keep = object.__setattr__
        keep(self, "term_unit", one_of(TermUnit, self.term_unit, "terms.bad_unit"))
        keep(self, "method", one_of(InterestMethod, self.method, "terms.bad_method"))
        keep(self, "rate_period", one_of(RatePeriod, self.rate_period, "terms.bad_rate_period"))
        keep(self, "rate_percent", exact_rate(self.rate_percent))
        _check_amounts(self)
        _check_counts(self)
        _check_dates(self)


def one_of(kind: type[_Choice], given: str, code: str) -> _Choice:
    """The member of an enumeration for its string or itself; refuses anything else with `code`."""
    try:
        return kind(given)
    except ValueError:
        raise RuleRefused(code, "Unknown choice", f"It is one of {', '.join(kind)}.") from None


def exact_rate(rate_percent: Rate) -> Fraction:
    """The rate in per cent as an exact fraction, from an int, a text ("2.5", "10/3"), a Decimal or a
    Fraction.

    Refuses floats, signs, exponents, rates above 10 000 % and more than 12 decimals (`terms.bad_rate`).
    """
    if isinstance(rate_percent, bool | float) or not isinstance(rate_percent, int | str | Decimal | Fraction):
        raise _refused(
            "bad_rate",
            "Rate is not exact",
            "Give the rate as text, a whole number or a fraction, never a float.",
        )
    text = (
        f"{rate_percent:f}"
        if isinstance(rate_percent, Decimal) and rate_percent.is_finite()
        else str(rate_percent)
    )
    if not isinstance(rate_percent, Fraction) and not _RATE_TEXT.fullmatch(text.strip()):
        raise _refused("bad_rate", "Rate cannot be read", "Write it like 2.5: up to 12 decimals, no sign.")
    rate = rate_percent if isinstance(rate_percent, Fraction) else Fraction(text.strip())
    if not 0 <= rate <= MAX_RATE_PERCENT or rate.denominator > _MAX_RATE_DENOMINATOR:
        raise _refused(
            "bad_rate", "Rate is out of bounds", f"A rate lies from 0 to {MAX_RATE_PERCENT} per cent."
        )
    return rate


def _refused(code: str, title: str, detail: str) -> RuleRefused:
    return RuleRefused(f"terms.{code}", title, detail)


def _check_amounts(terms: LoanTerms) -> None:
    principal, fee = terms.principal_minor, terms.first_instalment_fee_minor
    if not _whole(principal, 1, MAX_AMOUNT_MINOR):
        raise _refused(
            "bad_principal", "Loan amount cannot be used", "It is a whole number of minor units above zero."
        )
    if not _whole(fee, 0, MAX_AMOUNT_MINOR):
        raise _refused("bad_fee", "Fee cannot be used", "It is a whole number of minor units, zero or more.")
    if not _whole(terms.round_instalment_to_minor, 1, MAX_ROUNDING_MINOR):
        detail = f"Instalments are rounded to 1 up to {MAX_ROUNDING_MINOR} minor units."
        raise _refused("bad_rounding", "Rounding cannot be used", detail)


def _check_counts(terms: LoanTerms) -> None:
    count = terms.term_count
    if not _whole(count, 1, MAX_TERM_COUNT):
        raise _refused("bad_term", "Term cannot be used", f"A loan has 1 to {MAX_TERM_COUNT} instalments.")
    if not _whole(terms.term_step, 1, MAX_LOAN_DAYS):
        raise _refused("bad_step", "Step cannot be used", "Instalments fall at least one whole unit apart.")
    if count * terms.term_step * _DAYS_AT_MOST[terms.term_unit] > MAX_LOAN_DAYS:
        raise _refused("too_long", "Loan is too long", "A loan is repaid within fifty years.")
    for grace, of in ((terms.grace_principal, "principal"), (terms.grace_interest, "interest")):
        if not _whole(grace, 0, count - 1):
            detail = f"Of {count} instalments, 0 to {count - 1} may pay no {of}."
            raise _refused(f"bad_grace_{of}", f"Grace on {of} cannot be used", detail)


def _check_dates(terms: LoanTerms) -> None:
    first_due_on = terms.first_due_on
    for day in (terms.disbursed_on, first_due_on or terms.disbursed_on):
        if not isinstance(day, date) or isinstance(day, datetime) or not FIRST_YEAR <= day.year <= LAST_YEAR:
            detail = f"It is a date without time from {FIRST_YEAR} to {LAST_YEAR}."
            raise _refused("bad_date", "Date cannot be used", detail)
    if first_due_on is not None and first_due_on < terms.disbursed_on:
        detail = "The first instalment falls due on the day of disbursement or later."
        raise _refused("first_due_too_early", "First due date is before disbursement", detail)


def _whole(number: int, least: int, most: int) -> bool:
    return type(number) is int and least <= number <= most
