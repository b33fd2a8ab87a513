"""Many devices at once: nothing may be lost, doubled, refused or answered before it was committed."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from sqlalchemy import Engine, func, select

from shared.contract.operations import SignedOperation
from syncserver.database.engine import open_engine, reading
from syncserver.lending.tables import repayment
from syncserver.sync.tables import operation
from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Figure
from tests.benchmarks.pen import Pen
from tests.benchmarks.push_figures import in_turn
from tests.benchmarks.serving import Session, http_client, served
from tests.benchmarks.timing import percentile
from tests.databases import Databases


@dataclass(frozen=True, slots=True)
class Crowd:
    """Devices, what each sends, and how long it took until all were answered and each one."""

    pens: Sequence[Pen]
    queues: Sequence[Sequence[SignedOperation]]
    elapsed_s: float
    taken_s: Sequence[float]


def measure_crowd(bench: Bench) -> Iterator[Figure]:
    """Twenty devices with a hundred operations each, on both engines."""
    for databases in bench.databases:
        devices = min(20, bench.size(200))
        crowd = _measured(bench, databases, devices, each=100, at_once=True)
        alone = _measured(bench, databases, devices, each=100, at_once=False)
        yield Figure(
            name="20 clients × 100 at once",
            engine=databases.engine,
            value=crowd.elapsed_s,
            unit="s",
            bar=bench.bar(2.5),
            floor=alone.elapsed_s,
            floor_of="the same exchanges one after the other",
            parts={"slowest exchange s": max(crowd.taken_s)},
        )


def measure_storm(bench: Bench) -> Iterator[Figure]:
    """Two hundred devices with twenty operations each, on PostgreSQL."""
    (databases,) = (found for found in bench.databases if found.engine == "postgresql")
    crowd = _measured(bench, databases, bench.size(200), each=20, at_once=True)
    alone = _measured(bench, databases, bench.size(200), each=20, at_once=False)
    yield Figure(
        name="200 devices × 20 at once, p95 exchange",
        engine=databases.engine,
        value=percentile(crowd.taken_s, 0.95),
        unit="s",
        bar=bench.bar(1),
        floor=median(alone.taken_s),
        floor_of="one such exchange with nobody else there",
        parts={"median s": median(crowd.taken_s), "all answered after s": crowd.elapsed_s},
    )


def _measured(bench: Bench, databases: Databases, devices: int, *, each: int, at_once: bool) -> Crowd:
    branch = bench.crowd.fresh(databases)
    pens = branch.officers[:devices]
    queues = in_turn(pens, branch, each)
    engine = open_engine(branch.url)
    try:
        before = _receipts(engine)
        with served(branch) as server:
            crowd = _send(server.address, pens, queues, engine, at_once=at_once)
        lost = before + devices * each - _receipts(engine)
        assert lost == 0, f"{lost} receipts lost (or doubled, when negative)"
    finally:
        engine.dispose()
        databases.discard(branch.url)
    return crowd


def _send(
    address: str,
    pens: Sequence[Pen],
    queues: Sequence[Sequence[SignedOperation]],
    engine: Engine,
    *,
    at_once: bool,
) -> Crowd:
    """Each device sends its queue in one exchange, and once it has its answer looks whether it was true."""
    with http_client(len(pens)) as client:
        sessions = [Session.level(address, pen, client) for pen in pens]
        gate = threading.Barrier(len(pens) if at_once else 1)
        taken_s = [0.0] * len(pens)
        faults: list[BaseException] = []

        def work(at: int) -> None:
            try:
                gate.wait()
                started = time.perf_counter()
                answer = sessions[at].exchange(queues[at])
                taken_s[at] = time.perf_counter() - started
                assert all(verdict.outcome == "applied" for verdict in answer.verdicts), answer.verdicts
                assert answer.head.seq == pens[at].seq
                assert _committed(engine, pens[at].device) >= pens[at].seq
            except BaseException as fault:  # noqa: BLE001 - a thread's fault is raised where it was started
                faults.append(fault)

        threads = [threading.Thread(target=work, args=(at,)) for at in range(len(pens))]
        started = time.perf_counter()
        for thread in threads:
            thread.start()
            if not at_once:
                thread.join()
        for thread in threads:
            thread.join()
        elapsed_s = time.perf_counter() - started
    for fault in faults:
        raise fault
    return Crowd(pens, queues, elapsed_s, taken_s)


def _receipts(engine: Engine) -> int:
    with reading(engine) as connection:
        return int(connection.scalars(select(func.count()).select_from(repayment)).one())


def _committed(engine: Engine, device: bytes) -> int:
    """How many operations of a device somebody else sees."""
    with reading(engine) as connection:
        counted = select(func.count()).where(operation.c.device == device)
        return int(connection.scalars(counted).one())
