"""How each kind of cell looks.

The rule kept here: there is one way to paint words, figures and badges, for tables and lists alike; what is
too long ends in …, and figures are given the room they need by who lays the columns out.
"""

from __future__ import annotations

from typing import assert_never

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from fieldapp.screens.theme.tokens import Gap, Height, Radius, TextRole, Width
from fieldapp.screens.widgets.badge import Mark, badge_height
from fieldapp.screens.widgets.cells.drawing import paint_bar, paint_dots, paint_spark
from fieldapp.screens.widgets.cells.kinds import (
    BarCell,
    ButtonsCell,
    Cell,
    CheckCell,
    DotsCell,
    FigureCell,
    Initials,
    Lead,
    MarkCell,
    SparkCell,
    State,
    TextCell,
)
from fieldapp.screens.widgets.cells.letters import Letters
from fieldapp.screens.widgets.cells.pen import Pen
from fieldapp.screens.widgets.cells.touching import paint_buttons, paint_check

DASH = "–"
_PART = " · "


def word_role(state: State, *, strong: bool) -> TextRole:
    """Return the type of a cell's first line."""
    if state.roomy:
        return "strong" if strong else "body"
    return "table_strong" if strong else "table"


def paint_cell(pen: Pen, cell: Cell, box: QRectF, state: State, *, end: bool = False) -> None:
    """Paint a cell into the room it has; `end` puts it at the end of its column, where figures always are."""
    match cell:
        case TextCell():
            _paint_text(pen, cell, box, state, end=end)
        case FigureCell():
            _paint_figure(pen, cell, box, state)
        case MarkCell():
            start = box.right() - pen.letters.badge_width(cell.mark) if end else box.x()
            pen.badge(cell.mark, max(box.x(), start), box.center().y(), room=box.width())
        case BarCell():
            _paint_bar(pen, cell, box)
        case SparkCell():
            spark = QRectF(box.right() - Width.SPARK, 0, Width.SPARK, Height.BADGE)
            spark.moveTop(box.center().y() - spark.height() / 2)
            paint_spark(pen, cell.values, cell.ink, spark)
            rest = box.adjusted(0, 0, -Width.SPARK - Gap.S, 0)
            pen.words(cell.text, word_role(state, strong=True), cell.text_ink, rest, end=True)
        case DotsCell():
            paint_dots(pen, cell, box)
        case ButtonsCell():
            paint_buttons(pen, cell, box, state, end=end)
        case CheckCell():
            paint_check(pen, cell, box, state)
        case _:
            assert_never(cell)


def paint_lead(pen: Pen, lead: Lead, x: float, middle: float) -> float:
    """Paint what stands before words, around a height; return the room it takes with its gap."""
    size = float(lead_size(pen.letters, lead))
    box = QRectF(x, middle - size / 2, size, size)
    if isinstance(lead, Initials):
        pen.dot(box.center(), size / 2, fill=pen.colours.neutral.bg)
        if lead.text:
            pen.words(lead.text, "label", "muted", box, middle=True)
        else:
            edge = size / 4
            pen.icon("user", "muted", box.adjusted(edge, edge, -edge, -edge))
        return size + Gap.M
    if lead.tile:
        ground = pen.colours.sunken
        if lead.ink in ("pending", "paid", "partial", "overdue", "promise", "neutral"):
            ground = pen.colours.status(lead.ink).bg
        pen.rounded(box, Radius.CONTROL, ground)
        inset = (size - pen.look.icon_px()) / 2
        box = box.adjusted(inset, inset, -inset, -inset)
    pen.icon(lead.icon, pen.ink(lead.ink, solid=not lead.tile), box)
    return size + (Gap.M if lead.tile else Gap.S)


def lead_size(letters: Letters, lead: Lead) -> int:
    """Return how wide and high what stands before words is."""
    if isinstance(lead, Initials) or lead.tile:
        return round(Height.AVATAR_ROW * letters.look.scale)
    return letters.look.icon_px()


