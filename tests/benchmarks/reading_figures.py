"""A device reads: everything for the first time, and the changes of an afternoon."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from statistics import median

import httpx
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from fieldapp.store.author import Desk, SystemClock
from fieldapp.store.database import Store, open_store
from fieldapp.syncing.round import RoundResult, sync_once
from shared.contract.exchange import ExchangeResponse
from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Figure
from tests.benchmarks.floors import copying_store_s, durable_rows_s
from tests.benchmarks.push_figures import next_week
from tests.benchmarks.serving import Branch, Served, Session, http_client, served
from tests.benchmarks.tablet import KEY
from tests.benchmarks.wire import Counted, counted_way

_TIMES = 4
_MEGABYTE = 1_000_000


def measure_reading(bench: Bench) -> Iterator[Figure]:
    """First sync and catch-up on each engine, by the client's own core over HTTP."""
    for databases in bench.databases:
        branch = bench.portfolio.fresh(databases)
        with served(branch) as server:
            yield from _first_syncs(bench, branch, server, databases.engine)
            yield _catching_up(bench, branch, server, databases.engine)
        databases.discard(branch.url)


def _first_syncs(bench: Bench, branch: Branch, server: Served, engine: str) -> Iterator[Figure]:
    """The median of some, each into a store of its own."""
    runs = [_first_sync(bench, branch, server) for _ in range(3)]
    total_s, way, result, path = sorted(runs, key=lambda run: run[0])[1]
    floor_s = copying_store_s(path, bench.new_folder("floor"))
    yield Figure(
        name="first sync",
        engine=engine,
        value=total_s,
        unit="s",
        bar=bench.bar(2),
        floor=floor_s,
        floor_of="copying the same rows into the same encrypted tables",
        parts={
            "waiting for answers s": way.waited_s,
            "storing s": total_s - way.waited_s,
            "records": result.received,
        },
    )
    yield Figure("first sync ÷ raw copy", engine, total_s / floor_s, "×", bench.bar(3), 1.0, "raw copy")
    yield Figure(
        name="first sync on the wire",
        engine=engine,
        value=(way.sent + way.received) / _MEGABYTE,
        unit="MB",
        bar=bench.bar(1.2),
        floor=_packed_tightly(way.answers) / _MEGABYTE,
        floor_of="the bodies alone at zstd 19",
        parts={"answers": len(way.answers)},
    )


def _first_sync(bench: Bench, branch: Branch, server: Served) -> tuple[float, Counted, RoundResult, Path]:
    path = bench.new_folder("first-sync") / "store.db"
    with closing(open_store(path, KEY)) as store, counted_way(server.address, branch.newcomer) as way:
        started = time.perf_counter()
        result = sync_once(desk_of(branch, store), way, server_key(branch))
        total_s = time.perf_counter() - started
    assert result.fault is None, result.fault
    assert not result.mismatched
    return total_s, way, result, path


def _catching_up(bench: Bench, branch: Branch, server: Served, engine: str) -> Figure:
    """Repayments taken on another device come back with their loans, a hundred records at a time."""
    (pen,) = branch.officers
    signed, taken = next_week(pen, branch), []
    path = bench.new_folder("catch-up") / "store.db"
    with (
        closing(open_store(path, KEY)) as store,
        counted_way(server.address, branch.newcomer) as way,
        http_client() as client,
    ):
        desk, key = desk_of(branch, store), server_key(branch)
        sync_once(desk, way, key)
        sender = Session.level(server.address, pen, client)
        for run in range(_TIMES):
            sender.exchange(signed[run * 50 : run * 50 + 50])
            way.received = way.sent = 0
            started = time.perf_counter()
            result = sync_once(desk, way, key)
            taken.append(time.perf_counter() - started)
            assert (result.received, result.fault) == (100, None), result
        floor_s = _bare_request_s(server, client) + durable_rows_s(desk, [bytes(1000)] * 100)
    return Figure(
        name="catch-up of 100 records",
        engine=engine,
        value=median(taken) * 1000,
        unit="ms",
        bar=bench.bar(40),
        floor=floor_s * 1000,
        floor_of="one bare request and 100 rows stored durably",
        parts={"bytes": way.sent + way.received},
    )


def desk_of(branch: Branch, store: Store) -> Desk:
    """The newcomer at work with a store."""
    pen = branch.newcomer
    return Desk(store, pen.author(SystemClock(boot=pen.device)))


def server_key(branch: Branch) -> Ed25519PublicKey:
    """What the newcomer was told to trust."""
    return branch.newcomer.server_key


def _bare_request_s(server: Served, client: httpx.Client) -> float:
    started = time.perf_counter()
    client.get(f"{server.address}/health").raise_for_status()
    return time.perf_counter() - started


def _packed_tightly(answers: list[ExchangeResponse]) -> int:
    bodies = b"".join(change.body for answer in answers for change in answer.changes)
    return len(zstandard.ZstdCompressor(level=19).compress(bodies))
