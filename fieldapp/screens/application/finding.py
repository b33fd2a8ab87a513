"""Whom an application is for: found by name, code or phone."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent

from fieldapp.screens.frame import Page
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.avatar import initials
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.cells.kinds import Initials
from fieldapp.screens.widgets.lists.find_field import FindField
from fieldapp.screens.widgets.lists.row_list import Row, RowList
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench
from fieldapp.store.author import Desk
from fieldapp.store.search import Hit, search_kind

_HITS = 50


class FindMemberPage(Page):
    """A line to type into and the members found; whoever is chosen opens their application here."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, tr("New application"), tr("Whom is the loan for?"))
        self.line = FindField(bench.look, self.tr("Name, member code or phone"), self.tr("Find the member"))
        self.finds_with(self.line)
        self.hits = RowList(bench.look, self.tr("Members found"))
        self._nobody = EmptyState(bench.look, "user-circle", "")
        card = Card(edge=Gap.NONE)
        for shown in (self.hits, self._nobody):
            card.body.addWidget(shown)
        self.body.addWidget(self.line)
        self.body.addWidget(card, 1)
        self.line.textChanged.connect(self._search)
        self.line.returnPressed.connect(self._take_first)
        self.line.left.connect(self._go_to_hits)
        self.hits.chosen.connect(self._take)
        self._show("", ())

    def load(self) -> None:
        self._search(self.line.text())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever comes here types at once."""
        super().focusInEvent(event)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _search(self, text: str) -> None:
        if not text.strip():
            self._show(text, ())
            return
        self.read(partial(_members, text), partial(self._show, text), self.hits)

    def _show(self, text: str, hits: tuple[Hit, ...]) -> None:
        if text != self.line.text():
            return
        self.hits.set_rows(
            Row(hit.id, hit.title, hit.subtitle, lead=Initials(initials(hit.title))) for hit in hits
        )
        self.hits.setVisible(bool(hits))
        self._nobody.setVisible(not hits)
        if text.strip():
            words = self.tr("Try the code or the phone number, or fewer letters.")
            self._nobody.say(self.tr("No member is called that on this tablet"), words)
        else:
            words = self.tr("Type how a name or a member code begins, or a phone number.")
            self._nobody.say(self.tr("Whom is the loan for?"), words)

    def _take_first(self) -> None:
        """Enter takes the only one found, and else goes to the list."""
        if len(self.hits.rows) == 1:
            self._take(self.hits.rows[0].key)
        else:
            self._go_to_hits()

    def _go_to_hits(self) -> None:
        """Go to the list, where the first one found is the one that Enter takes."""
        if self.hits.rows:
            self.hits.select(self.hits.rows[0].key)
            self.hits.setFocus(Qt.FocusReason.TabFocusReason)

    def _take(self, member: object) -> None:
        """The application of the one who was found takes the place of this page."""
        if isinstance(member, bytes):
            self.bench.go.leave(self, Target("application", member, "new"))


def _members(text: str, desk: Desk) -> tuple[Hit, ...]:
    with desk.store.read() as tx:
        return search_kind(tx, text, "member", _HITS)
