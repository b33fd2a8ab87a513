"""A tablet in the field: its vault and store in a folder, its server a real one."""

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
from fieldapp.store.carried.folder import file_folder
from fieldapp.store.chain.checking import Broken
from fieldapp.store.database import open_store
from fieldapp.store.outbox import append
from fieldapp.syncing.contact.contacting import Contacted, contact
from fieldapp.syncing.contact.way import HttpContact
from fieldapp.syncing.enrol import EnrolmentForm, enrol
from fieldapp.syncing.transport import HttpLink
from fieldapp.syncing.witness import judge_store, keep_mark
from fieldapp.vault.faults import PinLocked
from fieldapp.vault.identity import store_path
from fieldapp.vault.journal import journal_of
from fieldapp.vault.keeping.keyring_access import FileKeyring
from fieldapp.vault.vault import Surroundings
from shared.contract.bodies.lending import RepaymentRecorded
from shared.ids import IdMaker
from tests.fieldapp.vault.tablet import PIN, QUICK

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
        desk = Desk(store, author, file_folder(profile, keys.attachment_key, os.urandom))
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
