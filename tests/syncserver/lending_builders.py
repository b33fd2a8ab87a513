"""A small branch that lends: people, a union, members, a product; acts are driven as the inbox does."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TypeVar

import pytest
from msgspec.structs import replace as changed
from sqlalchemy import Connection, Engine, event

from shared.contract.bodies.lending import (
    ApprovalDecided,
    Decision,
    LoanApplication,
    LoanDisbursed,
    LoanDrafted,
    LoanSubmitted,
    PenaltyDefinition,
    ProductDefined,
    ProductDefinition,
    RepaymentCorrected,
    RepaymentRecorded,
)
from shared.contract.bodies.people import InstitutionSettings, MemberProfile, UnionProfile
from shared.contract.codec import Message
from shared.contract.signing import content_hash
from shared.errors import RuleRefused
from shared.ids import INSTITUTION_ID
from shared.permissions import Role
from syncserver.database.base import metadata
from syncserver.database.engine import open_engine, writing
from syncserver.database.records import record_body
from syncserver.database.ruling import Ruling
from syncserver.database.work import Shelf, Work
from syncserver.fieldwork import tables as fieldwork_tables
from syncserver.ledger import tables as ledger_tables
from syncserver.ledger.queries import balance_minor
from syncserver.lending.aggregates import Loan, Repayment
from syncserver.lending.applications import draft_loan, submit_loan
from syncserver.lending.approvals import decide_approval
from syncserver.lending.payments.corrections import correct_repayment
from syncserver.lending.payments.disbursement import disburse_loan
from syncserver.lending.payments.queries import REPAYMENTS
from syncserver.lending.payments.repayments import record_repayment
from syncserver.lending.products import define_product
from syncserver.lending.queries import APPROVALS, LOANS
from syncserver.people.aggregates import Institution, Member, StaffMember, Union
from syncserver.people.caller import Caller
from syncserver.people.queries import INSTITUTION, MEMBERS, STAFF, UNIONS
from tests.databases import Databases

_B = TypeVar("_B", bound=Message)
_V = TypeVar("_V")
Act = Callable[[Work, Caller, _B], Ruling]

MONDAY = date(2026, 1, 5)
MS_PER_DAY = 86_400_000
USED_TABLES = (record_body, fieldwork_tables, ledger_tables)


def an_id(number: int) -> bytes:
    """An id that sorts by its number."""
    return number.to_bytes(16, "big")


ADMIN, OTHER_ADMIN, SUPERVISOR, OTHER_SUPERVISOR = an_id(1), an_id(2), an_id(3), an_id(4)
OFFICER, OTHER_OFFICER, OPERATIONS = an_id(5), an_id(6), an_id(7)
UNION, OTHER_UNION = an_id(11), an_id(12)
MEMBER, SECOND_MEMBER, UNVERIFIED, STRANGER = an_id(21), an_id(22), an_id(23), an_id(24)
PRODUCT = an_id(31)

ROLES = {
    ADMIN: Role.ADMIN,
    OTHER_ADMIN: Role.ADMIN,
    SUPERVISOR: Role.SUPERVISOR,
    OTHER_SUPERVISOR: Role.SUPERVISOR,
    OFFICER: Role.CREDIT_OFFICER,
    OTHER_OFFICER: Role.CREDIT_OFFICER,
    OPERATIONS: Role.OPERATIONS,
}
SUPERVISORS = {OFFICER: SUPERVISOR, OTHER_OFFICER: OTHER_SUPERVISOR, SUPERVISOR: ADMIN}


def a_definition(**changes: object) -> ProductDefinition:
    """Twenty weeks, flat, 10 % of the whole term: 1 000.00 a week of principal and 100.00 of interest."""
    usual = ProductDefinition(
        code="WEEKLY",
        name="Weekly loan",
        minimum_principal_minor=1_000,
        maximum_principal_minor=100_000_000,
        minimum_term_count=2,
        maximum_term_count=60,
        term_unit="WEEK",
        term_step=1,
        method="FLAT",
        rate_percent="10",
        rate_period="TERM",
    )
    return changed(usual, **changes)


LATE_FEES = PenaltyDefinition(per_day_minor=500, grace_days=1)


@dataclass(slots=True)
class Driver:
    """Drives acts in batches on one engine; `today` is moved by tests, ids are counted."""

    engine: Engine
    today: date = MONDAY
    next_number: int = 1_000
    published: list[tuple[str, bytes]] = field(default_factory=list)

    def new_id(self) -> bytes:
        self.next_number += 1
        return an_id(self.next_number)

    @property
    def now_ms(self) -> int:
        return (self.today.toordinal() - date(1970, 1, 1).toordinal()) * MS_PER_DAY + MS_PER_DAY // 2

    def caller(
        self,
        staff: bytes,
        *,
        operation: bytes | None = None,
        at_ms: int | None = None,
        server_time_seen_ms: int | None = None,
        doubt: str = "",
    ) -> Caller:
        return Caller(
            operation=operation or self.new_id(),
            device=an_id(99),
            staff=staff,
            role=ROLES[staff],
            at_ms=self.now_ms if at_ms is None else at_ms,
            server_time_seen_ms=self.now_ms if server_time_seen_ms is None else server_time_seen_ms,
            doubt=doubt,
        )

    @contextmanager
    def batch(self) -> Iterator[Work]:
        """One transaction as the inbox makes it; what was kept is flushed at the end."""
        with writing(self.engine) as connection:
            work = Work(connection, now_ms=self.now_ms, today=self.today)
            yield work
            work.flush()
            self.published = list(work.published())

    def act(self, act: Act[_B], by: bytes | Caller, body: _B) -> Ruling:
        """One operation in a batch of its own; a refusal rolls it back."""
        with self.batch() as work:
            ruling = act(work, by if isinstance(by, Caller) else self.caller(by), body)
            work.keep()
        return ruling

    def refused(self, act: Act[_B], by: bytes | Caller, body: _B) -> str:
        """The code with which an act is refused; it must be."""
        with pytest.raises(RuleRefused) as refusal:
            self.act(act, by, body)
        return refusal.value.code

    @contextmanager
    def counting(self) -> Iterator[list[str]]:
        """The statements sent to the database meanwhile."""
        seen: list[str] = []

        def note(_: Connection, __: object, statement: str, *___: object) -> None:
            seen.append(statement)

        event.listen(self.engine, "before_cursor_execute", note)
        yield seen
        event.remove(self.engine, "before_cursor_execute", note)

    def see(self, shelf: Shelf[_V], identifier: bytes) -> _V:
        """What is stored."""
        with writing(self.engine) as connection:
            found = Work(connection, now_ms=self.now_ms, today=self.today).get(shelf, identifier)
        assert found is not None
        return found

    def ask(self, question: Callable[[Connection], _V]) -> _V:
        with writing(self.engine) as connection:
            return question(connection)

    def balance(self, account: str, *, staff: bytes | None = None, loan: bytes | None = None) -> int:
        """Debits minus credits of an account, in minor units."""
        return self.ask(lambda connection: balance_minor(connection, account, staff=staff, loan=loan))

    def later(self, days: int) -> date:
        self.today += timedelta(days=days)
        return self.today


class Lender(Driver):
    """Takes loans from draft to money."""

    __slots__ = ()

    def define(self, product: bytes = PRODUCT, **changes: object) -> None:
        self.act(define_product, ADMIN, ProductDefined(product, a_definition(**changes)))

    def application(self, **changes: object) -> LoanApplication:
        loan = self.new_id()
        usual = LoanApplication(
            loan=loan,
            number=f"LN-{int.from_bytes(loan, 'big'):06}",
            member=MEMBER,
            product=PRODUCT,
            principal_minor=2_000_000,
            term_count=20,
            expected_on=self.today,
        )
        return changed(usual, **changes)

    def draft(self, **changes: object) -> bytes:
        asked = self.application(**changes)
        self.act(draft_loan, OFFICER, LoanDrafted(asked))
        return asked.loan

    def submit(self, loan: bytes, by: bytes = OFFICER) -> bytes:
        """Submit a draft and return its approval."""
        self.act(submit_loan, by, LoanSubmitted(loan, content_hash(self.loan(loan).application)))
        approval = self.loan(loan).approval
        assert approval is not None
        return approval

    def decide(
        self, approval: bytes, by: bytes = SUPERVISOR, decision: Decision = "APPROVE", **changes: object
    ) -> Ruling:
        body = self.decision(approval, decision, **changes)
        return self.act(decide_approval, by, body)

    def decision(self, approval: bytes, decision: Decision = "APPROVE", **changes: object) -> ApprovalDecided:
        usual = ApprovalDecided(
            approval=approval,
            decision=decision,
            seen_version=0,
            content_hash=self.see(APPROVALS, approval).content_hash,
        )
        return changed(usual, **changes)

    def approved(self, **changes: object) -> bytes:
        loan = self.draft(**changes)
        self.decide(self.submit(loan))
        return loan

    def disburse(self, loan: bytes, by: bytes = OPERATIONS, **changes: object) -> Ruling:
        usual = LoanDisbursed(loan=loan, disbursed_on=self.today, method="TRANSFER")
        return self.act(disburse_loan, by, changed(usual, **changes))

    def lend(self, **changes: object) -> bytes:
        """A loan that was paid out today."""
        loan = self.approved(**changes)
        self.disburse(loan)
        return loan

    def loan(self, loan: bytes) -> Loan:
        return self.see(LOANS, loan)


class Branch(Lender):
    """Takes payments too, and lets tests turn what the branch works under."""

    __slots__ = ()

    def payment(self, loan: bytes | None, amount_minor: int, **changes: object) -> RepaymentRecorded:
        repayment = self.new_id()
        usual = RepaymentRecorded(
            repayment=repayment,
            loan=loan,
            member=MEMBER,
            amount_minor=amount_minor,
            method="CASH",
            value_on=self.today,
            receipt_number=f"D1-{int.from_bytes(repayment, 'big'):06}",
        )
        return changed(usual, **changes)

    def pay(self, loan: bytes, amount_minor: int, by: bytes = OFFICER, **changes: object) -> bytes:
        body = self.payment(loan, amount_minor, **changes)
        self.act(record_repayment, by, body)
        return body.repayment

    def correct(
        self, repayment: bytes, replacement: RepaymentRecorded | None = None, by: bytes = SUPERVISOR
    ) -> Ruling:
        return self.act(correct_repayment, by, RepaymentCorrected(repayment, "typed wrongly", replacement))

    def repayment(self, repayment: bytes) -> Repayment:
        return self.see(REPAYMENTS, repayment)

    def set_settings(self, **changes: object) -> None:
        settings = changed(InstitutionSettings("Testing"), **changes)
        with self.batch() as work:
            work.put(INSTITUTION, INSTITUTION_ID, Institution(settings))
            work.keep()

    def set_limit(self, staff: bytes, limit_minor: int | None) -> None:
        with self.batch() as work:
            person = work.get(STAFF, staff)
            assert person is not None
            work.put(STAFF, staff, replace(person, approval_limit_minor=limit_minor))
            work.keep()

    def put_member(self, member: Member) -> None:
        with self.batch() as work:
            work.put(MEMBERS, member.id, member)
            work.keep()


@contextmanager
def open_branch(databases: Databases) -> Iterator[Branch]:
    """A branch of the test's own, copied from one that was founded once."""
    url = databases.prepared("lending branch", found_branch)
    engine = open_engine(url, pool_size=1)
    try:
        yield Branch(engine)
    finally:
        engine.dispose()
        databases.discard(url)


