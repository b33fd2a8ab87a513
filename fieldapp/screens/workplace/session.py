"""Behind the lock: the open store, the desk, and rounds with the server, from unlock to lock.

The rules kept here: keys and store live as long as a session and no longer; what a round still brings after
the lock is left aside and comes again; nobody works in a store before it was judged.
"""

from __future__ import annotations

import logging
import ssl
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache, partial
from typing import TypeVar

import httpx

from fieldapp.background import Lanes
from fieldapp.desk.filing.keeping import sweep_files
from fieldapp.store.author import Author, Clock, Desk
from fieldapp.store.carried.folder import file_folder
from fieldapp.store.chain.checking import BEGINNING
from fieldapp.store.database import open_store
from fieldapp.syncing.courier.handing_in import Tell as Told
from fieldapp.syncing.courier.handing_in import hand_in
from fieldapp.syncing.faults import Unreachable
from fieldapp.syncing.files.fetching import fetch_file
from fieldapp.syncing.files.sending import FilesSent, send_files
from fieldapp.syncing.files.sending import Tell as TellFile
from fieldapp.syncing.files.way import HttpFilesWay
from fieldapp.syncing.round import RoundResult, Tell, on_and_on, sync_once
from fieldapp.syncing.transport import HttpLink, HttpTransport, Transport
from fieldapp.syncing.witness import judge_store, keep_mark, look_through
from fieldapp.vault.faults import VaultFault
from fieldapp.vault.identity import DeviceIdentity, store_path
from fieldapp.vault.journal import journal_of
from fieldapp.vault.keeping.head_mark import MarkedHead
from fieldapp.vault.key_box import RandomBytes, UnlockedKeys
from fieldapp.vault.lease import LeaseGrant
from fieldapp.vault.vault import Vault
from shared.contract.signing import public_key
from shared.ids import IdMaker

_log = logging.getLogger(__name__)
_T = TypeVar("_T")
Connect = Callable[[DeviceIdentity, UnlockedKeys], Transport]
"""Makes the way to the server for one device."""


class SessionClosed(Exception):
    """The tablet was locked while a round was under way."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a session is made with."""

    clock: Clock
    random_bytes: RandomBytes
    lanes: Lanes
    connect: Connect | None = None


