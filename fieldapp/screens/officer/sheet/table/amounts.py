"""The amount at the end of a row: a field with a shape that says how it compares with what is to be paid.

The rules kept here: paid, part and over differ in shape and colour; what is recorded already lies in a quiet
box with a tick, apart from what is only typed.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from fieldapp.screens.officer.sheet.table.filling import Line
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, IconSize, Radius, Width
from fieldapp.screens.words import money

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def field_box(cell: QRectF) -> QRectF:
    """Return where the amount stands in its cell."""
    height = min(max(Height.TOUCH, cell.height() - 2 * Gap.M), cell.height() - Gap.XS)
    box = QRectF(cell.x() + Gap.XS, 0, cell.width() - Gap.L - Gap.XS, height)
    box.moveTop(cell.center().y() - height / 2)
    return box


def paint_field(painter: QPainter, look: Look, line: Line, box: QRectF) -> None:
    """Paint an amount as typed, or as recorded where nothing new is typed."""
    colours = look.colours
    recorded = bool(line.row.paid_today_minor) and not line.text
    border = colours.overdue.solid if line.fault else colours.line if recorded else colours.line_strong
    painter.setPen(QPen(QColor(border), Width.FOCUS if line.fault else Width.BORDER))
    painter.setBrush(QColor(colours.sunken if recorded else colours.surface))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), Radius.CONTROL, Radius.CONTROL)
    icon, colour = shape_of(look, line)
    if icon:
        size = IconSize.SMALL
        shape = QRectF(box.x() + Gap.M, box.center().y() - size / 2, size, size)
        look.paint_icon(painter, icon, colour, shape)
    text = shown_amount(line)
    room = box.adjusted(Gap.M + (IconSize.SMALL + Gap.S if icon else 0), 0, -Gap.M, 0)
    font = fitted(look.font("field" if text else "body"), text, room.width())
    painter.setFont(font)
    painter.setPen(QColor(colours.text if text else colours.faint))
    fitting = QFontMetricsF(font).elidedText(text or "0", Qt.TextElideMode.ElideLeft, room.width())
    painter.drawText(room, _RIGHT, fitting)
    if recorded and line.row.provisional:
        underline(painter, look, font, text, room)


def fitted(font: QFont, text: str, width: float) -> QFont:
    """Return the font, smaller where the text is wider than the room for it."""
    wanted = QFontMetricsF(font).horizontalAdvance(text)
    if wanted > width > 0:
        font = QFont(font)
        font.setPixelSize(max(round(font.pixelSize() * width / wanted - 0.5), font.pixelSize() // 2))
    return font


def underline(painter: QPainter, look: Look, font: QFont, text: str, box: QRectF) -> None:
    """Underline a figure at the right of a box with dashes: the office has not confirmed it."""
    metrics = QFontMetricsF(font)
    below = box.center().y() + metrics.ascent() / 2 + Gap.XS
    painter.setPen(QPen(QColor(look.colours.faint), Width.BORDER, Qt.PenStyle.DashLine))
    start = box.right() - metrics.horizontalAdvance(text)
    painter.drawLine(QPointF(start, below), QPointF(box.right(), below))


def shown_amount(line: Line) -> str:
    """Return what stands in the field: what is typed, in groups where it can be read, or what is recorded."""
    if line.text:
        return money(line.typed_minor) if line.typed_minor else line.text
    return money(line.row.paid_today_minor) if line.row.paid_today_minor else ""


def shape_of(look: Look, line: Line) -> tuple[str, str]:
    """Return the icon at the left of an amount and its colour; none where nothing is paid."""
    colours, row = look.colours, line.row
    if line.fault:
        return "warning-fill", colours.overdue.solid
    if line.typed_minor:
        if line.typed_minor > row.to_pay_minor:
            return "plus-circle", colours.paid.solid
        full = line.typed_minor == row.to_pay_minor
        return (
            ("check-circle-fill", colours.paid.solid) if full else ("circle-half-fill", colours.partial.solid)
        )
    return ("checks", colours.paid.solid) if row.paid_today_minor else ("", "")
