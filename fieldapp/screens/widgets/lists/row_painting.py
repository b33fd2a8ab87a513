"""How a row of a list looks: words at the start, figure, badge and buttons at the end.

The rule kept here: rows of one or two lines have what is at their end in the middle, higher ones have it
beside the title. The painting of words, figures and badges is that of tables.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF

from fieldapp.screens.theme.tokens import Gap, Height, IconSize, TextRole, Width
from fieldapp.screens.widgets.badge import badge_height
from fieldapp.screens.widgets.cells.kinds import ButtonsCell, Ink, Shape, State
from fieldapp.screens.widgets.cells.painting import (
    lead_size,
    paint_figure_line,
    paint_lead,
    paint_words_and_mark,
)
from fieldapp.screens.widgets.cells.pen import Pen, ink_colour
from fieldapp.screens.widgets.cells.touching import paint_buttons
from fieldapp.screens.widgets.lists.measure import (
    Line,
    Places,
    Shares,
    is_high,
    line_height,
    lines_of,
    places_in,
)
from fieldapp.screens.widgets.lists.rows import Heading, Row

_FIGURE: TextRole = "field"
_LEAST_ASIDE = 0.3
"""The part of a line that small words at its end keep, however long the title is."""


def paint_heading(pen: Pen, heading: Heading, box: QRectF) -> None:
    """Paint words over the rows that follow."""
    room = box.adjusted(Gap.L, Gap.S, -Gap.L, 0)
    taken = pen.words(heading.aside, "label", "muted", room, end=True)
    pen.words(heading.title, "badge", "muted", room.adjusted(0, 0, -taken - Gap.S, 0))


def paint_row(
    pen: Pen, row: Row, box: QRectF, shares: Shares, state: State, joined: tuple[bool, bool]
) -> None:
    """Paint what is in a row; `joined` to the one above and the one below, where a line joins the rows."""
    places = places_in(pen.letters, row, box, shares)
    if row.buttons:
        paint_buttons(pen, ButtonsCell(row.buttons), places.buttons, state, fill=not shares.below)
    words, lines = places.words, lines_of(pen.letters, row, shares.words)
    if shares.time:
        pen.words(row.time, "label", "muted", QRectF(places.start, words.y(), shares.time, lines[0].high))
    _paint_before(pen, row, places, shares, words.y() + lines[0].high / 2, joined)
    first = QRectF(words.x(), words.y(), words.width(), lines[0].high)
    if not is_high(row):
        taken: tuple[float, ...] = _paint_end(pen, row, words, shares)
    elif len(lines) > 1 and _crowded(pen, row, first.width()):
        second = QRectF(first.x(), first.bottom(), first.width(), lines[1].high)
        paint_figure_line(pen, row.figure, "strong", pen.ink("text"), first, provisional=row.provisional)
        figure = pen.letters.width(row.figure, "strong") + Gap.M
        taken = (figure, _paint_badge_at_end(pen, row, second))
    else:
        taken = (_paint_end_of_line(pen, row, first),)
    _paint_words(pen, row, words, lines, taken)


def _crowded(pen: Pen, row: Row, room: float) -> bool:
    """Whether the name is cut by its figure and its badge in one line: the badge then goes to the next."""
    if row.mark is None or not row.figure or row.aside:
        return False
    end = pen.letters.badge_width(row.mark) + pen.letters.width(row.figure, "strong") + 2 * Gap.M
    return pen.letters.width(row.title, "strong") + end > room


def _paint_badge_at_end(pen: Pen, row: Row, line: QRectF) -> float:
    """Paint the badge at the end of a line, and return the width it takes."""
    if row.mark is None:
        return 0.0
    broad = pen.letters.badge_width(row.mark)
    pen.badge(row.mark, line.right() - broad, line.center().y())
    return broad + Gap.M


def _paint_before(
    pen: Pen, row: Row, places: Places, shares: Shares, first: float, joined: tuple[bool, bool]
) -> None:
    """Paint what stands before the words: in lists with a rail on it, else in the middle of the row."""
    left = places.start + shares.time
    if shares.rail:
        at = QPointF(left + (shares.rail - Gap.M) / 2, first)
        _paint_line(pen, row, at, places.box, joined)
        _paint_on_rail(pen, row, at)
        return
    if row.lead is not None:
        paint_lead(pen, row.lead, left, places.words.center().y())
        if row.unread:
            half = lead_size(pen.letters, row.lead) / 2
            corner = QPointF(left + 2 * half, places.words.center().y() - half)
            pen.dot(corner, Height.DOT / 2, fill=pen.colours.primary)
    elif row.unread:
        pen.dot(QPointF(left + Height.DOT / 2, first), Height.DOT / 2, fill=pen.colours.primary)


def _paint_line(pen: Pen, row: Row, at: QPointF, box: QRectF, joined: tuple[bool, bool]) -> None:
    """Paint the line that joins the rows, interrupted by what this one has on it."""
    around = (lead_size(pen.letters, row.lead) if row.lead is not None else 2 * Height.DOT) / 2 + 2
    left, y = at.x() - Width.TICK / 2, at.y()
    if joined[0]:
        pen.fill(QRectF(left, box.top(), Width.TICK, y - around - box.top()), pen.colours.line)
    if joined[1]:
        pen.fill(QRectF(left, y + around, Width.TICK, box.bottom() - y - around), pen.colours.line)


def _paint_on_rail(pen: Pen, row: Row, at: QPointF) -> None:
    """Paint the dot or the shape of a row on the line that joins them."""
    x, y = at.x(), at.y()
    if isinstance(row.lead, Shape):
        ink: Ink = row.lead.ink
        ground = pen.colours.sunken
        if ink in ("pending", "paid", "partial", "overdue", "promise", "neutral"):
            ground = pen.colours.status(ink).bg
        pen.dot(QPointF(x, y), lead_size(pen.letters, row.lead) / 2, fill=ground)
        size = pen.look.icon_px(IconSize.BADGE)
        colour = pen.ink(ink)
        pen.icon(row.lead.icon, colour, QRectF(x - size / 2, y - size / 2, size, size))
    elif row.lead is not None:
        paint_lead(pen, row.lead, x - lead_size(pen.letters, row.lead) / 2, y)
    elif row.dot == "full":
        pen.dot(QPointF(x, y), Height.DOT - 1, fill=ink_colour(pen.colours, "primary"))
    elif row.dot:
        pen.dot(QPointF(x, y), Height.DOT - 2, line=ink_colour(pen.colours, "primary"))


def _paint_end(pen: Pen, row: Row, box: QRectF, shares: Shares) -> tuple[float, float]:
    """Paint figure and badge in the middle of the row, and return the width they take beside each line.

    Where there is room they stand in columns, the badges all beginning at one place; else the figure stands
    beside the first line and the badge beside the second.
    """
    letters, middle = pen.letters, box.center().y()
    figure = line_height(letters, _FIGURE)
    wide, broad = letters.width(row.figure, _FIGURE), letters.badge_width(row.mark) if row.mark else 0.0
    line = QRectF(box.x(), middle - figure / 2, box.width(), figure)
    at, top = box.right() - broad, middle
    if shares.marks:
        at = box.right() - shares.marks
        line.setRight(at - Gap.L)
    elif row.figure and row.mark is not None:
        high = badge_height(pen.look)
        line.moveTop(middle - (figure + high) / 2)
        top = line.bottom() + high / 2
    if row.figure:
        paint_figure_line(pen, row.figure, _FIGURE, pen.ink("text"), line, provisional=row.provisional)
    if row.mark is not None:
        pen.badge(row.mark, at, top)
    if shares.marks:
        whole = shares.marks + Gap.L + wide + Gap.M if row.figure else shares.marks + Gap.M
        return whole, whole
    if row.figure and row.mark is not None and row.second:
        return wide + Gap.M, broad + Gap.M
    whole = max(wide, broad) + Gap.M if row.figure or row.mark else 0.0
    return whole, whole


def _paint_end_of_line(pen: Pen, row: Row, line: QRectF) -> float:
    """Paint badge, figure and small words into the first line; small words give way to the title."""
    right = line.right()
    if not row.aside:
        right -= _paint_badge_at_end(pen, row, line)
    if row.figure:
        room = QRectF(line.x(), line.y(), right - line.x(), line.height())
        paint_figure_line(pen, row.figure, "strong", pen.ink("text"), room, provisional=row.provisional)
        right -= pen.letters.width(row.figure, "strong") + Gap.M
    if row.aside:
        title = pen.letters.width(row.title, "strong") + Gap.M
        if row.mark is not None:
            title += pen.letters.badge_width(row.mark) + Gap.M
        least = line.width() * _LEAST_ASIDE
        start = min(line.x() + title, right - least)
        room = QRectF(start, line.y(), right - start, line.height())
        right -= pen.words(row.aside, "label", "muted", room, end=True) + Gap.M
    return line.right() - right


def _paint_words(pen: Pen, row: Row, box: QRectF, lines: list[Line], taken: tuple[float, ...]) -> None:
    """Paint the lines; `taken` is the room that what is at the end takes from the first of them."""
    top = box.y()
    for number, line in enumerate(lines):
        less = taken[number] if number < len(taken) else 0.0
        room = QRectF(box.x(), top, box.width() - less, line.high)
        beside = row.mark if row.aside and not number else None
        paint_words_and_mark(pen, line.text, line.role, pen.ink(line.ink), room, beside)
        top += line.high
    if row.under is not None:
        broad = badge_height(pen.look) + Gap.XS
        pen.badge(row.under, box.x(), top + broad / 2, room=box.width())
        top += broad
    small = line_height(pen.letters, "label")
    for place, (what, figure) in enumerate(row.parts):
        _paint_part(pen, what, figure, QRectF(box.x(), top + place * small, box.width(), small))


def _paint_part(pen: Pen, what: str, figure: str, line: QRectF) -> None:
    """Paint where a part of a payment went: a corner, words, and how much."""
    middle, ink = line.center().y(), pen.colours.line_strong
    pen.fill(QRectF(line.x() + 2, line.top(), Width.BORDER, middle - line.top()), ink)
    pen.fill(QRectF(line.x() + 2, middle, Gap.S, Width.BORDER), ink)
    taken = pen.words(figure, "label", "text", line, end=True)
    pen.words(what, "label", "muted", line.adjusted(Gap.XL - Gap.XS, 0, -taken - Gap.M, 0))
