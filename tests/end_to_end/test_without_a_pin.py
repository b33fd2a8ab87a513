"""A tablet in the field, a server process, an operator at its command line; nobody types a right PIN."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import httpx
import pytest

from fieldapp.app import DeviceClock
from fieldapp.store.author import Author, Desk
from fieldapp.store.chain.checking import PUT_BACK, Broken
from fieldapp.store.database import open_store
from fieldapp.store.outbox import append
from fieldapp.syncing.contact.contacting import Contacted, contact
from fieldapp.syncing.contact.way import HttpContact
from fieldapp.syncing.enrol import EnrolmentForm, enrol
from fieldapp.syncing.transport import HttpLink
from fieldapp.syncing.witness import judge_store, keep_mark
from fieldapp.vault.faults import PinLocked, VaultFault
from fieldapp.vault.identity import list_profiles, store_path
from fieldapp.vault.journal import journal_of
from fieldapp.vault.keeping.keyring_access import FileKeyring
from fieldapp.vault.vault import Surroundings, Vault
from shared.contract.bodies.lending import RepaymentRecorded
from shared.ids import IdMaker
from tests.fieldapp.vault.tablet import PIN, QUICK
from tests.syncserver.http_world import installed, run_command, serving

PAID = 5_000


class Field:
    """The tablet."""

    def __init__(self, folder: Path, address: str, code: str) -> None:
        self.folder, self.clock = folder, DeviceClock(secrets.token_bytes(16))
        self.broken: Broken | None = None
        self.around = Surroundings(FileKeyring(folder / "keyring"), self.clock, os.urandom, QUICK)
        form = EnrolmentForm(address, code, PIN, "Tablet")
        with httpx.Client(trust_env=False) as client:
            link = HttpLink(address, self.clock, client)
            self.vault = enrol(form, link, folder / "data", self.around, QUICK)

    @property
    def code(self) -> str:
        return self.vault.profile.identity.device_code

    @contextmanager
    def at_work(self) -> Iterator[Desk]:
        keys, profile = self.vault.unlock(PIN), self.vault.profile
        store = open_store(store_path(profile), keys.database_key, journal_of(profile))
        who, ids = profile.identity, IdMaker(self.clock.now_ms, os.urandom)
        author = Author(who.device_id, who.device_code, who.staff_id, keys.signing_key, ids, self.clock)
        desk = Desk(store, author)
        self.broken = judge_store(desk, self.vault)
        yield desk
        keep_mark(desk, self.vault)
        store.close()
        self.vault.lock()

    def record(self, times: int) -> None:
        with self.at_work() as desk:
            for number in range(times):
                receipt = f"{self.code}-{number:06d}"
                body = RepaymentRecorded(
                    desk.author.ids.make(), None, bytes(16), PAID, "CASH", date(2026, 1, 5), receipt
                )
                with desk.store.transaction() as tx:
                    append(tx, desk.author, body)

    def lock_out(self) -> None:
        mark = self.vault.profile.folder / "attempts"
        mark.write_bytes(b"9 0")
        self.around.keyring.set(f"{self.vault.profile.identity.device_id.hex()}.attempts", b"9 0")
        with pytest.raises(PinLocked):
            self.vault.unlock("508273")

    def contact(self) -> Contacted:
        with httpx.Client(trust_env=False) as client:
            return contact(
                self.vault, lambda: HttpContact(self.vault, client, self.clock, os.urandom), os.urandom
            )


@pytest.fixture
def environment(engine_url: str, tmp_path: Path) -> dict[str, str]:
    return {"SYNCSERVER_DATABASE_URL": engine_url, "SYNCSERVER_DATA_FOLDER": str(tmp_path / "server")}


def operator(environment: dict[str, str], *arguments: str) -> str:
    ran = run_command(environment, *arguments)
    assert ran.code == 0, ran
    return ran.out


def test_locked_out_unlocked_online_then_stolen_and_recovered(
    environment: dict[str, str], tmp_path: Path
) -> None:
    code = installed(environment)
    with serving(environment, tmp_path / "log") as address:
        field = Field(tmp_path / "tablet", address, code)
        field.record(3)
        field.lock_out()
        assert field.contact().locked
        operator(environment, "device", "unlock", field.code, "--reason", "called")
        assert field.contact().unlocked
        field.record(2)

        operator(environment, "device", "wipe", field.code, "--reason", "stolen")
        said = field.contact()
        assert (said.wiped, said.journal_left) == (True, 0)
        assert list_profiles(tmp_path / "tablet" / "data") == ()
        assert list((tmp_path / "tablet" / "keyring").iterdir()) == []
        with pytest.raises((VaultFault, OSError)):
            Vault(field.vault.profile, field.around).unlock(PIN)

    key = str(Path(environment["SYNCSERVER_DATA_FOLDER"]) / "recovery.key")
    told = operator(environment, "recover", "--device", field.code, "--recovery-key", key)
    assert "money in suspense" in told
    figures = operator(environment, "device", "figures", field.code)
    assert [line.split() for line in figures.splitlines()][1:] == [
        ["suspended", "5", "250.00"],
        ["in", "all", "5", "250.00"],
    ]
    for what in ("ledger", "audit"):
        operator(environment, what, "verify")


@pytest.mark.expects_errors
def test_what_an_old_copy_of_the_store_hides_comes_back(environment: dict[str, str], tmp_path: Path) -> None:
    code = installed(environment)
    with serving(environment, tmp_path / "log") as address:
        field = Field(tmp_path / "tablet", address, code)
        store = store_path(field.vault.profile)
        field.record(2)
        old = store.read_bytes()
        field.record(3)
        store.write_bytes(old)
        with field.at_work():
            pass
        assert field.broken == Broken(5, PUT_BACK)
        assert field.contact().journal_left == 0
    key = str(Path(environment["SYNCSERVER_DATA_FOLDER"]) / "recovery.key")
    told = operator(environment, "recover", "--device", field.code, "--recovery-key", key)
    assert any(line.split()[-2:] == ["5", "250.00"] for line in told.splitlines()), told
    assert "250.00" in operator(environment, "device", "figures", field.code)
