"""How the rows of one list share its width: what stands in one column for all of them.

The rule kept here: times, buttons and what stands before the words begin at the same place in every row, so
that the eye can run down the list. Where buttons would leave too little room for words, they go under them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QRectF

from fieldapp.screens.theme.tokens import TYPE, Gap, Height, TextRole, Width
from fieldapp.screens.widgets.badge import badge_height
from fieldapp.screens.widgets.cells.kinds import ButtonsCell, Ink
from fieldapp.screens.widgets.cells.letters import Letters
from fieldapp.screens.widgets.cells.measure import buttons_below
from fieldapp.screens.widgets.cells.painting import lead_size
from fieldapp.screens.widgets.cells.touching import buttons_width
from fieldapp.screens.widgets.lists.rows import Item, Row

_AIR = 18
_AIR_OF_MORE = 24
"""What is above and below the words: more where there are three lines."""
_MOST_OF_REASON = 3


@dataclass(frozen=True, slots=True)
class Shares:
    """Widths that all rows have in common, in pixels.

    `below` when buttons stand under the words; `marks` is the column of badges beside figures, 0 where they
    stand under them.
    """

    width: float = 0.0
    time: float = 0.0
    rail: float = 0.0
    lead: float = 0.0
    buttons: float = 0.0
    marks: float = 0.0
    below: bool = False

    @property
    def words(self) -> float:
        """How much of the width is left for words."""
        return self.width - 2 * Gap.L - self.before - (0 if self.below or not self.buttons else self.beside)

    @property
    def before(self) -> float:
        """How much stands before the words."""
        return self.time + self.rail + self.lead

    @property
    def beside(self) -> float:
        """How much the buttons take with their gap."""
        return self.buttons + Gap.L


def share_out(letters: Letters, items: Iterable[Item], width: int, *, timeline: bool) -> Shares:
    """Return what the rows have in common at a width."""
    rows = [item for item in items if isinstance(item, Row)]
    time = max((letters.width(row.time, "label") for row in rows), default=0.0)
    leads = [lead_size(letters, row.lead) + Gap.M for row in rows if row.lead is not None]
    dots = [Height.DOT + Gap.M for row in rows if row.unread]
    wide = max((buttons_width(letters, ButtonsCell(row.buttons)) for row in rows if row.buttons), default=0.0)
    marks = max(
        (letters.badge_width(row.mark) for row in rows if row.mark is not None and row.figure), default=0.0
    )
    lead = 0.0 if timeline else float(max((*leads, *dots), default=0))
    rail = float(max((*leads, 2 * Gap.M), default=0)) if timeline else 0.0
    scale = letters.look.scale
    return Shares(
        width=width,
        time=time + Gap.M if time else 0.0,
        rail=rail,
        lead=lead,
        buttons=wide,
        marks=marks if width - wide >= Width.MARKS_BESIDE_FROM * scale else 0.0,
        below=bool(wide) and width - wide - lead - rail < Width.WORDS_LEAST * scale,
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One line of words under another."""

    text: str
    role: TextRole
    ink: Ink
    high: float


def lines_of(letters: Letters, row: Row, room: float) -> list[Line]:
    """Return the words of a row as they are set into a room: a reason is told whole, in as many lines."""
    title, small = line_height(letters, "strong"), line_height(letters, "label")
    lines = [Line(row.title, "strong", "text", title)]
    lines += [Line(text, "label", "muted", small) for text in (row.second, row.third) if text]
    for text in letters.wrapped(row.reason, "label", room, _MOST_OF_REASON):
        lines.append(Line(text, "label", row.reason_status, small))
    return lines


def line_height(letters: Letters, role: TextRole) -> float:
    """Return the height of a line with its air, at the size of text in force."""
    return letters.look.tall(TYPE[role].line, role)


def is_high(row: Row) -> bool:
    """Whether what is at the end of a row stands beside its title, and not in the middle of two lines."""
    lines = sum(1 for each in (row.second, row.third, row.under) if each) + len(row.parts)
    return bool(row.aside or row.reason or lines > 1)


def words_height(letters: Letters, row: Row, shares: Shares) -> float:
    """Return how high everything under each other at the start of a row is."""
    high = sum(line.high for line in lines_of(letters, row, shares.words))
    if row.under is not None:
        high += badge_height(letters.look) + Gap.XS
    return high + len(row.parts) * line_height(letters, "label")


def item_height(letters: Letters, item: Item, shares: Shares) -> int:
    """Return the height of a row, never lower than a finger."""
    look = letters.look
    if not isinstance(item, Row):
        return look.tall(Height.HEADING_ROW, "label")
    high = words_height(letters, item, shares)
    least = look.tall(Height.ROW_DESKTOP, "strong")
    if item.lead is not None:
        least = max(least, lead_size(letters, item.lead) + 2 * Gap.M)
    if item.figure and item.mark is not None and not shares.marks and not is_high(item):
        least = max(least, round(line_height(letters, "field")) + badge_height(letters.look) + Gap.M)
    words = max(least, round(high) + (_AIR_OF_MORE if is_high(item) else _AIR))
    if not item.buttons:
        return words
    return words + buttons_below(letters) if shares.below else max(words, buttons_below(letters) + Gap.S)


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of one row stand, read from the start."""

    box: QRectF
    start: float
    words: QRectF
    buttons: QRectF


def places_in(letters: Letters, row: Row, box: QRectF, shares: Shares) -> Places:
    """Return where the parts of a row stand; `words` begin with the title and are as high as its lines."""
    left, bottom = box.left() + Gap.L, box.bottom()
    text = left + shares.before
    buttons = QRectF(box.right() - Gap.L - shares.buttons, box.top(), shares.buttons, box.height())
    if shares.below and row.buttons:
        bottom -= buttons_below(letters)
        buttons = QRectF(text, bottom, box.right() - Gap.L - text, buttons_below(letters) - Gap.S)
    high = words_height(letters, row, shares)
    words = QRectF(text, (box.top() + bottom - high) / 2, shares.words, high)
    return Places(box, left, words, buttons)
