"""The cash on the table, note by note, and what it comes to.

The rule kept here: the sum stands under the pieces it is made of, and nobody types it.
"""

from __future__ import annotations

from PySide6.QtCore import Signal

from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, row
from fieldapp.screens.widgets.forms.note_count import NoteCount
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench


class CountCard(Card):
    """`changed` after every change of the pieces."""

    changed = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("Count the cash"))
        self._bench = bench
        self.clear = Button(bench.look, self.tr("Clear"), "quiet")
        self.head.addWidget(self.clear)
        self.notes = NoteCount(bench.look, bench.formats.sign)
        self._total = label("", "figure")
        foot = row(Gap.S)
        foot.addWidget(label(self.tr("Counted"), "strong"))
        foot.addStretch()
        foot.addWidget(self._total)
        self.body.addWidget(self.notes)
        self.body.addStretch()
        self.body.addLayout(foot)
        self.clear.clicked.connect(self.notes.clear)
        self.notes.changed.connect(self._show)
        self._show()

    @property
    def total(self) -> str:
        """What all pieces are worth, as it is shown."""
        return self._total.text()

    def _show(self) -> None:
        self._total.setText(self._bench.formats.signed(self.notes.total_minor))
        self.clear.setEnabled(bool(self.notes.denominations()))
        self.changed.emit()
