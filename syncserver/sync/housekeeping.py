"""Throws away what has served its time: nonces, counts of failed enrolments, and very old tombstones.

The rule kept here: operations, verdicts, audit and ledger are never thrown away.
"""

from syncserver.database.engine import writing
from syncserver.people.devices.queries import forget_failures, forget_nonces
from syncserver.sync.queries import forget_tombstones
from syncserver.sync.server import Server

_MINUTE_MS = 60 * 1000
_DAY_MS = 24 * 60 * _MINUTE_MS
NONCES_KEPT_MS = 15 * _MINUTE_MS
"""Longer than a request is accepted after, and before, the time it was signed."""
TOMBSTONES_KEPT_MS = 180 * _DAY_MS


def tidy(server: Server) -> None:
    """Do it once; safe at any time and from several servers at once."""
    now_ms = server.inbox.clock_ms()
    with writing(server.inbox.engine) as connection:
        forget_nonces(connection, (now_ms - NONCES_KEPT_MS) // 1000)
        forget_failures(connection, (now_ms - _DAY_MS) // _MINUTE_MS)
        forget_tombstones(connection, now_ms - TOMBSTONES_KEPT_MS)
