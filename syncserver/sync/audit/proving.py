"""Proves the audit chain, and names the first row that does not hold.

The rules kept here: every row, operation, verdict and signature is looked at, and the keys of devices are
taken from the chain itself, whose first is the server's own; what was rewritten so that it fits together is
found by the checkpoints that others keep.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection

from shared.contract.audit.checkpoints import SignedCheckpoint, is_genuine
from shared.contract.bodies.people import DeviceEnrolled
from shared.contract.codec import Malformed, decode
from shared.contract.exchange import Verdict
from shared.contract.operations import Operation, SignedOperation
from shared.contract.signing import BadSignature, operation_hash, public_key, verify_operation
from shared.ids import as_text
from syncserver.people.devices.keys import ServerKeys
from syncserver.sync.audit import queries
from syncserver.sync.audit.chain import GENESIS, digest_of, hash_of
from syncserver.sync.audit.queries import AuditRow, KeptOperation

_ENROLLED = "device.enrolled"


@dataclass(frozen=True, slots=True)
class Broken:
    """The first row that does not hold, and what of it, in plain words."""

    row: int
    says: str


@dataclass(frozen=True, slots=True)
class Proved:
    """How many rows were looked at, what is wrong if anything, and what is good to know besides."""

    rows: int
    broken: Broken | None
    notes: tuple[str, ...] = ()


def prove_chain(
    connection: Connection, keys: ServerKeys, own: bytes, witnesses: Iterable[SignedCheckpoint] = ()
) -> Proved:
    """Read the whole chain; `own` is the id of the server's own device.

    `witnesses` are checkpoints kept elsewhere; those in the database are looked at too.
    """
    walk = _Walk(connection, {own: keys.device.public_key()}, own)
    broken = walk.first_broken()
    if broken is not None:
        return Proved(walk.rows, broken)
    return _witnessed(walk, connection, keys, tuple(witnesses))


class _Walk:
    """Goes along the chain; remembers the hash of every row, and the key of every device enrolled in it."""

    def __init__(self, connection: Connection, devices: dict[bytes, Ed25519PublicKey], own: bytes) -> None:
        self._connection = connection
        self._devices = devices
        self._own = own
        self.hashes: dict[int, bytes] = {}
        self.operations = 0

    @property
    def rows(self) -> int:
        """How many rows hold so far."""
        return len(self.hashes)

    def first_broken(self) -> Broken | None:
        """Walk to the end, or to the first row that does not hold."""
        previous = GENESIS
        for row in queries.audit_rows(self._connection):
            wrong = self._wrong_with(row, previous)
            if wrong:
                return Broken(self.rows + 1, wrong)
            previous = self.hashes[row.number] = row.hash
        if queries.audit_head(self._connection) != (self.rows, previous):
            return Broken(self.rows + 1, "the chain ends here, but its head is said to be another")
        if queries.operation_count(self._connection) != self.operations:
            return Broken(self.rows + 1, "operations are kept that no row of the chain tells of")
        return None

    def _wrong_with(self, row: AuditRow, previous: bytes) -> str:
        kept = queries.kept_of_batch(self._connection, row.number)
        for one in kept:
            wrong = self._wrong_with_operation(one, row)
            if wrong:
                return f"{wrong}: operation {as_text(one.id)}"
        if row.number != self.rows + 1:
            return "the row was taken out"
        if (row.operations, row.digest) != digest_of((one.hash, one.verdict) for one in kept):
            named = ", ".join(as_text(one.id) for one in kept) or "none is left"
            return f"an operation or verdict of its batch was changed, added or taken out: {named}"
        if row.previous != previous or row.hash != hash_of(row):
            return "the row itself was changed"
        self.operations += row.operations
        return ""

    def _wrong_with_operation(self, kept: KeptOperation, row: AuditRow) -> str:
        signed = SignedOperation(kept.data, kept.signature)
        if operation_hash(signed) != kept.hash or kept.device != row.device:
            return "the operation was changed"
        try:
            if decode(Verdict, kept.verdict).outcome != kept.outcome:
                return "the verdict was changed"
        except Malformed:
            return "the verdict was changed"
        key = self._devices.get(kept.device)
        if key is None:
            return "its device was never enrolled"
        try:
            verify_operation(signed, key)
        except BadSignature:
            return "the operation was forged: its device did not sign it"
        if kept.kind == _ENROLLED and kept.outcome == "applied" and kept.device == self._own:
            self._know_device(kept.data)
        return ""

    def _know_device(self, data: bytes) -> None:
        body = decode(DeviceEnrolled, decode(Operation, data).body)
        self._devices[body.device] = public_key(body.public_key)


def _witnessed(
    walk: _Walk, connection: Connection, keys: ServerKeys, others: Sequence[SignedCheckpoint]
) -> Proved:
    """Compare the chain with every checkpoint; the first that it contradicts names the row."""
    institution = keys.institution.public_key()
    own = queries.checkpoints_since(connection, 0)
    for signed in own:
        if not is_genuine(signed, institution):
            said = "the checkpoint of this row in the database was not signed by the institution"
            return Proved(walk.rows, Broken(signed.checkpoint.number, said))
    genuine = [signed for signed in others if is_genuine(signed, institution)]
    notes = [f"{len(others) - len(genuine)} lines given as checkpoints were not signed by this institution"]
    lost = _LostRows(own)
    held = 0
    for signed in sorted({*own, *genuine}, key=lambda one: (one.checkpoint.number, one.checkpoint.at_ms)):
        at = signed.checkpoint
        if walk.hashes.get(at.number) == at.hash:
            held = at.number
        elif not lost.covers(signed):
            return Proved(walk.rows, Broken(held + 1, _contradicts(walk, signed, held)))
    notes = notes if len(genuine) < len(others) else []
    return Proved(walk.rows, None, (f"{len({*own, *genuine})} checkpoints agree", *notes, *lost.notes()))


def _contradicts(walk: _Walk, signed: SignedCheckpoint, held: int) -> str:
    at = signed.checkpoint
    what = "were cut off" if at.number > walk.rows else "were rewritten"
    return f"rows {held + 1} to {at.number} {what}: a checkpoint of the institution says otherwise"


class _LostRows:
    """Rows of an earlier epoch that a restored backup did not know: gone by a restore, not by a forger.

    Each restore signs a checkpoint of its own where the new epoch begins, and later epochs have higher ids.
    """

    def __init__(self, own: Iterable[SignedCheckpoint]) -> None:
        self._began: dict[bytes, int] = {}
        for signed in own:
            c = signed.checkpoint
            self._began[c.epoch] = min(c.number, self._began.get(c.epoch, c.number))
        self._lost: dict[bytes, int] = {}

    def covers(self, signed: SignedCheckpoint) -> bool:
        """Say whether this checkpoint is of a row above where a later epoch began."""
        c = signed.checkpoint
        later = [began for epoch, began in self._began.items() if epoch > c.epoch]
        is_lost = bool(later) and c.number > min(later)
        if is_lost:
            self._lost[c.epoch] = max(c.number, self._lost.get(c.epoch, 0))
        return is_lost

    def notes(self) -> Iterator[str]:
        """Say what restores have cost, as far as a checkpoint tells."""
        for epoch, number in sorted(self._lost.items()):
            yield f"rows up to {number} of epoch {epoch.hex()} were lost by a restore"
