"""Takes in what a device sent by courier, and makes the answer that travels back.

The rules kept here: a bundle goes through the same inbox as an exchange, batch after batch, and its answer is
read by the same code; nothing is taken twice, by whatever ways and however often it comes. Only what the
device signed is looked at, and only the device can read the answer.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from shared.contract.codec import Malformed
from shared.contract.custody.courier import (
    MAX_ANSWER_PAGES,
    MAX_COURIER_BYTES,
    CarriedFile,
    CourierAnswer,
    CourierBundle,
    open_bundle,
    read_carried,
    seal_answer,
)
from shared.contract.custody.sealing import SealBroken, seal
from shared.contract.exchange import BucketNumber, ExchangeRequest, ExchangeResponse, Outcome, Verdict
from shared.contract.files.receipts import SignedReceipt
from shared.contract.operations import Operation, SignedOperation
from shared.contract.signing import BadSignature, public_key
from shared.contract.version import MAX_OPERATIONS_PER_EXCHANGE
from shared.errors import RuleRefused
from syncserver.database.engine import reading
from syncserver.people.devices.queries import Device, find_device, find_device_and_head
from syncserver.sync.custody.recovering import money_in
from syncserver.sync.exchange import exchange
from syncserver.sync.files.receiving import NoSuchFile, OtherContent, OtherOffset, begin, take_part
from syncserver.sync.inbox.envelopes import open_envelope
from syncserver.sync.inbox.taking import take_sent
from syncserver.sync.server import Server


@dataclass(frozen=True, slots=True)
class Answered:
    """How many operations of a bundle are answered in one way, and the money in them (minor units)."""

    outcome: Outcome
    count: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came of a bundle: `left` operations have no answer, because the chain does not go on there;
    `answer` are the bytes that travel back; `files` of documents were taken whole.
    """

    device: Device
    answered: tuple[Answered, ...]
    left: int
    answer: bytes
    files: int = 0


def take_in(server: Server, data: bytes, random_bytes: Callable[[int], bytes]) -> TakenIn:
    """Take in a bundle and answer it. `Unavailable` when the database takes nothing: then take it again.

    Refusals: `courier.too_large`, `courier.unreadable` for a file that is no bundle, was changed, or is
    sealed to another server; `courier.device` for a device not known here.
    """
    device, bundle = _opened(server, data)
    verdicts = _take(server, device, bundle.operations)
    receipts = tuple(_receipts(server, device, bundle.files))
    pages = tuple(_pages(server, device, _without_old_news(server, device, bundle.request)))
    told = (*pages[0].verdicts, *verdicts)
    responses = (msgspec.structs.replace(pages[0], verdicts=told), *pages[1:])
    answer = CourierAnswer(device.id, bundle.bundle, server.inbox.clock_ms(), responses, receipts)
    sealed = seal_answer(answer, server.keys.institution, bundle.answer_key, random_bytes)
    return TakenIn(
        device, _sums(device, bundle, verdicts), len(bundle.operations) - len(verdicts), sealed, len(receipts)
    )


def _opened(server: Server, data: bytes) -> tuple[Device, CourierBundle]:
    """Return the device and what it signed."""
    if len(data) > MAX_COURIER_BYTES:
        detail = f"A courier's file has at most {MAX_COURIER_BYTES} bytes."
        raise RuleRefused("courier.too_large", "The file is too large", detail)
    try:
        carried = read_carried(data)
        with reading(server.inbox.engine) as connection:
            device = find_device(connection, carried.device)
        if device is None or device.state == "PENDING":
            detail = "No tablet that is enrolled here saved this file."
            raise RuleRefused("courier.device", "The tablet is not known here", detail)
        bundle = open_bundle(carried, server.keys.courier_key(), public_key(device.public_key))
        _require_answerable(bundle)
    except (SealBroken, BadSignature, Malformed) as fault:
        raise RuleRefused(
            "courier.unreadable",
            "This is no file of a tablet of this institution",
            f"It is another file, or it was changed on the way: {fault}",
        ) from fault
    return device, bundle


def _require_answerable(bundle: CourierBundle) -> None:
    """Try the key that the answer is sealed to, before anything is taken that could not be answered."""
    try:
        seal(b"", bundle.answer_key, "courier")
    except ValueError as fault:
        raise Malformed("nothing can be sealed to its key") from fault


def _without_old_news(server: Server, device: Device, request: ExchangeRequest) -> ExchangeRequest:
    """What a tablet says of itself is left aside where it has sent more since: a bundle may come weeks later,
    and again.
    """
    with reading(server.inbox.engine) as connection:
        found = find_device_and_head(connection, device.id)
    if found is None or request.report is None or found[1].seq <= request.report.recorded:
        return request
    return msgspec.structs.replace(request, report=None)


def _take(server: Server, device: Device, operations: Sequence[SignedOperation]) -> tuple[Verdict, ...]:
    """Send batch after batch through the inbox until one of them is not answered whole."""
    verdicts: list[Verdict] = []
    for start in range(0, len(operations), MAX_OPERATIONS_PER_EXCHANGE):
        batch = operations[start : start + MAX_OPERATIONS_PER_EXCHANGE]
        answered = take_sent(server.inbox, device.id, public_key(device.public_key), batch)
        verdicts += answered
        if len(answered) < len(batch):
            break
    return tuple(verdicts)


def _receipts(server: Server, device: Device, files: Sequence[CarriedFile]) -> Iterator[SignedReceipt]:
    """Take each file as an upload would be; one that no document names, or another, or that the disk does not
    take, stays on the tablet.
    """
    for file in files:
        try:
            progress = begin(server, device, file.sha256, len(file.content))
            if progress.receipt is None:
                rest = file.content[progress.taken :]
                progress = take_part(server, device, file.sha256, progress.taken, rest)
        except (NoSuchFile, OtherContent, OtherOffset, RuleRefused, OSError):
            continue
        if progress.receipt is not None:
            yield progress.receipt


def _pages(server: Server, device: Device, request: ExchangeRequest) -> Iterator[ExchangeResponse]:
    """Yield what exchange after exchange answers until all is level, each from where the one before ended."""
    for _ in range(MAX_ANSWER_PAGES):
        response = exchange(server, device, request)
        yield response
        if not response.more:
            return
        reached = tuple(BucketNumber(state.bucket, state.cursor) for state in response.buckets)
        request = msgspec.structs.replace(
            request,
            cursors=reached,
            epoch=response.epoch,
            scope_version=response.scope_version,
            wanted_blocks=(),
            report=None,
        )


def _sums(device: Device, bundle: CourierBundle, verdicts: Sequence[Verdict]) -> tuple[Answered, ...]:
    key = public_key(device.public_key)
    envelopes = (open_envelope(signed, key) for signed in bundle.operations)
    operations: dict[bytes, Operation | None] = {one.id: one.operation for one in envelopes}
    counts, money = Counter[Outcome](), Counter[Outcome]()
    for verdict in verdicts:
        counts[verdict.outcome] += 1
        money[verdict.outcome] += money_in(operations.get(verdict.operation))
    return tuple(Answered(outcome, count, money[outcome]) for outcome, count in counts.items())
