"""Where this desk keeps files, and how much room copies may take.

The rule kept here: what only this tablet has is never let go of to make room.
"""

from __future__ import annotations

import logging

from fieldapp.store.author import Desk
from fieldapp.store.carried.files import CACHE_BYTES, forget_files, known_files, over_budget
from fieldapp.store.carried.folder import FileFolder
from fieldapp.store.transaction import StoreFault
from shared.errors import RuleRefused

_log = logging.getLogger(__name__)


def folder_of(desk: Desk) -> FileFolder:
    """Return where this desk keeps files. Refused: `file.no_folder`."""
    if desk.files is None:
        raise RuleRefused("file.no_folder", "No files here", "This tablet keeps no files.")
    return desk.files


def make_room(desk: Desk, budget: int = CACHE_BYTES) -> None:
    """Let go of what the office has as well and that no longer fits; rows first, so none is missed.

    What cannot be let go now is swept the next time the store is opened: whoever calls has recorded by then.
    """
    try:
        with desk.store.transaction() as tx:
            going = over_budget(tx, budget)
            forget_files(tx, going)
        if going:
            folder_of(desk).remove(going)
    except (OSError, StoreFault) as fault:
        _log.warning("no_room_made fault=%s", type(fault).__name__)


def sweep_files(desk: Desk) -> None:
    """Remove what a crash left in the folder that nothing names; once, when the store was opened."""
    with desk.store.read() as tx:
        known = known_files(tx)
    folder_of(desk).sweep(known)
