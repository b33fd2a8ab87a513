"""A tablet with a full store, filled as the server's answer fills it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fieldapp.store.author import Author, Desk, SystemClock
from fieldapp.store.database import open_store
from fieldapp.store.settle import settle
from shared.ids import DeviceId, IdMaker, StaffId
from tests.benchmarks.records import DEVICE, OFFICER, Portfolio, Size, portfolio

KEY = bytes(range(32))


@dataclass(frozen=True, slots=True)
class Tablet:
    """An officer's desk and the portfolio on it."""

    desk: Desk
    portfolio: Portfolio
    path: Path


@contextmanager
def full_tablet(folder: Path, size: Size, key: bytes = KEY) -> Iterator[Tablet]:
    """Open a new store with a portfolio of that size in it."""
    clock = SystemClock(boot=os.urandom(16))
    filled = portfolio(size, clock.now_ms())
    path = folder / "store.db"
    store = open_store(path, key)
    try:
        settled = settle(store, filled.response, now_ms=clock.now_ms())
        assert settled.finished
        assert not settled.mismatched
        yield Tablet(Desk(store, officer(clock)), filled, path)
    finally:
        store.close()


def officer(clock: SystemClock) -> Author:
    """The officer of the portfolio, with a key of their own."""
    ids = IdMaker(clock.now_ms, os.urandom)
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    return Author(DeviceId(DEVICE), "K7", StaffId(OFFICER), key, ids, clock)
