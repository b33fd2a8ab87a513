"""Search everywhere: unions, members, loans and receipts, each kind apart.

The rule kept here: a kind with many hits never hides another, and a keystroke looks at no more rows than it
shows and one.
"""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.store.author import Desk
from fieldapp.store.search import Hit, HitKind, search_kind

KINDS: tuple[HitKind, ...] = ("union", "member", "loan", "repayment")


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one kind; `more` says that there are others beside these."""

    kind: HitKind
    hits: tuple[Hit, ...]
    more: bool


def find_everywhere(desk: Desk, text: str, limit: int = 8) -> tuple[Group, ...]:
    """Return what a text finds, so many hits a kind at most; kinds without any are left out."""
    with desk.store.read() as tx:
        found = ((kind, search_kind(tx, text, kind, limit + 1)) for kind in KINDS)
        return tuple(Group(kind, hits[:limit], len(hits) > limit) for kind, hits in found if hits)
