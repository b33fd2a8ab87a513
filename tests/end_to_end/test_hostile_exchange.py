"""Operations that are wrong, replayed, reordered, gapped or forged, over real HTTP, on books with a history.

What is no exchange at all (not MessagePack, too large, not signed) is tested with the server's edge.
"""

import os
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, select
from stage.servers import ServerHome, serving

from shared.contract.bodies.cash import MeetingClosed
from shared.contract.bodies.lending import LoanCanceled, LoanWithdrawn, RepaymentRecorded
from shared.contract.bodies.people import MemberEnrolled, MemberProfile
from shared.contract.codec import Message, encode
from shared.contract.exchange import ExchangeResponse, Verdict
from shared.contract.operations import Operation, SignedOperation
from shared.contract.signing import sign_operation
from shared.ids import IdMaker
from syncserver.app import build_server
from syncserver.database.engine import open_engine, reading
from syncserver.ledger.accounts import LOAN_PRINCIPAL
from syncserver.ledger.queries import balance_minor
from syncserver.lending.tables import loan, repayment
from syncserver.people.devices.keys import load_keys
from syncserver.people.queries import STAFF_BY_EMAIL
from syncserver.people.tables import member, union
from syncserver.reports.ledger_check import check_ledger
from syncserver.sync.enrolment import issue_code
from tests.databases import SqliteDatabases
from tests.demo_institution import demo_server
from tests.syncserver.http_world import Sender, enrolled
from tests.syncserver.world import Clock, Tablet

pytestmark = pytest.mark.timeout(300)
_EMAIL = b"credit.officer1@amana-ajo.example"


@dataclass(frozen=True, slots=True)
class Loans:
    """A loan of the officer's own unions and one of a colleague's, each with its member."""

    own: bytes
    own_member: bytes
    others: bytes
    others_member: bytes


@dataclass(frozen=True, slots=True)
class Live:
    """A running server with a history, and its database."""

    address: str
    home: ServerHome
    engine: Engine
    officer: bytes
    loans: Loans
    today: date

    def new_code(self) -> str:
        server = build_server(self.engine, load_keys(self.home.folder / "keys"))
        return issue_code(server, self.officer, secrets.token_bytes)

    def receipt(self, number: str) -> list[tuple[str, date, int]]:
        """How every receipt of a number was posted, on which day, and how much."""
        kept = select(repayment.c.posting, repayment.c.value_on, repayment.c.amount_minor)
        with reading(self.engine) as connection:
            found = connection.execute(kept.where(repayment.c.receipt_number == number)).all()
        return [(row[0], row[1], row[2]) for row in found]

    def principal_minor(self, of: bytes) -> int:
        with reading(self.engine) as connection:
            return balance_minor(connection, LOAN_PRINCIPAL, loan=of)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """Whatever the tests send, the books are in order afterwards."""
    folder = tmp_path_factory.mktemp("server")
    home = demo_server(folder, SqliteDatabases(folder), tmp_path_factory)
    engine = open_engine(home.database_url)
    with reading(engine) as connection:
        officer = STAFF_BY_EMAIL.load(connection, [_EMAIL])[_EMAIL]
    today = datetime.now(ZoneInfo("Africa/Lagos")).date()
    with serving(home) as address:
        yield Live(address, home, engine, officer, _loans(engine, officer), today)
    with reading(engine) as connection:
        assert check_ledger(connection) == ()
    engine.dispose()


def _loans(engine: Engine, officer: bytes) -> Loans:
    running = (
        select(loan.c.id, loan.c.member, union.c.officer)
        .join_from(loan, member, member.c.id == loan.c.member)
        .join(union, union.c.id == member.c.union_id)
        .where(loan.c.state == "ACTIVE")
        .order_by(loan.c.id)
    )
    with reading(engine) as connection:
        rows = connection.execute(running).all()
    own = next(row for row in rows if row.officer == officer)
    others = next(row for row in rows if row.officer != officer)
    return Loans(own.id, own.member, others.id, others.member)


