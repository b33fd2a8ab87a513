"""Checks of what lies on the tablets, and of what passes between them and the server."""

from __future__ import annotations

from collections.abc import Iterator

from fieldapp.desk.receipts import code_of
from fieldapp.store.author import Desk
from fieldapp.store.carried.files import files_not_sent, files_to_send
from fieldapp.store.outbox import counts
from fieldapp.store.sync_state import read_state
from fieldapp.store.transaction import StoreDamaged
from fieldapp.vault.journal import journal_path
from shared.contract.bodies.documents import DocumentAttached
from shared.contract.bodies.lending import RepaymentCorrected, RepaymentRecorded
from shared.contract.codec import decode
from shared.contract.custody.journal import Entry, open_entry, read_entries
from shared.contract.operations import GENESIS, Operation, SignedOperation
from shared.contract.printed.receipt_code import verify
from shared.contract.signing import operation_hash, verify_operation
from shared.ids import RepaymentId
from syncserver.database.engine import reading
from syncserver.people.devices.contact.queries import content_of, journals_of
from syncserver.people.devices.keys import load_recovery_key
from syncserver.sync.files.receiving import folder_of as files_at
from tests.simulation.ground.office import RECOVERY_KEY
from tests.simulation.ground.tablet import Tablet
from tests.simulation.ground.world import CANARY, World
from tests.simulation.looking import bytes_of, number_of, rows, signed_bodies

_OUTCOMES = "SELECT seq, outcome FROM outbox_operation WHERE state = 'acknowledged'"
_HASH_AT = "SELECT hash FROM outbox_operation WHERE seq = ?"
_LAST_RECEIPTS = (
    "SELECT s.id FROM outbox_operation o JOIN outbox_subject s ON s.seq = o.seq"
    " WHERE o.kind = 'repayment.recorded' AND s.kind = 'repayment' ORDER BY o.seq DESC LIMIT 5"
)


_HIDDEN_RECEIPTS = (
    "SELECT o.data FROM outbox_operation o JOIN outbox_subject s ON s.seq = o.seq AND s.kind = 'repayment'"
    " LEFT JOIN p_repayment r ON r.id = s.id WHERE o.kind = 'repayment.recorded' AND r.id IS NULL"
)


def recorded_is_kept(world: World) -> Iterator[str]:
    """The newest that somebody was told is recorded is in the store, under its sequence and hash."""
    for tablet in world.touched:
        if tablet.desk is None or not tablet.noted:
            continue
        newest = tablet.noted[-1]
        with tablet.desk.store.read() as tx:
            found = tx.row(bytes, _HASH_AT, (newest.seq,))
        if found != newest.hash:
            yield f"{tablet.name}: operation {newest.seq} is not what was recorded"


def acknowledged_is_known(world: World) -> Iterator[str]:
    """What a tablet holds for acknowledged is on the server, unless that was restored since."""
    epoch = bytes_of(rows(world.office.engine, "SELECT epoch FROM server_state")[0][0])
    heads = _server_heads(world)
    for tablet in world.everyone:
        if tablet.desk is None:
            continue
        state = tablet.look(read_state)
        if state.epoch == epoch and state.acknowledged_seq > heads.get(tablet.device, 0):
            yield f"{tablet.name}: {state.acknowledged_seq} acknowledged, {heads.get(tablet.device, 0)} known"


def no_wrong_was_seen(world: World) -> Iterator[str]:
    """Locked, a tablet reads nothing and holds no key; stopped or out of its lease, it records nothing;
    whenever a bucket is level, count and digest are the server's.
    """
    for tablet in world.everyone:
        for wrong in tablet.wrongs:
            yield f"{tablet.name}: {wrong}"


