"""Twenty repayments over a link as bad as links are: how long until the server has acknowledged them all."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from fieldapp.officer.collect_repayment import RepaymentForm, record_in
from fieldapp.store.author import Desk
from fieldapp.store.database import open_store
from fieldapp.store.outbox import counts
from fieldapp.syncing.round import sync_once
from fieldapp.syncing.timing import Pace, after_failure, wait_ms
from shared.ids import LoanId, MemberId, RepaymentId
from tests.benchmarks.bench import Bench
from tests.benchmarks.days import today
from tests.benchmarks.figures import Figure
from tests.benchmarks.institution import INSTALMENT_MINOR
from tests.benchmarks.reading_figures import desk_of, server_key
from tests.benchmarks.serving import Branch, Served, served
from tests.benchmarks.slow_link import Link, Quality, bad_link
from tests.benchmarks.tablet import KEY
from tests.benchmarks.wire import counted_way

BAD = Quality(bits_per_s=32_000, round_trip_s=0.8, cuts=0.05)
_RECEIPTS = 20
_SEEDS = range(1, 9)


@dataclass(frozen=True, slots=True)
class _Landed:
    """One try: how long it took, in how many rounds, how often cut."""

    elapsed_s: float
    rounds: int
    cuts: int
    carried: int


def measure_link(bench: Bench) -> Iterator[Figure]:
    """On SQLite: the link is what is measured."""
    (databases,) = (found for found in bench.databases if found.engine == "sqlite")
    branch = bench.portfolio.fresh(databases)
    with served(branch) as server:
        tries = list(_tries(branch, server, bench.new_folder("link")))
    databases.discard(branch.url)
    slowest = max(tries, key=lambda landed: landed.elapsed_s)
    yield Figure(
        name="20 repayments over a bad link",
        engine=databases.engine,
        value=slowest.elapsed_s,
        unit="s",
        bar=bench.bar(30),
        floor=BAD.round_trip_s * 2 + slowest.carried * 8 / BAD.bits_per_s,
        floor_of="two round trips and its bytes at the link's rate",
        note=f"the slowest of {len(tries)} tries: {BAD.bits_per_s // 1000} kbit/s, "
        f"{BAD.round_trip_s * 1000:.0f} ms there and back, {BAD.cuts:.0%} of packets cut the connection",
        parts={
            "rounds": slowest.rounds,
            "cuts": slowest.cuts,
            "bytes": slowest.carried,
            "fastest s": min(landed.elapsed_s for landed in tries),
        },
    )


def _tries(branch: Branch, server: Served, folder: Path) -> Iterator[_Landed]:
    """One device works offline again and again, and finds another link each time."""
    with closing(open_store(folder / "store.db", KEY)) as store:
        desk = desk_of(branch, store)
        with counted_way(server.address, branch.newcomer) as way:
            assert sync_once(desk, way, server_key(branch)).fault is None
        for at, seed in enumerate(_SEEDS):
            _record(desk, branch, at * _RECEIPTS)
            with bad_link(server.address, BAD, seed) as link:
                yield _land(desk, branch, link, random.Random(seed))


def _record(desk: Desk, branch: Branch, start: int) -> None:
    with desk.store.transaction() as tx:
        for lent in branch.lent[start : start + _RECEIPTS]:
            form = RepaymentForm(
                RepaymentId(desk.author.ids.make()),
                MemberId(lent.member),
                LoanId(lent.loan),
                INSTALMENT_MINOR,
                today(),
            )
            record_in(tx, desk, form)


def _land(desk: Desk, branch: Branch, link: Link, chance: random.Random) -> _Landed:
    """Rounds as the client times them: after a failure it waits and tries again."""
    started, pace, rounds = time.monotonic(), Pace(), 0
    while _waiting(desk):
        time.sleep(wait_ms(pace, _since_ms(started), asked=False) / 1000)
        with counted_way(link.address, branch.newcomer) as way:
            result = sync_once(desk, way, server_key(branch))
        rounds += 1
        if result.fault is not None:
            pace = after_failure(pace, _since_ms(started), chance.random())
    return _Landed(time.monotonic() - started, rounds, link.cut, link.carried)


def _waiting(desk: Desk) -> int:
    with desk.store.read() as tx:
        return counts(tx).waiting


def _since_ms(started: float) -> int:
    return int((time.monotonic() - started) * 1000)
