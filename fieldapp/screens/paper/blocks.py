"""What stands on a paper, block by block from top to bottom.

The rule kept here: a block says what is to be read, never where it stands or how large; figures come
formatted.
"""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.screens.theme.tokens import Status
from fieldapp.screens.widgets.badge import Mark


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Whose paper it is, and at the end what paper and which."""

    name: str
    second: str
    word: str
    number: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who it is about, beside the one figure of the paper."""

    word: str
    name: str
    second: str
    figure_word: str
    figure: str


@dataclass(frozen=True, slots=True)
class Boxed:
    """A state that must not be overlooked; the edge of one that is not final is dashed."""

    status: Status
    icon: str
    title: str
    text: str
    final: bool = True


@dataclass(frozen=True, slots=True)
class Fact:
    """A word and at the end of its line what it is; `large` for the one to look at."""

    word: str
    value: str
    large: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """What follows, and at the end a unit."""

    text: str
    end: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a list, its state and its figure."""

    word: str
    figure: str
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """A code to be scanned, dark modules true, the same in letters below it, and what to do with it."""

    modules: tuple[tuple[bool, ...], ...]
    letters: str
    hint: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A small sentence in the middle."""

    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a grid: its word, and whether figures stand in it, which are never broken over lines.

    What figures leave of the width is shared out among the others by `share`.
    """

    word: str
    figures: bool = False
    share: int = 1


@dataclass(frozen=True, slots=True)
class Two:
    """A cell of two lines, the second one smaller."""

    first: str
    second: str


Cell = str | Two | Mark


@dataclass(frozen=True, slots=True)
class Grid:
    """Lines of cells under their columns, and their totals; the head is repeated on every page."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[Cell, ...] = ()


Block = Letterhead | Rule | Party | Boxed | Fact | Heading | Entry | Code | Remark | Grid


def spoken(blocks: tuple[Block, ...]) -> str:
    """Return a paper in words, for who listens, one line for each block."""
    return "\n".join(line for line in map(_line, blocks) if line)


def _line(block: Block) -> str:
    match block:
        case Letterhead(name, second, word, number):
            parts = [name, second, f"{word} {number}"]
        case Party(word, name, second, figure_word, figure):
            parts = [f"{word} {name}", second, f"{figure_word} {figure}"]
        case Boxed(title=title, text=text):
            parts = [title, text]
        case Fact(word, value) | Heading(word, value):
            parts = [word, value]
        case Entry(word, figure, mark):
            parts = [word, mark.text if mark else "", figure]
        case Code(letters=text) | Remark(text):
            parts = [text]
        case Grid(rows=rows, totals=totals):
            parts = [" ".join(filter(None, map(_cell, row))) for row in (*rows, totals)]
        case Rule():
            parts = []
    return ", ".join(part for part in parts if part)


def _cell(cell: Cell) -> str:
    match cell:
        case Two(first, second):
            return f"{first} {second}"
        case Mark(text=text):
            return text
        case _:
            return cell
