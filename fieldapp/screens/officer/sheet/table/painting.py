"""How a row of the meeting sheet looks: the name with its badges, segments, and what is due.

The rules kept here: the normal case is quiet; only late, absent, excused and arrears have colour. What is
not confirmed by the office yet is underlined with dashes.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from fieldapp.officer.drafts.sheet_draft import Way
from fieldapp.screens.officer.sheet.table.amounts import field_box, fitted, paint_field, underline
from fieldapp.screens.officer.sheet.table.columns import late_words
from fieldapp.screens.officer.sheet.table.filling import Line
from fieldapp.screens.officer.sheet.table.model import Column
from fieldapp.screens.officer.sheet.table.segments import Segment, paint_segments, segments
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, IconSize, TextRole
from fieldapp.screens.widgets.badge import Mark, badge_height, badge_width, paint_badge
from fieldapp.screens.words import days_late, method_name, money, quantity, tr

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_START = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class SheetPainting:
    """Paints cells; `narrow` puts arrears under what is due and badges under the name, `letters` shortens
    every segment.
    """

    def __init__(self, look: Look) -> None:
        self._look = look
        self.narrow = False
        self.letters = False

    def paint_cell(
        self, painter: QPainter, line: Line, column: Column, box: QRectF, *, handle: bool = False
    ) -> None:
        """Paint one cell into its box; `handle` shows by the name what opens how it is paid."""
        colours, row = self._look.colours, line.row
        inner = box.adjusted(Gap.M, 0, -Gap.M, 0)
        if column is Column.NUMBER:
            self._words(painter, str(line.number), "label", colours.faint, inner, _RIGHT)
        elif column is Column.MEMBER:
            self._paint_member(painter, line, box.adjusted(Gap.L, 0, -(Height.TOUCH if handle else Gap.S), 0))
            if handle:
                self._paint_handle(painter, handle_box(box))
        elif column is Column.ATTENDANCE:
            if line.first:
                paint_segments(painter, self._look, self.segments(line, box), line.attendance)
        elif column is Column.DUE:
            self._paint_due(painter, line, inner)
        elif column is Column.ARREARS:
            colour = colours.overdue.fg if line.late_minor else colours.faint
            self._figure(
                painter, line, line.late_minor, "strong" if line.late_minor else "body", colour, inner
            )
        elif column is Column.TO_PAY:
            strong: TextRole = "strong" if row.to_pay_minor else "body"
            colour = colours.text if row.to_pay_minor else colours.faint
            self._figure(painter, line, row.to_pay_minor, strong, colour, inner)
        else:
            paint_field(painter, self._look, line, field_box(box))

    def segments(self, line: Line, cell: QRectF) -> list[Segment]:
        """Return the four segments of a cell."""
        return segments(line, cell, narrow=self.narrow, letters=self.letters)

    def _paint_member(self, painter: QPainter, line: Line, box: QRectF) -> None:
        colours, look = self._look.colours, self._look
        upper, lower = QFontMetricsF(look.font("strong")), QFontMetricsF(look.font("label"))
        marks = _marks(line)
        badge = float(badge_height(look, Height.BADGE_ROW)) if marks else 0.0
        above = upper.height() if self.narrow else max(upper.height(), badge)
        below = max(lower.height(), badge + Gap.XS) if self.narrow and marks else lower.height()
        top = box.center().y() - (above + below) / 2
        first = QRectF(box.x(), top, box.width(), above)
        under = QRectF(box.x(), first.bottom(), box.width(), below)
        badges = (
            0.0 if self.narrow else sum(badge_width(look, mark, Height.BADGE_ROW) + Gap.S for mark in marks)
        )
        # A name keeps half the room: the badges follow as far as there is place for them.
        room = max(box.width() - badges, box.width() / 2)
        name = upper.elidedText(line.row.name, Qt.TextElideMode.ElideRight, room)
        self._words(painter, name, "strong", colours.text, first, _START)
        if self.narrow and marks:
            self._badges(painter, marks, QPointF(under.x(), under.bottom() - badge), under.right())
            return
        after = QPointF(box.x() + upper.horizontalAdvance(name) + Gap.S, first.center().y() - badge / 2)
        self._badges(painter, marks, after, box.right())
        second = lower.elidedText(_second_line(line), Qt.TextElideMode.ElideRight, under.width())
        self._words(painter, second, "label", colours.muted, under, _START)

    def _paint_handle(self, painter: QPainter, box: QRectF) -> None:
        size = IconSize.BUTTON
        place = QRectF(box.center().x() - size / 2, box.center().y() - size / 2, size, size)
        self._look.paint_icon(painter, "dots-three-vertical", self._look.colours.on_tint, place)

    def _badges(self, painter: QPainter, marks: list[Mark], at: QPointF, right: float) -> None:
        """Paint the badges there is room for; the first always, shortened if it must be."""
        for number, mark in enumerate(marks):
            if number and at.x() + badge_width(self._look, mark, Height.BADGE_ROW) > right:
                return
            at.setX(at.x() + paint_badge(painter, self._look, mark, at, Height.BADGE_ROW) + Gap.S)

    def _paint_due(self, painter: QPainter, line: Line, box: QRectF) -> None:
        colours, row = self._look.colours, line.row
        colour = colours.text if row.due_minor else colours.faint
        role: TextRole = "strong" if self.narrow and row.due_minor else "body"
        if not (self.narrow and line.late_minor):
            self._figure(painter, line, row.due_minor, role, colour, box)
            return
        upper = QFontMetricsF(self._look.font("strong")).height()
        lower = QFontMetricsF(self._look.font("label")).height()
        top = box.center().y() - (upper + lower) / 2
        due = QRectF(box.x(), top, box.width(), upper)
        self._figure(painter, line, row.due_minor, role, colour, due)
        late = QRectF(box.x(), due.bottom(), box.width(), lower)
        self._words(painter, late_words(line.late_minor), "label", colours.overdue.fg, late, _RIGHT)

    def _figure(
        self, painter: QPainter, line: Line, amount_minor: int, role: TextRole, colour: str, box: QRectF
    ) -> None:
        text = quantity(amount_minor)
        font = fitted(self._look.font(role), text, box.width())
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(box, _RIGHT, text)
        if amount_minor and line.row.provisional:
            underline(painter, self._look, font, text, box)

    def _words(
        self, painter: QPainter, text: str, role: TextRole, colour: str, box: QRectF, how: Qt.AlignmentFlag
    ) -> None:
        painter.setFont(self._look.font(role))
        painter.setPen(QColor(colour))
        painter.drawText(box, how, text)


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


def _marks(line: Line) -> list[Mark]:
    """What is out of the ordinary with a row, the most urgent first."""
    row, found = line.row, []
    if line.fault:
        found.append(Mark("attention", line.fault))
    if line.way.method != "CASH":
        found.append(_way_mark(line.way))
    if row.credit_minor and line.first:
        found.append(Mark("credit", tr("Credit {amount}").format(amount=money(row.credit_minor))))
    if row.days_late:
        found.append(Mark("overdue", days_late(row.days_late)))
    if row.loan is None and line.first:
        found.append(Mark("provisional", tr("No loan")))
    return found