def recorded_is_shown(world: World) -> Iterator[str]:
    """A receipt of a member who is here never goes from the screen, not even while its verdict has come and
    its record has not.
    """
    for tablet in world.touched:
        if tablet.desk is None:
            continue
        with tablet.desk.store.read() as tx:
            for data in tx.rows(bytes, _HIDDEN_RECEIPTS):
                operation = decode(Operation, data)
                body = decode(RepaymentRecorded, operation.body)
                if tx.row(bytes, "SELECT id FROM p_member WHERE id = ?", (body.member,)):
                    yield f"{tablet.name}: the receipt of operation {operation.seq} cannot be seen"


def receipt_numbers_rise(world: World) -> Iterator[str]:
    """A device's own numbers go from 1 on without a gap, and none is on two receipts."""
    for tablet in world.everyone:
        numbers = []
        for _, body in signed_bodies(tablet):
            receipt = body.replacement if isinstance(body, RepaymentCorrected) else body
            if not isinstance(receipt, RepaymentRecorded):
                continue
            prefix, _, number = receipt.receipt_number.rpartition("-")
            if prefix != tablet.machine.identity.device_code:
                yield f"{tablet.name}: {receipt.receipt_number} is not a number of this device"
            numbers.append(int(number))
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"{tablet.name}: receipts are numbered {numbers[:5]} … {numbers[-5:]}"


def everything_is_sent(world: World) -> Iterator[str]:
    """After a few rounds without faults nothing waits, and every tablet could be opened."""
    for tablet in world.everyone:
        if tablet.desk is None:
            if not tablet.retired:
                yield f"{tablet.name} cannot be opened"
        elif waiting := tablet.look(counts).waiting:
            yield f"{tablet.name}: {waiting} operations still wait"


def chains_are_one(world: World) -> Iterator[str]:
    """Sequences 1 to n, each naming the one before, signed, in the store as on the server; all that was said
    to be recorded among them.
    """
    for tablet in world.everyone:
        ours = [(one.seq, one.hash) for one in tablet.noted]
        if tablet.desk is not None:
            yield from _chain_faults(tablet, tablet.desk)
            if tablet.chain() != tablet.noted:
                yield f"{tablet.name}: the store does not hold exactly what was recorded"
        sql = "SELECT seq, hash FROM operation WHERE device = :device ORDER BY seq"
        theirs = rows(world.office.engine, sql, device=tablet.device)
        if theirs != ours:
            yield f"{tablet.name}: the server's chain has {len(theirs)} operations, the tablet's {len(ours)}"


def verdicts_are_the_offices(world: World) -> Iterator[str]:
    """What a tablet shows of an operation is what the office decided on it, also one that was restored."""
    for tablet in world.everyone:
        if tablet.desk is None:
            continue
        sql = "SELECT seq, outcome FROM operation WHERE device = :device"
        decided = {row[0]: row[1] for row in rows(world.office.engine, sql, device=tablet.device)}
        shown = tablet.look(lambda tx: tx.tuples(_OUTCOMES))
        for seq, outcome in shown:
            if decided.get(seq, outcome) != outcome:
                yield f"{tablet.name}: operation {seq!r} is shown as {outcome!r}, not as {decided[seq]!r}"


def receipts_verify(world: World) -> Iterator[str]:
    """The code of a receipt is genuine under the device's own key, and says what was signed."""
    for tablet in world.tablets.values():
        if tablet.desk is None:
            continue
        key = tablet.desk.author.signing_key.public_key()
        with tablet.desk.store.read() as tx:
            codes = [code_of(tx, tablet.desk, which) for which in tx.rows(RepaymentId, _LAST_RECEIPTS)]
        for code in codes:
            if code is None or verify(code.text, key).device != tablet.device:
                yield f"{tablet.name}: a receipt cannot be checked"


