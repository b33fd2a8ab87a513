"""Opening an application: a new one of a member, or a loan that is a draft or was one.

The rule kept here: a form that was typed keeps the id its loan will have, so one that was saved just before
a crash is known again and not drafted twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from fieldapp.desk import queries as facts
from fieldapp.desk.approving.deciders import may_decide
from fieldapp.desk.facts import ApprovalFacts, LoanFacts, MemberFacts
from fieldapp.desk.products import ProductFacts
from fieldapp.desk.standing import read_standing
from fieldapp.officer.lending.queries import usual_product
from fieldapp.officer.request_loan import LoanForm, form_of
from fieldapp.store.author import Desk
from fieldapp.store.transaction import Reading
from shared.calendar import BusinessCalendar
from shared.errors import RuleRefused
from shared.ids import LoanId, MemberId
from shared.lending.lifecycle import LoanState

AnswerKind = Literal["sent_back", "refused", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of the last request for a loan, by whom, and what was said."""

    kind: AnswerKind
    by: str
    comment: str


@dataclass(frozen=True, slots=True)
class Opening:
    """An application as it is opened; `loan` is None for one that was never saved.

    `form` is what stands in it at first, None where no product is on offer. `deciders` are the names of those
    who may decide about a loan that waits.
    """

    on: date
    calendar: BusinessCalendar
    member: MemberFacts
    union_name: str
    products: tuple[ProductFacts, ...]
    form: LoanForm | None
    loan: LoanFacts | None = None
    answer: Answer | None = None
    deciders: tuple[str, ...] = ()

    @property
    def typing(self) -> bool:
        """Whether it can still be typed into."""
        return self.loan is None or self.loan.state is LoanState.DRAFT


def open_application(desk: Desk, about: bytes, known: LoanId | None = None) -> Opening:
    """Open the application of a loan, or a new one of a member, whichever `about` is the id of.

    `known` is the id a form was typed under. Refusals: `application.unknown`, `desk.not_ready`.
    """
    with desk.store.read() as tx:
        standing = read_standing(tx, desk)
        loan = facts.loan(tx, known or LoanId(about)) or facts.loan(tx, LoanId(about))
        member = facts.member(tx, loan.member if loan else MemberId(about))
        if member is None:
            detail = "It moved to a colleague, or was never here. Look it up again."
            raise RuleRefused("application.unknown", "This application is not on this tablet", detail)
        union = facts.union(tx, member.union)
        products = _products(tx, loan)
        fresh = known or LoanId(desk.author.ids.make())
        return Opening(
            on=standing.today,
            calendar=standing.calendar,
            member=member,
            union_name=union.name if union else "",
            products=products,
            form=form_of(loan) if loan else _first_form(tx, member, products, fresh, standing.today),
            loan=loan,
            answer=_answer(tx, loan) if loan else None,
            deciders=names_deciding(tx, loan) if loan else (),
        )


def names_deciding(tx: Reading, loan: LoanFacts) -> tuple[str, ...]:
    """Return the names of those who may decide about a loan as it stands."""
    people = {person.staff: person for person in facts.people(tx)}
    return tuple(
        person.name for person in may_decide(people, loan.officer, loan.principal_minor, {loan.drafted_by})
    )


def answer_to(loan: LoanFacts, requests: tuple[ApprovalFacts, ...], by: str) -> Answer | None:
    """Return what the office said last of a loan that is a draft again or ended, None where it said nothing.

    `requests` are all there were, oldest first; `by` is who decided the last.
    """
    last = requests[-1] if requests else None
    if loan.state is LoanState.DRAFT:
        if last is not None and last.state == "WITHDRAWN":
            return Answer("withdrawn", "", last.comment)
        if last is not None and last.state == "SENT_BACK":
            return Answer("sent_back", by, last.comment)
        return Answer("sent_back", "", loan.reason) if last is None and loan.reason else None
    if loan.state is LoanState.CANCELED and last is not None and last.state == "REFUSED":
        return Answer("refused", by, last.comment)
    return None


def _answer(tx: Reading, loan: LoanFacts) -> Answer | None:
    requests = facts.approvals_about(tx, loan.loan)
    staff = requests[-1].decided_by[-1:] if requests else ()
    person = facts.person(tx, staff[0]) if staff else None
    return answer_to(loan, requests, person.name if person else "")


def _products(tx: Reading, loan: LoanFacts | None) -> tuple[ProductFacts, ...]:
    """Those on offer, and the one of the loan whatever became of it."""
    return tuple(
        row
        for row in facts.products(tx)
        if row.definition.active or (loan is not None and row.product == loan.product)
    )


def _first_form(
    tx: Reading, member: MemberFacts, products: tuple[ProductFacts, ...], loan: LoanId, today: date
) -> LoanForm | None:
    """The member's last product, else the usual one here, else the first on offer; the least it lends."""
    if not products:
        return None
    before = [row.product for row in facts.loans_of_member(tx, member.member)][:1]
    offered = {row.product: row for row in products}
    wanted = (*before, usual_product(tx))
    chosen = next((offered[each] for each in wanted if each in offered), products[0])
    given = chosen.definition
    return LoanForm(
        loan,
        member.member,
        chosen.product,
        given.minimum_principal_minor,
        given.minimum_term_count,
        today,
    )
