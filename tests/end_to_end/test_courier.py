"""A tablet without a network, a stick that is carried to the office and back, and a real server."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import httpx
import pytest

from fieldapp.store.author import Desk
from fieldapp.store.carried.bundles import newest_bundle
from fieldapp.store.outbox import Tally, append, tallies
from fieldapp.store.sync_state import read_state
from fieldapp.syncing.courier.saving import Packed, pack_bundle, unpack_bundle
from fieldapp.syncing.courier.taking import TakenAnswer, take_answer
from fieldapp.syncing.nothing_lost import account_for_all
from fieldapp.syncing.round import RoundResult, sync_once
from fieldapp.syncing.transport import HttpLink, HttpTransport
from shared.contract.bodies.lending import RepaymentRecorded
from shared.contract.signing import public_key
from shared.errors import RuleRefused
from tests.end_to_end.tablets import PAID, Field
from tests.syncserver.http_world import Ran, code_in, installed, run_command, serving


@dataclass
class Carrying:
    """A tablet whose person is at work, the office, and the stick between them."""

    field: Field
    desk: Desk
    environment: dict[str, str]
    stick: Path
    address: str

    def record(self, times: int) -> None:
        for _ in range(times):
            with self.desk.store.transaction() as tx:
                seq = tx.one(int, "SELECT count(*) FROM outbox_operation")
                body = RepaymentRecorded(
                    self.desk.author.ids.make(), None, bytes(16), PAID, "CASH", date(2026, 1, 5), f"K-{seq}"
                )
                append(tx, self.desk.author, body)

    def round(self) -> RoundResult:
        identity = self.field.vault.profile.identity
        with httpx.Client(trust_env=False) as client:
            transport = HttpTransport(
                HttpLink(self.address, self.field.clock, client),
                identity.device_id,
                self.desk.author.signing_key,
                public_key(identity.server_public_key),
                self.field.clock,
                os.urandom,
            )
            result = sync_once(self.desk, transport, public_key(identity.server_public_key))
        assert result.fault is None, result.fault
        return result

    def pack(self) -> Packed:
        return pack_bundle(self.desk, os.urandom)

    def office(self, packed: Packed, name: str = "answer") -> Ran:
        bundle = self.stick / f"{packed.name}.courier"
        bundle.write_bytes(packed.data)
        return run_command(
            self.environment, "courier", "take", str(bundle), "--answer", str(self.stick / name)
        )

    def carried(self, packed: Packed, name: str = "answer") -> bytes:
        ran = self.office(packed, name)
        assert ran.code == 0, ran
        return (self.stick / name).read_bytes()

    def take(self, answer: bytes) -> TakenAnswer:
        key = public_key(self.field.vault.profile.identity.server_public_key)
        return take_answer(self.desk, answer, key)

    def stands(self) -> dict[str, Tally]:
        with self.desk.store.read() as tx:
            return {name: tally for name, tally in tallies(tx).items() if tally.count}

    def figures(self) -> list[list[str]]:
        ran = run_command(self.environment, "device", "figures", self.field.code)
        return [line.split() for line in ran.out.splitlines()][1:]


@pytest.fixture
def environment(engine_url: str, tmp_path: Path) -> dict[str, str]:
    return {"SYNCSERVER_DATABASE_URL": engine_url, "SYNCSERVER_DATA_FOLDER": str(tmp_path / "server")}


@pytest.fixture
def carrying(environment: dict[str, str], tmp_path: Path):
    code = installed(environment)
    with serving(environment, tmp_path / "log") as address:
        field = Field(tmp_path / "tablet", address, code)
        stick = tmp_path / "stick"
        stick.mkdir()
        with field.at_work() as desk:
            carrying = Carrying(field, desk, environment, stick, address)
            carrying.round()
            yield carrying
    for what in ("ledger", "audit"):
        ran = run_command(environment, what, "verify")
        assert ran.code == 0, ran


def test_what_waits_goes_by_stick_and_its_answer_comes_back(carrying: Carrying) -> None:
    carrying.record(250)
    packed = carrying.pack()
    assert (packed.bundle.count, packed.bundle.value_minor) == (250, 250 * PAID)
    taken = carrying.take(carrying.carried(packed))
    assert (taken.news, taken.result.sent) == (True, 250)
    assert carrying.stands() == {"attention": Tally(250, 250 * PAID)}
    assert account_for_all(carrying.desk).holds
    with carrying.desk.store.read() as tx:
        newest = newest_bundle(tx)
        assert newest is not None
        assert newest.answered_at_ms is not None
        assert read_state(tx).acknowledged_seq == 250
    assert carrying.figures() == [["suspended", "250", "12,500.00"], ["in", "all", "250", "12,500.00"]]
    assert carrying.round().sent == 0


def test_nothing_is_doubled_whatever_way_it_goes_and_however_often(carrying: Carrying) -> None:
    carrying.record(3)
    first = carrying.pack()
    carrying.record(2)
    second = carrying.pack()
    assert carrying.round().sent == 5
    # The network was quicker: both files arrive late, in the wrong order, and one of them twice.
    answers = [
        carrying.carried(packed, f"answer-{place}") for place, packed in enumerate((second, first, first))
    ]
    assert carrying.figures()[-1] == ["in", "all", "5", "250.00"]
    carrying.record(1)
    carrying.round()
    for answer in answers:
        assert not carrying.take(answer).news
    assert account_for_all(carrying.desk).holds
    assert carrying.figures()[-1] == ["in", "all", "6", "300.00"]


def test_an_answer_taken_in_twice_changes_nothing(carrying: Carrying) -> None:
    carrying.record(2)
    answer = carrying.carried(carrying.pack())
    assert carrying.take(answer).news
    stands = carrying.stands()
    assert not carrying.take(answer).news
    assert carrying.stands() == stands


def test_answers_in_the_wrong_order_lose_nothing(carrying: Carrying) -> None:
    carrying.record(2)
    first = carrying.pack()
    old = carrying.carried(first, "old")
    carrying.record(2)
    new = carrying.carried(carrying.pack(), "new")
    assert carrying.take(new).result.sent == 4
    assert not carrying.take(old).news
    with carrying.desk.store.read() as tx:
        assert read_state(tx).acknowledged_seq == 4
    assert carrying.round().sent == 0


def test_the_answer_brings_what_is_new_at_the_office(carrying: Carrying) -> None:
    packed = carrying.pack()
    for email in ("bisi@ajo.ng", "musa@ajo.ng"):
        ran = run_command(carrying.environment, "admin", "create", "--name", email, "--email", email)
        assert ran.code == 0, ran
    taken = carrying.take(carrying.carried(packed))
    assert taken.result.received > 0
    with carrying.desk.store.read() as tx:
        assert tx.one(int, "SELECT count(*) FROM p_staff") == 3
    assert carrying.round().received == 0


def test_every_changed_byte_is_refused_on_both_sides(carrying: Carrying) -> None:
    carrying.record(1)
    packed = carrying.pack()
    answer = carrying.carried(packed)
    for place in range(0, len(answer), 41):
        changed = answer[:place] + bytes([answer[place] ^ 4]) + answer[place + 1 :]
        with pytest.raises(RuleRefused):
            carrying.take(changed)
    for place in range(0, len(packed.data), 97):
        changed = packed.data[:place] + bytes([packed.data[place] ^ 4]) + packed.data[place + 1 :]
        ran = carrying.office(Packed(packed.bundle, packed.name, changed), "none")
        assert ran.code == 1, (place, ran)
        assert "courier" not in ran.err.split(":")[1]
    for cut in (0, 10, 60, len(answer) - 1):
        with pytest.raises(RuleRefused):
            carrying.take(answer[:cut])
    assert carrying.stands() == {"on_tablet": Tally(1, PAID)}
    assert carrying.take(answer).news


def test_a_foreign_answer_and_the_wrong_file_say_what_they_are(carrying: Carrying, tmp_path: Path) -> None:
    packed = carrying.pack()
    with pytest.raises(RuleRefused, match="no answer of the office"):
        carrying.take(packed.data)
    code = code_in(run_command(carrying.environment, "enrol-code", "ada@ajo.ng").out)
    other = Field(tmp_path / "other", carrying.address, code)
    with other.at_work() as desk:
        there = Carrying(other, desk, carrying.environment, carrying.stick, carrying.address)
        there.round()
        with pytest.raises(RuleRefused, match="for another tablet"):
            there.take(carrying.carried(packed))
    unpack_bundle(carrying.desk, packed)
    with pytest.raises(RuleRefused, match="too old"):
        carrying.take(carrying.carried(packed, "again"))
    ran = carrying.office(packed, "again")
    assert "is there already" in ran.err


def test_a_revoked_tablet_sends_its_money_by_stick_and_gets_no_records(carrying: Carrying) -> None:
    carrying.record(2)
    packed = carrying.pack()
    revoked = run_command(carrying.environment, "device", "revoke", carrying.field.code, "--reason", "left")
    assert revoked.code == 0, revoked
    taken = carrying.take(carrying.carried(packed))
    assert (taken.result.device_state, taken.result.lease_until_ms) == ("REVOKED", 0)
    assert carrying.figures()[-1] == ["in", "all", "2", "100.00"]


def test_a_tablet_that_never_synced_says_what_it_lacks(carrying: Carrying, tmp_path: Path) -> None:
    code = code_in(run_command(carrying.environment, "enrol-code", "ada@ajo.ng").out)
    other = Field(tmp_path / "other", carrying.address, code)
    with other.at_work() as desk, pytest.raises(RuleRefused, match="cannot save for a courier yet"):
        pack_bundle(desk, os.urandom)
