"""The union somebody new is to belong to."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from fieldapp.officer.profiles.opening import Opening
from fieldapp.screens.frame import Page
from fieldapp.screens.frame_parts import behind_lock
from fieldapp.screens.member.facts import FactLine
from fieldapp.screens.member.words import Known
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.lists.rows import Row
from fieldapp.screens.widgets.overlays.chooser import Chooser
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench


class UnionCard(Card):
    """Says which it is, and lets another be chosen; `chosen` with its id."""

    chosen = Signal(object)

    def __init__(self, bench: Workbench, page: Page) -> None:
        super().__init__(tr("Union"))
        self._bench, self._page = bench, page
        self._opening: Opening | None = None
        self.chooser: Chooser | None = None
        self.line = FactLine(bench.look)
        self.choose = Button(bench.look, self.tr("Choose"))
        self.line.line.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self.line)
        self.choose.clicked.connect(self.ask)

    def show_unions(self, opening: Opening) -> None:
        """Show the one that is chosen."""
        self._opening = opening
        name = opening.union_name
        who = tr("the member belongs to it") if name else tr("a member belongs to one union")
        self.line.show_fact(Known("users-three", name or tr("Not chosen yet"), who))
        self.choose.set_words(self.tr("Another") if name else self.tr("Choose"))
        self.choose.setAccessibleName(self.tr("Choose the union"))
        self.choose.setVisible(len(opening.unions) > 1)

    def ask(self) -> None:
        """Let one be chosen."""
        if self._opening is None:
            return
        if self.chooser is None:
            title, find = self.tr("In which union?"), self.tr("Find a union")
            self.chooser = Chooser(self._bench.look, behind_lock(self._page), self._page, title, find)
            self.chooser.picked.connect(self.chosen)
        self.chooser.offer([Row(one.union, one.name, one.location) for one in self._opening.unions])
