"""The columns of a table, and how they share a width.

The rule kept here: a column is dropped, or folds under the first one, before anything is cut; figures and
buttons always get the width they need. Large text counts as a narrow window.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from PySide6.QtCore import QRectF

from fieldapp.screens.theme.tokens import Gap, Height, Width

R = TypeVar("R")


Rank = str | int | float | tuple[str | int | float, ...]
"""What rows are put in order by; a day is its ordinal."""

Share = Literal["content", "stretch"]


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column. `key` names its cell in what a row shows.

    `end` puts words and header at the end, as for figures. A column is shown when the table is at least
    `from_width` wide at a text size of 100 %; below that it is left out, or with `fold` goes under the first
    column in these words: "paid {}", or "{}" for the cell as it is. `order` sorts in memory; with `sortable`
    alone the page sorts, told by the table. A `still` column takes none of the width that is left over:
    buttons, boxes to tick.
    """

    key: str
    title: str
    end: bool = False
    share: Share = "content"
    sortable: bool = False
    order: Callable[[R], Rank] | None = None
    from_width: int = 0
    fold: str = ""
    still: bool = False

    @property
    def sorts(self) -> bool:
        """Whether its header can be pressed."""
        return self.sortable or self.order is not None


@dataclass(frozen=True, slots=True)
class Layout:
    """What is shown at a width: columns with their widths, in order, and what has no column of its own.

    Words that are `folded` go under the first column, buttons that stand `below` under the whole row.
    """

    widths: Mapping[str, int]
    folded: tuple[str, ...] = ()
    below: tuple[str, ...] = ()

    def first(self, key: str) -> bool:
        """Whether a column stands at the start of the row."""
        return next(iter(self.widths), None) == key

    def last(self, key: str) -> bool:
        """Whether a column stands at the end of the row."""
        return bool(self.widths) and list(self.widths)[-1] == key

    def edges(self, key: str) -> tuple[int, int]:
        """Return the padding of a column at its start and its end."""
        return (
            Gap.L if self.first(key) else Gap.CELL,
            Gap.L if self.last(key) else Gap.CELL,
        )

    def room(self, key: str, box: QRectF) -> QRectF:
        """Return the room inside the padding of a cell, read from the start."""
        left, right = self.edges(key)
        return box.adjusted(left, 0, -right, 0)


def lay_out(columns: Sequence[Column[R]], natural: Mapping[str, float], width: int, scale: float) -> Layout:
    """Return the layout for a table `width` pixels wide; `natural` is what each column's content needs."""
    shown = [column for column in columns if column.from_width * scale <= width]
    while len(shown) > 1 and _least(shown, natural, scale) > width:
        optional = [column for column in shown[1:] if column.from_width]
        if not optional:
            break
        shown.remove(max(reversed(optional), key=lambda column: column.from_width))
    below: tuple[str, ...] = ()
    if _least(shown, natural, scale) > width:
        # All buttons go under the row; a box to tick is no wider than a finger and stays.
        wide = [column for column in columns[1:] if column.still and natural[column.key] > Height.TOUCH]
        below = tuple(column.key for column in wide)
        shown = [column for column in shown if column not in wide]
    folded = tuple(column.key for column in columns if column not in shown and column.fold)
    return Layout(_shared_out(shown, natural, width, scale), folded, below)


def _padding(shown: Sequence[Column[R]]) -> int:
    return 2 * Gap.CELL * len(shown) + 2 * (Gap.L - Gap.CELL)


def _least_of(column: Column[R], natural: Mapping[str, float], scale: float) -> float:
    """How narrow a column may become: words may be shortened, figures and buttons not."""
    wanted = natural.get(column.key, 0.0)
    if column.share == "stretch":
        return min(wanted, Width.NAME_LEAST * scale)
    return wanted


def _least(shown: Sequence[Column[R]], natural: Mapping[str, float], scale: float) -> float:
    return sum(_least_of(column, natural, scale) for column in shown) + _padding(shown)


def _shared_out(
    shown: Sequence[Column[R]], natural: Mapping[str, float], width: int, scale: float
) -> dict[str, int]:
    """Give everybody the least, stretching columns what they want, and then share what is left over."""
    room = [float(_least_of(column, natural, scale)) for column in shown]
    left = width - _padding(shown) - sum(room)
    for place, column in enumerate(shown):
        more = min(max(0.0, left), natural.get(column.key, 0.0) - room[place])
        room[place] += more
        left -= more
    weights = [0 if column.still else 3 if column.share == "stretch" else 1 for column in shown]
    all_weights = max(1, sum(weights))
    if left > 0:
        room = [each + left * weight / all_weights for each, weight in zip(room, weights, strict=True)]
    widths: dict[str, int] = {}
    for place, column in enumerate(shown):
        edges = int(place == 0) + int(place == len(shown) - 1)
        # No pixel of what a figure needs is rounded away: it would be cut for it.
        widths[column.key] = int(room[place]) + 2 * Gap.CELL + (Gap.L - Gap.CELL) * edges
    if shown:
        # What is over is the first column's; where nothing more can be left out, it gives way.
        first = shown[0].key
        widths[first] = max(Width.COLUMN_LEAST, widths[first] + width - sum(widths.values()))
    return widths
