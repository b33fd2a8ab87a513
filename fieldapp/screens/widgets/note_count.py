"""Counting cash note by note: a line for each value with pieces, and the sum.

The rule kept here: the sum is made of the pieces; nobody types it.
"""

from __future__ import annotations

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import money
from shared.fieldwork.cash import MAX_PIECES

_NAIRA_MINOR = (100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500)
"""The notes in circulation, largest first, in minor units; most currencies have the same steps."""


class NoteCount(QWidget):
    """Pieces of each note, by keys + and − or typed; `changed` after every change."""

    changed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._fields: dict[int, QLineEdit] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
        grid.setHorizontalSpacing(Gap.S)
        grid.setVerticalSpacing(Gap.S)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(4, 1)
        for line, value in enumerate(_NAIRA_MINOR):
            self._add_line(look, grid, line, value)

    def denominations(self) -> tuple[tuple[int, int], ...]:
        """Return (value in minor units, pieces) of every note that was counted."""
        pieces = {value: int(field.text() or 0) for value, field in self._fields.items()}
        return tuple((value, count) for value, count in pieces.items() if count)

    def clear(self) -> None:
        """Count anew."""
        for field in self._fields.values():
            field.clear()

    def field(self, value_minor: int) -> QLineEdit:
        """The field of one note."""
        return self._fields[value_minor]

    def _add_line(self, look: Look, grid: QGridLayout, line: int, value: int) -> None:
        name = money(value)
        less, more = Button(look, "", "plain", "minus"), Button(look, "", "plain", "plus")
        less.setAccessibleName(self.tr("One {note} less").format(note=name))
        more.setAccessibleName(self.tr("One {note} more").format(note=name))
        less.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        more.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        field = QLineEdit()
        field.setProperty("kind", "count")
        field.setPlaceholderText("0")
        field.setAccessibleName(self.tr("Pieces of {note}").format(note=name))
        field.setAlignment(Qt.AlignmentFlag.AlignCenter)
        field.setFixedWidth(Width.COUNT_FIELD)
        field.setValidator(QRegularExpressionValidator(QRegularExpression(r"\d{0,6}"), field))
        worth = label("–", "strong", "faint")
        worth.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        less.clicked.connect(lambda: self._step(value, -1))
        more.clicked.connect(lambda: self._step(value, +1))
        field.textChanged.connect(lambda text: worth.setText(money(value * int(text)) if text else "–"))
        field.textChanged.connect(lambda _: self.changed.emit())
        field.returnPressed.connect(self.focusNextChild)
        self._fields[value] = field
        for place, widget in enumerate((label(name, "strong"), less, field, more, worth)):
            grid.addWidget(widget, line, place)

    def _step(self, value: int, by: int) -> None:
        field = self._fields[value]
        pieces = min(max(int(field.text() or 0) + by, 0), MAX_PIECES)
        field.setText(str(pieces) if pieces else "")
