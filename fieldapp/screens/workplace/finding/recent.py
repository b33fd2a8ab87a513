"""What this person found lately, kept as a note, newest first."""

from __future__ import annotations

import json
from dataclasses import dataclass

from fieldapp.screens.targets import Target, read_back, written

_MOST = 5


@dataclass(frozen=True, slots=True)
class Recent:
    """A place that search led to, as it was shown."""

    target: Target
    title: str
    second: str
    icon: str


def with_recent(before: tuple[Recent, ...], newest: Recent) -> tuple[Recent, ...]:
    """Return what to keep: the newest first, each place once."""
    return (newest, *(each for each in before if each.target != newest.target))[:_MOST]


def written_recent(recent: tuple[Recent, ...]) -> bytes:
    """Return it as bytes, for a note."""
    lines = [[written((each.target,)).decode(), each.title, each.second, each.icon] for each in recent]
    return json.dumps(lines).encode()


def read_recent(note: bytes | None) -> tuple[Recent, ...]:
    """Return what a note says; nothing where it cannot be read, as after a change of the program."""
    found = []
    try:
        for place, title, second, icon in json.loads(note or b"[]"):
            found += [
                Recent(target, str(title), str(second), str(icon)) for target in read_back(place.encode())
            ]
    except (ValueError, TypeError, AttributeError):
        return ()
    return tuple(found)
