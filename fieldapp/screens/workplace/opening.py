"""From an open vault to the workplace: the only part behind the lock that the window in front of it calls.

The rule kept here: the store is opened in its lane, widgets are made on the thread of the screen.
"""

from __future__ import annotations

from collections.abc import Callable

from fieldapp.screens.drafts import Memory
from fieldapp.screens.everyone.unlock import Opened
from fieldapp.screens.rounds import Rounds, RoundTimes
from fieldapp.screens.shell import Behind
from fieldapp.screens.theme.look import Look
from fieldapp.screens.workbench import Workbench
from fieldapp.screens.workplace.session import Means, open_session
from fieldapp.screens.workplace.window import Workplace


def open_workplace(
    opened: Opened, means: Means, look: Look, memory: Memory, fraction: Callable[[], float]
) -> Callable[[], Behind]:
    """Open the store, in its lane; what is returned makes the workplace, on the thread of the screen.

    Faults: those of `open_store`.
    """
    session = open_session(opened.vault, opened.keys, means)
    identity = session.identity

    def build() -> Behind:
        bench = Workbench(session.desk, look, means.lanes.store, memory.of(identity.device_id))
        times = RoundTimes(means.clock.now_ms, means.clock.mono_ms, fraction)
        rounds = Rounds(means.lanes.network, session.run_round, times)
        return Workplace(bench, rounds, identity.role, session.close)

    return build
