"""A loan sent to approval again: what changed since it was sent the last time, and which words it answers.

The rule kept here: the comparison is with the application as it was submitted, not with any draft between.
"""

from collections.abc import Iterator
from datetime import date

from shared.contract.bodies.lending import LoanApplication
from shared.contract.records import ApplicationChange, Resubmission
from syncserver.database.work import Work
from syncserver.lending.aggregates import Approval, Loan
from syncserver.lending.queries import APPROVALS, PRODUCTS

_COMPARED = ("principal_minor", "term_count", "product", "expected_on", "first_due_on", "purpose")


def last_submission(work: Work, loan: Loan) -> Approval | None:
    """The request a loan was last submitted with; None before the first."""
    return None if loan.approval is None else work.get(APPROVALS, loan.approval)


def resubmission(work: Work, loan: Loan, last: Approval) -> Resubmission:
    """What is new against the last submission, and the send-back or withdrawal it follows."""
    if last.submitted is None:
        return Resubmission(loan.reason, None)
    return Resubmission(loan.reason, tuple(_changes(work, last.submitted, loan.application)))


def _changes(work: Work, before: LoanApplication, after: LoanApplication) -> Iterator[ApplicationChange]:
    for field in _COMPARED:
        old, new = getattr(before, field), getattr(after, field)
        if old != new:
            yield ApplicationChange(field, _plain(work, field, old), _plain(work, field, new))


def _plain(work: Work, field: str, value: object) -> str:
    """A value as text: minor units, dates in ISO form, a product by its name, empty for none."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if field == "product" and isinstance(value, bytes):
        product = work.get(PRODUCTS, value)
        return "" if product is None else product.definition.name
    return str(value)
