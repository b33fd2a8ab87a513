"""`make demo`: it says when it cannot open a window, and leaves nothing running behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
_DEMO = [sys.executable, "packaging/demo.py"]


_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def _environment(**changes: str) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if name not in _DISPLAYS}
    return {**plain, **changes}


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*_DEMO, *arguments],
        cwd=_ROOT,
        env=_environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_without_a_display_it_says_what_works_without_one() -> None:
    done = _run()
    assert done.returncode == 1
    assert "make demo HEADLESS=1" in done.stderr


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    done = _run("--headless", "--keep", str(tmp_path))
    assert done.returncode == 1
    assert "is not empty" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def _command(pid: int) -> list[bytes]:
    return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")


def _server_and_window(demo: int) -> tuple[int, int]:
    """The demo's two processes, once each runs the program it is for."""
    deadline_s = time.monotonic() + 60
    while time.monotonic() < deadline_s:
        children = Path(f"/proc/{demo}/task/{demo}/children").read_text().split()
        by_program = {_command(int(pid))[2]: int(pid) for pid in children if len(_command(int(pid))) > 2}
        if {b"syncserver", b"fieldapp"} <= set(by_program):
            return by_program[b"syncserver"], by_program[b"fieldapp"]
        time.sleep(0.05)
    raise AssertionError("the demo did not start a server and a window")


@contextmanager
def _demo(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A demo with its window open."""
    demo = subprocess.Popen(
        [*_DEMO, "--keep", str(folder)],
        cwd=_ROOT,
        env=_environment(QT_QPA_PLATFORM="offscreen"),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert demo.stdout is not None
        with demo.stdout as said:
            assert any("Close the window" in line for line in said)
            yield demo
    finally:
        demo.kill()
        demo.wait()


@pytest.mark.timeout(300)
@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
@pytest.mark.parametrize("by", ["the window ends", "the demo is killed"])
def test_whatever_ends_it_nothing_stays_behind(tmp_path: Path, by: str) -> None:
    with _demo(tmp_path / "demo") as demo:
        server, window = _server_and_window(demo.pid)
        if by == "the window ends":
            os.kill(window, signal.SIGTERM)
        else:
            demo.kill()
        demo.wait(30)
        deadline_s = time.monotonic() + 30
        while _alive(server, window) and time.monotonic() < deadline_s:
            time.sleep(0.1)
        assert _alive(server, window) == []


def _alive(*pids: int) -> list[int]:
    """Those that still run; one that has ended may stay listed until somebody asks how."""
    return [pid for pid in pids if _state(pid) not in ("", "Z")]


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""
