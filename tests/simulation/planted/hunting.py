"""Looks for a planted fault as the proving ground would for a real one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.simulation.invariants import Broken
from tests.simulation.planted.table import Planted
from tests.simulation.running import play

_MOST_SEEDS = 12
_STEPS = 260


@dataclass(frozen=True, slots=True)
class Caught:
    """In which seed a fault showed, and by which invariant."""

    seed: int
    broken: Broken


def hunt(planted: Planted, template: Path, folder: Path) -> Caught | None:
    """Play short seeds with the fault in until an invariant breaks; None when none does."""
    with pytest.MonkeyPatch.context() as patch:
        planted.plant(patch)
        for seed in range(1, _MOST_SEEDS + 1):
            broken = play(template, folder, seed, _STEPS).broken
            if broken is not None:
                return Caught(seed, broken)
    return None
