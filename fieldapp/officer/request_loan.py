"""Ask for a loan on a member's behalf: a draft with its schedule as it would be, then off to approval.

The rules kept here: the form carries its loan's id from the start, so saving it twice drafts one loan; what
is submitted is exactly what the draft says, by its hash; only a draft is changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from fieldapp.desk import queries as facts
from fieldapp.desk.accounts import load_loan
from fieldapp.desk.facts import LoanFacts
from fieldapp.desk.products import ProductFacts, check_days
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
from shared.lending.affordability import effective_yearly_rate
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
class LoanPreview:
    """What the loan would cost, in minor units; a preview until the money is paid out.

    `refusal` is what saving would meet; the figures are empty when the terms themselves make no sense.
    `received_minor` is left of the principal after every fee at disbursement; `cost_minor` is interest and
    fees with tax; `yearly_percent` the effective yearly rate, None where there is none to speak of.
    """

    instalments: tuple[Instalment, ...]
    charges: Charges | None
    interest_minor: int
    owed_minor: int
    net_minor: int
    refusal: RuleRefused | None
    received_minor: int = 0
    cost_minor: int = 0
    yearly_percent: Decimal | None = None
    first_due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Hurdle:
    """One reason why a member may not have this loan, and what it keeps from happening."""

    stops: Literal["submission", "payout"]
    reason: RuleRefused


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
    owed = sum(item.total_minor for item in schedule)
    received = charges.net_disbursed_minor - charges.collected_minor
    return LoanPreview(
        instalments=schedule,
        charges=charges,
        interest_minor=sum(item.interest_minor for item in schedule),
        owed_minor=owed,
        net_minor=charges.net_disbursed_minor,
        refusal=refusal,
        received_minor=received,
        cost_minor=owed - received,
        yearly_percent=_yearly_percent(received, form.expected_on, schedule),
        first_due_on=schedule[0].due_on if schedule else None,
    )


def load_hurdles(desk: Desk, form: LoanForm) -> tuple[Hurdle, ...]:
    """Return everything that stands between this application and its money, worst first; none is good news.

    Unlike `preview_loan`, which names the first refusal, this names them all. Refusals: `desk.not_ready`.
    """
    with desk.store.read() as tx:
        standing = read_standing(tx, desk)
        return tuple(_hurdles(tx, standing, form))


def draft_loan(desk: Desk, form: LoanForm) -> LoanFacts:
    """Record the draft, durably, with its final loan number; the same form again is the same draft.

    A form whose loan is drafted already with other content changes that draft. Refusals: those of
    `may_record`, `change_loan` and the product, `member.unknown`, `member.inactive`, `product.unknown`,
    `product.unavailable`, `loan.expected_in_past`, `loan.expected_too_late`, `loan.first_due_too_late`,
    `loan.too_many_open`, `form.not_accepted`.
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
    for check in _CHECKS:
        check(tx, standing, form)


def _check_member(tx: Reading, _: Standing, form: LoanForm) -> None:
    member = facts.member(tx, form.member)
    if member is None:
        raise _unknown_member()
    if not member.active:
        raise RuleRefused("member.inactive", "This member is not active", "Only active members borrow.")


def _check_product(tx: Reading, _: Standing, form: LoanForm) -> None:
    if not _product(tx, form.product).definition.active:
        raise RuleRefused(
            "product.unavailable", "This product is not offered any more", "Choose another one."
        )


def _check_day(_: Reading, standing: Standing, form: LoanForm) -> None:
    check_days(standing.today, form.expected_on, form.first_due_on)


def _check_amount(tx: Reading, _: Standing, form: LoanForm) -> None:
    check_amount(form.principal_minor)
    product = product_rules(_product(tx, form.product).definition)
    product.check(form.principal_minor, product.min_term_count)


def _check_term(tx: Reading, _: Standing, form: LoanForm) -> None:
    product = product_rules(_product(tx, form.product).definition)
    product.check(product.max_principal_minor, form.term_count)


def _check_terms(tx: Reading, _: Standing, form: LoanForm) -> None:
    """The days; amount and term were looked at, each for itself."""
    product = product_rules(_product(tx, form.product).definition)
    terms = (product.max_principal_minor, product.min_term_count)
    product.terms_for(*terms, form.expected_on, form.first_due_on)


def _hurdles(tx: Reading, standing: Standing, form: LoanForm) -> Iterator[Hurdle]:
    met: set[str] = set()
    for check in _CHECKS:
        try:
            check(tx, standing, form)
        except RuleRefused as refusal:
            if refusal.code not in met:
                met.add(refusal.code)
                yield Hurdle("submission", refusal)
    member = facts.member(tx, form.member)
    if member is not None and member.verified_by is None:
        detail = "Ask for the verification now: the money is paid out to verified members only."
        yield Hurdle("payout", RuleRefused("member.unverified", "The member is not verified yet", detail))


def _check_open_loans(tx: Reading, _: Standing, form: LoanForm) -> None:
    at_most = _product(tx, form.product).definition.max_open_loans
    loans = facts.loans_of_member(tx, form.member)
    others = [loan for loan in loans if loan.state in OPEN_STATES and loan.loan != form.loan]
    if len(others) >= at_most:
        detail = f"With this product a member has at most {at_most} open loans; {len(others)} are open."
        raise RuleRefused("loan.too_many_open", "The member has an open loan", detail)


_CHECKS = (
    _check_member,
    _check_product,
    _check_day,
    _check_amount,
    _check_term,
    _check_terms,
    _check_open_loans,
)
"""Every rule an application must keep, in the order in which refusals are named."""


def _yearly_percent(received_minor: int, on: date, schedule: tuple[Instalment, ...]) -> Decimal | None:
    try:
        return effective_yearly_rate(received_minor, on, schedule)
    except RuleRefused:
        return None


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
