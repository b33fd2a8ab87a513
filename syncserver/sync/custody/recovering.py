"""Reads a device's sealed journal back: what is in it goes through the same inbox as what a device sends.

The rules kept here: only what a device signed reaches the inbox, so a file somebody made up harms no device;
what was taken before is told as known, never taken twice; nothing in the file is passed over in silence.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Engine

from shared.contract.bodies.cash import CashHandedOver
from shared.contract.bodies.lending import RepaymentRecorded
from shared.contract.codec import Malformed
from shared.contract.custody.journal import Damage, Entry, open_entry, read_entries
from shared.contract.custody.sealing import SealBroken
from shared.contract.exchange import Verdict
from shared.contract.operations import GENESIS, Operation, decode_body
from shared.contract.signing import public_key
from shared.contract.version import MAX_OPERATIONS_PER_EXCHANGE
from syncserver.database.engine import reading, writing
from syncserver.people.devices.queries import Device, Head, find_device, find_device_and_head
from syncserver.people.queries import writing_of
from syncserver.people.tasks import open_task
from syncserver.sync import queries
from syncserver.sync.feed.numbering import number_records
from syncserver.sync.inbox.batch import begin_work
from syncserver.sync.inbox.envelopes import Envelope, open_envelope
from syncserver.sync.inbox.taking import Inbox, take

Became = Literal[
    "taken", "suspended", "refused", "known", "gap", "fork", "stopped", "forged", "unknown", "unreadable"
]
"""What became of an entry.

taken, suspended, refused: the inbox's verdict now; known: it was here before; gap: an earlier one is missing;
fork: another operation has its place; stopped: the device is frozen and has to be revoked first; forged: not
signed by the device it says; unknown: of no device of this server; unreadable: damaged, or another key's.
"""

_NAMED = 50
"""So many places are named to whoever looks for the money in them."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing in the file and what became of it; `amount_minor` is money received, 0 where it is none."""

    became: Became
    device: str
    seq: int
    kind: str = ""
    at_ms: int = 0
    amount_minor: int = 0
    detail: str = ""


def recover(inbox: Inbox, data: bytes, key: X25519PrivateKey) -> tuple[Found, ...]:
    """Take what is in a journal's file, of however many devices, each in the order of its chain.

    Run again it takes nothing twice; of money it can take nowhere a task tells.
    `Unavailable` when the database takes nothing: then run it again.
    """
    found: list[Found] = []
    by_device: dict[bytes, dict[tuple[int, bytes], Entry]] = defaultdict(dict)
    for one in read_entries(data):
        if isinstance(one, Damage):
            found.append(Found("unreadable", "", 0, detail=f"{one.length} damaged bytes at {one.offset}"))
        else:
            by_device[one.device].setdefault((one.seq, one.hash), one)
    for identifier, entries in sorted(by_device.items()):
        # Where two claim one place of the chain, the one recorded first stands first in the file.
        ordered = sorted(entries.values(), key=lambda entry: entry.seq)
        with reading(inbox.engine) as connection:
            device = find_device(connection, identifier)
        if device is None:
            found += [Found("unknown", one.device.hex()[:8], one.seq) for one in ordered]
        else:
            became = tuple(_recover_device(inbox, device, ordered, key))
            _tell_of_forks(inbox, device, became)
            found += became
    return tuple(found)


def _tell_of_forks(inbox: Inbox, device: Device, found: Sequence[Found]) -> None:
    """Money in a place that another operation has is posted nowhere: the person's supervisor looks for it."""
    left = [one for one in found if one.became == "fork" and one.amount_minor]
    if not left:
        return
    with writing(inbox.engine) as connection:
        work = begin_work(connection, inbox.clock_ms())
        amount = writing_of(work).signed(sum(one.amount_minor for one in left))
        open_task(
            work,
            kind="recovered_fork",
            title=f"Device {device.device_code}: {amount} in its journal is posted nowhere",
            detail=(
                "Places of its chain are taken by other records: it was copied or set back. "
                f"Look at the receipts of its records {', '.join(str(one.seq) for one in left[:_NAMED])}."
            ),
            about_kind="device",
            about=device.id,
            staff=device.staff,
        )
        work.keep()
        work.flush()
        number_records(work, inbox.handlers.publishers)


