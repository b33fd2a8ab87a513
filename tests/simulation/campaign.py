"""Plays many seeds, one after another in as many processes as there are cores, and can be taken up again.

The rule kept here: a seed that was played is written down, durably, before it counts; so a long run loses
nothing but the seeds at hand when it is stopped.
"""

from __future__ import annotations

import gc
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import msgspec

from tests.simulation.ground.office import one_thread, quiet
from tests.simulation.ground.places import in_memory
from tests.simulation.ground.template import make_template
from tests.simulation.running import play
from tests.simulation.summary import Told, read


def played(
    seeds: Iterable[int], jobs: int, until_s: float | None = None, log: Path | None = None
) -> Iterator[Told]:
    """Play seeds until there are no more or the time is over; yield what each came to, as they end.

    With a `log`, what was played before is yielded from it and not played again.
    """
    before = read(log)
    yield from before.values()
    left = (seed for seed in seeds if seed not in before)
    with ground() as folder, _workers(jobs, folder) as workers:
        running: set[Future[Told]] = {workers(seed) for seed in islice(left, jobs)}
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for one in done:
                told = one.result()
                _write(log, told)
                yield told
                if until_s is None or time.monotonic() < until_s:
                    running |= {workers(seed) for seed in islice(left, 1)}


@contextmanager
def ground() -> Iterator[Path]:
    """A folder for the worlds, with the template in it."""
    with in_memory() as folder:
        quiet()
        one_thread()
        make_template(folder / "template")
        yield folder


@contextmanager
def _workers(jobs: int, folder: Path) -> Iterator[Callable[[int], Future[Told]]]:
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), max_tasks_per_child=200) as pool:
        yield lambda seed: pool.submit(_play, folder, seed)


def _play(folder: Path, seed: int) -> Told:
    quiet()
    one_thread()
    _tidy_up()
    began_s = time.perf_counter()
    world = folder / f"world-{os.getpid()}"
    shutil.rmtree(world, ignore_errors=True)
    return Told.of(play(folder / "template", world, seed), time.perf_counter() - began_s)


def _tidy_up() -> None:
    """Collect garbage between two seeds: within one, looking for it takes an eighth of the time."""
    if gc.isenabled():
        gc.disable()
        gc.collect()
        gc.freeze()
    gc.collect()


def _write(log: Path | None, told: Told) -> None:
    if log is None:
        return
    with log.open("ab") as file:
        file.write(msgspec.json.encode(told) + b"\n")
        file.flush()
        os.fsync(file.fileno())
