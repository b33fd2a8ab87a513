"""A branch on one tablet: its staff, a union that meets on Mondays, members and a loan, as delivered.

The day is a Monday. The active loan has four weekly items of 5 500: the first is a week late, the second due
on the day. Nothing here reads a clock.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from fieldapp.store.author import Author, Desk
from fieldapp.store.outbox import listing, operation_at
from fieldapp.store.sync_state import read_state, write_state
from shared.contract.bodies.cash import MeetingSignature
from shared.contract.bodies.lending import PenaltyDefinition, ProductDefinition
from shared.contract.bodies.people import InstitutionSettings
from shared.contract.codec import Message
from shared.contract.operations import decode_body
from shared.contract.records import (
    INSTITUTION_BUCKET,
    ApprovalRecord,
    CashMovementRecord,
    InstitutionRecord,
    LoanRecord,
    ProductRecord,
    RepaymentRecord,
    StaffRecord,
    team_bucket,
    union_bucket,
)
from shared.errors import RuleRefused
from shared.fieldwork.ink import pack
from shared.ids import INSTITUTION_ID, IdMaker, LoanId, MemberId, ProductId, StaffId, UnionId
from shared.writing import Writing
from tests.fieldapp.store.world import (
    DEVICE,
    OTHER_STAFF,
    PRODUCT,
    STAFF,
    FakeServer,
    a_loan,
    a_member,
    a_product,
    a_repayment,
    a_store,
    a_union,
    an_author,
    pull,
    pull_all,
    send_waiting,
)

TODAY = date(2026, 1, 19)
PAID_OUT = date(2026, 1, 5)
ME = STAFF
BOSS = OTHER_STAFF
BRANCH = StaffId(b"staff-0000000003")
FAR = StaffId(b"staff-0000000004")
UNION = UnionId(b"union-0000000001")
NEXT_UNION = UnionId(b"union-0000000002")
MEMBER = MemberId(b"member-000000001")
SECOND = MemberId(b"member-000000002")
UNVERIFIED = MemberId(b"member-000000003")
INACTIVE = MemberId(b"member-000000004")
LOAN = LoanId(b"loan-00000000001")
WAITING_LOAN = LoanId(b"loan-00000000002")
NOBODY = b"nobody-000000000"
THE_PRODUCT = ProductId(PRODUCT)
DUE = 550_000
SIGNED = (
    MeetingSignature("OFFICER", "Bisi Ade", pack([[(1, 2), (30, 40)]])),
    MeetingSignature("LEADER", "Ngozi Obi", refused="cannot write"),
)
"""How a meeting is signed that nothing is wrong with."""


@dataclass(slots=True)
class DayClock:
    """A clock that stands on a day until it is moved."""

    day: date = TODAY
    at_ms: int = 1_770_000_000_000
    boot: bytes = b"boot-00000000001"

    def now_ms(self) -> int:
        self.at_ms += 1
        return self.at_ms

    def mono_ms(self) -> int:
        return self.at_ms - 1_770_000_000_000

    def today(self, time_zone: str) -> date:
        assert time_zone == "Africa/Lagos"
        return self.day


@dataclass(slots=True)
class Branch:
    """A tablet and the server that filled it."""

    desk: Desk
    server: FakeServer
    clock: DayClock
    folder: Path
    buckets: tuple[str, ...] = field(default=())

    def put(self, kind: str, identifier: bytes, record: Message, bucket: str | None = None) -> None:
        """Let the server deliver a record with the next `sync`."""
        self.server.put(kind, identifier, record, bucket or union_bucket(UNION))

    def sync(self) -> None:
        """Receive everything the server has; nothing is sent."""
        pull_all(self.desk.store, self.server)

    def send(self) -> None:
        """Let the server take what waits and say so; what it did to records arrives when they are put."""
        verdicts = send_waiting(self.desk.store, self.server)
        assert verdicts
        pull(self.desk.store, self.server, verdicts)

    def change_settings(self, **changes: Any) -> None:
        """Change how the institution works."""
        settings = msgspec.structs.replace(_SETTINGS, **changes)
        self.put("institution", INSTITUTION_ID, InstitutionRecord(settings), INSTITUTION_BUCKET)
        self.sync()

    def change_state(self, **changes: Any) -> None:
        """Change what is known of the server: the lease, the state of the device."""
        with self.desk.store.transaction() as tx:
            write_state(tx, replace(read_state(tx), **changes))

    def be(self, role: str, *, staff: StaffId = ME, status: str = "ACTIVE", limit: int | None = None) -> None:
        """Give the person at this tablet another role."""
        record = StaffRecord("Bisi Ade", role, status, BOSS, limit)  # type: ignore[arg-type]  # as tests name it
        self.put("staff", staff, record, INSTITUTION_BUCKET)
        self.sync()

    def recorded(self) -> list[Message]:
        """The bodies of all operations, oldest first."""
        with self.desk.store.read() as tx:
            found = [operation_at(tx, entry.seq) for entry in reversed(listing(tx, limit=1000))]
        return [decode_body(row.kind, row.kind_version, row.body) for row in found if row]

    def new_id(self) -> bytes:
        """A fresh id, as a form makes one."""
        return self.desk.author.ids.make()


_SETTINGS = InstitutionSettings("Harvest Savings")


def a_person(name: str, role: str, limit: int | None = None, status: str = "ACTIVE") -> StaffRecord:
    """A colleague below the boss."""
    return StaffRecord(name, role, status, BOSS, limit)  # type: ignore[arg-type]  # as tests name it


def open_branch(folder: Path) -> Branch:
    """A tablet of a credit officer with everything delivered."""
    clock = DayClock()
    known = an_author()
    author = Author(DEVICE, "K7", ME, known.signing_key, IdMaker(clock.now_ms, os.urandom), clock)
    server = FakeServer()
    branch = Branch(Desk(a_store(folder), author), server, clock, folder)
    server.scope += [union_bucket(UNION), union_bucket(NEXT_UNION), team_bucket(BOSS)]
    _found_institution(branch)
    _found_unions(branch)
    branch.sync()
    return branch


def _found_institution(branch: Branch) -> None:
    branch.put("institution", INSTITUTION_ID, InstitutionRecord(_SETTINGS), INSTITUTION_BUCKET)
    for staff, person in (
        (ME, a_person("Bisi Ade", "CREDIT_OFFICER")),
        (BOSS, a_person("Musa Bello", "SUPERVISOR", 50_000_000)),
        (BRANCH, a_person("Rose Ekanem", "OPERATIONS")),
        (FAR, a_person("Zainab Garba", "CREDIT_OFFICER")),
    ):
        branch.put("staff", staff, person, INSTITUTION_BUCKET)
    branch.put("product", PRODUCT, ProductRecord(a_product()), INSTITUTION_BUCKET)


def _found_unions(branch: Branch) -> None:
    branch.put("union", UNION, a_union("Oja-Oba Traders"))
    branch.put("union", NEXT_UNION, a_union("Bodija Tailors", FAR), union_bucket(NEXT_UNION))
    branch.put("member", MEMBER, a_member(UNION, "OJ-000001"))
    branch.put("member", SECOND, a_member(UNION, "OJ-000002", "Bola", "Ade"))
    unverified = a_member(UNION, "OJ-000003", "Chidi", "Eze")
    branch.put("member", UNVERIFIED, msgspec.structs.replace(unverified, verified_by=None))
    inactive = a_member(UNION, "OJ-000004", "Dayo", "Ojo")
    branch.put("member", INACTIVE, msgspec.structs.replace(inactive, active=False))
    branch.put("loan", LOAN, a_loan(MEMBER, UNION, number="LN-000001", items=4))
    branch.put("loan", WAITING_LOAN, undecided_loan(SECOND))


def undecided_loan(member: bytes, state: str = "PENDING_APPROVAL", number: str = "LN-000002") -> LoanRecord:
    """A loan of 20 000 in four weeks that nobody has paid out."""
    return msgspec.structs.replace(
        a_loan(member, UNION, number=number, items=4),
        state=state,
        disbursed_on=None,
        items=(),
        content_hash=b"h" * 32,
        drafted_by=FAR,
        expected_on=TODAY,
    )


def posted(loan: bytes, amount_minor: int, on: date, number: str, *, by: bytes = ME) -> RepaymentRecord:
    """Cash the server has posted on a loan."""
    record = a_repayment(loan, amount_minor, on=on, number=number)
    return msgspec.structs.replace(record, received_by=by)


def an_approval(**changes: Any) -> ApprovalRecord:
    """A request for the loan that waits, asked by a far officer."""
    record = ApprovalRecord(
        kind="loan",
        subject=WAITING_LOAN,
        title="Loan LN-000002",
        amount_minor=2_000_000,
        asked_by=FAR,
        asked_on=TODAY - timedelta(days=1),
        state="OPEN",
        stage=1,
        stages=1,
        content_hash=b"h" * 32,
        decided_by=(),
        comment="",
    )
    return msgspec.structs.replace(record, **changes)


def a_handover(
    amount_minor: int, *, to: bytes = ME, by: bytes = FAR, state: str = "OPEN"
) -> CashMovementRecord:
    """Cash somebody says they handed over."""
    return CashMovementRecord("HANDOVER", state, by, to, amount_minor, TODAY, None, None, "")  # type: ignore[arg-type]  # the state is one of a row's, as a plain word


def with_penalty(per_day_minor: int, grace_days: int = 0) -> ProductDefinition:
    """The product with a penalty for each day late."""
    return msgspec.structs.replace(a_product(), penalty=PenaltyDefinition(per_day_minor, grace_days))


_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d|[{}]")
_ISO_DAY_OR_BARE_AMOUNT = re.compile(rf"{_ISO_DAY.pattern}|(?<!GHS )(?<![\d,])\d{{1,3}}(,\d{{3}})*\.\d\d\b")


def refused(code: str) -> Any:
    """Expect a refusal with this code, with words for a person in it, amounts and days as in Accra."""

    def fits(refusal: RuleRefused) -> bool:
        detail = refusal.detail_in(Writing("GHS", "MM/DD/YYYY"))
        # How an amount is typed is shown by an example, which has no sign.
        odd = _ISO_DAY if code.startswith("amount.") else _ISO_DAY_OR_BARE_AMOUNT
        assert not odd.search(detail), detail
        return refusal.code == code and len(refusal.title) > 5 and len(detail) > 10

    return pytest.raises(RuleRefused, check=fits)


def statements(branch: Branch, work: Callable[[Desk], object]) -> list[str]:
    """Run a job and return what it asked of the database."""
    with traced(branch) as seen:
        work(branch.desk)
    return [each for each in seen if each.lstrip().startswith(("SELECT", "WITH"))]


@contextmanager
def traced(branch: Branch) -> Iterator[list[str]]:
    """Note the statements as they ran, by the driver's own trace, which its stubs do not know."""
    seen: list[str] = []
    connection: Any = branch.desk.store._connection
    connection.set_trace_callback(seen.append)
    try:
        yield seen
    finally:
        connection.set_trace_callback(None)
