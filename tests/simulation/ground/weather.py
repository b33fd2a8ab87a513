"""What a request may meet on its way, drawn from the seed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Literal, get_args

Fault = Literal[
    "cut_before",
    "reply_lost",
    "reply_cut",
    "reply_damaged",
    "reply_forged",
    "half_open",
    "doubled",
    "delayed",
    "portal",
    "busy",
    "bad_gateway",
    "server_dies",
]
FAULTS: tuple[Fault, ...] = get_args(Fault)


@dataclass(slots=True)
class Weather:
    """How often a request meets a fault: never, or `chance` in a hundred."""

    rng: Random
    chance: int = 0
    met: dict[str, int] = field(default_factory=dict)

    def next(self) -> Fault | None:
        """Draw what the next request meets."""
        if self.rng.randrange(100) >= self.chance:
            return None
        fault = self.rng.choice(FAULTS)
        self.note(fault)
        return fault

    @contextmanager
    def calm(self) -> Iterator[None]:
        """Let nothing happen to requests meanwhile, as at the office's own network."""
        chance, self.chance = self.chance, 0
        try:
            yield
        finally:
            self.chance = chance

    def note(self, what: str) -> None:
        """Count something that went wrong in this world."""
        self.met[what] = self.met.get(what, 0) + 1

    @property
    def total(self) -> int:
        """How much went wrong so far."""
        return sum(self.met.values())
