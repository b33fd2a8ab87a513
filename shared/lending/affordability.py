"""What a loan costs a member, and whether the member can carry it.

Shares are exact fractions. The effective yearly rate is found in decimal arithmetic of fixed precision, so
that every machine finds the same digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction

from shared.errors import RuleRefused
from shared.lending.schedule import Instalment
from shared.lending.terms import Rate, exact_rate

DAYS_PER_YEAR = 365
_PRECISION = Context(prec=34)
_HALVINGS = 80
_LEAST_FACTOR = Decimal("0.85")
_PLACES = Decimal("0.01")


def obligation_share(obligations_minor: int, instalment_minor: int, income_minor: int) -> Fraction:
    """Fixed obligations, the new instalment included, ÷ income, all for the same time; exact.

    Refuses an income that is not above zero (`affordability.no_income`).
    """
    if income_minor <= 0:
        raise RuleRefused("affordability.no_income", "No income", "Enter what the member earns in that time.")
    return Fraction(obligations_minor + instalment_minor, income_minor)


def affordable_instalment_minor(income_minor: int, obligations_minor: int, limit_percent: Rate) -> int:
    """The largest instalment that keeps obligations within `limit_percent` of income; minor units, rounded
    down, never negative.
    """
    limit = income_minor * exact_rate(limit_percent) / 100
    return max(limit.numerator // limit.denominator - obligations_minor, 0)


def effective_yearly_rate(
    net_received_minor: int, received_on: date, instalments: Sequence[Instalment]
) -> Decimal:
    """The yearly rate, in per cent with two decimals half-up, that makes the instalments worth what the
    member received.

    Solves net = Σ total_k ÷ (1 + rate)^(days_k ÷ 365) with the days from `received_on`, fees included on
    either side: the member receives the principal without what is deducted or collected at disbursement.
    The discount of a day is bisected, because the worth of the instalments grows with it. A loan that costs
    nothing has 0. Refuses nothing received, an instalment due before the money, and a cost that would take
    away more than 15 per cent of the worth a day (`affordability.no_rate`).
    """
    flows = [((item.due_on - received_on).days, item.total_minor) for item in instalments if item.total_minor]
    if net_received_minor <= 0 or any(days < 0 for days, _ in flows):
        raise _no_rate("The member receives an amount above zero before the first instalment.")
    if sum(amount for _, amount in flows) <= net_received_minor:
        return Decimal("0.00")
    with localcontext(_PRECISION):
        if _worth(flows, _LEAST_FACTOR) > net_received_minor:
            raise _no_rate("The instalments cost more than any rate explains.")
        yearly = 1 / _daily_factor(flows, net_received_minor) ** DAYS_PER_YEAR - 1
        return (yearly * 100).quantize(_PLACES, ROUND_HALF_UP)


def _daily_factor(flows: Sequence[tuple[int, int]], net_minor: int) -> Decimal:
    """What a unit of money due in one day is worth now, between the least factor and one."""
    low, high = _LEAST_FACTOR, Decimal(1)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _worth(flows, middle) > net_minor:
            high = middle
        else:
            low = middle
    return (low + high) / 2


def _worth(flows: Sequence[tuple[int, int]], factor: Decimal) -> Decimal:
    return sum((amount * factor**days for days, amount in flows), Decimal(0))


def _no_rate(detail: str) -> RuleRefused:
    return RuleRefused("affordability.no_rate", "No effective rate", detail)
