"""The meetings of a union, newest first: those that are closed, and those that are not yet.

The rule kept here: a meeting that may still be closed is found here, whatever day it was held.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fieldapp.officer.queries import HeldMeeting
from fieldapp.officer.unions import UnionPage
from fieldapp.screens.theme.tokens import TableFrom
from fieldapp.screens.union.words import came_words, closed_mark, variance_cell
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.cells.kinds import FigureCell, MarkCell, TextCell, amount
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.widgets.table.columns import Column
from fieldapp.screens.widgets.table.folding import Cells
from fieldapp.screens.widgets.table.table import Table
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Meeting:
    """A line of the history: a closed meeting, or one with the cash received so far."""

    on: date
    held: HeldMeeting | None
    cash_minor: int


def meetings_of(page: UnionPage) -> tuple[Meeting, ...]:
    """Return the lines of a union's history."""
    begun = (Meeting(each.on, None, each.cash_minor) for each in page.not_closed)
    closed = (Meeting(held.held_on, held, held.expected_minor) for held in page.meetings)
    return tuple(sorted((*begun, *closed), key=lambda found: found.on, reverse=True))


def history_table(bench: Workbench) -> Table[Meeting]:
    """Return the table of a union's meetings."""
    table: Table[Meeting] = Table(
        bench.look,
        tr("Meetings"),
        _columns(),
        key=lambda found: (found.on, found.held is not None),
        cells=lambda found: _cells(bench, found),
    )
    table.set_instead(
        EmptyState(
            bench.look,
            "calendar-blank",
            tr("No meeting was held yet"),
            tr("A meeting appears here once it is begun on its sheet."),
        )
    )
    return table


def _columns() -> tuple[Column[Meeting], ...]:
    return (
        Column("day", tr("Day"), share="stretch", order=lambda found: found.on.toordinal()),
        Column("state", tr("State"), from_width=TableFrom.S, fold="{}"),
        Column("taken", tr("Counted"), end=True, order=_counted),
        Column("expected", tr("Receipts in cash"), end=True, from_width=TableFrom.M),
        Column("variance", tr("Short or over"), end=True, from_width=TableFrom.XS, fold="{}"),
    )


def _counted(found: Meeting) -> int:
    return found.held.counted_minor if found.held else -1


def _cells(bench: Workbench, found: Meeting) -> Cells:
    held, day = found.held, bench.formats.day(found.on)
    if held is None:
        today = found.on == bench.today()
        mark = Mark("partial", tr("Under way")) if today else Mark("pending", tr("Not closed"))
        return {
            "day": TextCell(day, tr("today") if today else "", strong=True),
            "state": MarkCell(mark),
            "taken": FigureCell(tr("not counted yet"), ink="muted"),
            "expected": amount(found.cash_minor, provisional=True),
            "variance": FigureCell(),
        }
    return {
        "day": TextCell(day, came_words(held), strong=True),
        "state": MarkCell(closed_mark(held)),
        "taken": amount(held.counted_minor, strong=True, provisional=held.provisional),
        "expected": amount(found.cash_minor),
        "variance": variance_cell(held),
    }
