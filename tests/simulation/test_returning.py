"""The office is restored from a backup older than a tablet: let back in, the tablet loses nothing."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from shared.contract.bodies.people import DeviceRevoked
from tests.simulation.acts.returning import enrol_by_password, let_back_in
from tests.simulation.ground.places import in_memory
from tests.simulation.ground.world import opened
from tests.simulation.looking import rows
from tests.simulation.power.doing import WHO, record
from tests.simulation.running import settled


@pytest.mark.parametrize("seed", [1, 2])
def test_a_restored_office_takes_back_what_it_forgot(template: Path, seed: int) -> None:
    with in_memory() as folder, opened(template, folder / "world", seed) as world:
        world.back_up()
        lost = world.tablets[WHO]
        record(lost, Random(seed))
        world.office.act(DeviceRevoked(lost.device, "Lost"))
        world.retire(WHO)
        world.weather.chance = 30
        tablet = enrol_by_password(world, WHO, lost.staff)
        world.weather.chance = 0
        for _ in range(3):
            record(tablet, Random(seed))
        assert tablet.sync().fault is None
        world.restore()
        record(tablet, Random(seed))
        assert tablet.sync().fault is not None
        let_back_in(world, world.rng)
        assert world.weather.met["let_back_in"] == 1
        assert settled(world) is None
        kept = rows(world.office.engine, "SELECT seq FROM operation WHERE device = :d", d=tablet.device)
        assert len(kept) == len(tablet.noted) == 4
