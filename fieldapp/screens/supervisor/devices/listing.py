"""Devices as rows of a list: found by words, filtered by how they stand, sorted as asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, get_args

from fieldapp.screens.supervisor.devices.words import holds_words, seen_words, stands_mark
from fieldapp.screens.widgets.choices.chip import Option
from fieldapp.screens.widgets.lists.rows import Row
from fieldapp.screens.widgets.table.listing import folded
from fieldapp.screens.words import Formats, tr
from fieldapp.supervisor.devices import ENDED, NEEDS, DeviceRow

Which = Literal["all", "needs", "holds", "ended"]
Order = Literal["needs", "seen", "holds", "name"]


def filters() -> tuple[Option, ...]:
    """Return what may be shown."""
    return (
        Option("all", tr("All")),
        Option("needs", tr("Need you"), "warning-fill", "overdue"),
        Option("holds", tr("Hold something"), "clock", "pending"),
        Option("ended", tr("Ended")),
    )


def orders() -> tuple[tuple[str, str], ...]:
    """Return by what the list may be sorted."""
    return (
        ("needs", tr("what needs you")),
        ("seen", tr("longest not seen")),
        ("holds", tr("most money waiting")),
        ("name", tr("name")),
    )


def is_which(text: str) -> bool:
    """Whether a filter was remembered that there is."""
    return text in get_args(Which)


def is_order(text: str) -> bool:
    """Whether an order was remembered that there is."""
    return text in get_args(Order)


def belongs(found: DeviceRow, which: str) -> bool:
    """Whether a device is among those asked for."""
    match which:
        case "needs":
            return found.stands in NEEDS and not found.mine
        case "holds":
            return found.account is not None and found.account.waiting.count > 0
        case "ended":
            return found.stands in ENDED
        case _:
            return True


def arranged(rows: Iterable[DeviceRow], which: str, order: str, text: str) -> list[DeviceRow]:
    """Return the devices asked for in the order asked for; they come with what needs somebody first."""
    words = folded(text).split()
    found = [row for row in rows if belongs(row, which) and all(word in _searched(row) for word in words)]
    match order:
        case "seen":
            found.sort(key=lambda row: row.record.last_seen_ms)
        case "holds":
            found.sort(key=lambda row: row.account.waiting.value_minor if row.account else 0, reverse=True)
        case "name":
            found.sort(key=lambda row: folded(row.owner_name))
    return found


def device_rows(say: Formats, rows: Iterable[DeviceRow], now_ms: int) -> Iterator[Row]:
    """Return the rows of the list."""
    for found in rows:
        seen = tr("seen {when}").format(when=seen_words(found, say, now_ms))
        holds = holds_words(found, say)
        yield Row(
            key=found.device,
            title=found.owner_name or tr("Somebody not known here"),
            second=" · ".join(filter(None, (found.record.label, found.record.device_code, seen))),
            third=tr("Waits on it: {what}").format(what=holds) if holds else "",
            under=stands_mark(found.stands),
            provisional=found.provisional,
        )


def _searched(found: DeviceRow) -> str:
    record = found.record
    return folded(f"{found.owner_name} {record.label} {record.device_code} {stands_mark(found.stands).text}")
