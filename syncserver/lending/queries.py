"""The shelves of products, loans and approvals: how they are loaded and saved, many at once.

The rule kept here: a loan's row is locked before anything that hangs on it is read, so handlers ask for the
loan first; what only ever grows is appended by handlers and never saved from here. The lock leaves the key
alone, so rows that refer to the loan can still be written.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import cast

from sqlalchemy import Connection, Row, Select, select

from shared.contract.bodies.lending import LoanApplication, PenaltyDefinition, ProductDefinition
from shared.contract.bodies.people import InstitutionSettings, Part
from shared.contract.codec import decode, encode
from shared.contract.records import ApprovalState, LoanTermsFrozen, Resubmission
from shared.ids import INSTITUTION_ID
from shared.lending.lifecycle import LoanState
from shared.lending.schedule import Instalment
from syncserver.database.base import among, among_words
from syncserver.database.bulk import upsert_rows
from syncserver.database.work import Shelf, Work
from syncserver.lending import tables
from syncserver.lending.aggregates import (
    Approval,
    Decided,
    FeeTaxes,
    Loan,
    Product,
)
from syncserver.people.queries import INSTITUTION


def save_nothing(connection: Connection, values: Sequence[tuple[bytes, object]]) -> None:
    """For shelves whose rows handlers append, or that are derived from other shelves."""


# ---------------------------------------------------------------- products


_PRODUCTS = select(tables.product.c.id, tables.product.c.definition).where(among(tables.product.c.id))


def _load_products(connection: Connection, ids: Sequence[bytes]) -> dict[bytes, Product]:
    rows = connection.execute(_PRODUCTS, {"ids": ids})
    return {row.id: Product(row.id, decode(ProductDefinition, row.definition)) for row in rows}


def _save_products(connection: Connection, products: Sequence[tuple[bytes, Product]]) -> None:
    rows = [
        {
            "id": identifier,
            "code": product.definition.code,
            "active": product.definition.active,
            "definition": encode(product.definition),
        }
        for identifier, product in products
    ]
    upsert_rows(connection, tables.product, rows)


# ---------------------------------------------------------------- loans


_LOANS = select(tables.loan).where(among(tables.loan.c.id))
_LOANS_HELD = _LOANS.order_by(tables.loan.c.id).with_for_update(key_share=True)


def _load_loans(connection: Connection, ids: Sequence[bytes]) -> dict[bytes, Loan]:
    return _loans_from(connection, _LOANS_HELD, ids)


def loans_as_they_are(connection: Connection, ids: Sequence[bytes]) -> dict[bytes, Loan]:
    """Loans without holding them: for readers, or loans that are held already."""
    return _loans_from(connection, _LOANS, ids)


def _loans_from(
    connection: Connection, statement: Select[tuple[object, ...]], ids: Sequence[bytes]
) -> dict[bytes, Loan]:
    rows = connection.execute(statement, {"ids": ids}).all()
    items = _instalments(connection, [row.id for row in rows if row.disbursed_on is not None])
    return {row.id: _loan(row, tuple(items.get(row.id, ()))) for row in rows}


_INSTALMENTS = (
    select(tables.instalment)
    .where(among(tables.instalment.c.loan))
    .order_by(tables.instalment.c.loan, tables.instalment.c.sequence)
)


def _instalments(connection: Connection, loans: Sequence[bytes]) -> dict[bytes, list[Instalment]]:
    found: dict[bytes, list[Instalment]] = defaultdict(list)
    if loans:
        rows = connection.execute(_INSTALMENTS, {"ids": loans})
        # Fetched at once: row by row costs as much again as building the instalments.
        for loan, sequence, due_on, principal, interest, fee in rows.all():
            found[loan].append(Instalment(sequence, due_on, principal, interest, fee))
    return found


def _loan(row: Row[tuple[object, ...]], items: tuple[Instalment, ...]) -> Loan:
    return Loan(
        application=LoanApplication(
            row.id,
            row.number,
            row.member,
            row.product,
            row.principal_minor,
            row.term_count,
            row.expected_on,
            row.first_due_on,
            row.purpose,
        ),
        content_hash=row.content_hash,
        terms=_terms(row),
        taxes=FeeTaxes(row.tax_deducted_minor, row.tax_collected_minor, row.tax_first_instalment_minor),
        officer=row.officer,
        drafted_by=row.drafted_by,
        state=LoanState(row.state),
        approval=row.approval,
        disbursed_on=row.disbursed_on,
        closed_on=row.closed_on,
        reason=row.reason,
        items=items,
    )


def _terms(row: Row[tuple[object, ...]]) -> LoanTermsFrozen:
    penalty = row.penalty_per_day_minor
    return LoanTermsFrozen(
        definition_hash=row.definition_hash,
        term_unit=row.term_unit,
        term_step=row.term_step,
        method=row.method,
        rate_percent=row.rate_percent,
        rate_period=row.rate_period,
        grace_principal=row.grace_principal,
        grace_interest=row.grace_interest,
        round_instalment_to_minor=row.round_instalment_to_minor,
        allocation_order=cast(tuple[Part, ...], tuple(row.allocation_order.split(","))),
        penalty=None
        if penalty is None
        else PenaltyDefinition(penalty, row.penalty_grace_days, row.penalty_cap_minor),
        fee_deducted_minor=row.fee_deducted_minor,
        fee_collected_minor=row.fee_collected_minor,
        fee_first_instalment_minor=row.fee_first_instalment_minor,
        tax_minor=row.tax_deducted_minor + row.tax_collected_minor + row.tax_first_instalment_minor,
    )


def _save_loans(connection: Connection, loans: Sequence[tuple[bytes, Loan]]) -> None:
    upsert_rows(connection, tables.loan, [_loan_row(loan) for _, loan in loans])


def _loan_row(loan: Loan) -> dict[str, object]:
    asked, terms, taxes, penalty = loan.application, loan.terms, loan.taxes, loan.terms.penalty
    return {
        "id": asked.loan,
        "number": asked.number,
        "member": asked.member,
        "product": asked.product,
        "officer": loan.officer,
        "drafted_by": loan.drafted_by,
        "state": str(loan.state),
        "principal_minor": asked.principal_minor,
        "term_count": asked.term_count,
        "expected_on": asked.expected_on,
        "first_due_on": asked.first_due_on,
        "purpose": asked.purpose,
        "definition_hash": terms.definition_hash,
        "term_unit": terms.term_unit,
        "term_step": terms.term_step,
        "method": terms.method,
        "rate_percent": terms.rate_percent,
        "rate_period": terms.rate_period,
        "grace_principal": terms.grace_principal,
        "grace_interest": terms.grace_interest,
        "round_instalment_to_minor": terms.round_instalment_to_minor,
        "allocation_order": ",".join(terms.allocation_order),
        "penalty_per_day_minor": penalty and penalty.per_day_minor,
        "penalty_grace_days": penalty and penalty.grace_days,
        "penalty_cap_minor": penalty and penalty.cap_minor,
        "fee_deducted_minor": terms.fee_deducted_minor,
        "fee_collected_minor": terms.fee_collected_minor,
        "fee_first_instalment_minor": terms.fee_first_instalment_minor,
        "tax_deducted_minor": taxes.deducted_minor,
        "tax_collected_minor": taxes.collected_minor,
        "tax_first_instalment_minor": taxes.first_instalment_minor,
        "content_hash": loan.content_hash,
        "approval": loan.approval,
        "disbursed_on": loan.disbursed_on,
        "closed_on": loan.closed_on,
        "reason": loan.reason,
    }


_LOAN_NUMBERS = select(tables.loan.c.number, tables.loan.c.id).where(among_words(tables.loan.c.number))
_PRODUCT_CODES = select(tables.product.c.code, tables.product.c.id).where(among_words(tables.product.c.code))


def _load_ids_by_text(
    connection: Connection, wanted: Select[str, bytes], keys: Sequence[bytes]
) -> dict[bytes, bytes]:
    rows = connection.execute(wanted, {"words": [key.decode() for key in keys]})
    return {text.encode(): identifier for text, identifier in rows}


def _load_loan_numbers(connection: Connection, numbers: Sequence[bytes]) -> dict[bytes, bytes]:
    return _load_ids_by_text(connection, _LOAN_NUMBERS, numbers)


def _load_product_codes(connection: Connection, codes: Sequence[bytes]) -> dict[bytes, bytes]:
    return _load_ids_by_text(connection, _PRODUCT_CODES, codes)


_LOANS_OF_MEMBERS = (
    select(tables.loan.c.member, tables.loan.c.id)
    .where(among(tables.loan.c.member))
    .order_by(tables.loan.c.id)
)


def _load_loans_of_members(
    connection: Connection, members: Sequence[bytes]
) -> dict[bytes, tuple[bytes, ...]]:
    found: dict[bytes, tuple[bytes, ...]] = {}
    for member, loan in connection.execute(_LOANS_OF_MEMBERS, {"ids": members}):
        found[member] = (*found.get(member, ()), loan)
    return found


# ---------------------------------------------------------------- approvals


_APPROVALS_HELD = (
    select(tables.approval)
    .where(among(tables.approval.c.id))
    .order_by(tables.approval.c.id)
    .with_for_update(key_share=True)
)


def _load_approvals(connection: Connection, ids: Sequence[bytes]) -> dict[bytes, Approval]:
    rows = connection.execute(_APPROVALS_HELD, {"ids": ids}).all()
    decisions = _decisions(connection, ids)
    return {row.id: _approval(row, tuple(decisions.get(row.id, ()))) for row in rows}


_D = tables.approval_decision.c
_DECISIONS = (
    select(_D.approval, _D.decided_by, _D.decision, _D.comment)
    .where(among(_D.approval))
    .order_by(_D.approval, _D.stage)
)


def _decisions(connection: Connection, approvals: Sequence[bytes]) -> dict[bytes, list[Decided]]:
    found: dict[bytes, list[Decided]] = defaultdict(list)
    for approval, by, decision, comment in connection.execute(_DECISIONS, {"ids": approvals}):
        found[approval].append(Decided(by, decision, comment))
    return found


def _approval(row: Row[tuple[object, ...]], decisions: tuple[Decided, ...]) -> Approval:
    return Approval(
        row.id,
        row.kind,
        row.subject,
        row.title,
        row.amount_minor,
        row.asked_by,
        row.officer,
        row.asked_on,
        row.stages,
        row.content_hash,
        cast(ApprovalState, row.state),
        row.stage,
        decisions,
        row.version_no,
        None if row.submitted is None else decode(LoanApplication, row.submitted),
        None if row.since_last is None else decode(Resubmission, row.since_last),
    )


def _save_approvals(connection: Connection, approvals: Sequence[tuple[bytes, Approval]]) -> None:
    upsert_rows(connection, tables.approval, [_approval_row(approval) for _, approval in approvals])


def _approval_row(approval: Approval) -> dict[str, object]:
    values = {column.name: getattr(approval, column.name) for column in tables.approval.columns}
    for name, kept in (("submitted", approval.submitted), ("since_last", approval.since_last)):
        values[name] = None if kept is None else encode(kept)
    return values


def open_approvals_of(connection: Connection, officers: Sequence[bytes]) -> tuple[bytes, ...]:
    """Open approvals of loans that these officers answer for, as committed, in the order of ids."""
    table = tables.approval
    wanted = select(table.c.id).where(table.c.officer.in_(officers), table.c.state == "OPEN")
    return tuple(connection.scalars(wanted.order_by(table.c.id)))


# ---------------------------------------------------------------- the shelves

PRODUCTS: Shelf[Product] = Shelf("products", _load_products, _save_products)
PRODUCT_CODES: Shelf[bytes] = Shelf("product codes", _load_product_codes, save_nothing)
"""Product id by code; a code is written as UTF-8 bytes."""
LOANS: Shelf[Loan] = Shelf("loans", _load_loans, _save_loans)
LOAN_NUMBERS: Shelf[bytes] = Shelf("loan numbers", _load_loan_numbers, save_nothing)
"""Loan id by number; a number is written as UTF-8 bytes."""
MEMBER_LOANS: Shelf[tuple[bytes, ...]] = Shelf("loans of members", _load_loans_of_members, save_nothing)
APPROVALS: Shelf[Approval] = Shelf("approvals", _load_approvals, _save_approvals)


def loans_of_member(work: Work, member: bytes) -> tuple[Loan, ...]:
    """All loans a member ever had, drafts included, as this operation sees them."""
    ids = work.get(MEMBER_LOANS, member) or ()
    work.prefetch(LOANS, ids)
    return tuple(loan for loan in (work.get(LOANS, identifier) for identifier in ids) if loan is not None)


def settings_of(work: Work) -> InstitutionSettings:
    """The settings the institution works under."""
    institution = work.get(INSTITUTION, INSTITUTION_ID)
    assert institution is not None, "nobody lends before the institution was created"
    return institution.settings
