"""An office with an officer, a member and a colleague who has none of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.databases import Databases
from tests.syncserver.files.office import Office
from tests.syncserver.world import member_enrolled, open_world, prepare_world


@pytest.fixture
def office(databases: Databases) -> Iterator[Office]:
    url = databases.prepared("a world with an institution", prepare_world)
    with open_world(url) as world:
        supervisor = world.add_staff("SUPERVISOR")
        staff = world.add_staff("CREDIT_OFFICER", supervisor)
        union = world.add_union(staff)
        stranger = world.enrol(world.add_staff("CREDIT_OFFICER", supervisor))
        officer = world.enrol(staff)
        body = member_enrolled(officer, union)
        assert world.exchange(officer, [officer.sign(body)]).verdicts[0].outcome == "applied"
        yield Office(world, officer, stranger, supervisor, union, body.member)
    databases.discard(url)
