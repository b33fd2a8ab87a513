"""What is done once an hour: throw away what has served its time (nonces, counts of failed enrolments, very
old tombstones, uploads and couriers' files nobody goes on with), sign where the audit chain is, and remind of
files that do not arrive.

The rule kept here: operations, verdicts, audit and ledger are never thrown away.
"""

from syncserver.database.engine import reading, writing
from syncserver.people.devices.queries import forget_failures, forget_nonces
from syncserver.sync.audit.checkpoints import record_checkpoint, write_witness
from syncserver.sync.custody.handing_in import forget_left
from syncserver.sync.files.reminding import remind_of_files
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
    sign_and_witness(server)
    remind_of_files(server)
    forget_left(server)


def sign_and_witness(server: Server) -> None:
    """Sign a checkpoint of the audit chain, and let the file outside the database have what it lacks."""
    with writing(server.inbox.engine) as connection:
        record_checkpoint(connection, server.keys, server.inbox.clock_ms())
    if server.witness is not None:
        with reading(server.inbox.engine) as connection:
            write_witness(connection, server.witness)
