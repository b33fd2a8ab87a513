"""How wide the columns of the meeting sheet are and how high its rows, by room and size of text.

The rules kept here: figures are never cut, so their columns grow with the largest of them; where there is no
room for every column, number, arrears and the sum go first and the words of the segments next; the name has
what is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QSize

from fieldapp.screens.officer.sheet.table.filling import MARKS, Line
from fieldapp.screens.officer.sheet.table.model import Column, mark_name
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, IconSize, TextRole, Width
from fieldapp.screens.widgets.badge import badge_height
from fieldapp.screens.widgets.cells.letters import Letters
from fieldapp.screens.words import money, quantity, tr

LEFT_OUT = (Column.NUMBER, Column.ARREARS, Column.TO_PAY)
"""What a narrow sheet does without: arrears stand under what is due."""


@dataclass(frozen=True, slots=True)
class Columns:
    """`narrow` leaves columns out; with `letters` no segment says its word, not even the chosen one."""

    narrow: bool
    letters: bool
    widths: Mapping[Column, int]
    row_height: int


class Measure:
    """Measures words in the fonts of the look."""

    def __init__(self, look: Look) -> None:
        self._look, self._letters = look, Letters.of(look)

    def width(self, role: TextRole, texts: Iterable[str]) -> int:
        """How wide the widest of these is."""
        return round(max((self._letters.width(text, role) for text in set(texts)), default=0)) + 1

    @property
    def badge(self) -> int:
        """How high a badge within a row is."""
        return badge_height(self._look, Height.BADGE_ROW)

    def height(self, role: TextRole) -> int:
        """How high a line is."""
        return round(self._letters.height(role)) + 1


def arranged(look: Look, room: QSize, lines: list[Line]) -> Columns:
    """Return the columns for a view of this width in a window of this height."""
    measure = Measure(look)
    wide = _wide(measure, lines)
    if room.width() - sum(wide.values()) >= _scaled(look, Width.NAME):
        return _with_name(room, wide, narrow=False, letters=False, height=_height(measure, room, wide=True))
    height = _height(measure, room, wide=False)
    narrow = _narrow(measure, lines)
    letters = room.width() - sum(narrow.values()) < _scaled(look, Width.NAME_LEAST)
    if letters:
        narrow[Column.ATTENDANCE] = len(MARKS) * Height.TOUCH + 2 * Gap.XS
    return _with_name(room, narrow, narrow=True, letters=letters, height=height)


def _with_name(
    room: QSize, widths: dict[Column, int], *, narrow: bool, letters: bool, height: int
) -> Columns:
    over = sum(widths.values()) + Width.NAME_LEAST - room.width()
    if over > 0:
        # Amounts nobody has on an ordinary day: they are drawn smaller rather than cut.
        figures = widths[Column.DUE] + widths[Column.AMOUNT]
        for column in (Column.DUE, Column.AMOUNT):
            widths[column] -= over * widths[column] // figures + 1
    widths[Column.MEMBER] = max(room.width() - sum(widths.values()), Width.NAME_LEAST)
    return Columns(narrow, letters, widths, height)


def _scaled(look: Look, width: int) -> int:
    return round(width * look.scale)


def _wide(measure: Measure, lines: list[Line]) -> dict[Column, int]:
    edges = 2 * Gap.M
    words = measure.width("label", (mark_name(mark) for mark in MARKS))
    attendance = len(MARKS) * (words + Gap.S) + 2 * Gap.XS
    figures = {
        Column.DUE: measure.width("body", (quantity(line.row.due_minor) for line in lines)),
        Column.ARREARS: measure.width("strong", (quantity(line.late_minor) for line in lines)),
        Column.TO_PAY: measure.width("strong", (quantity(line.row.to_pay_minor) for line in lines)),
    }
    return {
        Column.NUMBER: max(measure.width("label", (str(len(lines)),)) + edges, int(Width.NUMBER)),
        Column.ATTENDANCE: max(attendance, int(Width.ATTENDANCE_FULL)),
        **{column: max(width + edges, int(Width.FIGURE)) for column, width in figures.items()},
        Column.AMOUNT: _amount(measure, lines),
    }


def _narrow(measure: Measure, lines: list[Line]) -> dict[Column, int]:
    words = measure.width("label", (mark_name(mark) for mark in MARKS))
    attendance = (len(MARKS) - 1) * Height.TOUCH + words + 2 * Gap.M + 2 * Gap.XS
    due = measure.width("strong", (quantity(line.row.due_minor) for line in lines))
    late = measure.width("label", (late_words(line.late_minor) for line in lines if line.late_minor))
    return {
        Column.ATTENDANCE: max(attendance, int(Width.ATTENDANCE_SHORT)),
        Column.DUE: max(due, late, measure.width("caption", (tr("Due"),))) + 2 * Gap.M,
        Column.AMOUNT: _amount(measure, lines),
    }


def _amount(measure: Measure, lines: list[Line]) -> int:
    figures = (
        money(max(line.row.to_pay_minor, line.typed_minor, line.row.paid_today_minor)) for line in lines
    )
    inside = measure.width("field", figures) + IconSize.SMALL + Gap.S + 3 * Gap.M
    return max(inside + Gap.XS + Gap.L, Width.AMOUNT + Gap.L)


def _height(measure: Measure, room: QSize, *, wide: bool) -> int:
    """Badges stand beside the name where there is room, else under it; they touch no other line."""
    upper, lower = measure.height("strong"), measure.height("label")
    if wide:
        return max(Height.ROW_SHEET, max(upper, measure.badge) + lower + Gap.S)
    short = Height.ROW_SHEET_SHORT if room.height() < Height.SHORT_WINDOW else Height.ROW_SHEET_NARROW
    return max(short, upper + max(lower, measure.badge + Gap.XS) + 2 * Gap.S)


def late_words(late_minor: int) -> str:
    """Return what is late besides what is due, for under it."""
    return tr("+ {amount} late").format(amount=money(late_minor))
