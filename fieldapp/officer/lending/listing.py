"""The loans of an officer by where they stand: what needs work first, what runs last.

The rule kept here: a form that was typed and never saved is in the list too, so nothing typed is lost from
sight.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from fieldapp.desk import queries as facts
from fieldapp.desk.standing import read_standing
from fieldapp.officer.lending.queries import ListedLoan, loans_listed
from fieldapp.store.author import Desk
from fieldapp.store.transaction import Reading
from shared.ids import LoanId, MemberId
from shared.lending.lifecycle import LoanState

Stands = Literal["sent_back", "typed", "draft", "approved", "waiting", "refused", "canceled", "active"]
ORDER: tuple[Stands, ...] = get_args(Stands)
UNDER_WAY: frozenset[Stands] = frozenset({"sent_back", "typed", "draft", "approved", "waiting"})


@dataclass(frozen=True, slots=True)
class LoanLine:
    """One loan of the list, amounts in minor units; `loan` is None for a form that was only typed.

    `said` is the comment or reason that goes with where it stands. The day is when money is expected.
    """

    loan: LoanId | None
    member: MemberId
    member_name: str
    union_name: str
    number: str
    stands: Stands
    principal_minor: int
    term_count: int
    expected_on: date | None
    said: str
    outstanding_minor: int
    provisional: bool

    @property
    def key(self) -> bytes:
        """What tells it from others: its loan, or whose form it is."""
        return self.loan or self.member


@dataclass(frozen=True, slots=True)
class TypedForm:
    """A form that was typed: whose it is, and under which id it will be saved."""

    member: MemberId
    loan: LoanId


def load_loans(desk: Desk, typed: Iterable[TypedForm] = ()) -> tuple[LoanLine, ...]:
    """Return the loans asked for, running or not granted, by where they stand. Refusals: `desk.not_ready`."""
    with desk.store.read() as tx:
        read_standing(tx, desk)
        found = [_line(row) for row in loans_listed(tx)]
        here = {line.loan for line in found}
        found += [line for form in typed if form.loan not in here for line in _typed_line(tx, form)]
    return tuple(sorted(found, key=lambda line: ORDER.index(line.stands)))


def _line(row: ListedLoan) -> LoanLine:
    stands = _stands(row)
    said = row.comment or row.reason if stands in ("sent_back", "refused", "canceled") else ""
    return LoanLine(
        row.loan,
        row.member,
        row.member_name,
        row.union_name,
        row.number,
        stands,
        row.principal_minor,
        row.term_count,
        row.expected_on,
        said,
        row.outstanding_minor,
        row.provisional,
    )


def _stands(row: ListedLoan) -> Stands:
    match row.state:
        case LoanState.DRAFT if row.request == "SENT_BACK" or (not row.request and row.reason):
            return "sent_back"
        case LoanState.DRAFT:
            return "draft"
        case LoanState.PENDING_APPROVAL:
            return "waiting"
        case LoanState.APPROVED:
            return "approved"
        case LoanState.CANCELED:
            return "refused" if row.request == "REFUSED" else "canceled"
        case _:
            return "active"


def _typed_line(tx: Reading, form: TypedForm) -> Iterable[LoanLine]:
    member = facts.member(tx, form.member)
    if member is not None:
        union = facts.union(tx, member.union)
        name = union.name if union else ""
        yield LoanLine(None, member.member, member.name, name, "", "typed", 0, 0, None, "", 0, False)
