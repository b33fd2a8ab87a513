"""What a row of a list can say.

The rule kept here: a row is plain values; whatever it says is in `spoken` too, in the order it is read.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Literal

from fieldapp.screens.theme.tokens import Status
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.cells.kinds import Lead, RowButton
from fieldapp.screens.words import tr

Dot = Literal["", "open", "full"]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list; `key` is handed back when it is chosen. `figure` comes formatted.

    Under the title stand `second` and `third`, then `reason` in the colour of `reason_status`, then a badge
    `under` them, then `parts`: what went where, each with its figure. At the end stand `aside` in small
    words, `figure`, `mark` and `buttons`. A provisional figure gets a dashed underline; `unread` a dot. In a
    list with times, `time` stands before everything and `dot` on the line that joins the rows.
    """

    key: Hashable
    title: str
    second: str = ""
    figure: str = ""
    mark: Mark | None = None
    reason: str = ""
    reason_status: Status = "overdue"
    provisional: bool = False
    third: str = ""
    aside: str = ""
    lead: Lead | None = None
    buttons: tuple[RowButton, ...] = ()
    under: Mark | None = None
    parts: tuple[tuple[str, str], ...] = ()
    unread: bool = False
    time: str = ""
    dot: Dot = ""

    @property
    def spoken(self) -> str:
        """The whole row in words."""
        marks = [mark.text if mark else "" for mark in (self.mark, self.under)]
        new = tr("unread") if self.unread else ""
        words = (
            new,
            self.time,
            self.title,
            self.second,
            self.third,
            self.aside,
            self.figure,
            *marks,
            self.reason,
        )
        parts = [f"{what} {figure}".strip() for what, figure in self.parts]
        return ", ".join(part for part in (*words, *parts, *(each.name for each in self.buttons)) if part)


@dataclass(frozen=True, slots=True)
class Heading:
    """Words over the rows that follow, as "Today"; nothing to choose."""

    title: str
    aside: str = ""

    @property
    def spoken(self) -> str:
        """The heading in words."""
        return f"{self.title}, {self.aside}" if self.aside else self.title


Item = Row | Heading
