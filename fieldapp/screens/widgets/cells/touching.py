"""Painted buttons and boxes to tick: where they stand in a cell, where a finger may press, how they look.

The rule kept here: a button draws lower than a finger, but the whole of its cell is the target.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QPainter

from fieldapp.screens.theme.tokens import Colours, Gap, Height, IconSize, Radius, TextRole, Width
from fieldapp.screens.widgets.cells.kinds import CHECK, ButtonsCell, CheckCell, RowButton, State
from fieldapp.screens.widgets.cells.letters import Letters
from fieldapp.screens.widgets.cells.pen import Pen

_WORDS: TextRole = "table_strong"


def as_buttons(cell: ButtonsCell | CheckCell) -> tuple[RowButton, ...]:
    """Return what can be pressed in a cell; a box to tick is a button without words."""
    if isinstance(cell, ButtonsCell):
        return cell.buttons
    return (RowButton(CHECK, "", said=cell.said, enabled=cell.enabled),)


def button_width(letters: Letters, button: RowButton) -> float:
    """Return how wide a painted button is; never narrower than a finger."""
    words = letters.width(button.text, _WORDS)
    icon = letters.look.icon_px(IconSize.SMALL) + (Gap.S if button.text else 0) if button.icon else 0
    return max(words + icon + 2 * Gap.M, Height.TOUCH)


def buttons_width(letters: Letters, cell: ButtonsCell) -> float:
    """Return how wide all buttons of a cell are, with the gaps between them."""
    widths = [button_width(letters, button) for button in cell.buttons]
    return sum(widths) + Gap.S * max(0, len(widths) - 1)


def button_boxes(
    letters: Letters, cell: ButtonsCell, box: QRectF, *, end: bool = False, fill: bool = False
) -> list[QRectF]:
    """Return where the buttons are drawn in the room a cell has, read from the start.

    With `fill` they share the whole room, so that those of several rows are equally wide.
    """
    high = min(letters.look.tall(Height.ROW_BUTTON, _WORDS), box.height() - Gap.XS)
    more = max(0.0, box.width() - buttons_width(letters, cell)) if fill else 0.0
    start = box.right() - buttons_width(letters, cell) if end and not fill else box.x()
    found = []
    for button in cell.buttons:
        wide = button_width(letters, button) + more / len(cell.buttons)
        found.append(QRectF(start, box.center().y() - high / 2, wide, high))
        start += wide + Gap.S
    return found


def targets(boxes: list[QRectF], cell_box: QRectF) -> list[QRectF]:
    """Return where each button is pressed: the cell is shared out, half of each gap to either side."""
    found = []
    for place, box in enumerate(boxes):
        left = cell_box.left() if place == 0 else (boxes[place - 1].right() + box.left()) / 2
        last = place == len(boxes) - 1
        right = cell_box.right() if last else (box.right() + boxes[place + 1].left()) / 2
        found.append(QRectF(left, cell_box.top(), right - left, cell_box.height()))
    return found


def paint_buttons(
    pen: Pen, cell: ButtonsCell, box: QRectF, state: State, *, end: bool = False, fill: bool = False
) -> None:
    """Paint the buttons of a cell; the tonal one of the chosen row is filled, as the act of the page."""
    for place, (button, where) in enumerate(
        zip(cell.buttons, button_boxes(pen.letters, cell, box, end=end, fill=fill), strict=True)
    ):
        pressed, dead = state.pressed == place, state.held or not button.enabled
        name = (button.text, button.kind, button.icon, pen.from_right, state.chosen, pressed, dead)
        pen.stamp(name, where, partial(_paint_button, pen, button, name[4:], where.size()))
        if state.focused == place:
            pen.rounded(where, Radius.CONTROL, "", pen.colours.focus, Width.FOCUS)


def _paint_button(
    pen: Pen, button: RowButton, how: tuple[bool, bool, bool], size: QSizeF, painter: QPainter
) -> None:
    """Paint a button into a box of its own: chosen row or not, pressed or not, dead or not."""
    where = QRectF(QPointF(0, 0), size)
    pen = Pen(painter, pen.look, where, from_right=pen.from_right, letters=pen.letters)
    fill, line, ink = _dress(pen.colours, button, *how)
    pen.rounded(where, Radius.CONTROL, fill, line)
    room = where.adjusted(Gap.XS, 0, -Gap.XS, 0)
    if not button.icon:
        pen.words(button.text, _WORDS, ink, room, middle=True)
        return
    words = pen.letters.width(button.text, _WORDS) + Gap.S if button.text else 0.0
    size_px = pen.look.icon_px(IconSize.SMALL)
    left = room.center().x() - (size_px + words) / 2
    pen.icon(button.icon, ink, QRectF(left, room.center().y() - size_px / 2, size_px, size_px))
    if button.text:
        start = left + size_px + Gap.S
        pen.words(button.text, _WORDS, ink, QRectF(start, 0, room.right() - start, room.height()))


def _dress(
    colours: Colours, button: RowButton, chosen: bool, pressed: bool, dead: bool
) -> tuple[str, str, QColor]:
    """Fill, outline and ink of a button."""
    if dead:
        return colours.sunken, colours.line, QColor(colours.faint)
    if button.kind == "tonal":
        if chosen:
            return colours.primary_press if pressed else colours.primary, "", QColor(colours.on_primary)
        return colours.tint, colours.primary if pressed else "", QColor(colours.on_tint)
    ground = colours.sunken if pressed else colours.surface
    if button.kind == "refuse":
        return ground, colours.overdue.solid, QColor(colours.overdue.fg)
    if button.kind == "quiet":
        return colours.sunken if pressed else "", "", QColor(colours.on_tint)
    return ground, colours.line_strong, QColor(colours.text)


def paint_check(pen: Pen, cell: CheckCell, box: QRectF, state: State) -> None:
    """Paint a box, ticked or not, in the middle of its cell."""
    size = float(pen.look.icon_px())
    where = QRectF(box.center().x() - size / 2, box.center().y() - size / 2, size, size)
    colours = pen.colours
    dead = not cell.enabled or state.held
    if cell.on:
        pen.rounded(where, Gap.XS, colours.line_strong if dead else colours.primary)
        inner = where.adjusted(2, 2, -2, -2)
        pen.icon("check", QColor(colours.surface if dead else colours.on_primary), inner)
    else:
        pen.rounded(where, Gap.XS, colours.sunken if dead else colours.surface, colours.line_strong)
    if state.focused >= 0:
        pen.rounded(where.adjusted(-3, -3, 3, 3), Radius.BADGE, "", colours.focus, Width.FOCUS)
