"""Many devices that send to one server, each when its time has come, and look whether the answer was true."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Engine, func, select

from shared.contract.operations import SignedOperation
from syncserver.database.engine import reading
from syncserver.lending.tables import repayment
from syncserver.sync.tables import operation
from tests.benchmarks.pen import Pen
from tests.benchmarks.serving import Session, http_client


@dataclass(frozen=True, slots=True)
class Sent:
    """How long each exchange took, and how long it was from the first request to the last answer."""

    taken_s: Sequence[float]
    elapsed_s: float


@dataclass(slots=True)
class _Device:
    """One device with what it has to send, all of it in one exchange."""

    pen: Pen
    session: Session
    queue: Sequence[SignedOperation]
    delay_s: float
    taken_s: float = 0.0
    faults: list[BaseException] = field(default_factory=list)

    def work(self, engine: Engine) -> None:
        """Send when the delay is over; what went wrong is kept, to be raised where the crowd was called."""
        try:
            time.sleep(self.delay_s)
            self._send(engine)
        except BaseException as fault:  # noqa: BLE001 - nobody would see it on this thread
            self.faults.append(fault)

    def _send(self, engine: Engine) -> None:
        started = time.perf_counter()
        answer = self.session.exchange(self.queue)
        self.taken_s = time.perf_counter() - started
        assert all(verdict.outcome == "applied" for verdict in answer.verdicts), answer.verdicts
        assert answer.head.seq == self.pen.seq
        assert _committed(engine, self.pen.device) == self.pen.seq, "answered before it was committed"


def send_together(
    address: str,
    pens: Sequence[Pen],
    queues: Sequence[Sequence[SignedOperation]],
    engine: Engine,
    delays_s: Sequence[float] | None = None,
) -> Sent:
    """Let every device send its queue after its own delay; without delays, one after the other."""
    with http_client(len(pens)) as client:
        devices = [
            _Device(pen, Session.level(address, pen, client), queue, delay_s)
            for pen, queue, delay_s in zip(pens, queues, delays_s or [0.0] * len(pens), strict=True)
        ]
        started = time.perf_counter()
        threads = [threading.Thread(target=device.work, args=(engine,)) for device in devices]
        for thread in threads:
            thread.start()
            if delays_s is None:
                thread.join()
        for thread in threads:
            thread.join()
        elapsed_s = time.perf_counter() - started
    for device in devices:
        for fault in device.faults:
            raise fault
    return Sent([device.taken_s for device in devices], elapsed_s)


def receipts(engine: Engine) -> int:
    """How many receipts the server has."""
    with reading(engine) as connection:
        return int(connection.scalars(select(func.count()).select_from(repayment)).one())


def _committed(engine: Engine, device: bytes) -> int:
    """How many operations of a device somebody else sees."""
    with reading(engine) as connection:
        counted = select(func.count()).where(operation.c.device == device)
        return int(connection.scalars(counted).one())