@dataclass(slots=True)
class Device:
    """A new tablet of the officer's, that signs and sends whatever it is told."""

    live: Live
    tablet: Tablet
    sender: Sender
    receipts: int = 0

    def money(self, **changes: object) -> RepaymentRecorded:
        """A receipt that would be applied."""
        self.receipts += 1
        body = RepaymentRecorded(
            repayment=self.tablet.ids.make(),
            loan=self.live.loans.own,
            member=self.live.loans.own_member,
            amount_minor=10_000,
            method="CASH",
            value_on=self.live.today,
            receipt_number=f"{self.tablet.device.hex()[-8:]}-{self.receipts:06d}",
        )
        return msgspec.structs.replace(body, **changes)

    def send(self, *operations: SignedOperation) -> ExchangeResponse:
        return self.sender.exchange(self.tablet.request(operations))

    def ask(self, body: Message) -> Verdict:
        """Send one body as the next operation and return its verdict."""
        (verdict,) = self.send(self.tablet.sign(body)).verdicts
        return verdict


@pytest.fixture
def device(live: Live) -> Device:
    now_ms = time.time_ns() // 1_000_000
    sender, response = enrolled(live.address, live.new_code(), now_ms // 1000)
    clock = Clock(now_ms)
    ids = IdMaker(clock, secrets.token_bytes)
    tablet = Tablet(sender.device, live.officer, sender.key, ids, clock, response.epoch)
    return Device(live, tablet, sender)


# ---------------------------------------------------------------- the chain


def test_a_replayed_operation_is_answered_as_before_and_posted_once(live: Live, device: Device) -> None:
    body = device.money()
    signed = device.tablet.sign(body)
    first, again = device.send(signed), device.send(signed)
    assert [verdict.outcome for verdict in first.verdicts] == ["applied"]
    assert again.verdicts == first.verdicts
    assert live.receipt(body.receipt_number) == [("POSTED", live.today, body.amount_minor)]


def test_a_gap_consumes_nothing_and_is_asked_for(live: Live, device: Device) -> None:
    left_out, body = device.tablet.sign(device.money()), device.money()
    after_it = device.tablet.sign(body)
    response = device.send(after_it)
    assert (response.verdicts, response.expected_seq, response.device_state) == ((), 1, "ACTIVE")
    assert live.receipt(body.receipt_number) == []
    assert [verdict.outcome for verdict in device.send(left_out, after_it).verdicts] == ["applied"] * 2


def test_operations_in_the_wrong_order_are_taken_once_they_are_in_order(device: Device) -> None:
    first, second = device.tablet.sign(device.money()), device.tablet.sign(device.money())
    assert device.send(second, first).verdicts == ()
    assert [verdict.seq for verdict in device.send(first, second).verdicts] == [1, 2]


Forge = Callable[[Device, Operation], SignedOperation]


def _by_another_key(_: Device, operation: Operation) -> SignedOperation:
    return sign_operation(operation, Ed25519PrivateKey.generate())


def _changed_after_signing(device: Device, operation: Operation) -> SignedOperation:
    signed = sign_operation(operation, device.sender.key)
    return msgspec.structs.replace(signed, data=signed.data[:-1] + bytes([signed.data[-1] ^ 1]))


def _beside_the_chain(device: Device, operation: Operation) -> SignedOperation:
    return sign_operation(msgspec.structs.replace(operation, prev=os.urandom(32)), device.sender.key)


def _in_anothers_name(device: Device, operation: Operation) -> SignedOperation:
    return sign_operation(msgspec.structs.replace(operation, device=os.urandom(16)), device.sender.key)


@pytest.mark.parametrize(
    "forge", [_by_another_key, _changed_after_signing, _beside_the_chain, _in_anothers_name]
)
def test_a_forged_operation_stops_the_device_and_posts_nothing(
    live: Live, device: Device, forge: Forge
) -> None:
    body = device.money()
    honest = device.tablet.operation(body)
    response = device.send(forge(device, honest))
    assert (response.verdicts, response.expected_seq, response.device_state) == ((), 1, "FROZEN")
    assert response.lease_until_ms == 0
    later = device.send(sign_operation(honest, device.sender.key))
    assert (later.verdicts, later.changes) == ((), ())
    assert live.receipt(body.receipt_number) == []


def test_two_operations_for_one_place_stop_the_device(live: Live, device: Device) -> None:
    kept, other = device.money(), device.money()
    rival = sign_operation(device.tablet.operation(other), device.sender.key)
    assert device.ask(kept).outcome == "applied"
    response = device.send(rival)
    assert (response.verdicts, response.device_state) == ((), "FROZEN")
    assert live.receipt(kept.receipt_number) == [("POSTED", live.today, kept.amount_minor)]
    assert live.receipt(other.receipt_number) == []


# ---------------------------------------------------------------- what it says


@pytest.mark.parametrize(
    "changes",
    [
        {"body": b"\xc1"},
        {"body": encode(MemberProfile("A", "B"))},
        {"kind": "repayment.invented"},
        {"kind_version": 99},
    ],
    ids=["no MessagePack", "another body", "unknown kind", "unknown version"],
)
def test_what_cannot_be_read_is_refused_and_the_chain_goes_on(
    device: Device, changes: dict[str, object]
) -> None:
    written = msgspec.structs.replace(device.tablet.operation(device.money()), **changes)
    unreadable = device.tablet.append(sign_operation(written, device.sender.key))
    verdicts = device.send(unreadable, device.tablet.sign(device.money())).verdicts
    assert [(verdict.outcome, verdict.code) for verdict in verdicts] == [
        ("refused", "malformed"),
        ("applied", ""),
    ]


@pytest.mark.parametrize("amount_minor", [0, -500, 10**14 + 1, 10**18])
def test_amounts_that_are_none_are_refused(live: Live, device: Device, amount_minor: int) -> None:
    body = device.money(amount_minor=amount_minor)
    verdict = device.ask(body)
    assert (verdict.outcome, verdict.code) == ("refused", "malformed")
    assert "$[3]" in verdict.detail  # the fourth field of the body
    assert live.receipt(body.receipt_number) == []


def test_money_of_a_day_that_has_not_come_counts_today_and_says_so(live: Live, device: Device) -> None:
    body = device.money(value_on=live.today + timedelta(days=3))
    verdict = device.ask(body)
    assert (verdict.outcome, verdict.code) == ("applied_changed", "repayment.value_date")
    assert live.receipt(body.receipt_number) == [("POSTED", live.today, body.amount_minor)]


# ---------------------------------------------------------------- whose it is


def test_money_for_somebody_elses_loan_is_kept_in_suspense(live: Live, device: Device) -> None:
    before = live.principal_minor(live.loans.others)
    body = device.money(loan=live.loans.others, member=live.loans.others_member)
    verdict = device.ask(body)
    assert (verdict.outcome, verdict.code) == ("suspended", "out_of_scope")
    assert live.receipt(body.receipt_number) == [("SUSPENDED", live.today, body.amount_minor)]
    assert live.principal_minor(live.loans.others) == before


def test_money_for_a_loan_nobody_knows_is_kept_in_suspense(live: Live, device: Device) -> None:
    body = device.money(loan=os.urandom(16), member=os.urandom(16))
    verdict = device.ask(body)
    assert (verdict.outcome, verdict.code) == ("suspended", "out_of_scope")
    assert live.receipt(body.receipt_number) == [("SUSPENDED", live.today, body.amount_minor)]


def test_money_in_another_members_name_is_kept_in_suspense(live: Live, device: Device) -> None:
    before = live.principal_minor(live.loans.own)
    verdict = device.ask(device.money(member=live.loans.others_member))
    assert (verdict.outcome, verdict.code) == ("suspended", "repayment.other_member")
    assert live.principal_minor(live.loans.own) == before


@pytest.mark.parametrize("act", [LoanCanceled, LoanWithdrawn])
def test_nobody_acts_on_somebody_elses_loan(
    live: Live, device: Device, act: type[LoanCanceled] | type[LoanWithdrawn]
) -> None:
    verdict = device.ask(act(live.loans.others, "I would like to"))
    assert (verdict.outcome, verdict.code) == ("refused", "out_of_scope")


def test_nobody_enrols_into_a_union_that_is_not_there(device: Device) -> None:
    body = MemberEnrolled(os.urandom(16), os.urandom(16), "M999999", MemberProfile("Ngọzi", "Ɗanladi"))
    verdict = device.ask(body)
    assert (verdict.outcome, verdict.code) == ("refused", "out_of_scope")


def test_no_meeting_is_closed_of_a_union_that_is_not_there(live: Live, device: Device) -> None:
    verdict = device.ask(MeetingClosed(os.urandom(16), os.urandom(16), live.today, (), (), 0, 0))
    assert (verdict.outcome, verdict.code) == ("refused", "out_of_scope")
