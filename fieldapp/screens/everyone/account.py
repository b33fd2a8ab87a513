"""Where everything stands that a tablet recorded, by count and money: the card on both sides.

The rule kept here: the parts stand under the whole so that anybody can add them up, and whether they do is
said in words, with what to do where they do not.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.badge import Badge, Mark
from fieldapp.screens.widgets.card import Card, hairline
from fieldapp.screens.widgets.text import Tone, label, set_tone
from fieldapp.screens.words import Formats, money, tr
from fieldapp.store.outbox import Tally


@dataclass(frozen=True, slots=True)
class Parts:
    """The whole and its parts; `missing` stands nowhere. Without `money` only counts are known."""

    recorded: Tally
    office: Tally
    waiting: Tally
    attention: Tally
    missing: Tally
    money: bool = True

    @property
    def add_up(self) -> bool:
        """Whether all of it stands somewhere."""
        return self.missing == Tally()


class AccountCard(Card):
    """The whole, its three parts, what is missing, and what that means."""

    def __init__(self, look: Look) -> None:
        super().__init__(tr("Nothing is lost"))
        self.mark = Badge(look, Mark("provisional", ""))
        self.head.addWidget(self.mark)
        self.said = label("", "label", wrap=True)
        self.lines = {
            "recorded": _Line(tr("Recorded on the tablet"), "strong"),
            "office": _Line(tr("With the office")),
            "waiting": _Line(tr("Waits on the tablet")),
            "attention": _Line(tr("Needs attention")),
            "missing": _Line(tr("Not accounted for"), "strong"),
        }
        grid = QGridLayout()
        grid.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
        grid.setHorizontalSpacing(Gap.L)
        grid.setVerticalSpacing(Gap.S)
        grid.setColumnStretch(0, 1)
        self._heads = label(tr("Operations"), "caption", "muted"), label("", "caption", "muted")
        for place, head in enumerate(self._heads, start=1):
            grid.addWidget(head, 0, place, Qt.AlignmentFlag.AlignRight)
        for place, line in enumerate(self.lines.values(), start=1):
            at = place if place == 1 else place + 1
            grid.addWidget(line.word, at, 0)
            for column, shown in enumerate((line.count, line.value), start=1):
                grid.addWidget(shown, at, column, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(hairline(), 2, 0, 1, 3)
        self.body.addLayout(grid)
        self.body.addWidget(self.said)

    def show_parts(self, parts: Parts, mark: Mark, said: str, say: Formats) -> None:
        """Show how all of it stands, and what that means in words."""
        self._heads[1].setText(tr("Money {sign}").format(sign=say.sign) if parts.money else "")
        for key, line in self.lines.items():
            tally: Tally = getattr(parts, key)
            line.show_tally(tally, money_known=parts.money)
        needs, missing = parts.attention.count > 0, not parts.add_up
        self.lines["attention"].colour("overdue" if needs else "")
        self.lines["missing"].colour("overdue")
        for key, line in self.lines.items():
            line.set_seen(seen=key != "missing" or missing)
        self.mark.set_mark(mark)
        self.said.setText(said)

    def say_unknown(self, said: str) -> None:
        """Say why nothing is known of it yet."""
        for line in self.lines.values():
            line.set_seen(seen=False)
        self.mark.set_mark(Mark("provisional", tr("Not known yet")))
        self.said.setText(said)


class _Line:
    """A word, a count and an amount."""

    def __init__(self, word: str, role: str = "body") -> None:
        strong = role == "strong"
        self.word = label(word, "strong" if strong else "body", wrap=True)
        self.count = label("–", "strong")
        self.value = label("", "strong")
        self._said = word

    @property
    def parts(self) -> tuple[QLabel, ...]:
        """What it is made of."""
        return self.word, self.count, self.value

    def show_tally(self, tally: Tally, *, money_known: bool) -> None:
        """Show how much it is."""
        self.count.setText(f"{tally.count:,}")
        self.value.setText(money(tally.value_minor) if money_known else "")
        self.word.setAccessibleName(f"{self._said}: {self.count.text()} {self.value.text()}".strip())

    def colour(self, tone: Tone) -> None:
        """Say with colour too what the word says."""
        for shown in (self.count, self.value):
            set_tone(shown, tone)

    def set_seen(self, *, seen: bool) -> None:
        """Be there or not."""
        for part in self.parts:
            part.setVisible(seen)
