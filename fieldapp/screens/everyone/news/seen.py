"""Which notifications somebody has seen.

The rule kept here: one note holds their keys; those of notifications that are over go when the next is seen,
so the note never grows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from fieldapp.screens.notebook import Notebook

ROOM, _KEY = "seen", "news"


def seen_keys(notes: Notebook) -> frozenset[str]:
    """Return the keys of what was seen; none where the note cannot be read."""
    try:
        found = json.loads(notes.get(ROOM, _KEY) or b"[]")
    except ValueError:
        return frozenset()
    return frozenset(map(str, found)) if isinstance(found, list) else frozenset()


def note_seen(notes: Notebook, keys: Iterable[str], there: Iterable[str]) -> None:
    """Keep that these were seen; `there` are the keys of all notifications there are."""
    seen = (seen_keys(notes) | frozenset(keys)) & frozenset(there)
    notes.put(ROOM, _KEY, json.dumps(sorted(seen)).encode())
