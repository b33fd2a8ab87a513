"""The disk after each thing that a process asked of it, beside what the process had told by then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.simulation.power.disk import Disk
from tests.simulation.power.tracing import Event, Said
from tests.simulation.power.working import TOLD


@dataclass(frozen=True, slots=True)
class Told:
    """Operations that the officer was told are recorded."""

    operations: frozenset[tuple[int, bytes]]

    def and_also(self, line: bytes) -> Told:
        """With what a line of the process tells."""
        seq, hashed = line.removeprefix(TOLD).split()
        return Told(self.operations | {(int(seq), bytes.fromhex(hashed.decode()))})


def moments(disk: Disk, events: list[Event]) -> Iterator[tuple[int, Disk, Told]]:
    """The disk after each event, with what the officer has been told by then."""
    told = Told(frozenset())
    for place, event in enumerate(events):
        if isinstance(event, Said):
            told = told.and_also(event.line)
        else:
            disk.take(event)
        yield place, disk, told
