"""One at a time where somebody wants to be alone, and side by side otherwise."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path

import pytest

from tests.quiet import House


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A room and its door."""
    for name in ("room", "door"):
        (tmp_path / name).touch()
    return tmp_path / "room", tmp_path / "door"


def test_two_work_side_by_side(files: tuple[Path, Path]) -> None:
    with closing(House(*files)) as one, closing(House(*files)) as other, one.at_work(), other.at_work():
        pass


def test_whoever_is_alone_waits_for_the_other_and_keeps_it_from_beginning(files: tuple[Path, Path]) -> None:
    told: list[str] = []
    waits, may_end = threading.Event(), threading.Event()

    def lonely() -> None:
        with closing(House(*files)) as house, house.at_work():
            waits.set()
            with house.alone():
                told.append("alone")
                may_end.wait(10)
                told.append("no longer")

    thread = threading.Thread(target=lonely)
    with closing(House(*files)) as other:
        with other.at_work():
            thread.start()
            assert waits.wait(10)
            thread.join(0.3)
            told.append("ended")
        threading.Timer(0.3, may_end.set).start()
        while not told[1:]:
            thread.join(0.01)
        with other.at_work():
            told.append("began")
    thread.join(10)
    assert told == ["ended", "alone", "no longer", "began"]
