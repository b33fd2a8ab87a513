"""Rows on narrow windows: what has no column of its own goes into a second line under the first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Generic

from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.cells.kinds import Cell, FigureCell, MarkCell, TextCell
from fieldapp.screens.widgets.table.columns import Column, R

Cells = Mapping[str, Cell]
_BETWEEN = " · "
_MOST_KEPT = 600


class MadeCells(Generic[R]):
    """The cells of rows by their place, made when a row is first asked for, and kept for a while."""

    def __init__(self, make: Callable[[int], Cells]) -> None:
        self._make = make
        self._compose: Callable[[Cells], Cells] = lambda made: made
        self._made: dict[int, Cells] = {}
        self._composed: dict[int, Cells] = {}

    def raw(self, place: int) -> Cells:
        """Return the cells of a row, each for itself."""
        if place not in self._made:
            if len(self._made) >= _MOST_KEPT:
                self.forget()
            self._made[place] = self._make(place)
        return self._made[place]

    def shown(self, place: int) -> Cells:
        """Return what a row shows, with what is folded under its first cell."""
        if place not in self._composed:
            self._composed[place] = self._compose(self.raw(place))
        return self._composed[place]

    def fold(self, compose: Callable[[Cells], Cells]) -> None:
        """Put the cells of every row together in another way."""
        self._compose = compose
        self._composed.clear()

    def forget(self) -> None:
        """The rows are others now."""
        self._made.clear()
        self._composed.clear()


def composer(columns: Sequence[Column[R]], folded: Sequence[str]) -> Callable[[Cells], Cells]:
    """Return what puts the folded cells of a row under its first: words joined, a status as a badge."""
    first = columns[0].key
    patterns = [(column.key, column.fold) for column in columns if column.key in folded]

    def compose(cells: Cells) -> Cells:
        under = cells.get(first)
        if not patterns or not isinstance(under, TextCell):
            return cells
        words = [under.second] if under.second else []
        mark: Mark | None = under.under
        for key, pattern in patterns:
            cell = cells.get(key)
            if isinstance(cell, MarkCell):
                mark = mark or cell.mark
            elif isinstance(cell, TextCell | FigureCell) and cell.text:
                words.append(pattern.format(cell.text))
        return {**cells, first: replace(under, second=_BETWEEN.join(words), under=mark)}

    return compose
