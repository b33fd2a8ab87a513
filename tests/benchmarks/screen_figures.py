"""What a person waits for in front of the screen: pages, letters, scrolling; and the memory it all takes."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

from fieldapp.vault.key_box import FLOOR
from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Figure
from tests.benchmarks.records import Size
from tests.benchmarks.start_figures import PIN, as_installed, enrolled_tablet

_TIMES = 3
_WAITING = 40
_BARE = (
    "from PySide6.QtWidgets import QApplication, QLabel\n"
    "app = QApplication([])\n"
    "label = QLabel('ready')\n"
    "label.show()\n"
    "app.processEvents()\n"
    "lines = open('/proc/self/status').read().splitlines()\n"
    "print(next(int(line.split()[1]) / 1024 for line in lines if line.startswith('VmRSS:')))\n"
)


def measure_screens(bench: Bench) -> Iterator[Figure]:
    """In the real program with a full store, started anew each time, so that every page is opened first: by
    the officer, and by an admin, who decides, pays out and counts as others do.
    """
    size = Size(bench.size(60), bench.size(1_500), bench.size(2_000))
    folder, others = bench.new_folder("screens"), bench.new_folder("screens")
    enrolled_tablet(folder, size, FLOOR)
    enrolled_tablet(others, replace(size, waiting=bench.size(_WAITING)), FLOOR)
    told = _together([_visited(folder, "everything") for _ in range(_TIMES)])
    opened = {**_opened(_together([_visited(others, "pages") for _ in range(_TIMES)])), **_opened(told)}
    slowest = max(opened, key=lambda name: opened[name])
    yield Figure(
        name="opening a screen, slowest",
        engine="client",
        value=opened[slowest],
        unit="s",
        bar=bench.bar(0.150),
        floor=median(told["floor:open"]),
        floor_of="showing a label as large",
        note=f"{slowest}, for the first time, until everything it asked for is shown",
        parts=opened,
    )
    letters = {name.partition(":")[2]: max(took) for name, took in told.items() if name.startswith("key:")}
    yield Figure(
        name="from key to list, slowest",
        engine="client",
        value=max(median(told[f"key:{page}"]) for page in letters),
        unit="s",
        bar=bench.bar(0.030),
        floor=median(told["floor:key"]),
        floor_of="a key in a bare field",
        note="median of the keys where it is slowest; beside it the slowest key of each list",
        parts=letters,
    )
    frames = {name.partition(":")[2]: took for name, took in told.items() if name.startswith("frame:")}
    yield Figure(
        name="scrolling 10 000 rows, slowest frame",
        engine="client",
        value=max(map(max, frames.values())),
        unit="s",
        bar=bench.bar(0.033),
        floor=median(told["floor:frame"]),
        floor_of="painting an empty widget as large",
        note="also of the schedules as they are; beside it the slowest frame of each list",
        parts={name: max(took) for name, took in frames.items()},
    )
    yield Figure(
        name="memory with every screen opened",
        engine="client",
        value=median(told["resident"]),
        unit="MiB",
        bar=bench.bar(250),
        floor=_bare_mib(),
        floor_of="a bare window with a label",
    )


def _opened(told: Mapping[str, list[float]]) -> dict[str, float]:
    return {name.partition(":")[2]: median(took) for name, took in told.items() if name.startswith("open:")}


def _visited(folder: Path, what: str) -> Sequence[tuple[str, float]]:
    command = [sys.executable, "-m", "tests.benchmarks.looking"]
    done = subprocess.run(
        [*command, str(folder / "data"), str(folder / "keyring"), PIN, what],
        env=as_installed(folder.parent),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    told = [(name, float(number)) for name, number in (line.split() for line in done.stdout.splitlines())]
    if "seen" not in dict(told):
        raise RuntimeError(f"the visit broke off:\n{done.stderr}")
    return told


def _together(visits: Sequence[Sequence[tuple[str, float]]]) -> Mapping[str, list[float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for visit in visits:
        for name, number in visit:
            found[name].append(number)
    return found


def _bare_mib() -> float:
    done = subprocess.run([sys.executable, "-c", _BARE], capture_output=True, text=True, check=True)
    return float(done.stdout)