def found_branch(url: str) -> None:
    """Make the tables and the branch in an empty database."""
    engine = open_engine(url)
    with writing(engine) as connection:
        metadata.create_all(connection)
    branch = Branch(engine)
    with branch.batch() as work:
        work.put(INSTITUTION, INSTITUTION_ID, Institution(InstitutionSettings("Testing")))
        for staff in ROLES:
            work.put(STAFF, staff, _person(staff))
        for union, officer in ((UNION, OFFICER), (OTHER_UNION, OTHER_OFFICER)):
            work.put(UNIONS, union, Union(union, officer, UnionProfile("A union")))
        for member in (MEMBER, SECOND_MEMBER, UNVERIFIED, STRANGER):
            work.put(MEMBERS, member, a_member(member, OTHER_UNION if member == STRANGER else UNION))
        work.keep()
    branch.define()
    engine.dispose()


def add_members(branch: Branch, count: int, first: int = 100_000) -> Sequence[bytes]:
    """Further verified members of the union."""
    members = [an_id(first + place) for place in range(count)]
    with branch.batch() as work:
        for member in members:
            work.put(MEMBERS, member, a_member(member, UNION))
        work.keep()
    return members


def a_member(member: bytes, union: bytes) -> Member:
    return Member(
        id=member,
        union=union,
        code=f"M-{int.from_bytes(member, 'big'):06}",
        profile=MemberProfile("Ada", "Obi"),
        active=True,
        enrolled_by=OFFICER,
        enrolled_at_ms=0,
        verified_by=None if member == UNVERIFIED else SUPERVISOR,
        verified_at_ms=None if member == UNVERIFIED else 0,
    )


def _person(staff: bytes) -> StaffMember:
    email = f"{int.from_bytes(staff, 'big')}@branch.example"
    return StaffMember(staff, "Somebody", ROLES[staff], email, SUPERVISORS.get(staff), "", "ACTIVE", None)
