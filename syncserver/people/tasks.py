"""Tasks: what somebody must look at, told to a person's supervisor and to the person.

The rule kept here: one matter is one task, however often it is reported.
"""

from dataclasses import replace
from hashlib import blake2b

from shared.ids import ID_BYTES
from syncserver.database.work import Work
from syncserver.people.aggregates import Task
from syncserver.people.queries import TASKS


def open_task(
    work: Work, *, kind: str, title: str, detail: str, about_kind: str, about: bytes, staff: bytes
) -> bytes:
    """Open a task about a record because of what `staff` did, and return its id.

    The same kind about the same record and person is the same task: it is told anew, not opened twice.
    `staff` need not be known here, because a money fact of a stranger is kept as well.
    """
    identifier = _identifier(kind, about_kind, about, staff)
    known = work.get(TASKS, identifier)
    opened_on = known.opened_on if known is not None and known.is_open else work.today
    work.put(TASKS, identifier, Task(identifier, kind, title, detail, about_kind, about, staff, opened_on))
    work.publish("task", identifier)
    return identifier


def is_told(work: Work, *, kind: str, about_kind: str, about: bytes, staff: bytes) -> bool:
    """Whether a task is open already, so that it need not be told anew."""
    known = work.get(TASKS, _identifier(kind, about_kind, about, staff))
    return known is not None and known.is_open


def close_task(work: Work, *, kind: str, about_kind: str, about: bytes, staff: bytes) -> None:
    """Close a task that was seen to; nothing happens where none is open."""
    identifier = _identifier(kind, about_kind, about, staff)
    known = work.get(TASKS, identifier)
    if known is not None and known.is_open:
        work.put(TASKS, identifier, replace(known, is_open=False))
        work.publish("task", identifier)


def _identifier(kind: str, about_kind: str, about: bytes, staff: bytes) -> bytes:
    """Fixed lengths last, so that two different matters never read as the same bytes."""
    named = f"{kind}\n{about_kind}\n".encode()
    return blake2b(named + about + staff, digest_size=ID_BYTES).digest()
