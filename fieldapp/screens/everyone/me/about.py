"""About the program and this tablet: versions, counts and licences, to be copied for the help desk.

The rule kept here: what is copied holds nothing about anybody.
"""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from fieldapp.everyone.diagnostics import Diagnostics, RoundOutcome, load_diagnostics
from fieldapp.screens.frame import Page
from fieldapp.screens.paper.blocks import Fact
from fieldapp.screens.paper.paper import Paper
from fieldapp.screens.rounds import RoundLine, Rounds
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, Panes, Scrolled, column, empty
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import Told, tr
from fieldapp.screens.workbench import Workbench
from fieldapp.settings import program_version

_LICENCES = (
    ("Fieldapp", "Apache-2.0"),
    ("Qt for Python", "LGPL-3.0"),
    ("SQLCipher", "BSD-3-Clause"),
    ("Inter", "OFL-1.1"),
    ("Phosphor Icons", "MIT"),
)


class AboutPage(Page):
    """The tablet's state at one side, what the program is made of at the other."""

    def __init__(self, bench: Workbench, rounds: Rounds) -> None:
        super().__init__(bench, tr("About"), tr("Fieldapp {version}").format(version=program_version()))
        self._rounds = rounds
        self._found: Diagnostics | None = None
        self.copy_all = Button(bench.look, self.tr("Copy for support"), "plain", "copy")
        self._sections = column(Gap.M)
        self.add_act(self.copy_all)
        self.copy_all.clicked.connect(self._copy)
        main = QWidget()
        box = column(Gap.M)
        words = self.tr("No names, phones, amounts or numbers of members are in what is copied.")
        box.addWidget(label(words, "label", wrap=True))
        box.addLayout(self._sections)
        box.addStretch(1)
        main.setLayout(box)
        side = QWidget()
        beside = column(Gap.M)
        beside.addWidget(self._licences())
        beside.addStretch(1)
        side.setLayout(beside)
        scrolled = Scrolled(Gap.NONE)
        scrolled.body.addWidget(Panes(self.bench.look, main, side))
        scrolled.body.addStretch(1)
        self.body.addWidget(scrolled, 1)

    def load(self) -> None:
        rounds = tuple(_outcome(line) for line in self._rounds.lines)
        self.read(lambda desk: load_diagnostics(desk, rounds), self._show)

    def _licences(self) -> QWidget:
        return self._card(self.tr("Made with"), _LICENCES)

    def _show(self, found: Diagnostics) -> None:
        self._found = found
        empty(self._sections)
        for section in found.sections:
            if section.lines:
                self._sections.addWidget(self._card(section.title, section.lines))

    def _card(self, title: str, lines: tuple[tuple[str, str], ...]) -> QWidget:
        card = Card(title, edge=Gap.NONE)
        card.body.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.M)
        paper = Paper(self.bench.look, title, bare=True)
        # Shown before it has its place it would be a window of its own.
        card.body.addWidget(paper)
        paper.set_blocks(tuple(Fact(name, value) for name, value in lines))
        return card

    def _copy(self) -> None:
        if self._found is not None:
            QGuiApplication.clipboard().setText(self._found.text)
            words = self.tr("Paste it into a message to the help desk.")
            self.tell(Told("done", self.tr("Copied"), words))


def _outcome(line: RoundLine) -> RoundOutcome:
    fault = line.result.fault
    return RoundOutcome(line.at_ms, type(fault).__name__.lower() if fault else "done")
