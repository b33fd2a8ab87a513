"""`python -m tests.simulation`: plays seeds, shows how far it is, and prints what they came to.

    --seeds N --first-seed K   N seeds from K on (100 from 1)
    --seconds S                as many as there is time for
    --kept                     the seeds that once failed, from seeds.txt, first
    --log FILE                 take up a run again where it was stopped
    --so-far                   play nothing; print what the run in the log has come to
    --jobs J                   processes (one for each core)
    --planted                  plant every fault there is, and tell which check caught it

Exit code 1 when an invariant was broken, or a planted fault was not caught.
"""

from __future__ import annotations

import os
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from itertools import chain, count
from pathlib import Path

KEPT = Path(__file__).parent / "seeds.txt"
_TELL_EVERY_S = 2.0


def main(arguments: Sequence[str]) -> int:
    """Play the seeds that are asked for."""
    from tests.simulation.campaign import played
    from tests.simulation.summary import Sum, added, lines, progress, read

    asked = _parser().parse_args(arguments)
    if asked.planted:
        return _hunt_all()
    if asked.so_far:
        print("\n".join(lines(added(read(asked.log).values()))))
        return 0
    began_s, told_s, total = time.monotonic(), 0.0, Sum()
    until_s = None if asked.seconds is None else began_s + asked.seconds
    wanted = None if asked.seconds is not None else asked.seeds
    for told in played(_seeds(asked), asked.jobs, until_s, asked.log):
        total.add(told)
        if told.broken:
            print(f"\nBROKEN seed {told.seed}, step {told.step}: {told.broken}", flush=True)
        if time.monotonic() - told_s > _TELL_EVERY_S:
            told_s = time.monotonic()
            print(progress(total, wanted, told_s - began_s), end="\r", flush=True)
    print()
    print("\n".join(lines(total)))
    return 1 if total.broken else 0


def _hunt_all() -> int:
    from tests.simulation.campaign import ground
    from tests.simulation.planted.hunting import hunt
    from tests.simulation.planted.table import PLANTED

    missed = 0
    with ground() as folder:
        for planted in PLANTED:
            caught = hunt(planted, folder / "template", folder / "world")
            by = f"seed {caught.seed}, “{caught.broken.name}”" if caught else "NOT CAUGHT"
            missed += caught is None or caught.broken.name not in planted.caught_by
            print(f"{planted.name:<34}{by}", flush=True)
    print(f"{len(PLANTED)} planted, {len(PLANTED) - missed} caught")
    return 1 if missed else 0


def kept_seeds() -> list[int]:
    """The seeds that found something once, each with what it was behind it."""
    found = (line.partition("#")[0].strip() for line in KEPT.read_text().splitlines())
    return [int(text) for text in found if text]


def _seeds(asked: Namespace) -> Iterator[int]:
    first: int = asked.first_seed
    if asked.seconds is not None:
        return chain(kept_seeds() if asked.kept else (), count(first))
    return chain(kept_seeds() if asked.kept else (), range(first, first + asked.seeds))


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--kept", action="store_true")
    parser.add_argument("--planted", action="store_true")
    parser.add_argument("--so-far", action="store_true")
    parser.add_argument("--log", type=Path)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    return parser


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":
        # The order of a set is chance too, and has to come from nothing but the seed.
        os.execve(
            sys.executable,
            [sys.executable, "-m", "tests.simulation", *sys.argv[1:]],
            {**os.environ, "PYTHONHASHSEED": "0"},
        )
    sys.exit(main(sys.argv[1:]))
