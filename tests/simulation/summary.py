"""What a run of seeds came to, seed by seed and in sum, as it is printed.

The rule kept here: a figure is counted, never assumed: what was not checked is not said to be so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from tests.simulation.invariants import IN_THE_END
from tests.simulation.running import Played

_SHOWN_BROKEN = 10


class Told(msgspec.Struct, frozen=True):
    """What one seed came to, as it is written down; `broken` is empty when nothing was."""

    seed: int
    steps: int
    operations: int
    faults: dict[str, int]
    refused: dict[str, int]
    statuses: dict[int, int]
    seconds: float
    broken: str = ""
    means: str = ""
    step: int = 0
    last: tuple[str, ...] = ()

    @classmethod
    def of(cls, seed: Played, seconds: float) -> Told:
        """Take down a seed that was played."""
        broken = seed.broken
        return cls(
            seed.seed,
            seed.steps,
            seed.operations,
            seed.faults,
            seed.refused,
            seed.statuses,
            seconds,
            f"{broken.name}: {broken.where}" if broken else "",
            broken.means if broken else "",
            seed.steps,
            seed.told[-5:] if broken else (),
        )


@dataclass(slots=True)
class Sum:
    """Everything of all seeds, added up."""

    seeds: int = 0
    steps: int = 0
    operations: int = 0
    seconds: float = 0.0
    fewest_operations: int = 0
    fewest_faults: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    broken: list[Told] = field(default_factory=list)

    def add(self, told: Told) -> None:
        """Count one seed."""
        self.seeds += 1
        self.steps += told.steps
        self.operations += told.operations
        self.seconds += told.seconds
        for counter, more in ((self.faults, told.faults), (self.refused, told.refused)):
            counter.update(more)
        self.statuses.update(told.statuses)
        if told.broken:
            self.broken.append(told)
        else:
            total = sum(told.faults.values())
            self.fewest_operations = min(self.fewest_operations or told.operations, told.operations)
            self.fewest_faults = min(self.fewest_faults or total, total)

    def means(self, what: str) -> int:
        """How many seeds broke an invariant of that meaning."""
        return sum(told.means == what for told in self.broken)


def lines(total: Sum) -> Iterator[str]:
    """The table at the end of a run."""
    yield f"seeds {total.seeds:,}   steps {total.steps:,}   operations {total.operations:,}"
    kinds, refused = len(total.faults), total.refused.total()
    yield f"faults {total.faults.total():,}   of {kinds} kinds   refused by rules {refused:,}"
    yield f"fewest in a seed: {total.fewest_operations} operations, {total.fewest_faults} faults"
    whole = total.seeds - len(total.broken)
    yield ""
    for what in ("lost", "doubled", "changed", "unbalanced", "out of scope"):
        yield f"  {what:<14}{total.means(what)}"
    yield f"  {'converged':<14}{100 * whole / max(total.seeds, 1):.2f} %"
    yield f"  {'invariants':<14}{len(IN_THE_END)} checked in every seed"
    yield ""
    yield from _counted("faults", total.faults)
    yield from _counted("refused", total.refused)
    yield from _counted("answers", Counter({str(status): count for status, count in total.statuses.items()}))
    for told in total.broken[:_SHOWN_BROKEN]:
        yield f"BROKEN seed {told.seed}, step {told.step}: {told.broken}"
        yield f"  after: {' · '.join(told.last)}"
        yield f"  again: python -m tests.simulation --first-seed {told.seed} --seeds 1"


def progress(total: Sum, wanted: int | None, elapsed_s: float) -> str:
    """One line while a run goes on."""
    of = f"/{wanted:,}" if wanted else ""
    speed = total.seeds / max(elapsed_s, 0.001)
    left = f" · {(wanted - total.seeds) / speed / 60:.0f} min left" if wanted and speed else ""
    return (
        f"{total.seeds:,}{of} seeds · {total.operations:,} operations · {total.faults.total():,} faults"
        f" · {len(total.broken)} broken · {speed:.2f} seeds/s{left}"
    )


def read(log: Path | None) -> dict[int, Told]:
    """What was played before, by its seed; a last line that was cut is played again."""
    found = {}
    for line in log.read_bytes().splitlines() if log is not None and log.exists() else ():
        try:
            told = msgspec.json.decode(line, type=Told)
        except msgspec.DecodeError:
            continue
        found[told.seed] = told
    return found


def added(all_told: Iterable[Told]) -> Sum:
    """The sum of some seeds."""
    total = Sum()
    for told in all_told:
        total.add(told)
    return total


def _counted(name: str, counter: Counter[str]) -> Iterator[str]:
    words = ", ".join(f"{what} {count:,}" for what, count in counter.most_common())
    yield f"  {name:<10}{words}"
