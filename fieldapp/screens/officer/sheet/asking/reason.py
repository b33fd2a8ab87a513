"""The question why the same amount is recorded again for the same member on the same day.

The rule kept here: it is asked in the page, beside what it is about, and nothing is saved before an answer.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from fieldapp.officer.drafts.sheet_draft import Key
from fieldapp.screens.officer.sheet.table.model import SheetModel
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.buttons import Button, CommitButton, Guard
from fieldapp.screens.widgets.card import Card, row
from fieldapp.screens.widgets.text import label
from fieldapp.screens.workbench import Workbench


class ReasonPanel(Card):
    """Asks why the same amount is recorded twice; `given` when there is a reason."""

    given = Signal()

    def __init__(self, bench: Workbench, model: SheetModel, guard: Guard) -> None:
        super().__init__()
        self._model = model
        self._about: Key | None = None
        self._title, self._detail = label("", "strong", wrap=True), label("", "body", "muted", wrap=True)
        self.text = QLineEdit()
        self.text.setAccessibleName(self.tr("Why the same amount again"))
        self.text.setPlaceholderText(self.tr("Why, in a few words"))
        self.take_out = Button(bench.look, self.tr("Take it out"), "plain")
        self.keep = CommitButton(bench.look, self.tr("Save with this reason"), kind="tonal", guard=guard)
        line = row(Gap.S)
        line.addWidget(self.text, 1)
        line.addWidget(self.take_out)
        line.addWidget(self.keep)
        self.body.addWidget(self._title)
        self.body.addWidget(self._detail)
        self.body.addLayout(line)
        self.keep.committed.connect(self._give)
        self.text.textChanged.connect(self._judge)
        self.text.returnPressed.connect(self.keep.click)
        self.take_out.clicked.connect(self._remove)
        self.hide()

    def ask(self, about: Key, title: str, detail: str) -> None:
        """Ask about one row."""
        self._about = about
        self._title.setText(title)
        self._detail.setText(detail)
        self.text.clear()
        self._judge()
        self.show()
        self.text.setFocus()

    def _judge(self) -> None:
        self.keep.allow(bool(self.text.text().strip()))

    def _give(self) -> None:
        if self._about is not None:
            self._model.filling.give_reason(self._about, self.text.text().strip())
        self.given.emit()

    def _remove(self) -> None:
        number = self._model.filling.number_of(self._about) if self._about is not None else None
        if number is not None:
            self._model.set_amount(number, "")
        self.hide()
