"""An officer at work on a disk that fails or is full, as a process of its own.

    python -m tests.simulation.faulty.working FOLDER NOW_MS TRIES [BALLAST]

It tells of each operation when it is recorded, and of each try that the program said was not; after the third
of these it removes BALLAST, as somebody does who frees some space.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from random import Random

from fieldapp.store.transaction import StoreFault
from fieldapp.vault.faults import VaultFault
from tests.simulation.ground.office import quiet
from tests.simulation.ground.tablet import Tablet
from tests.simulation.power.doing import record
from tests.simulation.power.working import machine_at

FAILED = b"failed "
_PATIENCE = 3


def main(folder: Path, now_ms: int, tries: int, ballast: Path | None) -> None:
    """Try so often; nothing but the named faults of store and vault may come up."""
    quiet()
    rng, failed = Random(now_ms), 0
    tablet = Tablet("officer", machine_at(folder, now_ms, rng))
    for _ in range(tries):
        try:
            if tablet.unlock():
                record(tablet, rng)
            else:
                _tell_failed("the vault does not open")
        except StoreFault as fault:
            failed += 1
            _tell_failed(f"{type(fault).__name__}: {fault.title}")
            if failed == _PATIENCE and ballast is not None:
                ballast.unlink()
    try:
        tablet.lock()
    except (StoreFault, VaultFault) as fault:
        _tell_failed(f"at the lock, {type(fault).__name__}")


def _tell_failed(why: str) -> None:
    os.write(1, FAILED + why.encode() + b"\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]) if sys.argv[4:] else None)
