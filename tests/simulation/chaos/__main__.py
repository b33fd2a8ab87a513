"""`python -m tests.simulation.chaos`: real processes over a bad network, ended hard again and again.

    --seconds S   for how long people work (300)
    --seed K      what is drawn (1); how long things take is up to the machine, so no two runs are the same

Exit code 1 when an invariant was broken. Linux; PostgreSQL as the tests find it.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence

from tests.simulation.chaos.conducting import conduct
from tests.simulation.ground.office import one_thread, quiet
from tests.simulation.ground.places import in_memory
from tests.simulation.invariants import IN_THE_END


def main(arguments: Sequence[str]) -> int:
    """Run once and tell what came of it."""
    parser = ArgumentParser(prog="python -m tests.simulation.chaos")
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    quiet()
    one_thread()
    with in_memory() as folder:
        ran = conduct(folder, asked.seed, asked.seconds)
    print(f"operations {ran.operations:,}   troubles {ran.happened.total():,}")
    print("  " + ", ".join(f"{what} {count}" for what, count in ran.happened.most_common()))
    print(f"  {len(IN_THE_END)} invariants: {'all hold' if ran.broken is None else ''}")
    if ran.broken is not None:
        print(f"BROKEN {ran.broken.name}: {ran.broken.where}")
    return 0 if ran.broken is None else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
