"""The amount at the end of a row: a field with a shape that says how it compares with what is to be paid.

The rules kept here: paid, part and over differ in shape and colour; what is recorded already lies in a quiet
box apart from what is only typed, with the shape of where it stands: on this tablet, sent or posted.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from fieldapp.officer.queries import PaidStands
from fieldapp.screens.officer.sheet.table.filling import Line
from fieldapp.screens.theme.tokens import Colours, Gap, Height, IconSize, Radius, TextRole, Width
from fieldapp.screens.widgets.badge import BadgeKind
from fieldapp.screens.widgets.badge import shape_of as badge_shape
from fieldapp.screens.widgets.cells.kinds import Ink
from fieldapp.screens.widgets.cells.pen import Pen
from fieldapp.screens.words import money

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

_RECORDED: dict[PaidStands, BadgeKind] = {"posted": "posted", "sent": "sent", "on_tablet": "on_this_tablet"}


def field_box(cell: QRectF) -> QRectF:
    """Return where the amount stands in its cell."""
    height = min(max(Height.TOUCH, cell.height() - 2 * Gap.M), cell.height() - Gap.XS)
    box = QRectF(cell.x() + Gap.XS, 0, cell.width() - Gap.L - Gap.XS, height)
    box.moveTop(cell.center().y() - height / 2)
    return box


def paint_field(pen: Pen, line: Line, box: QRectF) -> None:
    """Paint an amount as typed, or as recorded where nothing new is typed."""
    colours = pen.colours
    recorded = bool(line.row.paid_today_minor) and not line.text
    border = colours.overdue.solid if line.fault else colours.line if recorded else colours.line_strong
    ground = colours.sunken if recorded else colours.surface
    edge = Width.FOCUS if line.fault else Width.BORDER
    pen.stamp(("amount", ground, border, edge), box, partial(_paint_box, pen, box, ground, border, edge))
    icon, colour = shape_of(colours, line)
    if icon:
        size = IconSize.SMALL
        pen.icon(
            icon,
            pen.letters.colour(colour),
            QRectF(box.x() + Gap.M, box.center().y() - size / 2, size, size),
        )
    text = shown_amount(line)
    room = box.adjusted(Gap.M + (IconSize.SMALL + Gap.S if icon else 0), 0, -Gap.M, 0)
    if not text:
        pen.words("0", "body", "faint", room, end=True)
        return
    paint_figure(pen, text, "field", "text", room, provisional=recorded and line.row.paid_stands != "posted")


def _paint_box(pen: Pen, box: QRectF, ground: str, border: str, edge: float, painter: QPainter) -> None:
    whole = QRectF(0, 0, box.width(), box.height())
    Pen(painter, pen.look, whole, letters=pen.letters).rounded(whole, Radius.CONTROL, ground, border, edge)


def paint_figure(
    pen: Pen, text: str, role: TextRole, ink: Ink, box: QRectF, *, provisional: bool = False
) -> None:
    """Paint a figure at the end of a box, smaller where it has no room, with dashes beneath while the office
    has not confirmed it.
    """
    wide = pen.letters.width(text, role)
    if wide <= box.width():
        pen.words(text, role, ink, box, end=True)
    else:
        wide = _paint_smaller(pen, text, role, ink, box)
    if provisional:
        metrics = pen.letters.metrics(role)
        pen.dashes(box.right() - wide, box.right(), box.center().y() + metrics.ascent() / 2 + Gap.XS)


def _paint_smaller(pen: Pen, text: str, role: TextRole, ink: Ink, box: QRectF) -> float:
    """Paint a figure in letters that fit, of at least half the size; return how wide it is."""
    font = QFont(pen.letters.font(role))
    part = max(box.width(), 0.0) / pen.letters.width(text, role)
    font.setPixelSize(max(round(font.pixelSize() * part - 0.5), font.pixelSize() // 2))
    metrics = QFontMetricsF(font)
    fitting = metrics.elidedText(text, Qt.TextElideMode.ElideLeft, box.width())
    pen.painter.setFont(font)
    pen.painter.setPen(pen.ink(ink))
    pen.painter.drawText(box, _RIGHT, fitting)
    return metrics.horizontalAdvance(fitting)


def shown_amount(line: Line) -> str:
    """Return what stands in the field: what is typed, in groups where it can be read, or what is recorded."""
    if line.text:
        return money(line.typed_minor) if line.typed_minor else line.text
    return money(line.row.paid_today_minor) if line.row.paid_today_minor else ""


def shape_of(colours: Colours, line: Line) -> tuple[str, str]:
    """Return the icon at the left of an amount and its colour; none where nothing is paid."""
    row = line.row
    if line.fault:
        return "warning-fill", colours.overdue.solid
    if line.typed_minor:
        if line.excess_minor or line.suspense_minor:
            return "plus-circle", colours.pending.solid
        if line.typed_minor > row.to_pay_minor:
            return "plus-circle", colours.paid.solid
        full = line.typed_minor == row.to_pay_minor
        return (
            ("check-circle-fill", colours.paid.solid) if full else ("circle-half-fill", colours.partial.solid)
        )
    if not row.paid_today_minor:
        return "", ""
    status, icon = badge_shape(_RECORDED[row.paid_stands])
    return icon, colours.status(status).solid
