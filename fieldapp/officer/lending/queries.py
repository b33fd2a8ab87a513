"""Loans for the list of an officer, each with what was said last about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fieldapp.store.transaction import Reading
from shared.ids import LoanId, MemberId, ProductId
from shared.lending.lifecycle import LoanState

_LISTED = (
    "SELECT l.id, l.number, l.member_id, coalesce(m.first_name, ''), coalesce(m.last_name, ''),"
    " coalesce(u.name, ''), l.state, l.principal_minor, l.term_count, l.expected_on, l.reason,"
    " l.outstanding_minor, l.provisional, coalesce(a.state, ''), coalesce(a.comment, '')"
    " FROM p_loan l LEFT JOIN p_member m ON m.id = l.member_id LEFT JOIN p_union u ON u.id = l.union_id"
    " LEFT JOIN p_approval a ON a.id = CASE WHEN l.state IN ('DRAFT', 'CANCELED') THEN"
    " (SELECT id FROM p_approval WHERE subject_id = l.id ORDER BY asked_on DESC, id DESC LIMIT 1) END"
    " WHERE l.state IN ('DRAFT', 'PENDING_APPROVAL', 'APPROVED', 'ACTIVE', 'DEFAULTED', 'CANCELED')"
    " ORDER BY l.expected_on DESC, l.id DESC"
)


@dataclass(frozen=True, slots=True)
class ListedLoan:
    """A loan that is asked for, runs, or was not granted; `request` is how the last request for it stands.

    `outstanding_minor` is of the schedule, in minor units.
    """

    loan: LoanId
    number: str
    member: MemberId
    member_name: str
    union_name: str
    state: LoanState
    principal_minor: int
    term_count: int
    expected_on: date
    reason: str
    outstanding_minor: int
    provisional: bool
    request: str
    comment: str


def loans_listed(tx: Reading) -> tuple[ListedLoan, ...]:
    """Return the loans that are asked for, run, or were not granted; the newest first."""
    return tuple(tx.rows(_listed, _LISTED))


def usual_product(tx: Reading) -> ProductId | None:
    """Return the product that most loans on this tablet are of, None where there is no loan."""
    sql = "SELECT product_id FROM p_loan GROUP BY product_id ORDER BY count(*) DESC, product_id LIMIT 1"
    found = tx.row(bytes, sql)
    return None if found is None else ProductId(found)


def _listed(
    loan: bytes,
    number: str,
    member: bytes,
    first_name: str,
    last_name: str,
    union_name: str,
    state: str,
    principal_minor: int,
    term_count: int,
    expected_on: str,
    reason: str,
    outstanding_minor: int,
    provisional: int,
    request: str,
    comment: str,
) -> ListedLoan:
    return ListedLoan(
        LoanId(loan),
        number,
        MemberId(member),
        f"{first_name} {last_name}".strip(),
        union_name,
        LoanState(state),
        principal_minor,
        term_count,
        date.fromisoformat(expected_on),
        reason,
        outstanding_minor,
        bool(provisional),
        request,
        comment,
    )
