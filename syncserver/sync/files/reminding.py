"""A file that does not arrive is told to those who answer for it, and uploads nobody goes on with are let go.

The rule kept here: one file is one task, closed by itself once the file is here.
"""

from shared.fieldwork.documents import PENDING_REMIND_DAYS
from syncserver.database.engine import writing
from syncserver.files.queries import drop_older
from syncserver.people.documents.queries import awaited_since
from syncserver.people.tasks import open_task
from syncserver.sync.feed.numbering import number_records
from syncserver.sync.files.receiving import PENDING_TASK
from syncserver.sync.inbox.batch import begin_work
from syncserver.sync.server import Server

_DAY_MS = 24 * 60 * 60 * 1000
UPLOADS_KEPT_MS = 30 * _DAY_MS


def remind_of_files(server: Server) -> None:
    """Open the tasks that are due; safe at any time and from several servers at once."""
    now_ms = server.inbox.clock_ms()
    with writing(server.inbox.engine) as connection:
        drop_older(connection, now_ms - UPLOADS_KEPT_MS)
        work = begin_work(connection, now_ms)
        for document in awaited_since(connection, now_ms - PENDING_REMIND_DAYS * _DAY_MS, PENDING_TASK):
            open_task(
                work,
                kind=PENDING_TASK,
                title="A file has not arrived",
                detail=f"{document.type} is on record for {PENDING_REMIND_DAYS} days, and its file is still"
                " on the tablet. Sync the tablet where there is a good network.",
                about_kind="document",
                about=document.id,
                staff=document.attached_by,
            )
        work.keep()
        work.flush()
        number_records(work, server.inbox.handlers.publishers)