def _recover_device(
    inbox: Inbox, device: Device, entries: Sequence[Entry], key: X25519PrivateKey
) -> Iterator[Found]:
    good: list[Envelope] = []
    for entry in entries:
        try:
            signed = open_entry(entry, key)
        except SealBroken as fault:
            yield Found("unreadable", device.device_code, entry.seq, detail=str(fault))
            continue
        envelope = open_envelope(signed, public_key(device.public_key))
        if envelope.genuine and envelope.device == device.id and envelope.seq == entry.seq:
            good.append(envelope)
        else:
            yield Found("forged", device.device_code, entry.seq)
    known = _known(inbox.engine, device, good)
    fresh = [one for one in good if known.get(one.seq) != one.hash]
    verdicts = _take(inbox, device, fresh)
    head, there = _head(inbox.engine, device), {one.seq for one in good}
    for one in good:
        became, detail = _became(one, known.get(one.seq), verdicts.get(one.hash))
        if became == "fork" and one.seq > head.seq:
            became, detail = _not_taken(device, head, there)
        yield _found(device, one, became, detail)


def _take(inbox: Inbox, device: Device, fresh: Sequence[Envelope]) -> Mapping[bytes, Verdict]:
    """Send batch after batch through the inbox until one of them is not answered whole."""
    verdicts: dict[bytes, Verdict] = {}
    for batch in _batches(_continuing(inbox.engine, device, fresh)):
        answered = take(inbox, device.id, batch, lambda _, items: items)
        verdicts |= {one.hash: verdict for one, verdict in zip(batch, answered, strict=False)}
        if len(answered) < len(batch):
            break
    return verdicts


def _continuing(engine: Engine, device: Device, fresh: Sequence[Envelope]) -> Iterator[Envelope]:
    """Yield what goes on from the head of the chain: what does not would freeze a device for no more than
    having lain in a file.
    """
    head = _head(engine, device)
    seq, prev = head.seq, head.hash or GENESIS
    for one in fresh:
        if one.seq == seq + 1 and one.prev == prev:
            seq, prev = one.seq, one.hash
            yield one


def _batches(items: Iterable[Envelope]) -> Iterator[Sequence[Envelope]]:
    waiting = list(items)
    for start in range(0, len(waiting), MAX_OPERATIONS_PER_EXCHANGE):
        yield waiting[start : start + MAX_OPERATIONS_PER_EXCHANGE]


def _known(engine: Engine, device: Device, envelopes: Sequence[Envelope]) -> Mapping[int, bytes]:
    """Return the hash of what the server holds at each place of the chain that the file speaks of."""
    if not envelopes:
        return {}
    span = (min(one.seq for one in envelopes), max(one.seq for one in envelopes))
    with reading(engine) as connection:
        stored = queries.known_operations(connection, [], device.id, span)
    return {one.seq: one.hash for one in stored}


def _became(one: Envelope, held: bytes | None, verdict: Verdict | None) -> tuple[Became, str]:
    if verdict is not None:
        said = f"{verdict.title}. {verdict.detail}" if verdict.title else ""
        if verdict.outcome in ("suspended", "refused"):
            return verdict.outcome, said
        return "taken", said
    if held == one.hash:
        return "known", ""
    return "fork", "another operation of this device has its place"


def _not_taken(device: Device, head: Head, there: set[int]) -> tuple[Became, str]:
    """Say why an operation beyond the head of the chain was not taken."""
    if device.state == "FROZEN":
        return "stopped", "the device is frozen: revoke it, then recover again"
    if head.seq + 1 not in there:
        return "gap", f"operation {head.seq + 1} is missing"
    return "fork", "it does not go on from what the server holds"


def _found(device: Device, one: Envelope, became: Became, detail: str) -> Found:
    operation = one.operation
    kind, at_ms = ("", 0) if operation is None else (operation.kind, operation.at_ms)
    return Found(became, device.device_code, one.seq, kind, at_ms, money_in(operation), detail)


def _head(engine: Engine, device: Device) -> Head:
    with reading(engine) as connection:
        found = find_device_and_head(connection, device.id)
    return Head(0, None, 0) if found is None else found[1]


def money_in(operation: Operation | None) -> int:
    """Return the money that changed hands, by the operations that tell of it."""
    if operation is None:
        return 0
    try:
        body = decode_body(operation.kind, operation.kind_version, operation.body)
    except Malformed:
        return 0
    return body.amount_minor if isinstance(body, RepaymentRecorded | CashHandedOver) else 0
