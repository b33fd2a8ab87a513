"""A supervisor is told what the server holds of a device below, by count and money; nobody else is."""

from __future__ import annotations

import pytest

from shared.contract.bodies.people import DeviceRevoked
from shared.contract.custody.figures import OutcomeSum
from shared.errors import RuleRefused
from syncserver.sync.custody.figures import device_figures
from tests.syncserver.branch import Branch, open_branch
from tests.syncserver.world import Tablet, World


@pytest.fixture
def branch(world: World) -> Branch:
    return open_branch(world)


def test_it_adds_up_to_what_the_device_has_sent(branch):
    (lent,) = branch.lend(1)
    branch.send(branch.officer, [branch.repayment(lent, 5_000), branch.repayment(lent, 700)])
    branch.send(branch.supervisor, [DeviceRevoked(branch.officer.device, "lost")])
    late = branch.officer.sign(branch.repayment(lent, 30))
    branch.world.exchange(branch.officer, [late])

    found = device_figures(branch.world.server, branch.world.device(branch.supervisor), branch.officer.device)
    assert (found.last_seq, found.device_state) == (branch.officer.seq, "REVOKED")
    assert sum(one.count for one in found.by_outcome) == found.last_seq
    money = {one.outcome: one for one in found.by_outcome if one.value_minor}
    assert money["applied"].value_minor == 5_700
    assert money["suspended"] == OutcomeSum("suspended", 1, 30)


def test_others_are_told_that_there_is_no_such_device(branch):
    world = branch.world
    stranger = world.enrol(world.add_staff("SUPERVISOR"))
    admin = world.enrol(world.add_staff("ADMIN"))

    def ask(tablet: Tablet, device: bytes) -> None:
        device_figures(world.server, world.device(tablet), device)

    ask(admin, branch.officer.device)
    for tablet in (stranger, branch.officer, branch.operations):
        with pytest.raises(RuleRefused, match="No such device"):
            ask(tablet, branch.officer.device)
    for device in (world.server.own, bytes(16)):
        with pytest.raises(RuleRefused, match="No such device"):
            ask(admin, device)
    branch.send(branch.supervisor, [DeviceRevoked(branch.officer.device, "lost")])
    world.act(DeviceRevoked(branch.supervisor.device, "lost"))
    with pytest.raises(RuleRefused):
        ask(branch.supervisor, branch.officer.device)
