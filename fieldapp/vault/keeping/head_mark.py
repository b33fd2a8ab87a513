"""How far the chain of operations is known to have come, kept outside the store.

The rule kept here: the mark stands in a file and in the keyring and only ever goes up, so that a store put
back from an old copy is behind it, even where the file was put back too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from fieldapp.vault.keeping.durable import write_durably
from fieldapp.vault.keeping.keyring_access import Keyring

_FORM = re.compile(rb"(\d{1,16}) ([0-9a-f]{64})")


@dataclass(frozen=True, slots=True, order=True)
class MarkedHead:
    """Sequence and hash of an operation that was in the store."""

    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class HeadMark:
    """The mark of one device, in a file and in an entry of the keyring; the higher counts."""

    path: Path
    keyring: Keyring
    entry: str

    def read(self) -> MarkedHead | None:
        """Return the higher of the two, or None if it is in neither place any more."""
        kept = self.path.read_bytes() if self.path.exists() else None
        return max(filter(None, (_parsed(kept), _parsed(self.keyring.get(self.entry)))), default=None)

    def raise_to(self, seq: int, hashed: bytes) -> None:
        """Keep a later head in both places; an earlier one is left aside."""
        known = self.read()
        if known is None or seq > known.seq:
            data = b"%d %s" % (seq, hashed.hex().encode())
            write_durably(self.path, data)
            self.keyring.set(self.entry, data)


def _parsed(data: bytes | None) -> MarkedHead | None:
    found = _FORM.fullmatch(data or b"")
    return None if found is None else MarkedHead(int(found[1]), bytes.fromhex(found[2].decode()))
