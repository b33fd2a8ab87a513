"""Measures what the project promises and prints it: `python -m tests.benchmarks [--quick] [--only NAME]`.

Writes build/bench.json too. Ends with 1 when a bar was missed; at a tenth of the size bars are not judged.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from tests.benchmarks.bench import Bench, Group
from tests.benchmarks.crowd_figures import measure_crowd, measure_storm
from tests.benchmarks.desk_figures import measure_desk
from tests.benchmarks.figures import Figure, table
from tests.benchmarks.link_figures import measure_link
from tests.benchmarks.machine import describe
from tests.benchmarks.push_figures import measure_checking, measure_push
from tests.benchmarks.reading_figures import measure_reading
from tests.benchmarks.screen_figures import measure_screens
from tests.benchmarks.start_figures import measure_start

ROOT = Path(__file__).resolve().parents[2]
GROUPS: dict[str, Group] = {
    "start": measure_start,
    "screens": measure_screens,
    "desk": measure_desk,
    "reading": measure_reading,
    "push": measure_push,
    "checking": measure_checking,
    "crowd": measure_crowd,
    "storm": measure_storm,
    "link": measure_link,
}


def main(arguments: Sequence[str]) -> int:
    """Run the wanted groups; figures are shown as they come, and as a table at the end."""
    wanted = _wanted(arguments)
    machine = describe()
    print(", ".join(f"{name} {machine[name]}" for name in ("processor", "cores", "load_at_start", "python")))
    wanted.out.parent.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=wanted.out.parent, prefix="bench-") as folder,
        closing(Bench(Path(folder), wanted.quick)) as bench,
    ):
        figures = list(_measured(bench, wanted.only))
    print(f"\n{table(figures)}")
    written = {"machine": machine, "quick": wanted.quick, "figures": [f.as_json() for f in figures]}
    wanted.out.write_text(json.dumps(written, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if any(figure.reached is False for figure in figures) else 0


def _wanted(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the size, bars not judged")
    parser.add_argument("--only", choices=sorted(GROUPS), action="append", help="this group; may be repeated")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "bench.json", help="what to write")
    return parser.parse_args(arguments)


def _measured(bench: Bench, only: Sequence[str] | None) -> Iterator[Figure]:
    for name, measure in GROUPS.items():
        if only is None or name in only:
            started = time.monotonic()
            for figure in measure(bench):
                print(f"{figure.name} ({figure.engine}): {figure.value:.3g} {figure.unit}", flush=True)
                yield figure
            print(f"  [{name} took {time.monotonic() - started:.1f} s]", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
