"""Many devices at once: nothing may be lost, doubled, refused or answered before it was committed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from statistics import median

from syncserver.database.engine import open_engine
from tests.benchmarks.bench import Bench
from tests.benchmarks.crowd import Sent, receipts, send_together
from tests.benchmarks.figures import Figure
from tests.benchmarks.push_figures import in_turn
from tests.benchmarks.serving import served
from tests.benchmarks.timing import percentile
from tests.databases import Databases

_SPREAD_S = 10.0


def measure_crowd(bench: Bench) -> Iterator[Figure]:
    """Twenty devices with a hundred operations each, on both engines."""
    devices = min(20, bench.size(200))
    for databases in bench.databases:
        crowd = _measured(bench, databases, 100, [0.0] * devices)
        alone = _measured(bench, databases, 100, None, devices)
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
    """Two hundred devices with twenty operations each, on PostgreSQL: in one moment, and as tablets return
    that had lost the same network, each with a pause of its own.
    """
    (databases,) = (found for found in bench.databases if found.engine == "postgresql")
    devices = bench.size(200)
    alone = median(_measured(bench, databases, 20, None, devices).taken_s)
    storm = _measured(bench, databases, 20, [0.0] * devices)
    yield _exchanges(f"{devices} devices × 20 at once, p95", databases.engine, storm, bench.bar(1), alone)
    chance = random.Random(3)
    delays_s = [chance.random() * _SPREAD_S for _ in range(devices)]
    spread = _measured(bench, databases, 20, delays_s)
    name = f"the same within {_SPREAD_S:.0f} s, p95"
    yield _exchanges(name, databases.engine, spread, None, alone)


def _exchanges(name: str, engine: str, sent: Sent, bar: float | None, alone_s: float) -> Figure:
    return Figure(
        name=name,
        engine=engine,
        value=percentile(sent.taken_s, 0.95),
        unit="s",
        bar=bar,
        floor=alone_s,
        floor_of="one such exchange with nobody else there",
        parts={"median s": median(sent.taken_s), "all answered after s": sent.elapsed_s},
    )


def _measured(
    bench: Bench, databases: Databases, each: int, delays_s: Sequence[float] | None, devices: int = 0
) -> Sent:
    """On a fresh copy of the institution: send, and count what arrived."""
    branch = bench.crowd.fresh(databases)
    pens = branch.officers[: devices or len(delays_s or ())]
    queues = in_turn(pens, branch, each)
    engine = open_engine(branch.url)
    try:
        before = receipts(engine)
        with served(branch) as server:
            sent = send_together(server.address, pens, queues, engine, delays_s)
        lost = before + len(pens) * each - receipts(engine)
        assert lost == 0, f"{lost} receipts lost (or doubled, when negative)"
    finally:
        engine.dispose()
        databases.discard(branch.url)
    return sent
