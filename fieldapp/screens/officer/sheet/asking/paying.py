"""The question how one amount is paid, asked in the page over the totals, never in a window.

The rules kept here: cash needs no answer; anything else takes effect as it is pressed, and its reference as
it is typed.
"""

from __future__ import annotations

from functools import cached_property
from typing import get_args

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy

from fieldapp.officer.drafts.sheet_draft import IN_CASH, Key, Way
from fieldapp.screens.officer.sheet.table.model import SheetModel
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, row
from fieldapp.screens.widgets.choices.chips import Choice
from fieldapp.screens.widgets.text import ElidedLabel
from fieldapp.screens.words import method_name
from fieldapp.screens.workbench import Workbench
from shared.contract.bodies.lending import PaymentMethod

_METHODS: tuple[PaymentMethod, ...] = get_args(PaymentMethod)
_LONGEST_REFERENCE = 64


class WayPanel(Card):
    """Asks about one row at a time; `done` with its number when somebody goes back to the amounts."""

    done = Signal(int)

    def __init__(self, bench: Workbench, model: SheetModel) -> None:
        super().__init__()
        self._model = model
        self._look = bench.look
        self._about: Key | None = None
        self._title = ElidedLabel("", "strong")
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.hide()

    @cached_property
    def methods(self) -> Choice:
        """The ways there are; made with the rest when the first is asked about, as most pay in cash."""
        names = [(method, method_name(method)) for method in _METHODS]
        return Choice(self._look, self.tr("How it is paid"), names)

    @cached_property
    def reference(self) -> QLineEdit:
        """What stands on the slip or message."""
        made = QLineEdit()
        made.setAccessibleName(self.tr("Reference"))
        made.setPlaceholderText(self.tr("Reference on the slip or message"))
        made.setMaxLength(_LONGEST_REFERENCE)
        made.setMinimumWidth(Width.FINDER_LEAST)
        return made

    @cached_property
    def close_panel(self) -> Button:
        """Back to the amounts."""
        return Button(self._look, self.tr("Done"), "tonal")

    def _lay_out(self) -> None:
        upper, lower = row(Gap.S), row(Gap.S)
        upper.addWidget(self._title, 1)
        lower.addWidget(self.reference, 1)
        lower.addWidget(self.close_panel)
        self.body.addLayout(upper)
        self.body.addWidget(self.methods)
        self.body.addLayout(lower)
        self.methods.chosen.connect(self._choose)
        self.reference.textEdited.connect(self._take)
        self.reference.returnPressed.connect(self._finish)
        self.close_panel.clicked.connect(self._finish)

    def ask(self, number: int, *, for_reference: bool = False) -> None:
        """Ask about one row, starting from what is known; at its reference where that alone is missing."""
        if self._about is None:
            self._lay_out()
        line = self._model.line(number)
        self._about = line.key
        self._title.setText(self.tr("How does {name} pay?").format(name=line.row.name))
        self.methods.choose(line.way.method)
        self.reference.setText(line.way.reference)
        self._show_reference()
        self.show()
        begin = self.reference if for_reference else self.methods.button(line.way.method)
        begin.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Back):
            self._finish()
        else:
            super().keyPressEvent(event)

    def _choose(self, method: str) -> None:
        self._take()
        self._show_reference()
        if self.methods.stepping:
            return
        if method == "CASH":
            self._finish()
        else:
            self.reference.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_reference(self) -> None:
        self.reference.setEnabled(self.methods.current != "CASH")

    def _take(self) -> None:
        number = self._model.filling.number_of(self._about) if self._about is not None else None
        method: PaymentMethod = next((each for each in _METHODS if each == self.methods.current), "CASH")
        if number is not None:
            way = IN_CASH if method == "CASH" else Way(method, self.reference.text().strip())
            self._model.pay_by(number, way)

    def _finish(self) -> None:
        number = self._model.filling.number_of(self._about) if self._about is not None else None
        self.hide()
        self.done.emit(-1 if number is None else number)
