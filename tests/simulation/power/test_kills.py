"""Tablet and office are ended at a call to the file system, any of those of a round, an upgrade, a change of
the PIN, a wipe: whoever starts them again goes on, and nothing that was told is missing.

Each state is what the system was given up to a call, rebuilt from what the process really asked of it. Where
there are more than time allows, which ones are opened is drawn anew each day.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from fieldapp.store.migrations.steps import MIGRATIONS, index_days_and_subjects
from fieldapp.store.transaction import Transaction
from fieldapp.vault.identity import list_profiles, list_wiping
from fieldapp.vault.obeying.wiping import sweep_all
from shared.contract.bodies.people import DeviceWiped, UnionAssigned
from tests.fieldapp.store.dumps import dump
from tests.simulation.ground.clocks import Time
from tests.simulation.ground.machine import PIN
from tests.simulation.ground.office import Office
from tests.simulation.ground.places import in_memory
from tests.simulation.ground.world import OFFICERS, opened
from tests.simulation.looking import officers_of_unions, rows
from tests.simulation.power.disk import Disk
from tests.simulation.power.doing import WHO, now_ms_in, record, tablet_in
from tests.simulation.power.moments import Told, moments
from tests.simulation.power.opening import found_after
from tests.simulation.power.tracing import traced
from tests.simulation.running import settled

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="strace is Linux's own")
_OPENED, _LOOKED_THROUGH = 60, 8
_OLDER_BY = len(MIGRATIONS) - MIGRATIONS.index(index_days_and_subjects)
_UNDONE = (
    "DROP TABLE courier_bundle",
    "ALTER TABLE sync_state DROP COLUMN courier_key",
    "DROP TABLE checkpoint",
    "DROP TABLE chain_broken",
    "DROP INDEX p_repayment_cash",
    "DROP INDEX p_approval_by_subject",
)


@pytest.fixture
def world(template: Path, tmp_path: Path) -> Path:
    """The institution, with something that the officer has not fetched yet."""
    folder = tmp_path / "world"
    with opened(template, folder, 7) as made:
        me, other = (made.tablets[name].staff for name in (WHO, OFFICERS[1]))
        union = next(one for one, officer in officers_of_unions(made.office.engine) if officer == other)
        made.office.act(UnionAssigned(union, me, "Rotation"))
    return folder


@pytest.mark.timeout(600)
def test_ended_anywhere_in_a_round(world: Path, tmp_path: Path) -> None:
    states = _states("round", world, tmp_path)
    for place, (state, told) in enumerate(states):
        found = found_after(state / f"{WHO}-0", now_ms_in(state))
        assert not found.wrong, state.name
        assert told.operations <= found.store, state.name
        assert told.operations <= found.journal, state.name
        if place % (_OPENED // _LOOKED_THROUGH) == 0:
            with opened(state, tmp_path / f"again-{place}", place) as again:
                assert settled(again) is None, state.name


@pytest.mark.timeout(600)
def test_ended_anywhere_in_a_change_of_the_pin(world: Path, tmp_path: Path) -> None:
    for state, told in _states("new_pin", world, tmp_path):
        found = found_after(state / f"{WHO}-0", now_ms_in(state))
        assert not found.wrong, state.name
        assert told.operations <= found.store & found.journal, state.name


@pytest.mark.timeout(600)
def test_ended_anywhere_in_an_upgrade_of_the_store(world: Path, tmp_path: Path) -> None:
    with _at_the_office(world) as office:
        tablet = tablet_in(world, office, Random(1))
        assert tablet.unlock()
        before, chain = tablet.look(dump), tablet.chain()
        assert tablet.desk is not None
        with tablet.desk.store.transaction() as tx:
            _make_older(tx)
        tablet.die()
    for state, _ in _states("upgrade", world, tmp_path):
        with _at_the_office(state) as office:
            tablet = tablet_in(state, office, Random(1))
            assert tablet.unlock()
            assert tablet.wrongs == []
            assert tablet.chain() == chain, state.name
            assert tablet.look(dump) == before, state.name
            tablet.lock()


@pytest.mark.timeout(600)
def test_ended_anywhere_in_a_wipe(world: Path, tmp_path: Path) -> None:
    with _at_the_office(world) as office:
        tablet = tablet_in(world, office, Random(1))
        assert tablet.unlock()
        for _ in range(3):
            record(tablet, Random(2))
        recorded = [(one.seq, one.hash) for one in tablet.noted]
        tablet.lock()
        office.act(DeviceWiped(tablet.device, "Lost"))
    for state, _ in _states("wipe", world, tmp_path):
        with _at_the_office(state) as office:
            _go_on_wiping(state, office)
            office.read_journals()
            sql = "SELECT seq, hash FROM operation WHERE device = :device ORDER BY seq"
            assert rows(office.engine, sql, device=tablet.device) == recorded, state.name


def _go_on_wiping(state: Path, office: Office) -> None:
    """As the program does when it is started: what is left of profiles is swept, then the office is asked."""
    data = state / f"{WHO}-0"
    for _ in range(3):
        sweep_all(data)
        if not (list_profiles(data) or list_wiping(data)):
            break
        machine = tablet_in(state, office, Random(3)).machine
        if list_wiping(data):
            assert machine.open(PIN) is None, f"{state.name}: a wipe has begun and it opens"
        machine.contact()
    sweep_all(data)
    left = sorted(path.name for path in data.rglob("*") if path.is_file())
    assert not left, f"{state.name}: {left}"


def _states(task: str, world: Path, tmp_path: Path) -> Iterator[tuple[Path, Told]]:
    """What is found after calls of a task, each in a folder that is gone when the next one is asked for."""
    before = Disk(world)
    events = traced("tests.simulation.power.doing", [str(world), task], tmp_path / "trace", world)
    day = f"{task}/{datetime.now(UTC).toordinal()}"
    places = set(Random(day).sample(range(len(events)), min(_OPENED, len(events)))) | {len(events) - 1}
    with in_memory() as folder:
        for place, disk, told in moments(before, events):
            if place in places:
                state = folder / f"{task}-{place}-of-{len(events)}"
                disk.kill(state)
                yield state, told
                shutil.rmtree(state)


@contextmanager
def _at_the_office(world: Path) -> Iterator[Office]:
    loop = asyncio.new_event_loop()
    office = Office(world / "office", Time(now_ms_in(world)), Random(0), loop)
    try:
        yield office
    finally:
        office.close()
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


def _make_older(tx: Transaction) -> None:
    """Take back what the newest steps did, as an older program would have left it."""
    for statement in _UNDONE:
        tx.execute(statement)
    tx.execute("DELETE FROM migration WHERE number > ?", (len(MIGRATIONS) - _OLDER_BY,))
