"""Sets blocks in a width: what stands where, and how high it is.

The rule kept here: nothing is cut. What is too long goes over more lines, and a figure that has no room
beside something goes below it.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt

from fieldapp.screens.paper import blocks
from fieldapp.screens.paper.blocks import Block
from fieldapp.screens.paper.drawing.band import Band
from fieldapp.screens.paper.drawing.grid import set_grid
from fieldapp.screens.paper.drawing.ink import (
    END,
    MIDDLE,
    START,
    Box,
    Drawn,
    Line,
    Modules,
    Shape,
    State,
    Words,
)
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import LIGHT, Gap, Height, IconSize, TextRole, Width
from fieldapp.screens.widgets.badge import badge_height, badge_width

QUIET_MODULES = 4
"""Modules of light around a code, without which it cannot be scanned."""
_END_PART = 0.55
"""What stands at the end of a line takes at most this part of it; the rest belongs to the words before it."""
_FIGURE_PART = 0.42
"""A figure wider than this part stands below a name, so that the name has room."""


def set_blocks(look: Look, paper: Iterable[Block], width: float) -> tuple[Band, ...]:
    """Return the bands of a paper of that width, with the fonts and colours of a look."""
    return tuple(band for block in paper for band in _set(look, block, width))


def _set(look: Look, block: Block, width: float) -> tuple[Band, ...]:
    match block:
        case blocks.Letterhead():
            return (_letterhead(look, block, width),)
        case blocks.Rule():
            line = Line(0, Gap.L, width, look.colours.line_strong, dashed=True)
            return (Band(2 * Gap.L, (line,)),)
        case blocks.Party():
            return (_party(look, block, width),)
        case blocks.Boxed():
            return (_boxed(look, block, width),)
        case blocks.Fact(word, value, large):
            return (_pair(look, (word, "body", "muted"), (value, "title" if large else "strong"), width),)
        case blocks.Heading(text, end):
            return (_pair(look, (text, "title", "text"), (end, "label"), width),)
        case blocks.Entry():
            return (_entry(look, block, width),)
        case blocks.Code():
            return (_code(look, block, width),)
        case blocks.Remark(text):
            words = _words(look, "label", text, width, "muted", MIDDLE).at(0, Gap.XS)
            return (Band(words.height + 2 * Gap.XS, (words,)),)
        case blocks.Grid():
            return set_grid(look, block, width)


def _letterhead(look: Look, block: blocks.Letterhead, width: float) -> Band:
    """A tile with initials, the name, and at the end what paper this is."""
    tile, end = float(look.tall(Height.TOUCH, "title")), width * (1 - _END_PART)
    word = _words(look, "label", block.word, width - end, "muted", END)
    number = _words(look, "field", block.number, width - end, align=END)
    left = tile + Gap.M
    room = width - left - max(number.width, word.width) - Gap.L
    name = _words(look, "title", block.name, room)
    second = _words(look, "label", block.second, room, "muted")
    names = (name, second) if block.second else (name,)
    height = max(tile, sum(each.height for each in names), word.height + number.height)
    mark = Words(look, "title", _initials(block.name), tile, colour=look.colours.on_primary, align=MIDDLE)
    box = QRectF(0, 0, tile, tile)
    drawn = (Box(box, look.colours.primary), mark.at(0, (tile - mark.height) / 2))
    return Band(height, (*drawn, *_centred(left, height, *names), *_centred(end, height, word, number)))


def _party(look: Look, block: blocks.Party, width: float) -> Band:
    """Somebody at the start, the figure at the end; below them where it is too long."""
    figure = _words(look, "display", block.figure, width, align=END)
    beside = figure.width <= width * _FIGURE_PART
    room = width - figure.width - Gap.XL if beside else width
    word = _words(look, "label", block.word, room, "muted").at(0, 0)
    name = _words(look, "heading", block.name, room).at(0, word.height)
    second = _words(look, "label", block.second, room, "muted").at(0, word.height + name.height)
    left = word.height + name.height + second.height
    top = 0.0 if beside else left + Gap.S
    unit = _words(look, "label", block.figure_word, width, "muted", END).at(0, top)
    figure.at(0, top + unit.height)
    return Band(max(left, top + unit.height + figure.height), (word, name, second, unit, figure))


def _boxed(look: Look, block: blocks.Boxed, width: float) -> Band:
    colours = look.colours.status(block.status)
    icon = float(look.icon_px(IconSize.NAV))
    left = Gap.L + icon + Gap.M
    title = Words(look, "strong", block.title, width - left - Gap.L, colour=look.colours.text)
    text = Words(look, "label", block.text, width - left - Gap.L, colour=look.colours.muted)
    words = (title, text) if block.text else (title,)
    box = QRectF(0, Gap.M, width, sum(each.height for each in words) + 2 * Gap.M)
    drawn: tuple[Drawn, ...] = (
        Box(box, colours.bg, colours.solid, dashed=not block.final),
        Shape(block.icon, colours.fg, QRectF(Gap.L, box.center().y() - icon / 2, icon, icon)),
        *_centred(left, box.height(), *words, top=box.y()),
    )
    return Band(box.height() + 2 * Gap.M, drawn)


def _pair(look: Look, start: tuple[str, TextRole, str], end: tuple[str, TextRole], width: float) -> Band:
    """Words and at the end of their line what belongs to them; both go over more lines where they must."""
    text, role, tone = start
    most = width - _natural(look, *end) - Gap.L
    first = _words(look, role, text, max(most, width * (1 - _END_PART)), tone)
    room = width - first.width - Gap.L
    second = _words(look, end[1], end[0], room, "muted" if end[1] == "label" else "text", END)
    lead = _line_height(look, end[1]) - _line_height(look, role)
    first.at(0, Gap.XS + max(lead, 0) / 2)
    second.at(width - room, Gap.XS + max(-lead, 0) / 2)
    return Band(max(first.height, second.height) + abs(lead) / 2 + 2 * Gap.XS, (first, second))


def _entry(look: Look, block: blocks.Entry, width: float) -> Band:
    """Words, a badge and a figure; the badge goes below the words where the line is too short for all."""
    figure = _words(look, "strong", block.figure, width, align=END)
    state = badge_width(look, block.mark) if block.mark else 0.0
    room = width - figure.width - Gap.L
    below = state > 0 and _natural(look, block.word, "body") + state + Gap.M > room
    word = _words(look, "body", block.word, room if below else room - state - Gap.M, "muted").at(0, Gap.XS)
    figure.at(0, Gap.XS)
    height = word.height + (badge_height(look) + Gap.XS if below else 0)
    if block.mark is None:
        return Band(height + 2 * Gap.XS, (word, figure))
    corner = QPointF(0, word.height + Gap.S) if below else QPointF(room - state, _badge_top(look))
    return Band(height + 2 * Gap.XS, (word, figure, State(block.mark, corner)))


def _code(look: Look, block: blocks.Code, width: float) -> Band:
    """The code on light ground, its letters and the hint below."""
    count = len(block.modules) + 2 * QUIET_MODULES
    size = max(Width.CODE // count, 1)
    side = float(size * count)
    # On whole pixels, so that the edges of modules are sharp.
    ground = QRectF((width - side) // 2, Gap.S, side, side)
    corner = ground.topLeft() + QPointF(size * QUIET_MODULES, size * QUIET_MODULES)
    # Its round corners stay out of the quiet modules.
    box = ground.adjusted(-Gap.XS, -Gap.XS, Gap.XS, Gap.XS)
    letters = _words(look, "title", block.letters, width, align=MIDDLE).at(0, box.bottom() + Gap.S)
    below = box.bottom() + Gap.S + letters.height
    hint = _words(look, "label", block.hint, width, "muted", MIDDLE).at(0, below)
    modules = Modules(block.modules, corner, size, LIGHT.text)
    return Band(below + hint.height, (Box(box, LIGHT.surface), modules, letters, hint))


def _words(
    look: Look,
    role: TextRole,
    text: str,
    width: float,
    tone: str = "text",
    align: Qt.AlignmentFlag = START,
) -> Words:
    colour: str = getattr(look.colours, tone)
    return Words(look, role, text, width, colour=colour, align=align)


def _centred(left: float, height: float, *lines: Words, top: float = 0) -> Iterable[Words]:
    """Lines one below the other, in the middle of a height."""
    at = top + (height - sum(line.height for line in lines)) / 2
    for line in lines:
        yield line.at(left, at)
        at += line.height


def _natural(look: Look, text: str, role: TextRole) -> float:
    return Words(look, role, text, Width.ANY, colour=look.colours.text).width


def _line_height(look: Look, role: TextRole) -> float:
    return Words(look, role, "0", Width.ANY, colour=look.colours.text).height


def _badge_top(look: Look) -> float:
    return Gap.XS + (_line_height(look, "body") - badge_height(look)) / 2


def _initials(name: str) -> str:
    return "".join(part[0] for part in name.split()[:2]).upper()
