"""Sleep locks: the store is closed and the keys are gone, whether the system told of it or not."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from pytestqt.qtbot import QtBot

from fieldapp.background import Lanes
from fieldapp.screens.everyone.sleeping import BEAT_MS, LATE_MS, Sleeping
from fieldapp.screens.everyone.unlock import UnlockPage
from fieldapp.screens.theme.look import Look
from tests.screens.driver import Window
from tests.screens.office import Tablet

CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={path}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/><allow user="*"/></policy></busconfig>
"""


@pytest.fixture
def window(qtbot: QtBot, look: Look, lanes: Lanes, tablet: Tablet) -> Iterator[Window]:
    """The officer's window, with the clock by which a sleep is noticed."""
    clock = tablet.clock
    opened = Window(qtbot, tablet.shell(look, lanes, now_ms=lambda: clock.at_ms), tablet, lanes)
    yield opened
    opened.close()


def test_a_beat_that_was_slept_through_locks_and_drops_the_keys(window: Window) -> None:
    place = window.unlock()
    vault = place.bench.vault
    window.tablet.clock.at_ms += BEAT_MS + LATE_MS
    window.shell.watch.sleeping.look()
    assert window.shell.page is place, "a busy tablet is late, and not asleep"
    window.tablet.clock.at_ms += BEAT_MS + LATE_MS + 1
    window.shell.watch.sleeping.look()
    assert isinstance(window.shell.page, UnlockPage)
    window.settle()
    assert vault.keys is None


def test_in_front_of_the_lock_nothing_is_noticed(window: Window) -> None:
    window.tablet.clock.at_ms += 3_600_000
    page = window.shell.page
    window.shell.watch.sleeping.look()
    window.shell.watch.sleeping.told(True)
    assert window.shell.page is page


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[str]:
    """A bus of our own in place of the system's."""
    daemon = shutil.which("dbus-daemon")
    if daemon is None:
        pytest.skip("no dbus-daemon on this machine")
    address = tmp_path / "bus"
    (tmp_path / "bus.conf").write_text(CONFIGURATION.format(path=address))
    command = [daemon, f"--config-file={tmp_path / 'bus.conf'}", "--nofork", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running:
        assert running.stdout is not None
        yield running.stdout.readline().strip()
        running.terminate()


def test_what_logind_says_beforehand_is_heard(qtbot: QtBot, bus: str) -> None:
    ours, logind = (QDBusConnection.connectToBus(bus, name) for name in ("fieldapp-ours", "fieldapp-logind"))
    assert ours.isConnected()
    assert logind.registerService("org.freedesktop.login1")
    parent = QObject()
    sleeping = Sleeping(parent, bus=lambda: ours)
    sleeping.begin()
    said = QDBusMessage.createSignal(
        "/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep"
    )
    said.setArguments([True])
    with qtbot.waitSignal(sleeping.noticed, timeout=5_000):
        assert logind.send(said)
    sleeping.end()
    heard: list[bool] = []
    sleeping.noticed.connect(lambda: heard.append(True))
    assert logind.send(said)
    qtbot.wait(200)
    assert heard == []
    for name in ("fieldapp-ours", "fieldapp-logind"):
        QDBusConnection.disconnectFromBus(name)
