"""How a notification looks in the list.

The rule kept here: how urgent it is stands in a word and a shape; what is only good to know is quiet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from fieldapp.everyone.notifications import Notification, NotificationKind, Urgency
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.cells.kinds import Ink, Shape
from fieldapp.screens.widgets.lists.rows import Heading, Item, Row
from fieldapp.screens.words import Formats, tr

_ICONS: dict[NotificationKind, str] = {
    "attention": "warning-fill",
    "task": "warning-fill",
    "sent_back": "arrow-u-up-left",
    "approved": "check-circle-fill",
    "refused": "x",
    "paid_out": "hand-coins",
    "approval_waiting": "check-square-offset",
    "handover_waiting": "handshake",
    "cash_over_cap": "wallet",
    "cash_old": "clock",
    "lease_low": "cloud-slash",
    "meeting_tomorrow": "users-three",
}
_INKS: dict[Urgency, Ink] = {"now": "overdue", "soon": "pending", "know": "primary"}


def news_items(say: Formats, rows: Iterable[Notification], today: date) -> Iterator[Item]:
    """Return today's under one heading and what is earlier under another, as they come."""
    found = tuple(rows)
    for words, part in (
        (tr("Today"), [row for row in found if row.on >= today]),
        (tr("Earlier"), [row for row in found if row.on < today]),
    ):
        if part:
            yield Heading(words, str(len(part)))
            yield from (_row(say, each, today) for each in part)


def _row(say: Formats, found: Notification, today: date) -> Row:
    return Row(
        key=found.key,
        title=found.title,
        second=" · ".join(filter(None, (_when(say, found, today), found.detail))),
        figure=say.signed(found.amount_minor) if found.amount_minor else "",
        mark=_mark(found.urgency),
        lead=Shape(_ICONS[found.kind], _INKS[found.urgency], tile=True),
        unread=not found.seen,
    )


def _when(say: Formats, found: Notification, today: date) -> str:
    if found.on < today:
        return say.day(found.on)
    return say.clock(found.at_ms) if found.at_ms is not None else ""


def _mark(urgency: Urgency) -> Mark | None:
    if urgency == "now":
        return Mark("attention", tr("Look at it now"))
    return Mark("pending", tr("Waits for you")) if urgency == "soon" else None
