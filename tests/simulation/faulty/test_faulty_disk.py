"""A disk that fails, is full, changes what it holds or gives an old state back: what was told as recorded is
there, or the program says that something is wrong; it never goes on with less as if nothing were.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from stage.servers import ROOT

from fieldapp.store.transaction import StoreFault
from fieldapp.vault.identity import store_path
from fieldapp.vault.journal import journal_path
from tests.fieldapp.store.dumps import Dump, dump
from tests.simulation.faulty.working import FAILED
from tests.simulation.ground.tablet import Noted, Tablet
from tests.simulation.power.doing import WHO, now_ms_in, record
from tests.simulation.power.moments import Told
from tests.simulation.power.opening import found_after, in_journal
from tests.simulation.power.working import TOLD, machine_at

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="strace and tmpfs are Linux's own")
_PAGE, _BLOCK = 4096, 512
_MUTATIONS, _RUNS, _TRIES = 24, 6, 8
_MAY_MOUNT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def chance() -> Random:
    """Another one each day."""
    return Random(datetime.now(UTC).toordinal())


@pytest.fixture
def old(template: Path, tmp_path: Path) -> Path:
    """The officer's tablet."""
    return Path(shutil.copytree(template / f"{WHO}-0", tmp_path / "old"))


@pytest.fixture
def new(template: Path, old: Path, tmp_path: Path) -> Path:
    """The same tablet, when more has been recorded on it."""
    folder = Path(shutil.copytree(old, tmp_path / "new"))
    tablet = _tablet(folder, template)
    assert tablet.unlock()
    for _ in range(20):
        record(tablet, Random(1))
    tablet.lock()
    return folder


