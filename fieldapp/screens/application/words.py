"""What products, costs and the ways of an application are called.

The rule kept here: the words of the branch; a rate is never said without what it is of.
"""

from __future__ import annotations

from fieldapp.desk.facts import LoanFacts
from fieldapp.screens.words import Formats, Told, counted, money, tr
from shared.contract.bodies.lending import ProductDefinition
from shared.lending.lifecycle import LoanState
from shared.lending.product import Charge, FeeCharged


def unit_words(given: ProductDefinition, count: int) -> str:
    """Return a term in words: "24 weeks", "6 months"; "12 times, every 2 weeks" where a step is longer."""
    names = {
        "DAY": (tr("day"), tr("days")),
        "WEEK": (tr("week"), tr("weeks")),
        "MONTH": (tr("month"), tr("months")),
    }
    one, many = names.get(given.term_unit, (tr("instalment"), tr("instalments")))
    if given.term_step > 1:
        return tr("{count} times, every {step} {unit}").format(count=count, step=given.term_step, unit=many)
    return counted(count, one, many)


def limits_words(given: ProductDefinition, say: Formats) -> str:
    """Return what a product lends, for how long, and at what price."""
    amounts = tr("{least} to {most}").format(
        least=say.signed(given.minimum_principal_minor), most=money(given.maximum_principal_minor)
    )
    least, most = given.minimum_term_count, given.maximum_term_count
    terms = tr("{least} to {most}").format(least=least, most=unit_words(given, most))
    parts = [amounts, unit_words(given, most) if least == most else terms, _rate_words(given)]
    if given.max_open_loans > 1:
        parts.append(tr("up to {count} at once").format(count=given.max_open_loans))
    return " · ".join(parts)


def every_words(given: ProductDefinition) -> str:
    """Return how often an instalment is paid."""
    if given.term_step > 1:
        return tr("Each instalment")
    return {
        "DAY": tr("Each day"),
        "WEEK": tr("Each week"),
        "MONTH": tr("Each month"),
    }.get(given.term_unit, tr("Each instalment"))


def charge_words(charge: Charge) -> str:
    """Return a fee and how it is paid."""
    how = {
        FeeCharged.DEDUCTED: tr("{fee}, kept back from the loan"),
        FeeCharged.COLLECTED: tr("{fee}, paid in cash at pay-out"),
        FeeCharged.FIRST_INSTALMENT: tr("{fee}, with the first instalment"),
    }
    return how[charge.charged].format(fee=charge.name)


def names_words(names: tuple[str, ...]) -> str:
    """Return who decides: "Musa Bello", "Musa Bello or Rose Ekanem"."""
    return tr(" or ").join(names)


def saved_words(loan: LoanFacts) -> Told:
    """Return what is told once an application is on the disk."""
    number = tr("Its number is {number}.").format(number=loan.number)
    if loan.state is LoanState.PENDING_APPROVAL:
        return Told("done", tr("Sent for approval, saved on this tablet"), number)
    return Told("done", tr("Draft saved on this tablet"), number)


def _rate_words(given: ProductDefinition) -> str:
    if given.method == "ZERO":
        return tr("no interest")
    of = {
        "TERM": tr("{rate} % for the whole term"),
        "YEAR": tr("{rate} % a year"),
        "MONTH": tr("{rate} % a month"),
        "WEEK": tr("{rate} % a week"),
        "DAY": tr("{rate} % a day"),
    }
    words = of.get(given.rate_period, "{rate} %").format(rate=given.rate_percent)
    return tr("{rate}, flat").format(rate=words) if given.method == "FLAT" else words