class Session:
    """One person at work on this tablet; `tell` hears how far a round is, on the lane of the network."""

    def __init__(
        self, vault: Vault, desk: Desk, means: Means, transport: Transport, close: Callable[[], None]
    ) -> None:
        self.vault = vault
        self.desk = desk
        self.lanes = means.lanes
        self._transport = transport
        self._files_way = HttpFilesWay(transport) if isinstance(transport, HttpTransport) else None
        self._close_way = close
        self._closed = threading.Event()
        self._looked: MarkedHead | None = BEGINNING
        """How far the chain was looked through since the unlock; None when all of it was."""
        self.tell: Tell = on_and_on

    @property
    def identity(self) -> DeviceIdentity:
        """Who works on which device."""
        return self.vault.profile.identity

    def run_round(self) -> RoundResult | None:
        """Run one round, on the lane of the network; None when the session was closed meanwhile."""
        server_key = public_key(self.identity.server_public_key)
        try:
            result = sync_once(self.desk, self._transport, server_key, self._at_store, self.tell)
            if result.lease_until_ms:
                grant = LeaseGrant(result.lease_until_ms, result.server_time_ms)
                self._at_store(lambda: self._renew(grant))
            self._at_store(self.keep_mark)
            self._look_through()
        except SessionClosed:
            return None
        return result

    def send_files(self, tell: TellFile) -> FilesSent | None:
        """Send the files there are to send, on their own lane; None when the session was closed meanwhile."""
        if self._files_way is None:
            return FilesSent()
        server_key = public_key(self.identity.server_public_key)
        try:
            return send_files(self.desk, self._files_way, server_key, self._at_store, self._while_open(tell))
        except SessionClosed:
            return None

    def fetch_file(self, digest: bytes, size: int) -> bytes:
        """Return a file that is not on this tablet, on the lane of files. Faults: those of `fetch_file`."""
        if self._files_way is None:
            raise Unreachable("no way for files")
        return fetch_file(self.desk, self._files_way, digest, size, self._at_store)

    def hand_in(self, data: bytes, tell: Told) -> bytes:
        """Hand in what a courier brought, on the lane of files; return the answer. Faults: of `hand_in`."""
        if not isinstance(self._transport, HttpTransport):
            raise Unreachable("no way for files")
        return hand_in(self._transport, data, lambda at, size: tell(at, size) and not self._closed.is_set())

    def _while_open(self, tell: TellFile) -> TellFile:
        return lambda moved: tell(moved) and not self._closed.is_set()

    def keep_mark(self) -> None:
        """Mark how far the chain has come, on the lane of the store: at each round, and once a minute."""
        if not self._closed.is_set():
            keep_mark(self.desk, self.vault)

    def close(self, closed: Callable[[], None]) -> None:
        """Close store and way and lock the vault, in their lane; `closed` is called when it is done."""
        self._closed.set()
        self._close_way()

        def failed(fault: Exception) -> None:
            _log.error("session_close_failed fault=%s", type(fault).__name__, exc_info=fault)
            closed()

        self.lanes.store.run(self._let_go, lambda _: closed(), failed)

    def _let_go(self) -> None:
        """The keys go whatever becomes of the file: a tablet that says it is locked must be."""
        with ExitStack() as last:
            last.callback(self.vault.lock)
            last.callback(self.desk.store.close)
            keep_mark(self.desk, self.vault)

    def _renew(self, grant: LeaseGrant) -> None:
        """A lease that cannot be kept now is offered again by the next round."""
        try:
            self.vault.renew_lease(grant)
        except VaultFault as fault:
            _log.warning("lease_not_kept fault=%s", type(fault).__name__)

    def _look_through(self) -> None:
        """Look through the whole chain once a session, a part at a time, so that nobody waits for it."""
        while self._looked is not None:
            self._looked = self._at_store(partial(look_through, self.desk, self.vault, self._looked)).at

    def _at_store(self, work: Callable[[], _T], /) -> _T:
        def checked() -> _T:
            if self._closed.is_set():
                raise SessionClosed
            return work()

        return self.lanes.store.call(checked)


def _sweep(desk: Desk) -> None:
    """What a crash left beside the files may stay until the next time where it cannot be removed."""
    try:
        sweep_files(desk)
    except OSError as fault:
        _log.warning("files_not_swept errno=%s", fault.errno)


@cache
def trusted() -> ssl.SSLContext:
    """Return whom the way to the server trusts; reading all those certificates takes a while, so it is done
    once.
    """
    return httpx.create_ssl_context()


def open_session(vault: Vault, keys: UnlockedKeys, means: Means) -> Session:
    """Open the store of an unlocked vault, on the lane of the store. Faults: those of `open_store`."""
    identity = vault.profile.identity
    store = open_store(store_path(vault.profile), keys.database_key, journal_of(vault.profile))
    author = Author(
        identity.device_id,
        identity.device_code,
        identity.staff_id,
        keys.signing_key,
        IdMaker(means.clock.now_ms, means.random_bytes),
        means.clock,
    )
    desk = Desk(store, author, file_folder(vault.profile, keys.attachment_key, means.random_bytes))
    try:
        judge_store(desk, vault)
        _sweep(desk)
    except BaseException:
        store.close()
        raise
    if means.connect is not None:
        return Session(vault, desk, means, means.connect(identity, keys), lambda: None)
    client = httpx.Client(verify=trusted())
    link = HttpLink(identity.server_url, means.clock, client)
    transport = HttpTransport(
        link,
        identity.device_id,
        keys.signing_key,
        public_key(identity.server_public_key),
        means.clock,
        means.random_bytes,
    )
    return Session(vault, desk, means, transport, client.close)
