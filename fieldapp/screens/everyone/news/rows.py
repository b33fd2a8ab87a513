"""How a notification looks in the list, and what it says.

The rule kept here: how urgent it is stands in a word and a shape; what is only good to know is quiet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import assert_never

from fieldapp.everyone.notifications import About, Notification, NotificationKind, Urgency
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.cells.kinds import Ink, Shape
from fieldapp.screens.widgets.lists.rows import Heading, Item, Row
from fieldapp.screens.words import Formats, counted, kind_name, outcome_words, tr

_ICONS: dict[NotificationKind, str] = {
    "attention": "warning-fill",
    "task": "warning-fill",
    "sent_back": "arrow-u-up-left",
    "approved": "check-circle-fill",
    "refused": "x",
    "paid_out": "hand-coins",
    "approval_waiting": "check-square-offset",
    "handover_waiting": "handshake",
    "device_waiting": "device-tablet",
    "cash_over_cap": "wallet",
    "cash_old": "clock",
    "lease_low": "cloud-slash",
    "meeting_tomorrow": "users-three",
}
_WITH_FIGURE: frozenset[NotificationKind] = frozenset(
    ("sent_back", "approved", "refused", "paid_out", "handover_waiting")
)
"""Where the money it is about stands at the end of the row, and not in its words."""
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
    title, detail = _words(say, found)
    return Row(
        key=found.key,
        title=title,
        second=" · ".join(filter(None, (_when(say, found, today), detail))),
        figure=say.signed(found.about.amount_minor) if found.kind in _WITH_FIGURE else "",
        mark=_mark(found.urgency),
        lead=Shape(_ICONS[found.kind], _INKS[found.urgency], tile=True),
        unread=not found.seen,
    )


def _words(say: Formats, found: Notification) -> tuple[str, str]:
    """Return what it says: a title and what follows it."""
    about = found.about
    match found.kind:
        case "attention":
            return _said(about)
        case "task":
            return about.name, about.note
        case "sent_back" | "refused" | "approved" | "paid_out":
            title = {
                "sent_back": tr("Sent back: {name}"),
                "refused": tr("Refused: {name}"),
                "approved": tr("Approved: {name}"),
                "paid_out": tr("Paid out: {name}"),
            }[found.kind].format(name=about.name)
            return title, _joined(about.number, about.note)
        case "approval_waiting":
            asked = tr("Asked by {name}").format(name=about.name) if about.name else ""
            return tr("To decide: {what}").format(what=about.note), asked
        case "handover_waiting":
            title = tr("Cash to count from {name}") if about.name else tr("Cash to count")
            return title.format(name=about.name), about.note
        case "device_waiting":
            return tr("A tablet waits for approval: {name}").format(name=about.name or "–"), about.note
        case "cash_over_cap" | "cash_old":
            return _cash_words(say, found)
        case "lease_low":
            return _lease_words(about.hours)
        case "meeting_tomorrow":
            return tr("Meets tomorrow: {name}").format(name=about.name), _joined(about.clock, about.place)
        case _:
            assert_never(found.kind)


def _said(about: About) -> tuple[str, str]:
    """What the office answered: in its own words, or ours where it gave none."""
    entry = about.said
    if entry is None:
        return "", ""
    if entry.title:
        return entry.title, entry.detail
    return kind_name(entry.kind), outcome_words(entry.outcome, entry.code, "", entry.detail)


def _cash_words(say: Formats, found: Notification) -> tuple[str, str]:
    held = say.signed(found.about.amount_minor)
    if found.kind == "cash_over_cap":
        words = tr("You hold {held}, at most {limit} is allowed. Hand it over.")
        return tr("Too much cash in hand"), words.format(held=held, limit=say.signed(found.about.limit_minor))
    age = counted(found.about.days, tr("day"), tr("days"))
    words = tr("You hold {held}; the oldest of it is {age} old. Hand it over.")
    return tr("Cash held too long"), words.format(held=held, age=age)


def _lease_words(hours: int) -> tuple[str, str]:
    left = tr("{hours} left without the server").format(hours=counted(hours, tr("hour"), tr("hours")))
    title = left if hours else tr("Connect to go on recording")
    return title, tr("Connect to the server; nothing that was recorded is lost.")


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _when(say: Formats, found: Notification, today: date) -> str:
    if found.on < today:
        return say.day(found.on)
    return say.clock(found.at_ms) if found.at_ms is not None else ""


def _mark(urgency: Urgency) -> Mark | None:
    if urgency == "now":
        return Mark("attention", tr("Look at it now"))
    return Mark("pending", tr("Waits for you")) if urgency == "soon" else None
