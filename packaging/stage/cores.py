"""A real client without a window: vault, encrypted store, outbox, rounds over real HTTP.

The rule kept here: everything is done by the client's own modules; here they are only put together, as the
window does it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import httpx

from fieldapp.desk import queries
from fieldapp.store.author import Author, Desk, SystemClock
from fieldapp.store.database import open_store
from fieldapp.store.outbox import counts
from fieldapp.store.transaction import Reading
from fieldapp.syncing.enrol import EnrolmentForm, enrol
from fieldapp.syncing.round import RoundResult, sync_once
from fieldapp.syncing.transport import HttpLink, HttpTransport
from fieldapp.vault.identity import DeviceIdentity, list_profiles, store_path
from fieldapp.vault.keeping.keyring_access import open_keyring
from fieldapp.vault.key_box import FLOOR, KdfCost, UnlockedKeys
from fieldapp.vault.lease import LeaseGrant
from fieldapp.vault.vault import Surroundings, Vault
from shared.contract.signing import public_key
from shared.ids import ID_BYTES, IdMaker

_T = TypeVar("_T")


class TabletClock(SystemClock):
    """The machine's clock under the names the vault and the store know."""

    def monotonic_ms(self) -> int:
        """Milliseconds on a clock that nobody can set."""
        return self.mono_ms()


@dataclass(frozen=True, slots=True)
class TabletPlan:
    """One person's tablet: the folder of its data, the PIN, and how costly a try at the PIN is."""

    folder: Path
    pin: str
    cost: KdfCost = FLOOR


class Core(AbstractContextManager["Core"]):
    """An unlocked tablet."""

    def __init__(self, vault: Vault, keys: UnlockedKeys, clock: TabletClock) -> None:
        identity = vault.profile.identity
        self._vault, self._server_key = vault, public_key(identity.server_public_key)
        author = Author(
            identity.device_id,
            identity.device_code,
            identity.staff_id,
            keys.signing_key,
            IdMaker(clock.now_ms, os.urandom),
            clock,
        )
        self.desk = Desk(open_store(store_path(vault.profile), keys.database_key), author)
        self._client = httpx.Client(trust_env=False)
        link = HttpLink(identity.server_url, clock, self._client)
        self._way = HttpTransport(
            link, identity.device_id, keys.signing_key, self._server_key, clock, os.urandom
        )

    @property
    def identity(self) -> DeviceIdentity:
        """Who works on which device."""
        return self._vault.profile.identity

    @property
    def name(self) -> str:
        """The person's name."""
        return self.identity.staff_name

    @property
    def today(self) -> date:
        """The day where the institution is."""
        settings = self.read(queries.settings)
        return self.desk.author.clock.today(settings.time_zone if settings else "UTC")

    def sync(self) -> RoundResult:
        """Run one round, and keep the lease that it brought."""
        result = sync_once(self.desk, self._way, self._server_key)
        if result.lease_until_ms:
            self._vault.renew_lease(LeaseGrant(result.lease_until_ms, result.server_time_ms))
        return result

    def read(self, look: Callable[[Reading], _T]) -> _T:
        """Look something up in the store."""
        with self.desk.store.read() as tx:
            return look(tx)

    @property
    def waiting(self) -> int:
        """How many operations the server has not answered yet."""
        return self.read(counts).waiting

    def close(self) -> None:
        """Close the store and lock."""
        self._client.close()
        self.desk.store.close()
        self._vault.lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def enrol_core(plan: TabletPlan, server_url: str, code: str, label: str) -> Core:
    """Enrol a new tablet with a one-time code and open it; its store is still empty."""
    clock, around = _surroundings(plan)
    form = EnrolmentForm(server_url, code, plan.pin, label)
    with httpx.Client(trust_env=False) as client:
        vault = enrol(form, HttpLink(server_url, clock, client), plan.folder, around, plan.cost)
    keys = vault.keys
    assert keys is not None, "a vault is unlocked when it was just made"
    return Core(vault, keys, clock)


def open_core(plan: TabletPlan) -> Core:
    """Open the only tablet of a folder with its PIN, as after a start of the program."""
    clock, around = _surroundings(plan)
    (profile,) = list_profiles(plan.folder)
    vault = Vault(profile, around)
    return Core(vault, vault.unlock(plan.pin), clock)


def _surroundings(plan: TabletPlan) -> tuple[TabletClock, Surroundings]:
    clock = TabletClock(os.urandom(ID_BYTES))
    keyring = open_keyring("demo-file", plan.folder)
    floor = min(FLOOR, plan.cost, key=lambda cost: cost.memory_kib)
    return clock, Surroundings(keyring, clock, os.urandom, floor)
