"""Two thousand repayments, signed on one device, until each is posted to the ledger and acknowledged."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

from shared.contract.exchange import Verdict
from shared.contract.operations import SignedOperation
from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Figure
from tests.benchmarks.floors import copying_rows_s, table_sizes
from tests.benchmarks.institution import INSTALMENT_MINOR, in_batches, repayment
from tests.benchmarks.pen import Pen
from tests.benchmarks.serving import Branch, Session, http_client, served
from tests.benchmarks.timing import timed

_BARS = {"postgresql": 1000.0, "sqlite": 800.0}


def measure_push(bench: Bench) -> Iterator[Figure]:
    """One device sends everything it has, batch after batch, to one server process."""
    for databases in bench.databases:
        branch = bench.portfolio.fresh(databases)
        yield _pushing(bench, branch, databases.engine)
        databases.discard(branch.url)


def _pushing(bench: Bench, branch: Branch, engine: str) -> Figure:
    (pen,) = branch.officers
    signed = next_week(pen, branch)
    batches, sizes = list(in_batches(signed)), table_sizes(branch.url)
    verdicts: list[Verdict] = []
    with served(branch) as server, http_client() as client:
        session = Session.level(server.address, pen, client)
        with timed() as watch:
            for batch in batches:
                verdicts += session.exchange(batch).verdicts
    assert [verdict.outcome for verdict in verdicts] == ["applied"] * len(signed), verdicts[0]
    floor_s = copying_rows_s(branch.url, sizes, len(signed), len(batches))
    return Figure(
        name="push of repayments",
        engine=engine,
        value=len(signed) / watch.elapsed_s,
        unit="/s",
        bar=bench.bar(_BARS[engine]),
        floor=len(signed) / floor_s,
        floor_of="copying the rows it wrote, a commit a batch",
        sense="at least",
        parts={"operations": len(signed), "seconds": watch.elapsed_s},
    )


def next_week(pen: Pen, branch: Branch) -> list[SignedOperation]:
    """Sign a repayment of one instalment, taken today, on each of an officer's loans, in no order."""
    place = [officer.device for officer in branch.officers].index(pen.device)
    lent = [loan for loan in branch.lent if loan.officer == place]
    random.Random(7).shuffle(lent)
    meeting = pen.ids.make()
    return [pen.sign(repayment(pen, loan, today(), INSTALMENT_MINOR, meeting)) for loan in lent]


def today() -> date:
    """The day it is here; no benchmark lives long enough to see another."""
    return datetime.now(UTC).date()


def in_turn(pens: Sequence[Pen], branch: Branch, each: int) -> list[list[SignedOperation]]:
    """Sign the same number of repayments on each device, on its own loans over and over."""
    queues = []
    for pen in pens:
        signed: list[SignedOperation] = []
        while len(signed) < each:
            signed += next_week(pen, branch)
        queues.append(signed[:each])
    return queues
