"""Two thousand repayments, signed on one device, until each is posted to the ledger and acknowledged."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.contract.exchange import Verdict
from shared.contract.operations import SignedOperation
from tests.benchmarks.bench import Bench
from tests.benchmarks.days import today
from tests.benchmarks.figures import Figure
from tests.benchmarks.floors import copying_rows_s, table_sizes
from tests.benchmarks.institution import INSTALMENT_MINOR, in_batches, repayment
from tests.benchmarks.pen import Pen
from tests.benchmarks.serving import Branch, Session, http_client, served
from tests.benchmarks.timing import timed

_BARS = {"postgresql": 1000.0, "sqlite": 800.0}
_MOST_PERCENT = 15.0
_CHECKED, _UNCHECKED = "syncserver", "tests.benchmarks.unchecked"


def measure_push(bench: Bench) -> Iterator[Figure]:
    """One device sends everything it has, batch after batch, to one server process."""
    for databases in bench.databases:
        branch = bench.portfolio.fresh(databases)
        yield _pushing(bench, branch, databases.engine)
        databases.discard(branch.url)


def measure_checking(bench: Bench) -> Iterator[Figure]:
    """The same push with and without what is checked of signatures and chain, in turn and back again.

    Judged is the server process's own time on a processor, which tells the same however busy the machine is;
    the throughput by the clock stands beside it.
    """
    for databases in bench.databases:
        taken: dict[str, list[_Pushed]] = {_CHECKED: [], _UNCHECKED: []}
        for module in (_CHECKED, _UNCHECKED, _UNCHECKED, _CHECKED, _CHECKED, _UNCHECKED):
            branch = bench.portfolio.fresh(databases)
            (pen,) = branch.officers
            signed = next_week(pen, branch)
            taken[module].append(_pushed(branch, pen, signed, module))
            databases.discard(branch.url)
        checked, unchecked = (_best(taken[module]) for module in (_CHECKED, _UNCHECKED))
        yield Figure(
            name="signatures and chain, cost of checking",
            engine=databases.engine,
            value=max(1 - unchecked.processor_s / checked.processor_s, 0) * 100,
            unit="%",
            bar=bench.bar(_MOST_PERCENT),
            floor=None,
            floor_of="",
            note="of the server's time on the processor in a push, the best of three runs each",
            parts={
                "operations a second by the clock, checked": len(signed) / checked.elapsed_s,
                "unchecked": len(signed) / unchecked.elapsed_s,
            },
        )


@dataclass(frozen=True, slots=True)
class _Pushed:
    """How long a push took by the clock, and of the server's process on a processor."""

    elapsed_s: float
    processor_s: float


def _best(taken: Sequence[_Pushed]) -> _Pushed:
    return _Pushed(min(one.elapsed_s for one in taken), min(one.processor_s for one in taken))


def _processor_s(process_id: int) -> float:
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _pushed(branch: Branch, pen: Pen, signed: Sequence[SignedOperation], module: str = _CHECKED) -> _Pushed:
    """Send operations batch after batch to a server and return what it took; all have to be applied."""
    batches = list(in_batches(signed))
    verdicts: list[Verdict] = []
    with served(branch, module) as server, http_client() as client:
        session = Session.level(server.address, pen, client)
        before_s = _processor_s(server.process_id)
        with timed() as watch:
            for batch in batches:
                verdicts += session.exchange(batch).verdicts
        processor_s = _processor_s(server.process_id) - before_s
    assert [verdict.outcome for verdict in verdicts] == ["applied"] * len(signed), verdicts[0]
    return _Pushed(watch.elapsed_s, processor_s)


def _pushing(bench: Bench, branch: Branch, engine: str) -> Figure:
    (pen,) = branch.officers
    signed = next_week(pen, branch)
    sizes = table_sizes(branch.url)
    elapsed_s = _pushed(branch, pen, signed).elapsed_s
    floor_s = copying_rows_s(branch.url, sizes, len(signed), len(list(in_batches(signed))))
    return Figure(
        name="push of repayments",
        engine=engine,
        value=len(signed) / elapsed_s,
        unit="/s",
        bar=bench.bar(_BARS[engine]),
        floor=len(signed) / floor_s,
        floor_of="copying the rows it wrote, a commit a batch",
        sense="at least",
        parts={"operations": len(signed), "seconds": elapsed_s},
    )


def next_week(pen: Pen, branch: Branch) -> list[SignedOperation]:
    """Sign a repayment of one instalment, taken today, on each of an officer's loans, in no order."""
    place = [officer.device for officer in branch.officers].index(pen.device)
    lent = [loan for loan in branch.lent if loan.officer == place]
    random.Random(7).shuffle(lent)
    meeting = pen.ids.make()
    return [pen.sign(repayment(pen, loan, today(), INSTALMENT_MINOR, meeting)) for loan in lent]


def in_turn(pens: Sequence[Pen], branch: Branch, each: int) -> list[list[SignedOperation]]:
    """Sign the same number of repayments on each device, on its own loans over and over."""
    queues = []
    for pen in pens:
        signed: list[SignedOperation] = []
        while len(signed) < each:
            signed += next_week(pen, branch)
        queues.append(signed[:each])
    return queues
