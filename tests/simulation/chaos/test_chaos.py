"""Real processes are ended hard while people work: in every run of the tests for some seconds."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import pytest

from tests.simulation.chaos.conducting import conduct
from tests.simulation.ground.places import in_memory

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are tied together by Linux")
_SECONDS = 15


@pytest.mark.timeout(600)
@pytest.mark.expects_errors
@pytest.mark.usefixtures("template")
def test_nothing_is_lost_whatever_is_ended() -> None:
    seed = datetime.now(UTC).toordinal()
    with in_memory() as folder:
        ran = conduct(folder, seed, _SECONDS)
    assert ran.broken is None, f"seed {seed}"
    assert ran.operations > 0
    for what in ("person_killed", "server_killed", "database_killed", "database_stopped_at_once"):
        assert ran.happened[what] > 0
