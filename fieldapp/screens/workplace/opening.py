"""From an open vault to the workplace: the only part behind the lock that the window in front of it calls.

The rule kept here: the store is opened in its lane, widgets are made on the thread of the screen.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from fieldapp.officer.drafts.left_money import holds_money
from fieldapp.screens.everyone.unlock import Opened
from fieldapp.screens.notebook import Notebook
from fieldapp.screens.rounds import FileRounds, Rounds, RoundTimes
from fieldapp.screens.shell import Behind
from fieldapp.screens.targets import Target, read_back
from fieldapp.screens.theme.look import Look
from fieldapp.screens.words import Formats
from fieldapp.screens.workbench import Workbench, read_formats
from fieldapp.screens.workplace.session import Means, open_session
from fieldapp.screens.workplace.way.place import KEY, ROOM, still_there
from fieldapp.screens.workplace.window import Person, Workplace
from fieldapp.store import notes
from fieldapp.store.author import Desk
from fieldapp.store.sync_state import read_state
from fieldapp.store.transaction import DiskFailed, DiskFull
from fieldapp.syncing.round import RoundResult

_log = logging.getLogger(__name__)
_DAY_MS = 86_400_000

DRAFTS_KEPT_DAYS = 60
"""How long a draft is kept that nobody came back to, where it holds no money."""


@dataclass(frozen=True, slots=True)
class _Left:
    """What the store gives the first page: the notes, the place somebody was at, and the formats."""

    notes: tuple[notes.Note, ...]
    place: tuple[Target, ...]
    formats: Formats


def open_workplace(
    opened: Opened, means: Means, look: Look, fraction: Callable[[], float]
) -> Callable[[], Behind]:
    """Open the store and read what is left there, in its lane; what is returned makes the workplace.

    Faults: those of `open_store`.
    """
    try:
        session = open_session(opened.vault, opened.keys, means)
        left = _read_left(session.desk)
    except BaseException:
        # Whoever cannot get in leaves no keys behind.
        opened.vault.lock()
        raise
    identity = session.identity

    def build() -> Behind:
        notebook = Notebook(session.desk, means.lanes.store, left.notes)
        bench = Workbench(session.desk, look, means.lanes, notebook, opened.vault, left.formats)
        times = RoundTimes(means.clock.now_ms, means.clock.mono_ms, fraction)
        rounds = Rounds(means.lanes.network, session.run_round, times)
        session.tell = rounds.tell
        rounds.files = FileRounds(means.lanes.sending, session.send_files)
        rounds.files.sent.connect(rounds.want)
        bench.fetch_file = session.fetch_file
        bench.hand_in = session.hand_in

        def close(closed: Callable[[], None]) -> None:
            notebook.close()
            session.close(closed)

        workplace = Workplace(bench, rounds, Person(identity.role, left.place), close)
        rounds.arrived.connect(lambda result: _leave_if_revoked(workplace, result))
        workplace.minute.timeout.connect(
            lambda: means.lanes.store.run(session.keep_mark, lambda _: None, _not_marked)
        )
        return workplace

    return build


def _leave_if_revoked(workplace: Workplace, result: RoundResult) -> None:
    """A device that was revoked has sent what it had to; in front of the lock it asks for its orders."""
    if result.device_state == "REVOKED" and result.fault is None:
        workplace.lock_wanted.emit()


def _not_marked(fault: Exception) -> None:
    """What could not be marked now is marked in a minute."""
    _log.warning("head_not_marked fault=%s", type(fault).__name__)


def _read_left(desk: Desk) -> _Left:
    """Return what the first page is built from, after drafts nobody came back to are swept out.

    The formats come along because pages take them over as they are built. A store that cannot be read is let
    go of, so that it can be opened again.
    """
    try:
        with desk.store.read() as tx:
            found, formats, told_ms = notes.listing(tx), read_formats(tx), read_state(tx).last_contact_ms
        found = _swept(desk, found, min(desk.author.clock.now_ms(), told_ms))
        place = next((note.value for note in found if (note.room, note.key) == (ROOM, KEY)), b"[]")
        return _Left(found, still_there(desk, read_back(place)), formats)
    except BaseException:
        desk.store.close()
        raise


def _swept(desk: Desk, found: tuple[notes.Note, ...], now_ms: int) -> tuple[notes.Note, ...]:
    """Sweep out old drafts: of meetings never closed, and of loans and members that left the tablet; never
    one with money in it, which Today shows until somebody saves it or takes it out.

    `now_ms` is no later than the office's last answer, so a clock that runs ahead makes no draft old. A disk
    that cannot be written keeps nobody out.
    """
    before_ms = now_ms - DRAFTS_KEPT_DAYS * _DAY_MS
    drafts = (note for note in found if note.room == "draft" and note.at_ms < before_ms)
    old = [note for note in drafts if not holds_money(note.key, note.value)]
    if not old:
        return found
    try:
        with desk.store.transaction() as tx:
            for note in old:
                notes.forget(tx, note.room, note.key)
    except (DiskFull, DiskFailed):
        _log.warning("drafts_not_swept count=%d", len(old))
        return found
    return tuple(note for note in found if note not in old)
