"""How a row of the meeting sheet looks: name, segments, figures, and the amount field.

The rule kept here: the normal case is quiet; only late, absent, excused and arrears have colour.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from fieldapp.screens.officer.sheet.filling import MARKS, Line
from fieldapp.screens.officer.sheet.model import Column, mark_name
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, IconSize, Radius, TextRole, Width
from fieldapp.screens.widgets.badge import Mark, badge_width, paint_badge
from fieldapp.screens.words import money, quantity, tr
from shared.contract.bodies.cash import Attendance

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTER = Qt.AlignmentFlag.AlignCenter


class SheetPainting:
    """Paints cells; `narrow` leaves letters in the segments and puts arrears under what is due."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self.narrow = False

    def paint_cell(self, painter: QPainter, line: Line, column: Column, box: QRectF) -> None:
        """Paint one cell into its box."""
        colours, row = self._look.colours, line.row
        inner = box.adjusted(Gap.M, 0, -Gap.M, 0)
        if column is Column.NUMBER:
            self._words(painter, str(line.number), "label", colours.faint, inner, _RIGHT)
        elif column is Column.MEMBER:
            self._paint_member(painter, line, box.adjusted(Gap.L, 0, -Gap.S, 0))
        elif column is Column.ATTENDANCE:
            if line.first:
                paint_segments(painter, self._look, self.segments(line, box), line.attendance)
        elif column is Column.DUE:
            self._paint_due(painter, line, inner)
        elif column is Column.ARREARS:
            late = row.arrears_minor + row.penalty_minor
            colour = colours.overdue.fg if late else colours.faint
            self._words(painter, quantity(late), "strong" if late else "body", colour, inner, _RIGHT)
        elif column is Column.TO_PAY:
            self._words(painter, quantity(row.to_pay_minor), "strong", colours.text, inner, _RIGHT)
        else:
            paint_field(painter, self._look, line, field_box(box))

    def _paint_member(self, painter: QPainter, line: Line, box: QRectF) -> None:
        colours, row = self._look.colours, line.row
        second = row.code if line.first else row.number
        if line.receipt:
            second = tr("Receipt {number}").format(number=line.receipt)
        elif not row.verified:
            second = tr("{code} · not verified").format(code=second)
        metrics = [QFontMetricsF(self._look.font(role)) for role in ("strong", "label")]
        top = box.center().y() - sum(each.height() for each in metrics) / 2
        first = QRectF(box.x(), top, box.width(), metrics[0].height())
        mark = _member_mark(line)
        room = box.width() - (badge_width(self._look, mark) + Gap.S if mark and not self.narrow else 0)
        name = metrics[0].elidedText(row.name, Qt.TextElideMode.ElideRight, room)
        self._words(painter, name, "strong", colours.text, first, Qt.AlignmentFlag.AlignVCenter)
        under = QRectF(box.x(), first.bottom(), box.width(), metrics[1].height())
        if mark and self.narrow:
            paint_badge(painter, self._look, mark, QPointF(under.x(), under.y()), Height.BADGE_ROW)
            return
        if mark:
            at = QPointF(
                box.x() + metrics[0].horizontalAdvance(name) + Gap.S,
                first.center().y() - Height.BADGE_ROW / 2,
            )
            paint_badge(painter, self._look, mark, at, Height.BADGE_ROW)
        shown = metrics[1].elidedText(second, Qt.TextElideMode.ElideRight, under.width())
        self._words(painter, shown, "label", colours.muted, under, Qt.AlignmentFlag.AlignVCenter)

    def _paint_due(self, painter: QPainter, line: Line, box: QRectF) -> None:
        colours, row = self._look.colours, line.row
        late = row.arrears_minor + row.penalty_minor
        if not (self.narrow and late):
            self._words(painter, quantity(row.due_minor), "body", colours.text, box, _RIGHT)
            return
        half = box.height() / 2
        upper, lower = box.adjusted(0, Gap.XS, 0, -half), box.adjusted(0, half, 0, -Gap.XS)
        self._words(painter, quantity(row.due_minor), "strong", colours.text, upper, _RIGHT)
        words = tr("+ {amount} late").format(amount=money(late))
        self._words(painter, words, "label", colours.overdue.fg, lower, _RIGHT)

    def _words(
        self, painter: QPainter, text: str, role: TextRole, colour: str, box: QRectF, how: Qt.AlignmentFlag
    ) -> None:
        painter.setFont(self._look.font(role))
        painter.setPen(QColor(colour))
        painter.drawText(box, how, text)

    def segments(self, line: Line, cell: QRectF) -> list[tuple[Attendance, QRectF, str]]:
        """Return the four segments of a cell with their words: letters for those not chosen, when narrow."""
        box = QRectF(
            cell.x() + Gap.XS, 0, cell.width() - 2 * Gap.XS, min(Height.TOUCH, cell.height() - Gap.XS)
        )
        box.moveTop(cell.center().y() - box.height() / 2)
        wide = box.width() - 3 * Height.TOUCH if self.narrow and line.attendance else box.width() / 4
        found, left = [], box.x()
        for mark in MARKS:
            chosen = mark == line.attendance
            width = wide if chosen or not (self.narrow and line.attendance) else float(Height.TOUCH)
            name = mark_name(mark)
            words = name if chosen or not self.narrow else name[:1]
            found.append((mark, QRectF(left, box.y(), width, box.height()), words))
            left += width
        return found


