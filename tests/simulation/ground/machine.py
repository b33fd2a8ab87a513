"""The thing a person holds: a folder, a clock, a way to the office; on it the program's vault and store.

The rule kept here: everything is opened and closed as the program does it, seals and marks included.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from random import Random
from typing import Protocol

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from fieldapp.desk.filing.keeping import sweep_files
from fieldapp.store.author import Author, Desk
from fieldapp.store.carried.folder import file_folder
from fieldapp.store.chain.checking import Broken
from fieldapp.store.database import Store, open_store
from fieldapp.store.transaction import Connection
from fieldapp.syncing.contact.contacting import contact
from fieldapp.syncing.contact.way import HttpContact
from fieldapp.syncing.enrol import EnrolmentForm, enrol
from fieldapp.syncing.faults import SyncFault
from fieldapp.syncing.files.sending import FilesSent, send_files
from fieldapp.syncing.files.way import HttpFilesWay
from fieldapp.syncing.round import RoundResult, sync_once
from fieldapp.syncing.transport import HttpLink, HttpTransport
from fieldapp.syncing.witness import judge_store, keep_mark
from fieldapp.vault.faults import VaultFault
from fieldapp.vault.identity import DeviceIdentity, Profile, list_profiles, list_wiping, store_path
from fieldapp.vault.journal import journal_path
from fieldapp.vault.keeping.keyring_access import open_keyring
from fieldapp.vault.key_box import KdfCost
from fieldapp.vault.lease import LeaseGrant
from fieldapp.vault.vault import Surroundings, Vault
from shared.contract.signing import public_key
from shared.ids import ID_BYTES, IdMaker
from tests.simulation.ground.clocks import TabletClock
from tests.simulation.ground.dying import Fuse, FusedConnection, FusedJournal

QUICK = KdfCost(memory_kib=64, passes=1, lanes=1)
PIN = "739164"
PASSWORD = "a loan for every market woman"


class Way(Protocol):
    """A way to the office, in a simulated world or through the network."""

    @property
    def url(self) -> str: ...
    def client(self) -> httpx.Client: ...


def email_of(name: str) -> str:
    """The address somebody signs in with."""
    return f"{name}@ajo.example"


@dataclass(frozen=True, slots=True)
class Opened:
    """An unlocked profile; `broken` is what the program found wrong with its store."""

    vault: Vault
    desk: Desk
    broken: Broken | None
    connection: FusedConnection


@dataclass
class Machine:
    """A tablet as a thing. Its store dies with `fuse`."""

    folder: Path
    clock: TabletClock
    rng: Random
    way: Way | None
    fuse: Fuse

    @property
    def identity(self) -> DeviceIdentity:
        """Who works on which device."""
        return self.profile.identity

    @cached_property
    def profile(self) -> Profile:
        """The one profile on it, though it be one that is being wiped."""
        (profile,) = (*list_profiles(self.folder), *list_wiping(self.folder))
        return profile

    def enrol(self, name: str, code: str) -> None:
        """Enrol with a one-time code; it is locked afterwards."""
        with self.client() as (url, client):
            form = EnrolmentForm(url, code, PIN, name)
            enrol(form, HttpLink(url, self.clock, client), self.folder, _around(self), QUICK).lock()

    def open(self, pin: str = PIN) -> Opened | None:
        """Unlock with a PIN and open the store; None when the vault says no, as on an expired lease."""
        vault = self._vault()
        try:
            keys = vault.unlock(pin)
        except VaultFault:
            return None
        identity = self.identity
        path = journal_path(self.profile)
        journal = FusedJournal(path, identity.device_id, identity.recovery_key, self.fuse)
        store = open_store(store_path(self.profile), keys.database_key, journal)
        connection = _with_fuse(store, self.fuse)
        ids = IdMaker(self.clock.now_ms, self.rng.randbytes)
        author = Author(
            identity.device_id, identity.device_code, identity.staff_id, keys.signing_key, ids, self.clock
        )
        desk = Desk(store, author, file_folder(self.profile, keys.attachment_key, self.rng.randbytes))
        sweep_files(desk)
        return Opened(vault, desk, judge_store(desk, vault), connection)

    def round(self, opened: Opened) -> RoundResult:
        """Run one round; keep the lease that it brought, and mark how far the chain has come."""
        with _transport(self, opened) as way:
            result = sync_once(opened.desk, way, server_key(self))
        if result.lease_until_ms:
            opened.vault.renew_lease(LeaseGrant(result.lease_until_ms, result.server_time_ms))
        keep_mark(opened.desk, opened.vault)
        return result

    def send_files(self, opened: Opened) -> FilesSent:
        """Send the files of documents that the office has on record."""
        with _transport(self, opened) as way:
            return send_files(opened.desk, HttpFilesWay(way), server_key(self))

    def contact(self) -> None:
        """Speak with the office without a PIN; what could not be done is done another time."""
        vault = self._vault()
        try:
            with self.client() as (_, client):
                way = partial(HttpContact, vault, client, self.clock, self.rng.randbytes)
                contact(vault, way, self.rng.randbytes)
        except SyncFault:
            pass

    @property
    def wrong_pins(self) -> int:
        """How many were typed in a row."""
        return self._vault().attempts_made()

    def close(self, opened: Opened) -> None:
        """Lock as the program does: the mark, the store, the vault."""
        keep_mark(opened.desk, opened.vault)
        opened.desk.store.close()
        opened.vault.lock()

    def starts_anew(self) -> None:
        """The power was gone: another boot, and a fuse that is whole."""
        self.fuse.put_out()
        self.fuse.gone_off = False
        self.clock.boot, self.clock.booted_at_ms = self.rng.randbytes(ID_BYTES), self.clock.time.now_ms

    @contextmanager
    def client(self) -> Iterator[tuple[str, httpx.Client]]:
        """The way to the office, while it is open."""
        assert self.way is not None, "this tablet has no way to the office"
        with self.way.client() as client:
            yield self.way.url, client

    def _vault(self) -> Vault:
        return Vault(self.profile, _around(self))


def server_key(machine: Machine) -> Ed25519PublicKey:
    """Whom the device believes."""
    return public_key(machine.identity.server_public_key)


@contextmanager
def _transport(machine: Machine, opened: Opened) -> Iterator[HttpTransport]:
    with machine.client() as (url, client):
        link, key = HttpLink(url, machine.clock, client), opened.desk.author.signing_key
        device, theirs = machine.identity.device_id, server_key(machine)
        yield HttpTransport(link, device, key, theirs, machine.clock, machine.rng.randbytes)


def _with_fuse(store: Store, fuse: Fuse) -> FusedConnection:
    fused = FusedConnection(store._connection, fuse)
    connection: Connection = fused
    store._connection = connection
    return fused


def _around(machine: Machine) -> Surroundings:
    keyring = open_keyring("demo-file", machine.folder)
    return Surroundings(keyring, machine.clock, machine.rng.randbytes, QUICK)
