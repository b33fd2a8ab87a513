"""A tablet of a simulated world: vault, encrypted store, outbox and rounds as the program has them.

The rule kept here: what was said to be recorded is noted outside the tablet, at once, by its sequence and
hash; nothing the tablet does can change that note.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from random import Random
from typing import TypeVar

from sqlcipher3.dbapi2 import ProgrammingError

from fieldapp.store.author import Author, Desk
from fieldapp.store.database import Store, open_store
from fieldapp.store.sync_state import read_state
from fieldapp.store.transaction import Connection, Reading
from fieldapp.syncing.enrol import EnrolmentForm, enrol
from fieldapp.syncing.round import RoundResult, sync_once
from fieldapp.syncing.transport import HttpLink, HttpTransport
from fieldapp.vault.faults import VaultFault
from fieldapp.vault.identity import DeviceIdentity, Profile, list_profiles, store_path
from fieldapp.vault.keeping.keyring_access import open_keyring
from fieldapp.vault.key_box import KdfCost
from fieldapp.vault.lease import LeaseGrant
from fieldapp.vault.vault import Surroundings, Vault
from shared.contract.signing import public_key
from shared.ids import ID_BYTES, IdMaker
from tests.simulation.ground.clocks import TabletClock
from tests.simulation.ground.dying import Fuse, FusedConnection, Killed
from tests.simulation.ground.wire import Wire

QUICK = KdfCost(memory_kib=64, passes=1, lanes=1)
PIN = "739164"
URL = "http://localhost"
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Noted:
    """One operation that a person was told is recorded."""

    seq: int
    hash: bytes


class _Enrolled:
    """Who works on the device whose vault lies in `folder`."""

    folder: Path

    @property
    def identity(self) -> DeviceIdentity:
        """Who works on which device."""
        return self._profile.identity

    @cached_property
    def _profile(self) -> Profile:
        (profile,) = list_profiles(self.folder)
        return profile

    @property
    def staff(self) -> bytes:
        """Whose tablet it is."""
        return self.identity.staff_id

    @property
    def device(self) -> bytes:
        """The id of the device."""
        return self.identity.device_id


@dataclass
class Tablet(_Enrolled):
    """One person's tablet. `noted` is what they were told is recorded, in order; `desk` is None while locked.

    `retired` tablets belong to a device that was revoked; they still hold what was recorded on them. `wrongs`
    are what this tablet was seen to do and must never do.
    """

    name: str
    folder: Path
    clock: TabletClock
    rng: Random
    wire: Wire
    noted: list[Noted] = field(default_factory=list)
    wrongs: list[str] = field(default_factory=list)
    fuse: Fuse = field(default_factory=Fuse)
    retired: bool = False
    desk: Desk | None = None
    _vault: Vault | None = None

    @classmethod
    def enrolled(
        cls, name: str, folder: Path, clock: TabletClock, rng: Random, wire: Wire, code: str
    ) -> Tablet:
        """Enrol a new tablet with a one-time code; it is open afterwards."""
        tablet = cls(name, folder, clock, rng, wire)
        with wire.client() as client:
            form = EnrolmentForm(URL, code, PIN, name)
            vault = enrol(form, HttpLink(URL, clock, client), folder, tablet._around(), QUICK)
        vault.lock()
        tablet.unlock()
        return tablet

    def unlock(self) -> bool:
        """Open the tablet with its PIN; False when its vault says no, as on an expired lease."""
        if self.desk is not None:
            return True
        profile = self._profile
        vault = Vault(profile, self._around())
        try:
            keys = vault.unlock(PIN)
        except VaultFault:
            return False
        identity = profile.identity
        store = open_store(store_path(profile), keys.database_key)
        self._put_fuse_into(store)
        ids = IdMaker(self.clock.now_ms, self.rng.randbytes)
        author = Author(
            identity.device_id, identity.device_code, identity.staff_id, keys.signing_key, ids, self.clock
        )
        self._vault, self.desk = vault, Desk(store, author)
        self._note()
        return True

    def renew(self, until_ms: int, key: bytes) -> None:
        """Take a lease, locked as it is."""
        grant = LeaseGrant(until_ms, self.clock.time.now_ms, escrowed_key=key)
        Vault(self._profile, self._around()).renew_lease(grant)

    def lock(self) -> None:
        """Close the store and let the keys go."""
        if self.desk is None or self._vault is None:
            return
        store, vault = self.desk.store, self._vault
        store.close()
        vault.lock()
        self.desk = self._vault = None
        if vault.keys is not None:
            self.wrongs.append("a locked vault holds its keys")
        with suppress(ProgrammingError), store.read():
            self.wrongs.append("a locked store can be read")

    def die(self) -> None:
        """End without a word, in the middle of whatever it was, and start anew, locked."""
        if self.desk is not None:
            self.desk.store.close()
        self.desk = self._vault = None
        self.fuse.put_out()
        self.fuse.gone_off = False
        self.clock.boot, self.clock.booted_at_ms = self.rng.randbytes(ID_BYTES), self.clock.time.now_ms

    def do(self, job: Callable[[Desk], _T]) -> _T:
        """Do a job and note what it recorded; `Killed` passes through when the fuse went off."""
        assert self.desk is not None, "a locked tablet does nothing"
        may, before = self._may_record(), len(self.noted)
        done = job(self.desk)
        self._note()
        if len(self.noted) > before and not may:
            self.wrongs.append("something was recorded on a lease that is over or a device that is stopped")
        return done

    def look(self, at: Callable[[Reading], _T]) -> _T:
        """Look something up in the store."""
        assert self.desk is not None, "a locked tablet shows nothing"
        with self.desk.store.read() as tx:
            return at(tx)

    def sync(self) -> RoundResult:
        """Run one round and keep the lease that it brought."""
        assert self.desk is not None, "a locked tablet runs no round"
        assert self._vault is not None
        identity = self._vault.profile.identity
        with self.wire.client() as client:
            link = HttpLink(URL, self.clock, client)
            key = self.desk.author.signing_key
            server_key = public_key(identity.server_public_key)
            way = HttpTransport(link, identity.device_id, key, server_key, self.clock, self.rng.randbytes)
            result = sync_once(self.desk, way, server_key)
        self.wrongs += [f"{bucket} did not add up" for bucket in result.mismatched]
        if result.lease_until_ms:
            self._vault.renew_lease(LeaseGrant(result.lease_until_ms, result.server_time_ms))
        return result

    def _may_record(self) -> bool:
        """By what the tablet was told, in the words of the agreement rather than of the program."""
        state = self.look(read_state)
        server_now_ms = max(self.clock.now_ms(), state.last_contact_ms) + state.server_offset_ms
        return state.device_state == "ACTIVE" and server_now_ms < state.lease_until_ms

    def chain(self) -> list[Noted]:
        """The operations in the store, in order."""
        return self.look(lambda tx: tx.rows(Noted, "SELECT seq, hash FROM outbox_operation ORDER BY seq"))

    def _note(self) -> None:
        """What is in the store after a job returned, or after the tablet was opened, may be relied on."""
        after = self.noted[-1].seq if self.noted else 0
        sql = "SELECT seq, hash FROM outbox_operation WHERE seq > ? ORDER BY seq"
        self.noted += self.look(lambda tx: tx.rows(Noted, sql, (after,)))

    def _put_fuse_into(self, store: Store) -> None:
        connection: Connection = FusedConnection(store._connection, self.fuse)
        store._connection = connection

    def _around(self) -> Surroundings:
        keyring = open_keyring("demo-file", self.folder)
        return Surroundings(keyring, self.clock, self.rng.randbytes, QUICK)


def dies_in(tablet: Tablet, statements: int, work: Callable[[], object]) -> bool:
    """Let a tablet die after so many statements of some work; False when the work was done before."""
    tablet.fuse.light(statements)
    try:
        work()
    except Killed:
        tablet.die()
        return True
    finally:
        tablet.fuse.put_out()
    return False
