"""Wiring: settings, keyring, clock, lanes and window become one program. Nothing is decided here."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QStyleHints
from PySide6.QtWidgets import QApplication, QWidget

from fieldapp.background import Lanes, Sweeper, open_lanes
from fieldapp.screens.everyone.enrol.page import Typed
from fieldapp.screens.everyone.unlock import Opened
from fieldapp.screens.shell import IDLE_MS, Behind, Doors, Shell
from fieldapp.screens.theme.appearance import Appearance, keep_appearance, read_appearance
from fieldapp.screens.theme.look import Look, dress
from fieldapp.screens.theme.tokens import Theme
from fieldapp.settings import ClientSettings, KeyringKind
from fieldapp.vault.identity import Profile, list_profiles, list_wiping
from fieldapp.vault.keeping.keyring_access import FileKeyring, Keyring, open_keyring
from fieldapp.vault.vault import Surroundings, Vault

if TYPE_CHECKING:
    from fieldapp.syncing.contact.contacting import Contacted


@dataclass(frozen=True, slots=True)
class DeviceClock:
    """The device's clocks, under the names that vault, store and transport know them by."""

    boot: bytes
    _started_s: float = field(default_factory=time.monotonic)

    def now_ms(self) -> int:
        """Milliseconds since 1970 in UTC."""
        return time.time_ns() // 1_000_000

    def mono_ms(self) -> int:
        """Milliseconds since the program started."""
        return int((time.monotonic() - self._started_s) * 1000)

    def monotonic_ms(self) -> int:
        """Milliseconds on a clock that nobody can set."""
        return time.monotonic_ns() // 1_000_000

    def today(self, time_zone: str) -> date:
        """The date in an IANA time zone."""
        return datetime.fromtimestamp(self.now_ms() / 1000, tz=UTC).astimezone(ZoneInfo(time_zone)).date()


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line adds: size of the window, where the demo keeps its keyring, how it looks.

    A theme or a size of text that is given is in force until the end, whatever was kept.
    """

    size: tuple[int, int]
    demo_keyring: Path | None = None
    theme: Theme | None = None
    text_size: float | None = None
    idle_ms: int = IDLE_MS


@dataclass(frozen=True, slots=True)
class Wired:
    """The parts that those behind the lock are given."""

    settings: ClientSettings
    clock: DeviceClock
    lanes: Lanes
    look: Look
    surroundings: Callable[[KeyringKind], Surroundings]


@dataclass(frozen=True, slots=True)
class Inside:
    """What is behind the lock, imported only when it is needed."""

    load: Callable[[], None]
    open: Callable[[Wired, Opened], Callable[[], Behind]]
    enrol: Callable[[Wired, Typed], Vault]
    contact: Callable[[Wired, Vault], Contacted]


class LateKeyring:
    """A keyring opened at its first use: away from the screen, its fault where it is asked."""

    def __init__(self, kind: KeyringKind, opener: Callable[[], Keyring]) -> None:
        self.kind = kind
        self.label = f"{kind} keyring"
        self.guards_secrets = kind != "passphrase-file"
        self._opener = opener
        self._opened: Keyring | None = None

    def get(self, entry: str) -> bytes | None:
        """Return what is kept under `entry`, or None."""
        return self._keyring().get(entry)

    def set(self, entry: str, value: bytes) -> None:
        """Keep `value`, replacing what was there."""
        self._keyring().set(entry, value)

    def delete(self, entry: str) -> None:
        """Forget `entry`."""
        self._keyring().delete(entry)

    def _keyring(self) -> Keyring:
        if self._opened is None:
            self._opened = self._opener()
        return self._opened


def run(settings: ClientSettings, options: Options, inside: Inside, ready: Callable[[], None]) -> int:
    """Open the window and stay until it is closed; `ready` is called when somebody can unlock."""
    app, look = _dressed(settings, options)
    lanes = open_lanes()
    shell = make_shell(settings, options, inside, look, lanes)
    shell.resize(fitting(options.size, app.primaryScreen().availableSize()))
    shell.show()
    Sweeper(app, shell.watch.untouched_ms)
    QTimer.singleShot(0, ready)
    try:
        return int(app.exec())
    finally:
        lanes.close()


def fitting(asked: tuple[int, int], screen: QSize) -> QSize:
    """Return the size a window of the size asked for takes: one that has no room takes the whole screen."""
    size = QSize(*asked)
    return size if size.boundedTo(screen) == size else screen


def run_gallery(settings: ClientSettings, options: Options, gallery_of: Callable[[Look], QWidget]) -> int:
    """Open the window that shows every component, until it is closed; nobody has to unlock anything."""
    app, look = _dressed(settings, options)
    gallery = gallery_of(look)
    dress(gallery, look)
    gallery.resize(fitting(options.size, app.primaryScreen().availableSize()))
    gallery.show()
    return int(app.exec())


def _dressed(settings: ClientSettings, options: Options) -> tuple[QApplication, Look]:
    """Return the application in the look of this tablet."""
    app = QApplication.instance() or QApplication([])
    if not isinstance(app, QApplication):
        raise TypeError("a window needs an application with widgets")
    app.setApplicationName("fieldapp")
    app.setStyle("Fusion")
    look = make_look(settings, options, app.styleHints())
    look.apply(app)
    return app, look


def make_look(settings: ClientSettings, options: Options, hints: QStyleHints) -> Look:
    """Return the look this tablet was left with; what is chosen is kept, and the system is followed."""
    kept = read_appearance(settings.data_folder)
    asked = Appearance(options.theme or kept.theme, options.text_size or kept.text_size)
    look = Look(asked, system_dark=hints.colorScheme() is Qt.ColorScheme.Dark)
    look.chosen.connect(lambda chosen: keep_appearance(settings.data_folder, chosen))
    hints.colorSchemeChanged.connect(lambda scheme: look.follow_system(scheme is Qt.ColorScheme.Dark))
    return look


def make_shell(settings: ClientSettings, options: Options, inside: Inside, look: Look, lanes: Lanes) -> Shell:
    """Return the window with everything connected."""
    clock = DeviceClock(secrets.token_bytes(16))

    def surroundings(kind: KeyringKind) -> Surroundings:
        return Surroundings(_keyring(kind, settings, options), clock, os.urandom)

    def vaults_of(profiles: tuple[Profile, ...]) -> tuple[Vault, ...]:
        return tuple(Vault(profile, surroundings(profile.keyring)) for profile in profiles)

    wired = Wired(settings, clock, lanes, look, surroundings)
    doors = Doors(
        vaults=lambda: vaults_of(list_profiles(settings.data_folder)),
        load=inside.load,
        open=lambda opened: inside.open(wired, opened),
        enrol=lambda typed: inside.enrol(wired, typed),
        server_url=settings.server_url or "",
        with_pin=settings.keyring != "passphrase-file",
        idle_ms=options.idle_ms,
        contact=lambda vault: inside.contact(wired, vault),
        wiping=lambda: vaults_of(list_wiping(settings.data_folder)),
        now_ms=clock.now_ms,
    )
    return Shell(look, lanes, doors)


def _keyring(kind: KeyringKind, settings: ClientSettings, options: Options) -> Keyring:
    folder = options.demo_keyring
    if kind == "demo-file" and folder is not None:
        return FileKeyring(folder)
    return LateKeyring(kind, lambda: open_keyring(kind, settings.data_folder))