def journals_are_whole(world: World) -> Iterator[str]:
    """The sealed journal holds each operation that is recorded, and opens with the recovery key alone; where
    a tablet was wiped, the office has it.
    """
    key = load_recovery_key(world.office.folder / RECOVERY_KEY)
    for tablet in world.everyone:
        content = _journal(world, tablet)
        entries = [one for one in read_entries(content) if isinstance(one, Entry)]
        opened = {(one.seq, operation_hash(open_entry(one, key))) for one in entries}
        missing = {(one.seq, one.hash) for one in tablet.noted} - opened
        if missing:
            yield f"{tablet.name}: the journal lacks {len(missing)} operations"
        if len(opened) > len(tablet.noted):
            yield f"{tablet.name}: the journal holds what was never recorded"


def files_are_kept(world: World) -> Iterator[str]:
    """The file of a document that somebody was told is recorded stays until the office has it."""
    for tablet in world.touched:
        if tablet.desk is None or tablet.desk.files is None:
            continue
        for file in tablet.look(files_not_sent):
            if not tablet.desk.files.has(file.digest):
                yield f"{tablet.name}: a file is gone before the office has it"


def files_have_arrived(world: World) -> Iterator[str]:
    """Each file that a document on record at the office names is whole there, unless its tablet was lost
    first; and on the tablet it is as long as the office has not signed that it has it.
    """
    for tablet in world.everyone:
        if tablet.desk is None or tablet.desk.files is None:
            continue
        left = {file.digest for file in tablet.look(files_to_send)}
        sql = "SELECT sha256 FROM document WHERE attached_by = :staff"
        named = {bytes_of(digest) for (digest,) in rows(world.office.engine, sql, staff=tablet.staff)}
        if left & named and not tablet.retired:
            yield f"{tablet.name}: {len(left & named)} files were not sent"
        for digest in _files_of(tablet):
            folder = tablet.desk.files if digest in left else files_at(world.office.server)
            try:
                folder.read(digest)
            except (StoreDamaged, FileNotFoundError):
                yield f"{tablet.name}: the file {digest.hex()[:8]} is nowhere"


def _files_of(tablet: Tablet) -> Iterator[bytes]:
    """The files of documents that the office has on record."""
    sql = "SELECT data FROM outbox_operation WHERE kind = 'document.attached' AND outcome LIKE 'applied%'"
    for data in tablet.look(lambda tx: tx.rows(bytes, sql)):
        yield decode(DocumentAttached, decode(Operation, data).body).sha256


def nothing_in_plain(world: World) -> Iterator[str]:
    """The family name of every first member is in no file of a tablet, nor is a key."""
    for tablet in world.everyone:
        keys = tablet.opened.vault.keys if tablet.opened is not None else None
        secrets = [CANARY.encode(), *([keys.database_key] if keys else [])]
        for file in sorted(path for path in tablet.machine.folder.rglob("*") if path.is_file()):
            data = file.read_bytes()
            if any(secret in data for secret in secrets):
                yield f"{file.name} of {tablet.name} can be read"


def _journal(world: World, tablet: Tablet) -> bytes:
    path = journal_path(tablet.machine.profile)
    if path.exists():
        return path.read_bytes()
    with reading(world.office.engine) as connection:
        whole = [one for one in journals_of(connection, tablet.device) if one.is_whole]
        return b"".join(content_of(connection, one) for one in whole)


def _chain_faults(tablet: Tablet, desk: Desk) -> Iterator[str]:
    prev, seq, key = GENESIS, 0, desk.author.signing_key.public_key()
    sql = "SELECT data, signature FROM outbox_operation ORDER BY seq"
    for signed in tablet.look(lambda tx: tx.rows(SignedOperation, sql)):
        verify_operation(signed, key)
        operation = decode(Operation, signed.data)
        if (operation.seq, operation.prev) != (seq + 1, prev):
            yield f"{tablet.name}: the chain breaks at {operation.seq}"
        seq, prev = operation.seq, operation_hash(signed)


def _server_heads(world: World) -> dict[bytes, int]:
    found = rows(world.office.engine, "SELECT device, max(seq) FROM operation GROUP BY device")
    return {bytes_of(device): number_of(seq) for device, seq in found}