def _a_bit_flipped(data: bytearray, _: bytes, block: int, rng: Random) -> None:
    at = rng.randrange(len(data) // block) * block + rng.randrange(block)
    data[at] ^= 1 << rng.randrange(8)


def _two_swapped(data: bytearray, _: bytes, block: int, rng: Random) -> None:
    one, other = (place * block for place in rng.sample(range(len(data) // block), 2))
    data[one : one + block], data[other : other + block] = (
        data[other : other + block],
        data[one : one + block],
    )


def _one_empty(data: bytearray, _: bytes, block: int, rng: Random) -> None:
    at = rng.randrange(len(data) // block) * block
    data[at : at + block] = bytes(block)


def _cut_short(data: bytearray, _: bytes, block: int, rng: Random) -> None:
    del data[rng.randrange(1, len(data) // block) * block :]


def _one_put_back(data: bytearray, before: bytes, block: int, rng: Random) -> None:
    at = rng.randrange(len(before) // block) * block
    data[at : at + block] = before[at : at + block]


def _all_put_back(data: bytearray, before: bytes, _: int, __: Random) -> None:
    data[:] = before


Mutation = Callable[[bytearray, bytes, int, Random], None]
_DAMAGES: tuple[Mutation, ...] = (_a_bit_flipped, _two_swapped, _one_empty, _cut_short)


@pytest.mark.parametrize("mutation", _DAMAGES)
def test_a_changed_page_of_the_store_is_never_shown_as_something_else(
    template: Path, new: Path, chance: Random, mutation: Mutation
) -> None:
    whole = _seen(new, template)
    found = 0
    for seen in _mutated(new, new, template, chance, mutation):
        assert seen in ("found", whole)
        found += seen == "found"
    assert found > _MUTATIONS // 4


@pytest.mark.parametrize("mutation", [_one_put_back, _all_put_back])
def test_an_old_page_put_back_hides_nothing_that_was_recorded(
    template: Path, old: Path, new: Path, chance: Random, mutation: Mutation
) -> None:
    whole = _seen(new, template)
    assert not isinstance(whole, str)
    for seen in _mutated(new, old, template, chance, mutation):
        assert seen == "found" or seen[0] == whole[0]
        assert seen == "found" or mutation is _one_put_back


@pytest.mark.parametrize("mutation", [*_DAMAGES, _one_put_back, _all_put_back])
def test_a_changed_journal_is_made_whole_from_the_store(
    template: Path, old: Path, new: Path, chance: Random, mutation: Mutation
) -> None:
    before = in_journal(machine_at(new, now_ms_in(template), Random(0)))
    for _ in range(_MUTATIONS // 4):
        copy = Path(shutil.copytree(new, new.with_name("copy")))
        paths = [journal_path(machine_at(each, 0, Random(0)).profile) for each in (copy, old)]
        _mutate(paths[0], paths[1].read_bytes(), _BLOCK, chance, mutation)
        found = found_after(copy, now_ms_in(template))
        assert (found.wrong, found.store) == ("", before)
        assert in_journal(machine_at(copy, now_ms_in(template), Random(0))) >= before
        shutil.rmtree(copy)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("again", ["", "+"], ids=["once", "from then on"])
def test_a_disk_that_does_not_take_what_it_was_given(
    template: Path, old: Path, tmp_path: Path, chance: Random, again: str
) -> None:
    """A sync fails: what the program calls recorded is there, what it says failed may be."""
    said, before = "", in_journal(machine_at(old, now_ms_in(template), Random(0)))
    for _ in range(_RUNS // 2):
        folder = Path(shutil.copytree(old, tmp_path / "failing"))
        when = f"inject=fsync,fdatasync:error=EIO:when={chance.randrange(1, 3 * _TRIES)}{again}"
        tracer = ("strace", "-qq", "-f", "-o", os.devnull, "-e", "trace=fsync,fdatasync", "-e", when)
        told, failed = _worked(tracer, folder, template)
        found = found_after(folder, now_ms_in(template))
        assert not found.wrong, when
        assert told.operations <= found.store, when
        assert told.operations <= in_journal(machine_at(folder, now_ms_in(template), Random(0))), when
        assert "may not have been" in failed or found.store == before | told.operations, when
        said += failed
        shutil.rmtree(folder)
    assert said or not again


@pytest.mark.timeout(600)
@pytest.mark.skipif(not _MAY_MOUNT, reason="only root may mount a small disk")
def test_a_disk_that_is_full(template: Path, old: Path, tmp_path: Path) -> None:
    """On a real file system without room: nothing is half recorded, and with room again work goes on."""
    place, out = tmp_path / "disk", tmp_path / "out"
    place.mkdir()
    size = sum(path.stat().st_size for path in old.rglob("*") if path.is_file()) // _PAGE * _PAGE
    script = (
        f"mount -t tmpfs -o size={2 * size + 1_500_000} tmpfs {place} && cp -r {old}/. {place}/tablet"
        f" && head -c $(($(df --output=avail -B1 {place} | tail -1) - 60000)) /dev/zero > {place}/ballast"
        ' && "$@"; code=$?'
        f" && cp -r {place}/tablet {out} && exit $code"
    )
    told, failed = _worked(
        ("unshare", "-m", "sh", "-c", script, "sh"), place / "tablet", template, place / "ballast"
    )
    assert failed.count("DiskFull") >= 3
    assert len(told.operations) > 0
    found = found_after(out, now_ms_in(template))
    assert not found.wrong
    assert told.operations <= found.store
    assert told.operations <= in_journal(machine_at(out, now_ms_in(template), Random(0)))


def _worked(
    before: tuple[str, ...], folder: Path, template: Path, ballast: Path | None = None
) -> tuple[Told, str]:
    """Let somebody work under a command; return what they were told, and what was said to have failed."""
    arguments = [str(folder), str(now_ms_in(template)), str(_TRIES), *([str(ballast)] if ballast else [])]
    ran = subprocess.run(
        [*before, sys.executable, "-m", "tests.simulation.faulty.working", *arguments],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr.decode()
    told, failed = Told(frozenset()), b""
    for line in ran.stdout.splitlines():
        if line.startswith(TOLD):
            told = told.and_also(line)
        elif line.startswith(FAILED):
            failed += line
    return told, failed.decode()


def _mutated(
    new: Path, old: Path, template: Path, rng: Random, mutation: Mutation
) -> Iterator[tuple[list[Noted], Dump] | str]:
    """Change the store of copies of a tablet, with an older state at hand; yield what is seen on each."""
    for _ in range(_MUTATIONS):
        copy = Path(shutil.copytree(new, new.with_name("copy")))
        paths = [store_path(machine_at(each, 0, Random(0)).profile) for each in (copy, old)]
        _mutate(paths[0], paths[1].read_bytes(), _PAGE, rng, mutation)
        yield _seen(copy, template)
        shutil.rmtree(copy)


def _mutate(path: Path, before: bytes, block: int, rng: Random, mutation: Mutation) -> None:
    data = bytearray(path.read_bytes())
    mutation(data, before, block, rng)
    path.write_bytes(data)


def _seen(folder: Path, template: Path) -> tuple[list[Noted], Dump] | str:
    """Everything a tablet shows; “found” where the program says that something is wrong."""
    tablet = _tablet(folder, template)
    try:
        if not tablet.unlock() or tablet.wrongs:
            return "found"
        return tablet.chain(), tablet.look(dump)
    except StoreFault:
        return "found"
    finally:
        if tablet.opened is not None:
            tablet.die()


def _tablet(folder: Path, template: Path) -> Tablet:
    return Tablet(WHO, machine_at(folder, now_ms_in(template), Random(0)))
