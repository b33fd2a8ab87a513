"""Sets a grid: a head, its rows and its totals, each a band of its own so that pages break between them.

The rule kept here: a column of figures is as wide as its widest, so figures stand one below the other and
are never broken; words take what is left, over as many lines as they need.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPointF

from fieldapp.screens.paper.blocks import Cell, Grid, Two
from fieldapp.screens.paper.drawing.band import Band
from fieldapp.screens.paper.drawing.ink import END, START, Drawn, Line, State, Words
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, TextRole, Width
from fieldapp.screens.widgets.badge import Mark, badge_width

_LEAST_SHARE = 60
"""No column of words is narrower, even if figures then reach over the edge of their column."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a column begins and how wide it is."""

    left: float
    width: float
    figures: bool


def set_grid(look: Look, grid: Grid, width: float) -> tuple[Band, ...]:
    """Return the head, the rows and the totals; the head comes again at the top of every page."""
    colours, places = look.colours, _places(look, grid, width)
    head = _band(look, places, [column.word for column in grid.columns], "caption", "muted")
    ruled = Band(head.height, (*head.drawn, Line(0, head.height, width, colours.line_strong)))
    shown = [ruled]
    for cells in grid.rows:
        row = _band(look, places, cells, "table", "text")
        shown.append(Band(row.height, (*row.drawn, Line(0, row.height, width, colours.line)), ruled))
    if grid.totals:
        totals = _band(look, places, grid.totals, "strong", "text")
        shown.append(Band(totals.height, (*totals.drawn, Line(0, 0, width, colours.text)), ruled))
    return tuple(shown)


def _places(look: Look, grid: Grid, width: float) -> list[_Place]:
    """Figures and badges get what they need, words share out the rest."""
    needed = [0.0] * len(grid.columns)
    for number, column in enumerate(grid.columns):
        cells = [row[number] for row in grid.rows]
        if column.figures or any(isinstance(cell, Mark) for cell in cells):
            wanted = [_needed(look, cell, "table") for cell in cells]
            wanted += [_needed(look, grid.totals[number], "strong")] if grid.totals else []
            needed[number] = max([*wanted, _needed(look, column.word, "caption")])
    gaps = Gap.L * (len(grid.columns) - 1)
    rest = width - sum(needed) - gaps
    shares = sum(column.share for column, need in zip(grid.columns, needed, strict=True) if not need)
    places, left = [], 0.0
    for column, need in zip(grid.columns, needed, strict=True):
        room = need or max(rest * column.share / shares, _LEAST_SHARE)
        places.append(_Place(left, room, column.figures))
        left += room + Gap.L
    return places


def _needed(look: Look, cell: Cell, role: TextRole) -> float:
    match cell:
        case Mark():
            return badge_width(look, cell)
        case Two(first, second):
            return max(_needed(look, first, role), _needed(look, second, "label"))
        case _:
            return Words(look, role, cell, Width.ANY, colour=look.colours.text).width


def _band(look: Look, places: list[_Place], cells: Iterable[Cell], role: TextRole, tone: str) -> Band:
    """One line of cells, as high as its highest, the others in the middle of that."""
    set_cells = [_cell(look, place, cell, role, tone) for place, cell in zip(places, cells, strict=True)]
    height = max(height for height, _ in set_cells) + 2 * Gap.S
    drawn: list[Drawn] = []
    for place, (own, parts) in zip(places, set_cells, strict=True):
        top = (height - own) / 2
        for part in parts:
            if isinstance(part, Words):
                drawn.append(part.at(place.left, top))
                top += part.height
            else:
                drawn.append(State(part, QPointF(place.left, top)))
    return Band(height, tuple(drawn))


def _cell(
    look: Look, place: _Place, cell: Cell, role: TextRole, tone: str
) -> tuple[float, tuple[Words | Mark, ...]]:
    """The parts of a cell and how high they are together."""
    align = END if place.figures else START
    colour: str = getattr(look.colours, tone)
    match cell:
        case Mark():
            return Height.BADGE, (cell,)
        case Two(first, second):
            above = Words(look, "strong", first, place.width, colour=colour, align=align)
            below = Words(look, "label", second, place.width, colour=look.colours.muted, align=align)
            return above.height + below.height, (above, below)
        case _:
            words = Words(look, role, cell, place.width, colour=colour, align=align)
            return words.height, (words,)
