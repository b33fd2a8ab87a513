"""The sealed journal on the tablet: what was recorded, once more, for the institution's recovery key alone.

The rules kept here: the file only grows, and an entry is synced before anybody is told that it is there. An
operation is recorded once the store has it, so a journal that cannot be written never makes it unrecorded: it
falls behind, says so, and is filled up at the next chance. Nobody at the tablet can read it, so it survives a
forgotten PIN, a lost keyring and a wipe.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from fieldapp.vault.identity import Profile
from fieldapp.vault.keeping.durable import sync_folder
from shared.contract.custody.journal import Damage, make_entry, read_entries
from shared.contract.operations import SignedOperation
from shared.contract.signing import operation_hash

_log = logging.getLogger(__name__)
_FILE = "sealed.journal"
_BINARY = getattr(os, "O_BINARY", 0)

Kept = tuple[int, bytes]
"""Sequence and hash of an operation."""


class SealedJournal:
    """The journal of one device; used from the thread of its store."""

    def __init__(self, path: Path, device: bytes, recovery_key: bytes) -> None:
        self.path = path
        self._device = device
        self._recovery_key = recovery_key
        self._kept: set[Kept] | None = None
        self.damaged = 0
        """Places in the file that hold no entry of this device."""

    @property
    def readable(self) -> bool:
        """Whether it is known what the file holds."""
        return self._kept is not None

    @property
    def kept(self) -> frozenset[Kept]:
        """The operations in it."""
        return frozenset(self._kept or ())

    def load(self) -> None:
        """Read what the file holds. OSError where it cannot be read; an entry that is damaged is not kept."""
        data = self.path.read_bytes() if self.path.exists() else b""
        kept: set[Kept] = set()
        damaged = 0
        for found in read_entries(data):
            if isinstance(found, Damage) or found.device != self._device:
                damaged += 1
            else:
                kept.add((found.seq, found.hash))
        if damaged:
            _log.warning("journal_damaged places=%d", damaged)
        self._kept, self.damaged = kept, damaged

    def add(self, operations: Iterable[tuple[int, SignedOperation]]) -> None:
        """Append those that are not in it yet, synced when this returns. OSError where that cannot be done:
        then none of them counts as kept.
        """
        if self._kept is None:
            self.load()
        kept = self._kept or set()
        new = {(seq, operation_hash(one)): (seq, one) for seq, one in operations}
        missing = {place: one for place, one in new.items() if place not in kept}
        if missing:
            key = self._recovery_key
            _append(self.path, b"".join(make_entry(self._device, *one, key) for one in missing.values()))
            self._kept = kept | missing.keys()

    def holds(self, places: Iterable[Kept]) -> bool:
        """Whether all of these operations are in it."""
        return self._kept is not None and self._kept.issuperset(places)

    def size(self) -> int:
        """How many bytes the file has."""
        return self.path.stat().st_size if self.path.exists() else 0


def journal_path(profile: Profile) -> Path:
    """Return where the journal of a profile lies."""
    return profile.folder / _FILE


def journal_of(profile: Profile) -> SealedJournal | None:
    """Return the journal of a profile; None where the institution had no recovery key at its enrolment."""
    identity = profile.identity
    if not identity.recovery_key:
        return None
    return SealedJournal(journal_path(profile), identity.device_id, identity.recovery_key)


def _append(path: Path, data: bytes) -> None:
    """Append and sync; what a full disk took only half of is taken back, as far as that can be done."""
    is_new = not path.exists()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | _BINARY, 0o600)
    try:
        size = os.fstat(descriptor).st_size
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            os.fsync(descriptor)
        except OSError:
            with suppress(OSError):
                os.ftruncate(descriptor, size)
            raise
    finally:
        os.close(descriptor)
    if is_new:
        sync_folder(path.parent)
