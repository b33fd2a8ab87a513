"""How a row of the meeting sheet looks: the name with its badges, segments, and what is due.

The rules kept here: the normal case is quiet; only late, absent, excused and arrears have colour. What is
not confirmed by the office yet is underlined with dashes. What is only read has no field to type into.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QPainter

from fieldapp.officer.drafts.sheet_draft import Way
from fieldapp.screens.officer.sheet.table.amounts import field_box, paint_field, paint_figure
from fieldapp.screens.officer.sheet.table.columns import late_words
from fieldapp.screens.officer.sheet.table.filling import Line
from fieldapp.screens.officer.sheet.table.model import Column
from fieldapp.screens.officer.sheet.table.segments import Segment, paint_segments, segments
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, IconSize, TextRole, Width
from fieldapp.screens.widgets.badge import Mark, badge_height
from fieldapp.screens.widgets.cells.kinds import Ink
from fieldapp.screens.widgets.cells.letters import Letters
from fieldapp.screens.widgets.cells.pen import Pen
from fieldapp.screens.widgets.cells.pictures import Pictures
from fieldapp.screens.words import days_late, method_name, money, quantity, tr

_CELLS_KEPT = 160
"""About two screens of them."""


@dataclass(frozen=True, slots=True)
class CellLook:
    """All that a cell looks like now; `begins` its row, and `handle` shows what opens how it is paid.

    A `locked` one is only read.
    """

    line: Line
    column: Column
    selected: bool
    begins: bool
    focused: bool
    handle: bool
    locked: bool


class SheetPainting:
    """Paints cells; `narrow` puts arrears under what is due and badges under the name, `letters` shortens
    every segment.
    """

    def __init__(self, look: Look) -> None:
        self._look, self._letters = look, Letters.of(look)
        self._pictures = Pictures(_CELLS_KEPT)
        self.narrow = False
        self.letters = False

    def paint(self, painter: QPainter, at: CellLook, box: QRect) -> None:
        """Paint one cell with its ground; one that looks as it did before is only shown again."""
        look, density = self._look, painter.device().devicePixelRatioF()
        name = (at, self.narrow, self.letters, look.dark, look.scale)
        made = self._pictures.get(name, box.size(), density, partial(self._paint_picture, at, box.size()))
        painter.drawImage(box.topLeft(), made)

    def _paint_picture(self, at: CellLook, size: QSize, painter: QPainter) -> None:
        box = QRectF(0, 0, size.width(), size.height())
        pen = Pen(painter, self._look, box, letters=self._letters)
        colours = pen.colours
        if at.selected:
            pen.fill(box, colours.tint)
            if at.begins:
                pen.fill(QRectF(0, 0, Width.SELECTED_BAR, box.height()), colours.primary)
        if at.focused:
            for top in (0.0, box.bottom() - Width.FOCUS):
                pen.fill(QRectF(0, top, box.width(), Width.FOCUS), colours.focus)
        pen.fill(QRectF(0, box.bottom() - Width.BORDER, box.width(), Width.BORDER), colours.line)
        self._paint_cell(pen, at, box)

    def _paint_cell(self, pen: Pen, at: CellLook, box: QRectF) -> None:
        line, column, handle = at.line, at.column, at.handle
        row, inner = line.row, box.adjusted(Gap.M, 0, -Gap.M, 0)
        if column is Column.NUMBER:
            pen.words(str(line.number), "label", "faint", inner, end=True)
        elif column is Column.MEMBER:
            end = Height.TOUCH if handle else Gap.S
            self._paint_member(pen, line, box.adjusted(Gap.L, 0, -end, 0))
            if handle:
                _paint_handle(pen, handle_box(box))
        elif column is Column.ATTENDANCE:
            if line.first and at.locked and line.attendance is None:
                pen.words(quantity(0), "body", "faint", inner)
            elif line.first:
                paint_segments(pen, self.segments(line, box), line.attendance)
        elif column is Column.DUE:
            self._paint_due(pen, line, inner)
        elif column is Column.ARREARS:
            _paint_amount(pen, line, line.late_minor, "overdue", inner)
        elif column is Column.TO_PAY:
            _paint_amount(pen, line, row.to_pay_minor, "text", inner)
        elif at.locked and not line.text and not row.paid_today_minor:
            pen.words(quantity(0), "body", "faint", field_box(box).adjusted(0, 0, -Gap.M, 0), end=True)
        else:
            paint_field(pen, line, field_box(box))

    def segments(self, line: Line, cell: QRectF) -> list[Segment]:
        """Return the four segments of a cell."""
        return segments(line, cell, narrow=self.narrow, letters=self.letters)

    def _paint_member(self, pen: Pen, line: Line, box: QRectF) -> None:
        letters, marks = pen.letters, marks_of(line)
        if self.narrow and line.receipt:
            # Badges stand in place of the second line, and what was saved is to be seen there.
            marks = [mark for mark in marks if mark.kind != "provisional"]
        upper, lower = letters.height("strong"), letters.height("label")
        badge = float(badge_height(pen.look, Height.BADGE_ROW)) if marks else 0.0
        above = upper if self.narrow else max(upper, badge)
        below = max(lower, badge + Gap.XS) if self.narrow and marks else lower
        top = box.center().y() - (above + below) / 2
        first = QRectF(box.x(), top, box.width(), above)
        under = QRectF(box.x(), first.bottom(), box.width(), below)
        badges = 0.0 if self.narrow else sum(_badge_room(letters, mark) for mark in marks)
        # A name keeps half the room: the badges follow as far as there is place for them.
        room = QRectF(first)
        room.setWidth(max(box.width() - badges, box.width() / 2))
        taken = pen.words(line.row.name, "strong", "text", room)
        if self.narrow and marks:
            _paint_badges(pen, marks, QPointF(under.x(), under.bottom() - badge / 2), under.right())
            return
        _paint_badges(pen, marks, QPointF(box.x() + taken + Gap.S, first.center().y()), box.right())
        pen.words(_second_line(line), "label", "muted", under)

    def _paint_due(self, pen: Pen, line: Line, box: QRectF) -> None:
        row = line.row
        ink: Ink = "text" if row.due_minor else "faint"
        role: TextRole = "strong" if self.narrow and row.due_minor else "body"
        doubtful = bool(row.due_minor) and row.provisional
        if not (self.narrow and line.late_minor):
            paint_figure(pen, quantity(row.due_minor), role, ink, box, provisional=doubtful)
            return
        upper, lower = pen.letters.height("strong"), pen.letters.height("label")
        top = box.center().y() - (upper + lower) / 2
        due = QRectF(box.x(), top, box.width(), upper)
        paint_figure(pen, quantity(row.due_minor), role, ink, due, provisional=doubtful)
        late = QRectF(box.x(), due.bottom(), box.width(), lower)
        pen.words(late_words(line.late_minor), "label", "overdue", late, end=True)


def _paint_amount(pen: Pen, line: Line, amount_minor: int, ink: Ink, box: QRectF) -> None:
    """Paint what is to be paid or late: strong where there is any, faint where there is none."""
    role: TextRole = "strong" if amount_minor else "body"
    doubtful = bool(amount_minor) and line.row.provisional
    paint_figure(
        pen, quantity(amount_minor), role, ink if amount_minor else "faint", box, provisional=doubtful
    )


def _paint_handle(pen: Pen, box: QRectF) -> None:
    size = IconSize.BUTTON
    place = QRectF(box.center().x() - size / 2, box.center().y() - size / 2, size, size)
    pen.icon("dots-three-vertical", "link", place)


def _badge_room(letters: Letters, mark: Mark) -> float:
    return letters.badge_width(mark, Height.BADGE_ROW) + Gap.S


def _paint_badges(pen: Pen, marks: list[Mark], at: QPointF, right: float) -> None:
    """Paint the badges there is room for, around a height; the first always, its words cut to the room."""
    for number, mark in enumerate(marks):
        if number and at.x() + pen.letters.badge_width(mark, Height.BADGE_ROW) > right:
            return
        wide = pen.badge(mark, at.x(), at.y(), Height.BADGE_ROW, right - at.x())
        at.setX(at.x() + wide + Gap.S)


def handle_box(cell: QRectF) -> QRectF:
    """Return where the selected row is pressed for how it is paid: the end of the member's cell."""
    return QRectF(cell.right() - Height.TOUCH, cell.y(), Height.TOUCH, cell.height())


