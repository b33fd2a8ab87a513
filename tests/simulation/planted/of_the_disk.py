"""Faults planted into what the client asks of the disk, in its own process: power losses alone show them."""

from __future__ import annotations

import os
from collections.abc import Callable

from fieldapp.store import database
from fieldapp.vault import journal


def commits_do_not_wait() -> None:
    """The store leaves it to the system when a commit reaches the disk."""
    pragmas = ("synchronous = NORMAL" if "synchronous" in each else each for each in database._PRAGMAS)
    vars(database)["_PRAGMAS"] = tuple(pragmas)


def the_journal_is_not_synced() -> None:
    """The sealed journal is written and left to the system."""

    class _System:
        """The system, but for syncing."""

        def __getattr__(self, name: str) -> object:
            return (lambda _: None) if name == "fsync" else getattr(os, name)

    vars(journal)["os"] = _System()


PLANTED: dict[str, Callable[[], None]] = {
    plant.__name__: plant for plant in (commits_do_not_wait, the_journal_is_not_synced)
}
