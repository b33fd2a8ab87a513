"""What search everywhere finds: records of the tablet, and the places and acts of this person.

The rules kept here: places and acts are found at once, without the store; records are asked for in the
store's lane and are few; a place somebody may not open is not found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from fieldapp.everyone.finding import Group
from fieldapp.screens.targets import Target
from fieldapp.screens.words import Formats, tr
from fieldapp.screens.workplace.errands import Errand
from fieldapp.store.projection.rows import searched
from fieldapp.store.search import Hit, HitKind


@dataclass(frozen=True, slots=True)
class Finding:
    """One line found: `group` stands over the first of its kind; `act` is what choosing it does."""

    group: str
    icon: str
    title: str
    second: str
    act: Callable[[], None]


@dataclass(frozen=True, slots=True)
class _Sort:
    """How records of a kind are shown, and what they may open, the best first."""

    group: str
    icon: str
    opens: tuple[Callable[[bytes], Target], ...]


def record_findings(
    groups: Iterable[Group],
    say: Formats,
    may_open: Callable[[Target], bool],
    go: Callable[[Target, Hit, str], None],
) -> tuple[Finding, ...]:
    """Return lines for records, each opening the first place of its kind that this person has."""
    found = []
    for group in groups:
        sort = _sorts()[group.kind]
        title = tr("{kind} · type more to see others").format(kind=sort.group) if group.more else sort.group
        for hit in group.hits:
            target = next((made for make in sort.opens if may_open(made := make(hit.id))), None)
            if target is not None:
                second = beneath(hit, say)
                act = partial(go, target, hit, second)
                found.append(Finding(title, sort.icon, hit.title, second, act))
    return tuple(found)


def errand_findings(text: str, errands: Iterable[Errand], group: str) -> tuple[Finding, ...]:
    """Return the errands with words that begin with every word typed; all of them when nothing is typed."""
    wanted = searched(text).split()
    found = []
    for errand in errands:
        words = searched(f"{errand.words} {errand.also}").split()
        if all(any(word.startswith(part) for word in words) for part in wanted):
            found.append(Finding(group, errand.icon, errand.words, errand.second, errand.run))
    return tuple(found)


def icon_of(kind: HitKind) -> str:
    """Return the icon of a kind of record."""
    return _sorts()[kind].icon


def beneath(hit: Hit, say: Formats) -> str:
    """Return what stands beneath a record that was found."""
    return hit.subtitle if hit.on is None else f"{say.signed(hit.amount_minor)} · {say.day(hit.on)}"


def _sorts() -> dict[HitKind, _Sort]:
    return {
        "union": _Sort(
            tr("Unions"),
            "users-three",
            (lambda key: Target("union", key), lambda key: Target("sheet", key)),
        ),
        "member": _Sort(
            tr("Members"),
            "user-circle",
            (lambda key: Target("member", key), lambda key: Target("application", key, "new")),
        ),
        "loan": _Sort(tr("Loans"), "note-pencil", (lambda key: Target("loan", key),)),
        "repayment": _Sort(
            tr("Receipts"),
            "receipt",
            (lambda key: Target("receipt", key),),
        ),
    }
