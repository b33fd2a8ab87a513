"""`make demo`: it says when it cannot open a window, and leaves nothing running behind."""

import os
import signal
import subprocess
import sys
import time
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


def _children(of: int) -> set[int]:
    """The server and the window, once both are there."""
    deadline_s = time.monotonic() + 30
    while time.monotonic() < deadline_s:
        found = {int(pid) for pid in Path(f"/proc/{of}/task/{of}/children").read_text().split()}
        if len(found) == 2:
            return found
        time.sleep(0.05)
    raise AssertionError("the demo did not start a server and a window")


def _window(among: set[int]) -> int:
    return next(pid for pid in among if b"fieldapp" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"))


@pytest.mark.timeout(300)
@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
@pytest.mark.parametrize("by", ["the window ends", "the demo is killed"])
def test_whatever_ends_it_nothing_stays_behind(tmp_path: Path, by: str) -> None:
    demo = subprocess.Popen(
        [*_DEMO, "--keep", str(tmp_path / "demo")],
        cwd=_ROOT,
        env=_environment(QT_QPA_PLATFORM="offscreen"),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert demo.stdout is not None
    with demo.stdout as said:
        assert any("Close the window" in line for line in said)
        started = _children(demo.pid)
        if by == "the window ends":
            os.kill(_window(started), signal.SIGTERM)
        else:
            demo.kill()
        demo.wait(30)
    deadline_s = time.monotonic() + 30
    while any(Path(f"/proc/{pid}").exists() for pid in started) and time.monotonic() < deadline_s:
        time.sleep(0.1)
    assert [pid for pid in started if Path(f"/proc/{pid}").exists()] == []