def paint_figure_line(
    pen: Pen, text: str, role: TextRole, ink: QColor, box: QRectF, *, provisional: bool
) -> None:
    """Paint a figure at the end of a line, with dashes beneath while it is provisional."""
    wide = pen.words(text, role, ink, box, end=True)
    if provisional and text:
        metrics = pen.letters.metrics(role)
        at = box.center().y() + metrics.height() / 2 - metrics.descent() + Gap.XS
        pen.dashes(box.right() - wide, box.right(), min(at, box.bottom() - Width.BORDER))


def _paint_text(pen: Pen, cell: TextCell, box: QRectF, state: State, *, end: bool) -> None:
    if cell.lead is not None:
        taken = paint_lead(pen, cell.lead, box.x(), box.center().y())
        box = box.adjusted(taken, 0, 0, 0)
    role = word_role(state, strong=cell.strong)
    first = pen.letters.height(role)
    two = bool(cell.second or cell.under)
    second = (
        max(pen.letters.height("label"), badge_height(pen.look, Height.BADGE_ROW) if cell.under else 0)
        if two
        else 0.0
    )
    top = box.center().y() - (first + second) / 2
    line = QRectF(box.x(), top, box.width(), first)
    paint_words_and_mark(pen, cell.text, role, pen.ink(cell.ink), line, cell.mark, end=end)
    if not two:
        return
    line = QRectF(box.x(), top + first, box.width(), second)
    if cell.under is not None:
        middle = line.center().y()
        taken = pen.badge(cell.under, line.x(), middle, Height.BADGE_ROW, line.width()) + Gap.S
        line = line.adjusted(taken, 0, 0, 0)
    words = cell.second if cell.under is None else _whole_parts(pen.letters, cell.second, line.width())
    if line.width() > Gap.XL:
        pen.words(words, "label", cell.second_ink, line, end=end)


def _whole_parts(letters: Letters, text: str, room: float) -> str:
    """Return the parts there is room for: of a number that is cut nobody has anything."""
    parts = text.split(_PART)
    if len(parts) == 1:
        return text
    while parts and letters.width(_PART.join(parts), "label") > room:
        parts.pop()
    return _PART.join(parts)


def paint_words_and_mark(
    pen: Pen, text: str, role: TextRole, ink: QColor, line: QRectF, mark: Mark | None, *, end: bool = False
) -> None:
    """Paint words with a small badge beside them; both give way, the words keep at least half of the line."""
    if mark is None:
        pen.words(text, role, ink, line, end=end)
        return
    wide = pen.letters.badge_width(mark, Height.BADGE_ROW) + Gap.M
    least = min(pen.letters.width(text, role), line.width() / 2)
    taken = pen.words(text, role, ink, line.adjusted(0, 0, -min(wide, line.width() - least), 0))
    left = line.x() + taken + Gap.M
    pen.badge(mark, left, line.center().y(), Height.BADGE_ROW, line.right() - left)


def _paint_figure(pen: Pen, cell: FigureCell, box: QRectF, state: State) -> None:
    role = word_role(state, strong=cell.strong)
    if not cell.text:
        pen.words(DASH, word_role(state, strong=False), "faint", box, end=True)
        return
    first = pen.letters.height(role)
    second = pen.letters.height("label") if cell.second else 0.0
    line = QRectF(box.x(), box.center().y() - (first + second) / 2, box.width(), first)
    paint_figure_line(pen, cell.text, role, pen.ink(cell.ink), line, provisional=cell.provisional)
    if cell.second:
        pen.words(cell.second, "label", cell.second_ink, line.translated(0, first), end=True)


def _paint_bar(pen: Pen, cell: BarCell, box: QRectF) -> None:
    words = pen.letters.height("label") + Gap.XS if cell.text or cell.end else 0.0
    top = box.center().y() - (words + Height.BAR) / 2
    if words:
        line = QRectF(box.x(), top, box.width(), words - Gap.XS)
        end = pen.words(cell.end, "badge", "text", line, end=True)
        pen.words(cell.text, "label", "text", line.adjusted(0, 0, -end - Gap.S, 0))
    paint_bar(
        pen,
        cell.parts,
        cell.whole,
        QRectF(box.x(), top + words, box.width(), Height.BAR),
        cell.target,
    )