def paint_segments(
    painter: QPainter,
    look: Look,
    segments: list[tuple[Attendance, QRectF, str]],
    chosen: Attendance | None,
) -> None:
    """Paint the four ways to attend on one track, the chosen one raised."""
    colours = look.colours
    track = segments[0][1].united(segments[-1][1])
    painter.setPen(QColor(colours.line))
    painter.setBrush(QColor(colours.sunken))
    painter.drawRoundedRect(track, Radius.CONTROL, Radius.CONTROL)
    painter.setFont(look.font("label"))
    for mark, box, words in segments:
        if mark == chosen:
            status = {"LATE": colours.pending, "ABSENT": colours.overdue, "EXCUSED": colours.neutral}.get(
                mark
            )
            fill, line, ink = (colours.raised, colours.line_strong, colours.paid.fg)
            if status is not None:
                fill, line, ink = status.bg, status.solid, status.fg
            painter.setPen(QPen(QColor(line), Width.BORDER))
            painter.setBrush(QColor(fill))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), Radius.CONTROL, Radius.CONTROL)
            painter.setPen(QColor(ink))
        else:
            painter.setPen(QColor(colours.muted))
        painter.drawText(box, _CENTER, words)


def paint_field(painter: QPainter, look: Look, line: Line, box: QRectF) -> None:
    """Paint an amount: typed in a field with its shape, recorded in a quiet box with a tick."""
    colours, row = look.colours, line.row
    recorded = bool(row.paid_today_minor) and not line.text
    border = colours.overdue.solid if line.fault else colours.line if recorded else colours.line_strong
    painter.setPen(QPen(QColor(border), Width.FOCUS if line.fault else Width.BORDER))
    painter.setBrush(QColor(colours.sunken if recorded else colours.surface))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), Radius.CONTROL, Radius.CONTROL)
    icon, colour = _shape(look, line)
    if icon:
        size = IconSize.SMALL
        look.paint_icon(
            painter, icon, colour, QRectF(box.x() + Gap.S, box.center().y() - size / 2, size, size)
        )
    text = (
        money(row.paid_today_minor)
        if recorded
        else money(line.typed_minor)
        if line.typed_minor
        else line.text
    )
    painter.setFont(look.font("field" if text else "body"))
    painter.setPen(QColor(colours.text if text else colours.faint))
    painter.drawText(box.adjusted(Gap.M, 0, -Gap.M, 0), _RIGHT, text or "0")


def _shape(look: Look, line: Line) -> tuple[str, str]:
    colours, row = look.colours, line.row
    if line.fault:
        return "warning-fill", colours.overdue.solid
    if line.typed_minor:
        if line.typed_minor > row.to_pay_minor:
            return "plus-circle", colours.paid.solid
        full = line.typed_minor == row.to_pay_minor
        return ("check-circle", colours.paid.solid) if full else ("circle-half-fill", colours.partial.solid)
    return ("check-circle-fill", colours.paid.solid) if row.paid_today_minor else ("", "")


def _member_mark(line: Line) -> Mark | None:
    if line.fault:
        return Mark("attention", line.fault)
    if line.row.credit_minor:
        return Mark("credit", tr("Credit {amount}").format(amount=money(line.row.credit_minor)))
    if line.row.loan is None and line.first:
        return Mark("provisional", tr("No loan"))
    return None


def field_box(cell: QRectF) -> QRectF:
    """Return where the amount stands in its cell."""
    height = min(Height.TOUCH, cell.height() - Gap.XS)
    box = QRectF(cell.x() + Gap.XS, 0, cell.width() - Gap.L - Gap.XS, height)
    box.moveTop(cell.center().y() - height / 2)
    return box
