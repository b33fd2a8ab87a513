"""An operation in words: what it is, where it stands, and what the office said of it."""

from __future__ import annotations

from datetime import date

from fieldapp.screens.targets import Kind, Target
from fieldapp.screens.widgets.badge import BadgeKind
from fieldapp.screens.words import Formats, kind_name, outcome_words, tr
from fieldapp.store.outbox import Stands
from fieldapp.syncing.centre import CentreRow, RecordKind

ORDER: tuple[Stands, ...] = ("attention", "on_tablet", "sent", "posted")
MARKS: dict[Stands, BadgeKind] = {
    "attention": "attention",
    "on_tablet": "on_this_tablet",
    "sent": "sent",
    "posted": "posted",
}
_DAYS = frozenset({"value_on", "date_of_birth"})
"""The fields that hold a day."""
_PAGES: dict[RecordKind, Kind] = {
    "repayment": "receipt",
    "loan": "loan",
    "member": "member",
    "union": "union",
    "approval": "approval",
    "device": "device",
}


def stands_name(stands: Stands) -> str:
    """Return where something stands, in words."""
    return {
        "attention": tr("Needs attention"),
        "on_tablet": tr("On this tablet"),
        "sent": tr("Sent, not posted"),
        "posted": tr("Posted"),
    }[stands]


def title_of(found: CentreRow) -> str:
    """Return what an operation is and whom it is about."""
    name = kind_name(found.entry.kind)
    return f"{name} · {found.about.name}" if found.about.name else name


def reason_of(found: CentreRow, say: Formats) -> str:
    """Return what the office said, every difference named."""
    entry = found.entry
    words = outcome_words(entry.outcome, entry.code, entry.title, entry.detail)
    for difference in entry.differences:
        part = tr("{field}: you sent {sent}, now {stands}.")
        field, sent, stands = difference.field, difference.sent, difference.stands
        words += " " + part.format(
            field=field_name(field),
            sent=field_value(field, sent, say),
            stands=field_value(field, stands, say),
        )
    return words


def field_name(field: str) -> str:
    """Return a field of a record in words, as "Last name" for `last_name`."""
    known = {"value_on": tr("Day")}
    return known.get(field, field.replace("_", " ").capitalize())


def field_value(field: str, value: str, say: Formats) -> str:
    """Return what a field held; a day as the institution writes it."""
    if not value or field not in _DAYS:
        return value or "–"
    try:
        return say.day(date.fromisoformat(value))
    except ValueError:
        return value


def place_of(found: CentreRow) -> Target | None:
    """Return where the record an operation is about can be looked at."""
    kind = _PAGES.get(found.about.kind)
    return Target(kind, found.about.id) if kind else None
