"""The kinds of cells there are, as plain values.

The rule kept here: a cell says what is to be seen and what is to be heard; how it looks stands in the
painting beside this module, and nowhere else. Figures come formatted, because formats are the institution's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fieldapp.screens.theme.tokens import Status
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.words import money

Ink = Literal[
    "text", "muted", "faint", "link", "pending", "paid", "partial", "overdue", "promise", "neutral", "primary"
]
"""A colour by what it says: a state, or how much a word matters."""

CHECK = "check"
"""The name under which the box of a row is pressed."""

RowButtonKind = Literal["tonal", "plain", "quiet", "refuse"]


@dataclass(frozen=True, slots=True)
class State:
    """How a cell is at this moment: chosen, with which of its buttons in focus or under a finger, or held.

    `roomy` is the larger type of rows with two lines.
    """

    chosen: bool = False
    focused: int = -1
    pressed: int = -1
    held: bool = False
    roomy: bool = False


@dataclass(frozen=True, slots=True)
class Initials:
    """A person's letters in a disc before the name."""

    text: str


@dataclass(frozen=True, slots=True)
class Shape:
    """An icon before the words; `tile` puts it on a ground of its status."""

    icon: str
    ink: Ink = "muted"
    tile: bool = False


Lead = Initials | Shape


@dataclass(frozen=True, slots=True)
class TextCell:
    """Words: one line or two, with somebody or something before them and a small badge beside the first.

    `under` is a badge that begins the second line.
    """

    text: str
    second: str = ""
    strong: bool = False
    ink: Ink = "text"
    second_ink: Ink = "muted"
    lead: Lead | None = None
    mark: Mark | None = None
    under: Mark | None = None

    @property
    def spoken(self) -> str:
        """The cell in words."""
        marks = [mark.text if mark else "" for mark in (self.mark, self.under)]
        return _joined(self.text, marks[0], marks[1], self.second)


@dataclass(frozen=True, slots=True)
class FigureCell:
    """A figure at the end of its column; nothing is a dash, what is provisional is underlined in dashes."""

    text: str = ""
    strong: bool = False
    ink: Ink = "text"
    provisional: bool = False
    second: str = ""
    second_ink: Ink = "muted"

    @property
    def spoken(self) -> str:
        """The cell in words."""
        return _joined(self.text, self.second)


def amount(
    amount_minor: int, *, strong: bool = False, ink: Ink = "text", provisional: bool = False
) -> FigureCell:
    """Return money in a cell: grouped, no sign, a dash for nothing."""
    return FigureCell(money(amount_minor) if amount_minor else "", strong, ink, provisional)


@dataclass(frozen=True, slots=True)
class MarkCell:
    """A status as a badge."""

    mark: Mark

    @property
    def spoken(self) -> str:
        """The cell in words."""
        return self.mark.text


@dataclass(frozen=True, slots=True)
class BarCell:
    """Parts of a whole in one unit, with a tick where it should be by now, and words over it if any."""

    parts: tuple[tuple[int, Status], ...]
    whole: int
    target: int | None = None
    text: str = ""
    end: str = ""
    said: str = ""

    @property
    def spoken(self) -> str:
        """The cell in words: `said` where the words over the bar do not tell all."""
        return self.said or _joined(self.text, self.end)


@dataclass(frozen=True, slots=True)
class SparkCell:
    """A figure and the way it came, the last value dotted."""

    values: tuple[float, ...]
    text: str = ""
    ink: Ink = "primary"
    text_ink: Ink = "text"
    said: str = ""

    @property
    def spoken(self) -> str:
        """The cell in words."""
        return self.said or self.text


@dataclass(frozen=True, slots=True)
class DotsCell:
    """So many of so many, one dot each."""

    done: int
    whole: int
    text: str

    @property
    def spoken(self) -> str:
        """The cell in words."""
        return self.text


@dataclass(frozen=True, slots=True)
class RowButton:
    """A button painted into a row. `said` is its whole name: "Pay what Ngozi Chukwu owes today".

    One that `writes` holds the row once pressed, until it is released or the row is another one, so that two
    quick presses write once.
    """

    key: str
    text: str
    kind: RowButtonKind = "plain"
    icon: str = ""
    said: str = ""
    enabled: bool = True
    writes: bool = False

    @property
    def name(self) -> str:
        """What is said of it."""
        return self.said or self.text


@dataclass(frozen=True, slots=True)
class ButtonsCell:
    """One button or several, side by side."""

    buttons: tuple[RowButton, ...]

    @property
    def spoken(self) -> str:
        """The cell in words."""
        return _joined(*(button.name for button in self.buttons))


@dataclass(frozen=True, slots=True)
class CheckCell:
    """A box to tick; pressing it is told as pressing `CHECK`."""

    on: bool
    said: str
    enabled: bool = True

    @property
    def spoken(self) -> str:
        """The cell in words; that it is ticked is said by the model."""
        return self.said


Cell = TextCell | FigureCell | MarkCell | BarCell | SparkCell | DotsCell | ButtonsCell | CheckCell


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
