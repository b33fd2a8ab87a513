"""The handovers that wait: those somebody counts themselves first, then those that others count.

The rule kept here: the normal case is quiet; what waits too long and what is not theirs say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fieldapp.operations.receive_cash import HandoverRow
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.lists.rows import Heading, Item, Row
from fieldapp.screens.words import Formats, counted, tr
from shared.fieldwork.cash import OLDEST_CASH_DAYS


def handover_items(say: Formats, rows: Sequence[HandoverRow]) -> Iterator[Item]:
    """Return both parts, each with what it comes to."""
    for words, part in (
        (tr("For you to count"), [row for row in rows if row.mine]),
        (tr("Counted by others"), [row for row in rows if not row.mine]),
    ):
        if part:
            total = sum(row.movement.amount_minor for row in part)
            yield Heading(words, f"{len(part)} · {say.signed(total)}")
            yield from (_row(say, each) for each in part)


def waits_mark(found: HandoverRow) -> Mark | None:
    """Return what is said of a handover that is not a normal one of today."""
    if not found.mine:
        return Mark("provisional", tr("For {name}").format(name=found.to_name or "–"))
    if found.age_days > OLDEST_CASH_DAYS:
        days = counted(found.age_days, tr("day"), tr("days"))
        return Mark("pending", tr("Waits {days}").format(days=days))
    return None


def _row(say: Formats, found: HandoverRow) -> Row:
    movement = found.movement
    return Row(
        key=movement.movement,
        title=found.from_name or "–",
        second=" · ".join(filter(None, (say.day(movement.on), movement.note))),
        figure=say.signed(movement.amount_minor),
        mark=waits_mark(found),
        provisional=movement.provisional,
    )
