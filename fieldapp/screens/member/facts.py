"""What is known of a member, line by line, with the way to the union."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from fieldapp.everyone.member_view import MemberView
from fieldapp.screens.member.words import Known, known_facts
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, IconSize
from fieldapp.screens.union.words import meeting_words
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, column, empty, row
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench


class FactsCard(Card):
    """Facts in whole words, however long; `union_wanted` when somebody wants to see the union."""

    union_wanted = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("Key facts"))
        self._bench = bench
        self._shown: tuple[Known, ...] = ()
        self.union = FactLine(bench.look)
        self.open = Button(bench.look, self.tr("Open"))
        self.union.line.addWidget(self.open, 0, Qt.AlignmentFlag.AlignTop)
        self._facts = column(Gap.M)
        self.body.setSpacing(Gap.M)
        self.body.addWidget(self.union)
        self.body.addLayout(self._facts)
        self.open.clicked.connect(self.union_wanted)

    def show_member(self, view: MemberView) -> None:
        """Show what is known."""
        union = view.union
        self.union.setVisible(union is not None)
        if union is not None:
            self.union.show_fact(Known("users-three", union.name, meeting_words(union)))
            self.open.setAccessibleName(self.tr("Open {union}").format(union=union.name))
        facts = known_facts(view, self._bench.today(), self._bench.formats)
        if facts != self._shown:
            self._shown = facts
            empty(self._facts)
            for fact in facts:
                line = FactLine(self._bench.look)
                line.show_fact(fact)
                self._facts.addWidget(line)

    @property
    def texts(self) -> tuple[str, ...]:
        """The facts shown."""
        return tuple(fact.text for fact in self._shown)


class FactLine(QWidget):
    """A shape, a fact that wraps, and in small words of what kind it is; `line` takes more at its end."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._icon = ""
        self._shape = label()
        self._text, self._kind = label("", "strong", wrap=True), label("", "label", "muted", wrap=True)
        words = column(Gap.NONE)
        words.addWidget(self._text)
        words.addWidget(self._kind)
        # Beside a button they stay together.
        words.addStretch()
        self.line = row(Gap.M)
        self.line.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignTop)
        self.line.addLayout(words, 1)
        self.setLayout(self.line)
        look.changed.connect(self._draw)

    def show_fact(self, fact: Known) -> None:
        """Show a fact."""
        self._icon = fact.icon
        self._text.setText(fact.text)
        self._kind.setText(fact.kind)
        self.setAccessibleName(f"{fact.kind}: {fact.text}")
        self._draw()

    def _draw(self) -> None:
        if self._icon:
            icon = self._look.icon(self._icon, self._look.colours.muted, IconSize.BUTTON)
            self._shape.setPixmap(icon.pixmap(self._look.icon_px(IconSize.BUTTON)))
