"""The amount at the end of a row: a field with a shape that says how it compares with what is to be paid.

The rules kept here: paid, part and over differ in shape and colour; what is recorded already lies in a quiet
box with a tick, apart from what is only typed.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

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
    painter.setFont(look.font("field" if text else "body"))
    painter.setPen(QColor(colours.text if text else colours.faint))
    room = box.adjusted(Gap.M + (IconSize.SMALL + Gap.S if icon else 0), 0, -Gap.M, 0)
    fitting = QFontMetricsF(painter.font()).elidedText(text or "0", Qt.TextElideMode.ElideLeft, room.width())
    painter.drawText(room, _RIGHT, fitting)


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
