"""The demo institution: believable, in order, and the same on both engines for the same day."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, func, select

from shared.contract.codec import Message, decode, encode
from shared.contract.products import penalty_terms
from shared.contract.records import (
    RECORD_KINDS,
    CashMovementRecord,
    CertificateRecord,
    DeviceRecord,
    LoanRecord,
    MemberRecord,
    RepaymentRecord,
    StaffRecord,
    TaskRecord,
    UnionRecord,
)
from shared.lending.allocation import Payment, replay
from shared.lending.arrears import days_past_due
from shared.lending.schedule import Instalment
from syncserver.database.engine import open_engine, reading
from syncserver.database.records import record_body
from syncserver.people.devices.keys import ServerKeys, load_keys
from syncserver.reports.ledger_check import check_ledger
from syncserver.sync.audit.proving import prove_chain
from syncserver.sync.server import own_device
from syncserver.sync.tables import operation
from tests.databases import Databases, SqliteDatabases
from tests.demo_institution import demo_server, today_there

pytestmark = pytest.mark.timeout(400)
_R = TypeVar("_R", bound=Message)


@dataclass(frozen=True, slots=True)
class Made:
    """An institution that was made, and all its records."""

    engine: Engine
    keys: ServerKeys
    today: date
    records: Mapping[tuple[str, bytes], tuple[int, bytes]]

    def all(self, wanted: type[_R]) -> dict[bytes, _R]:
        kind = next(kind for kind, body in RECORD_KINDS.items() if body is wanted)
        return {key[1]: decode(wanted, body) for key, (_, body) in self.records.items() if key[0] == kind}


def _opened(folder: Path, databases: Databases, factory: pytest.TempPathFactory) -> Made:
    home = demo_server(folder, databases, factory)
    engine = open_engine(home.database_url)
    with reading(engine) as connection:
        rows = connection.execute(select(record_body)).all()
    records = {(row.kind, row.id): (row.version, _without_keys(row.kind, row.body)) for row in rows}
    return Made(engine, load_keys(home.folder / "keys"), today_there(factory), records)


def _without_keys(kind: str, body: bytes) -> bytes:
    """A record without a device's key, which is another at each making, and what stands for it."""
    if kind == "device":
        return encode(replace(decode(DeviceRecord, body), fingerprint=""))
    if kind == "certificate":
        return encode(replace(decode(CertificateRecord, body), public_key=b""))
    return body


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """The institution on SQLite, only looked at."""
    folder = tmp_path_factory.mktemp("institution")
    found = _opened(folder, SqliteDatabases(folder), tmp_path_factory)
    yield found
    found.engine.dispose()


def test_history_is_in_order_and_the_same_on_each_engine(
    databases: Databases, made: Made, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    found = _opened(tmp_path, databases, tmp_path_factory)
    with reading(found.engine) as connection:
        assert check_ledger(connection) == ()
        assert prove_chain(connection, found.keys, own_device(connection, found.keys)).broken is None
        outcomes = set(connection.scalars(select(operation.c.outcome).distinct()))
        last_ms = connection.scalar(select(func.max(operation.c.received_at_ms)))
    found.engine.dispose()
    assert outcomes == {"applied", "waiting", "suspended"}
    midnight = datetime.combine(found.today, time(), ZoneInfo("Africa/Lagos"))
    assert datetime.fromtimestamp(last_ms / 1000, UTC) < midnight
    assert found.records == made.records


def test_who_works_there(made: Made) -> None:
    roles = Counter(person.role for person in made.all(StaffRecord).values())
    assert roles == {
        "ADMIN": 1,
        "SUPERVISOR": 2,
        "OPERATIONS": 1,
        "CREDIT_OFFICER": 4,
        "COLLECTIONS_OFFICER": 1,
    }


def test_unions_and_members(made: Made) -> None:
    unions, members = made.all(UnionRecord), made.all(MemberRecord)
    assert len(unions) == 16
    assert set(Counter(union.officer for union in unions.values()).values()) == {4}
    assert len({union.profile.name for union in unions.values()}) == 16
    assert 220 <= len(members) <= 260
    assert any(member.verified_by is None for member in members.values())
    letters = {letter for member in members.values() for letter in member.profile.last_name}
    assert {"ọ", "Ɗ", "ụ"} <= letters


def test_somebodys_union_meets_today_and_fifteen_members_owe(made: Made) -> None:
    unions, loans = made.all(UnionRecord), made.all(LoanRecord)
    today = {key for key, union in unions.items() if union.profile.meeting_weekday == made.today.weekday()}
    owing = Counter(
        loan.union
        for loan in loans.values()
        if loan.state == "ACTIVE" and any(item.due_on == made.today for item in loan.items)
    )
    assert max(owing[union] for union in today) >= 15


def test_loans_are_in_every_state_and_of_every_product(made: Made) -> None:
    loans = made.all(LoanRecord).values()
    assert 270 <= len(loans) <= 330
    states = Counter[str](loan.state for loan in loans)
    least = {
        "DRAFT": 5,
        "PENDING_APPROVAL": 5,
        "APPROVED": 4,
        "ACTIVE": 100,
        "COMPLETED": 70,
        "DEFAULTED": 2,
        "CANCELED": 3,
    }
    assert {state: states[state] >= count for state, count in least.items()} == dict.fromkeys(least, True)
    assert len({loan.product for loan in loans}) == 5


def _days_late(loan: LoanRecord, payments: list[Payment], on: date) -> tuple[int, bool]:
    """How late a loan is, and whether more was paid than had fallen due."""
    items = [
        Instalment(item.sequence, item.due_on, item.principal_minor, item.interest_minor, item.fee_minor)
        for item in loan.items
    ]
    position = replay(items, payments, on, penalty=penalty_terms(loan.terms.penalty))
    fallen = sum(item.total_minor for item in items if item.due_on <= on)
    return days_past_due(position, on), sum(payment.amount_minor for payment in payments) > fallen


def test_arrears_are_of_every_age_and_some_pay_ahead(made: Made) -> None:
    payments: dict[bytes | None, list[Payment]] = {}
    for key, paid in made.all(RepaymentRecord).items():
        if paid.state == "POSTED":
            payment = Payment(key.hex(), paid.amount_minor, paid.value_on)
            payments.setdefault(paid.loan, []).append(payment)
    owed = {key: loan for key, loan in made.all(LoanRecord).items() if loan.state == "ACTIVE"}
    stands = [_days_late(loan, payments.get(key, []), made.today) for key, loan in owed.items()]
    late = [days for days, _ in stands]
    assert late.count(0) > len(late) / 2
    for least, most in ((1, 30), (31, 60), (61, 90), (91, 400)):
        assert any(least <= days <= most for days in late), (least, most)
    assert sum(is_ahead for _, is_ahead in stands) >= 3


def test_something_waits_for_everybody(made: Made) -> None:
    receipts, tasks = made.all(RepaymentRecord), made.all(TaskRecord)
    assert {receipt.state for receipt in receipts.values()} == {"POSTED", "SUSPENDED", "REVERSED"}
    assert {receipt.method for receipt in receipts.values()} >= {"CASH", "TRANSFER", "POS"}
    assert any(task.kind == "repayment.suspended" for task in tasks.values())
    movements = made.all(CashMovementRecord).values()
    assert any(movement.kind == "HANDOVER" and movement.state == "OPEN" for movement in movements)
