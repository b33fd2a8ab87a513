"""`syncserver demo` where it cannot be done, and tablets that are answered otherwise than planned."""

import random
import secrets
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from shared.contract.bodies.people import MemberEnrolled, MemberProfile
from syncserver.database.base import metadata
from syncserver.database.engine import open_engine
from syncserver.demo.branch import Branch, Ground, open_branch
from syncserver.demo.tablets import NotAsPlanned, SimulatedClock
from syncserver.people.devices.keys import make_keys
from tests.syncserver.http_world import run_command

_FIRST, _TODAY = date(2026, 1, 5), date(2026, 3, 4)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'server.sqlite3'}")
    metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def branch(engine: Engine, tmp_path: Path) -> Branch:
    """The institution on the morning of its first day."""
    keys = make_keys(tmp_path / "keys", secrets.token_bytes)
    return open_branch(Ground(engine, keys, secrets.token_bytes), _TODAY, _FIRST, 1)


def test_an_institution_is_never_made_over_another(tmp_path: Path) -> None:
    environment = {"SYNCSERVER_DATA_FOLDER": str(tmp_path)}
    assert run_command(environment, "init").code == 0
    assert run_command(environment, "institution", "create", "--name", "Real").code == 0
    ran = run_command(environment, "demo")
    assert ran.code == 1
    assert "Choose an empty one" in ran.err


def test_a_scale_below_one_is_refused(tmp_path: Path) -> None:
    ran = run_command({"SYNCSERVER_DATA_FOLDER": str(tmp_path)}, "demo", "--scale", "0")
    assert ran.code == 1
    assert "--scale is 1 or more" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_an_answer_nobody_planned_stops_the_making(branch: Branch) -> None:
    officer = branch.officers[0]
    body = MemberEnrolled(b"m" * 16, b"u" * 16, "M1", MemberProfile("Ngọzi", "Ɗanladi"))
    officer.tablet.write(body)
    with pytest.raises(NotAsPlanned, match="out_of_scope"):
        officer.tablet.sync()


def test_numbers_come_from_blocks_and_receipts_have_no_gap(branch: Branch) -> None:
    first, second = (officer.tablet for officer in branch.officers[:2])
    assert [first.next_number("member") for _ in range(50)] == [f"M{n:06d}" for n in range(50)]
    assert second.next_number("member") == "M000050"
    assert first.next_number("member") == "M000100"
    assert [first.next_receipt() for _ in range(2)] == [f"{first.code}-000001", f"{first.code}-000002"]


def test_every_supervisor_has_the_officers_below(branch: Branch) -> None:
    assert [branch.supervisor_of(officer.place) for officer in branch.officers] == [
        branch.supervisors[0],
        branch.supervisors[0],
        branch.supervisors[1],
        branch.supervisors[1],
    ]


def test_simulated_time_never_goes_back() -> None:
    clock = SimulatedClock(1_000)
    clock.wait_until(500)
    assert clock.now_ms() == 1_000
    clock.spend(random.Random(1).randrange(1, 10))
    assert clock.now_ms() > 1_000
