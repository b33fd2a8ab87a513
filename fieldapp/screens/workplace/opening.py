"""From an open vault to the workplace: the only part behind the lock that the window in front of it calls.

The rule kept here: the store is opened in its lane, widgets are made on the thread of the screen.
"""

from __future__ import annotations

from collections.abc import Callable

from fieldapp.screens.everyone.unlock import Opened
from fieldapp.screens.notebook import Notebook
from fieldapp.screens.rounds import Rounds, RoundTimes
from fieldapp.screens.shell import Behind
from fieldapp.screens.targets import Target, read_back
from fieldapp.screens.theme.look import Look
from fieldapp.screens.workbench import Workbench
from fieldapp.screens.workplace.session import Means, open_session
from fieldapp.screens.workplace.way.place import KEY, ROOM, still_there
from fieldapp.screens.workplace.window import Person, Workplace
from fieldapp.store import notes
from fieldapp.store.author import Desk


def open_workplace(
    opened: Opened, means: Means, look: Look, fraction: Callable[[], float]
) -> Callable[[], Behind]:
    """Open the store and read its notes, in its lane; what is returned makes the workplace, on the screen's.

    Faults: those of `open_store`.
    """
    session = open_session(opened.vault, opened.keys, means)
    identity = session.identity
    found, place = _read_notes(session.desk)

    def build() -> Behind:
        notebook = Notebook(session.desk, means.lanes.store, found)
        bench = Workbench(session.desk, look, means.lanes.store, notebook, opened.vault)
        times = RoundTimes(means.clock.now_ms, means.clock.mono_ms, fraction)
        rounds = Rounds(means.lanes.network, session.run_round, times)

        def close(closed: Callable[[], None]) -> None:
            notebook.close()
            session.close(closed)

        return Workplace(bench, rounds, Person(identity.role, place), close)

    return build


def _read_notes(desk: Desk) -> tuple[tuple[notes.Note, ...], tuple[Target, ...]]:
    """Return the notes, and what is left of the place somebody was at.

    A store whose notes cannot be read is let go of, so that it can be opened again.
    """
    try:
        with desk.store.read() as tx:
            found = notes.listing(tx)
        place = next((note.value for note in found if (note.room, note.key) == (ROOM, KEY)), b"[]")
        return found, still_there(desk, read_back(place))
    except BaseException:
        desk.store.close()
        raise
