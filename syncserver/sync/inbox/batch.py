"""One batch in one transaction: lock the device, judge in order, write everything, number the records.

The rule kept here: verdicts leave this module only after the commit, and are the ones that were committed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from sqlalchemy import Connection, Engine

from shared.contract.codec import Message, encode
from shared.contract.exchange import Verdict
from shared.ids import INSTITUTION_ID
from syncserver.database.bulk import Row
from syncserver.database.engine import writing
from syncserver.database.work import Work
from syncserver.people.devices.devices import freeze_device
from syncserver.people.devices.queries import DEVICES, Device, Head, lock_head, save_head
from syncserver.people.queries import INSTITUTION, STAFF
from syncserver.sync import queries
from syncserver.sync.audit.chain import next_row
from syncserver.sync.audit.queries import add_audit_row
from syncserver.sync.feed.numbering import Key, effects_of, number_records
from syncserver.sync.handlers import Handlers
from syncserver.sync.inbox.envelopes import Envelope, Sorted, sort_out
from syncserver.sync.inbox.judging import Author, Fault, Opened, judge, open_body

Supply = Callable[[Head], Sequence[Envelope]]
"""Gives a batch's operations once the head of the chain is held: those sent, or newly signed ones."""


class UnknownDevice(LookupError):
    """No device of this id is enrolled."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The verdicts of one transaction; `stopped` when the chain did not go on."""

    verdicts: tuple[Verdict, ...]
    stopped: bool


@dataclass(frozen=True, slots=True)
class _Judged:
    envelope: Envelope
    seen_ms: int
    verdict: Verdict
    published: tuple[Key, ...]


def run_batch(
    engine: Engine,
    handlers: Handlers,
    *,
    now_ms: int,
    device: bytes,
    supply: Supply,
    fault: Fault | None = None,
) -> Answered:
    """Take a batch in one transaction of its own; with a `fault`, handlers are not asked."""
    with writing(engine) as connection:
        head = lock_head(connection, device)
        if head is None:
            raise UnknownDevice(device.hex())
        work = begin_work(connection, now_ms)
        envelopes = supply(head)
        owner = _require(work, device)
        known = _known(connection, envelopes, head, device)
        sorted_out = sort_out(envelopes, device=owner, head=head, known=known)
        judged = _judge_all(work, handlers, Author(owner, head.seen_ms), sorted_out, fault)
        if sorted_out.freeze is not None:
            freeze_device(work, owner, reason=sorted_out.freeze.reason, detail=sorted_out.freeze.detail)
            work.keep()
        fresh = _finish(work, handlers, owner, judged)
    verdicts = tuple(i if isinstance(i, Verdict) else fresh[i.id] for i in sorted_out.items)
    return Answered(verdicts, sorted_out.stopped)


def begin_work(connection: Connection, now_ms: int) -> Work:
    """Return a work whose posting date is the day it now is at the institution."""
    work = Work(connection, now_ms=now_ms, today=_day(now_ms, "UTC"))
    institution = work.get(INSTITUTION, INSTITUTION_ID)
    if institution is not None:
        work.today = _day(now_ms, institution.settings.time_zone)
    return work


def _day(now_ms: int, time_zone: str) -> date:
    return datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(ZoneInfo(time_zone)).date()


def _require(work: Work, identifier: bytes) -> Device:
    device = work.get(DEVICES, identifier)
    if device is None:
        raise UnknownDevice(identifier.hex())
    work.prefetch(STAFF, [device.staff])
    return device


def _known(
    connection: Connection, envelopes: Sequence[Envelope], head: Head, device: bytes
) -> Sequence[queries.StoredOperation]:
    if not envelopes:
        return ()
    seqs = [envelope.seq for envelope in envelopes if 1 <= envelope.seq <= head.seq]
    span = (min(seqs), max(seqs)) if seqs else None
    return queries.known_operations(connection, [envelope.id for envelope in envelopes], device, span)


def _judge_all(
    work: Work, handlers: Handlers, author: Author, sorted_out: Sorted, fault: Fault | None
) -> list[_Judged]:
    opened = [open_body(item) for item in sorted_out.items if isinstance(item, Envelope)]
    if fault is None:
        _prefetch(work, handlers, opened)
    outcomes = _outcomes(work.connection, opened)
    judged = []
    for one in opened:
        author = author.knowing(one.envelope.operation, work.now_ms)
        verdict = judge(work, handlers, author, one, outcomes, fault)
        outcomes[verdict.operation] = verdict.outcome
        judged.append(_Judged(one.envelope, author.seen_ms, verdict, work.published_by_operation()))
        work.keep()
    return judged


def _prefetch(work: Work, handlers: Handlers, opened: Iterable[Opened]) -> None:
    by_kind: dict[str, list[Message]] = {}
    for one in opened:
        if one.body is not None and one.envelope.operation is not None:
            by_kind.setdefault(one.envelope.operation.kind, []).append(one.body)
    for kind, bodies in by_kind.items():
        handling = handlers.by_kind.get(kind)
        if handling is not None and handling.prefetch is not None:
            handling.prefetch(work, bodies)


def _outcomes(connection: Connection, opened: Iterable[Opened]) -> dict[bytes, str]:
    operations = [one.envelope.operation for one in opened if one.envelope.operation is not None]
    return queries.outcomes(connection, (needed for o in operations for needed in o.depends_on))


def _finish(
    work: Work, handlers: Handlers, device: Device, judged: Sequence[_Judged]
) -> Mapping[bytes, Verdict]:
    """Write the batch; the feed's counters and the audit chain's head come last."""
    work.flush()
    effects = number_records(work, handlers.publishers)
    if not judged:
        return {}
    verdicts = {j.envelope.id: replace(j.verdict, effects=effects_of(j.published, effects)) for j in judged}
    answers = {identifier: encode(verdict) for identifier, verdict in verdicts.items()}
    row = next_row(
        work.connection,
        at_ms=work.now_ms,
        device=device.id,
        judged=((j.envelope.hash, answers[j.envelope.id]) for j in judged),
    )
    rows = [_row(work, device, j, answers[j.envelope.id], row.number) for j in judged]
    queries.add_operations(work.connection, rows)
    add_audit_row(work.connection, row)
    last = judged[-1]
    save_head(work.connection, device.id, Head(last.envelope.seq, last.envelope.hash, last.seen_ms))
    return verdicts


def _row(work: Work, device: Device, judged: _Judged, verdict: bytes, batch: int) -> Row:
    envelope = judged.envelope
    return {
        "id": envelope.id,
        "device": device.id,
        "seq": envelope.seq,
        "kind": "" if envelope.operation is None else envelope.operation.kind,
        "hash": envelope.hash,
        "data": envelope.signed.data,
        "signature": envelope.signed.signature,
        "received_at_ms": work.now_ms,
        "outcome": judged.verdict.outcome,
        "verdict": verdict,
        "batch": batch,
    }
