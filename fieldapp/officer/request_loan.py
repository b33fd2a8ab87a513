"""Ask for a loan on a member's behalf: a draft with its schedule as it would be, then off to approval.

The rules kept here: the form carries its loan's id from the start, so saving it twice drafts one loan; what
is submitted is exactly what the draft says, by its hash; only a draft is changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fieldapp.desk import queries as facts
from fieldapp.desk.accounts import load_loan
from fieldapp.desk.facts import LoanFacts, MemberFacts
from fieldapp.desk.products import ProductFacts
from fieldapp.desk.standing import Standing, checked, may_record, read_standing
from fieldapp.store.author import Desk
from fieldapp.store.outbox import append
from fieldapp.store.sync_state import take_number
from fieldapp.store.transaction import Reading, Transaction
from shared.contract.bodies.lending import (
    LoanApplication,
    LoanCanceled,
    LoanChanged,
    LoanDrafted,
    LoanSubmitted,
    LoanWithdrawn,
)
from shared.contract.products import product_rules
from shared.contract.signing import content_hash
from shared.errors import RuleRefused
from shared.ids import LoanId, MemberId, ProductId
from shared.lending.lifecycle import OPEN_STATES, LoanAct, LoanState, move
from shared.lending.product import Charges
from shared.lending.schedule import Instalment, build_schedule
from shared.money import check_amount


@dataclass(frozen=True, slots=True)
class LoanForm:
    """An application as it is being typed; `loan` is made when the form opens. Amount in minor units."""

    loan: LoanId
    member: MemberId
    product: ProductId
    principal_minor: int
    term_count: int
    expected_on: date
    first_due_on: date | None = None
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class LoanChoices:
    """What may be applied for: the member and the products on offer, by name."""

    member: MemberFacts
    products: tuple[ProductFacts, ...]
    open_loans: tuple[LoanFacts, ...]


@dataclass(frozen=True, slots=True)
class LoanPreview:
    """What the loan would cost, in minor units; a preview until the money is paid out.

    `refusal` is what saving would meet; the figures are empty when the terms themselves make no sense.
    """

    instalments: tuple[Instalment, ...]
    charges: Charges | None
    interest_minor: int
    owed_minor: int
    net_minor: int
    refusal: RuleRefused | None


def open_loan_form(desk: Desk, member: MemberId, product: ProductId) -> LoanForm:
    """Return a form with the product's smallest amount and term, expected today. Refusals:
    `product.unknown`.
    """
    with desk.store.read() as tx:
        today = read_standing(tx, desk).today
        definition = _product(tx, product).definition
    least = definition.minimum_principal_minor
    return LoanForm(
        LoanId(desk.author.ids.make()), member, product, least, definition.minimum_term_count, today
    )


def load_choices(desk: Desk, member: MemberId) -> LoanChoices:
    """Return what a member may apply for. Refusals: `member.unknown`."""
    with desk.store.read() as tx:
        found = facts.member(tx, member)
        if found is None:
            raise _unknown_member()
        products = tuple(row for row in facts.products(tx) if row.definition.active)
        loans = tuple(loan for loan in facts.loans_of_member(tx, member) if loan.state in OPEN_STATES)
        return LoanChoices(found, products, loans)


def preview_loan(desk: Desk, form: LoanForm) -> LoanPreview:
    """Say what the loan would cost and what saving it would meet. Refusals: `product.unknown`."""
    with desk.store.read() as tx:
        standing = read_standing(tx, desk)
        definition = _product(tx, form.product).definition
        refusal = _refusal(tx, desk, form)
    try:
        product = product_rules(definition)
        terms = product.terms_for(form.principal_minor, form.term_count, form.expected_on, form.first_due_on)
        schedule = build_schedule(terms, standing.calendar)
    except RuleRefused as nonsense:
        return LoanPreview((), None, 0, 0, 0, refusal or nonsense)
    charges = product.charges_for(form.principal_minor)
    return LoanPreview(
        instalments=schedule,
        charges=charges,
        interest_minor=sum(item.interest_minor for item in schedule),
        owed_minor=sum(item.total_minor for item in schedule),
        net_minor=charges.net_disbursed_minor,
        refusal=refusal,
    )


def draft_loan(desk: Desk, form: LoanForm) -> LoanFacts:
    """Record the draft, durably, with its final loan number; the same form again is the same draft.

    A form whose loan is drafted already with other content changes that draft. Refusals: those of
    `may_record`, `change_loan` and the product, `member.unknown`, `member.inactive`, `product.unknown`,
    `product.unavailable`, `loan.expected_in_past`, `loan.too_many_open`, `form.not_accepted`.
    """
    with desk.store.transaction() as tx:
        if facts.loan(tx, form.loan) is not None:
            return _change(tx, desk, form)
        standing = may_record(tx, desk, "loan.drafted")
        _check(tx, standing, form)
        number = take_number(tx, desk.author, "loan")
        append(tx, desk.author, checked(LoanDrafted(_application(form, number))))
        return load_loan(tx, form.loan)


def change_loan(desk: Desk, form: LoanForm) -> LoanFacts:
    """Record the draft as it is from now on; nothing is recorded when nothing changed.

    Refusals: as `draft_loan`, `loan.unknown`, `loan.not_a_draft`.
    """
    with desk.store.transaction() as tx:
        load_loan(tx, form.loan)
        return _change(tx, desk, form)


def submit_loan(desk: Desk, loan: LoanId) -> LoanFacts:
    """Send the draft to approval exactly as it stands; a loan that is submitted already stays so.

    Refusals: those of `may_record`, `loan.unknown`, `loan.bad_move`, `loan.too_many_open`, and the product's.
    """
    with desk.store.transaction() as tx:
        found = load_loan(tx, loan)
        if found.state is LoanState.PENDING_APPROVAL:
            return found
        standing = may_record(tx, desk, "loan.submitted")
        move(found.state, LoanAct.SUBMIT)
        form = form_of(found)
        _check(tx, standing, form)
        sealed = content_hash(_application(form, found.number))
        append(tx, desk.author, checked(LoanSubmitted(loan, sealed)))
        return load_loan(tx, loan)


def withdraw_loan(desk: Desk, loan: LoanId, reason: str) -> LoanFacts:
    """Take a submitted loan back to draft; a draft stays one.

    Refusals: those of `may_record`, `loan.unknown`, `loan.bad_move`, `reason.missing`.
    """
    with desk.store.transaction() as tx:
        found = load_loan(tx, loan)
        if found.state is LoanState.DRAFT:
            return found
        may_record(tx, desk, "loan.withdrawn")
        move(found.state, LoanAct.SEND_BACK)
        append(tx, desk.author, checked(LoanWithdrawn(loan, _reason(reason))))
        return load_loan(tx, loan)


def cancel_loan(desk: Desk, loan: LoanId, reason: str) -> LoanFacts:
    """End a loan that was never paid out; a canceled loan stays so.

    Refusals: those of `may_record`, `loan.unknown`, `loan.bad_move`, `reason.missing`.
    """
    with desk.store.transaction() as tx:
        found = load_loan(tx, loan)
        if found.state is LoanState.CANCELED:
            return found
        may_record(tx, desk, "loan.canceled")
        move(found.state, LoanAct.CANCEL)
        append(tx, desk.author, checked(LoanCanceled(loan, _reason(reason))))
        return load_loan(tx, loan)


def form_of(loan: LoanFacts) -> LoanForm:
    """Return the form of a drafted loan, to change it."""
    return LoanForm(
        loan=loan.loan,
        member=loan.member,
        product=loan.product,
        principal_minor=loan.principal_minor,
        term_count=loan.term_count,
        expected_on=loan.expected_on,
        first_due_on=loan.first_due_on,
        purpose=loan.purpose,
    )


def _change(tx: Transaction, desk: Desk, form: LoanForm) -> LoanFacts:
    found = load_loan(tx, form.loan)
    if _application(form_of(found), found.number) == _application(form, found.number):
        return found
    standing = may_record(tx, desk, "loan.changed")
    if found.state is not LoanState.DRAFT:
        detail = "Withdraw it first; a submitted loan is decided as it was sent."
        raise RuleRefused("loan.not_a_draft", "Only a draft can be changed", detail)
    _check(tx, standing, form)
    append(tx, desk.author, checked(LoanChanged(_application(form, found.number))))
    return load_loan(tx, form.loan)


def _refusal(tx: Reading, desk: Desk, form: LoanForm) -> RuleRefused | None:
    try:
        _check(tx, may_record(tx, desk, "loan.drafted"), form)
    except RuleRefused as refusal:
        return refusal
    return None


def _check(tx: Reading, standing: Standing, form: LoanForm) -> None:
    member = facts.member(tx, form.member)
    if member is None:
        raise _unknown_member()
    if not member.active:
        raise RuleRefused("member.inactive", "This member is not active", "Only active members borrow.")
    product = _product(tx, form.product).definition
    if not product.active:
        raise RuleRefused(
            "product.unavailable", "This product is not offered any more", "Choose another one."
        )
    if form.expected_on < standing.today:
        detail = "Choose today or a later day for the money to be paid out."
        raise RuleRefused("loan.expected_in_past", "The expected day is over", detail)
    check_amount(form.principal_minor)
    product_rules(product).terms_for(
        form.principal_minor, form.term_count, form.expected_on, form.first_due_on
    )
    _check_open_loans(tx, form, product.max_open_loans)


def _check_open_loans(tx: Reading, form: LoanForm, at_most: int) -> None:
    loans = facts.loans_of_member(tx, form.member)
    others = [loan for loan in loans if loan.state in OPEN_STATES and loan.loan != form.loan]
    if len(others) >= at_most:
        detail = f"With this product a member has at most {at_most} open loans; {len(others)} are open."
        raise RuleRefused("loan.too_many_open", "The member has an open loan", detail)


def _product(tx: Reading, product: ProductId) -> ProductFacts:
    found = facts.product(tx, product)
    if found is None:
        raise RuleRefused("product.unknown", "This product is not on this tablet", "Choose another one.")
    return found


def _application(form: LoanForm, number: str) -> LoanApplication:
    return LoanApplication(
        loan=form.loan,
        number=number,
        member=form.member,
        product=form.product,
        principal_minor=form.principal_minor,
        term_count=form.term_count,
        expected_on=form.expected_on,
        first_due_on=form.first_due_on,
        purpose=form.purpose.strip(),
    )


def _reason(text: str) -> str:
    if not text.strip():
        raise RuleRefused("reason.missing", "The reason is missing", "Say why, in a few words.")
    return text.strip()


def _unknown_member() -> RuleRefused:
    return RuleRefused("member.unknown", "This member is not on this tablet", "Look the member up again.")