def _second_line(line: Line) -> str:
    parts = [line.row.code if line.first else line.row.number]
    if line.receipt:
        parts = [tr("Receipt {number}").format(number=line.receipt)]
    elif not line.row.verified:
        parts.append(tr("not verified"))
    return " · ".join(parts)


def _way_mark(way: Way) -> Mark:
    name = method_name(way.method)
    if way.reference:
        return Mark("transfer", f"{name} {way.reference}")
    return Mark("attention", tr("{method}: no reference").format(method=name))


def marks_of(line: Line) -> list[Mark]:
    """What is out of the ordinary with a row, the most urgent first."""
    row, found = line.row, []
    if line.fault:
        found.append(Mark("attention", line.fault))
    if line.excess_minor:
        words = tr("{amount} over").format(amount=money(line.excess_minor))
        found.append(Mark("excess", words))
    if line.suspense_minor:
        found.append(Mark("excess", tr("Suspense")))
    if line.way.method != "CASH":
        found.append(_way_mark(line.way))
    if row.credit_minor and line.first:
        found.append(Mark("credit", tr("Credit {amount}").format(amount=money(row.credit_minor))))
    if row.days_late:
        found.append(Mark("overdue", days_late(row.days_late)))
    if row.loan is None and line.first:
        found.append(Mark("provisional", tr("No loan")))
    return found
