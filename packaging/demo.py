"""`make demo`: a server with a demo institution and the app on it; `--headless` tells the main job instead.

The rules kept here: everything lies in one folder that is deleted at the end unless it was named; everything
that was started is stopped, whether the window is closed, Ctrl-C pressed or something breaks.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from stage.cores import TabletPlan, enrol_core
from stage.servers import ROOT, ServerFailed, ServerHome, end_with_parent, serving, stop
from stage.telling import StoryWrong
from story.loop import tell_the_story
from story.people import OFFICER, PIN

_WINDOW = "1280x800"
_NO_DISPLAY = """There is no display here, so no window can open. This does the same work without one:

    make demo HEADLESS=1
"""


def main() -> int:
    """Run the demo and return its exit code: 1 when a figure is wrong or something does not start."""
    parser = ArgumentParser(description="Try Fieldapp on a demo institution.")
    parser.add_argument("--headless", action="store_true", help="no window: tell and check the main job")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="an empty folder to leave everything in")
    wanted = parser.parse_args()
    if not wanted.headless and not _has_display():
        print(_NO_DISPLAY, file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, _leave)
    try:
        with _folder(wanted.keep) as folder:
            home = _institution(folder)
            tablets = folder / "tablets"
            if wanted.headless:
                tell_the_story(home, tablets, _say)
                return 0
            return _open_window(home, tablets)
    except (ServerFailed, StoryWrong) as fault:
        print(f"\nThe demo ends here. {fault}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        _say("\nStopped.")
        return 130


def _institution(folder: Path) -> ServerHome:
    """Make a fresh demo institution for today."""
    _say("Making a demo institution: fourteen months of a branch's work, operation by operation …")
    home = ServerHome.sqlite(folder / "server")
    home.folder.mkdir(mode=0o700)
    _say(home.run("demo").rsplit("\n", 2)[0])
    return home


def _open_window(home: ServerHome, tablets: Path) -> int:
    """Enrol a tablet for the officer whose union meets today, sync it once, open the app on it."""
    with serving(home) as url:
        with enrol_core(TabletPlan(tablets, PIN), url, home.enrolment_code(OFFICER), "Demo tablet") as core:
            result = core.sync()
            if result.fault is not None:
                raise ServerFailed(f"The first sync failed: {result.fault}")
            name = core.name
        _say(f"\nThe server runs at {url}.")
        _say(f"The tablet is {name}'s. Unlock it with the PIN {PIN}.")
        _say("(Its keyring is a plain file, for the demo only. Close the window to end everything.)")
        return _run_app(tablets)


def _run_app(tablets: Path) -> int:
    """The app is a process of its own, so that the server is stopped even if it crashes."""
    window = subprocess.Popen(
        [sys.executable, "-m", "fieldapp", "--size", _WINDOW],
        cwd=ROOT,
        env={**os.environ, "FIELDAPP_DATA_FOLDER": str(tablets), "FIELDAPP_KEYRING": "demo-file"},
        text=True,
        preexec_fn=end_with_parent,  # noqa: PLW1509 - nothing runs beside this thread
    )
    try:
        code = window.wait()
        return code if code >= 0 else 128 - code
    finally:
        stop(window)


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    """The folder named, which has to be empty, or one that is deleted afterwards."""
    if kept is None:
        with tempfile.TemporaryDirectory(prefix="fieldapp-demo-") as folder:
            yield Path(folder)
        return
    kept.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(kept.iterdir()):
        raise ServerFailed(f"{kept} is not empty. Name an empty folder, or none.")
    try:
        yield kept.resolve()
    finally:
        _say(f"Everything is left in {kept}.")


def _has_display() -> bool:
    wayland_or_x = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(wayland_or_x or os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "vnc", "minimal"))


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    """Being asked to end is an ordinary way out: everything started is stopped on it."""
    sys.exit(128 + number)


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
