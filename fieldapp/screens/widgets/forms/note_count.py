"""Counting cash note by note: a line for each value with pieces, and what they are worth.

The rule kept here: the sum is made of the pieces; nobody types it. What is no number of pieces is refused in
words, never dropped in silence.
"""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QValidator
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, Width
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import hairline
from fieldapp.screens.widgets.text import label, set_tone
from fieldapp.screens.words import money
from shared.fieldwork.cash import MAX_PIECES

_NAIRA_MINOR = (100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500)
"""The notes in circulation, largest first, in minor units; most currencies have the same steps."""
_COLUMNS = 5
_STEP_KEYS = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Minus: -1}
_MOVE_KEYS = {Qt.Key.Key_Down: True, Qt.Key.Key_Up: False}


_MOST_FIGURES = 6
_BETWEEN = frozenset(",٬،，'")


class _Pieces(QValidator):
    """Takes figures as people write and paste them, and writes them plain; what is no count is not taken."""

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        figures = [str(unicodedata.decimal(sign)) if sign.isdecimal() else "" for sign in text]
        plain = "".join(figures)
        if len(plain) > _MOST_FIGURES or not all(
            sign.isdecimal() or sign.isspace() or sign in _BETWEEN or unicodedata.category(sign) == "Cf"
            for sign in text
        ):
            return QValidator.State.Invalid, text, at
        return QValidator.State.Acceptable, plain, len("".join(figures[:at]))


class CountEdit(QLineEdit):
    """Pieces of one note: figures of any script, + and − for one more or less, arrows for another note."""

    stepped = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "count")
        self.setPlaceholderText("0")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.setValidator(_Pieces(self))
        self.returnPressed.connect(self.focusNextChild)

    @property
    def pieces(self) -> int:
        """How many there are."""
        return int(self.text() or 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEP_KEYS:
            self.stepped.emit(_STEP_KEYS[key])
        elif key in _MOVE_KEYS:
            self.focusNextPrevChild(_MOVE_KEYS[key])
        else:
            super().keyPressEvent(event)


class NoteCount(QWidget):
    """Pieces of each note, by keys + and − or typed; `changed` after every change."""

    changed = Signal()

    def __init__(self, look: Look, sign: str = "") -> None:
        super().__init__()
        self._look = look
        self._fields: dict[int, CountEdit] = {}
        self._worth: dict[int, QLabel] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
        self._grid.setHorizontalSpacing(Gap.XS)
        self._grid.setVerticalSpacing(Gap.NONE)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(_COLUMNS - 1, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        words = self.tr("How many there are is a whole number, up to 999,999")
        self.refused = label(words, "label", "overdue", wrap=True)
        self._add_head(sign)
        for value in _NAIRA_MINOR:
            self._add_line(_line_of(value), value)
        self._grid.addWidget(self.refused, _line_of(_NAIRA_MINOR[0]) + 1, 0, 1, _COLUMNS)
        self.refused.hide()
        look.changed.connect(self._grow)
        self._grow()

    def denominations(self) -> tuple[tuple[int, int], ...]:
        """Return (value in minor units, pieces) of every note that was counted."""
        return tuple((value, field.pieces) for value, field in self._fields.items() if field.pieces)

    @property
    def begun(self) -> bool:
        """Whether anything was written, be it a zero."""
        return any(field.text() for field in self._fields.values())

    @property
    def total_minor(self) -> int:
        """What all pieces are worth together."""
        return sum(value * pieces for value, pieces in self.denominations())

    def set_denominations(self, counted: tuple[tuple[int, int], ...]) -> None:
        """Put back what was counted before."""
        pieces = dict(counted)
        for value, field in self._fields.items():
            field.setText(str(pieces[value]) if pieces.get(value) else "")

    def clear(self) -> None:
        """Count anew."""
        for field in self._fields.values():
            field.clear()

    def field(self, value_minor: int) -> CountEdit:
        """The field of one note."""
        return self._fields[value_minor]

    def _add_head(self, sign: str) -> None:
        words = (self.tr("Note {sign}"), self.tr("How many"), self.tr("Value {sign}"))
        sides = (Qt.AlignmentFlag.AlignLeading, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignTrailing)
        heads = [label(text.format(sign=sign).strip(), "label") for text in words]
        for head, side, place, span in zip(heads, sides, (0, 1, 4), (1, 3, 1), strict=True):
            head.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(head, 0, place, 1, span)
        self._grid.addWidget(hairline(), 1, 0, 1, _COLUMNS)

    def _add_line(self, line: int, value: int) -> None:
        name = money(value)
        field = CountEdit()
        field.setAccessibleName(self.tr("How many of {note}").format(note=name))
        field.textChanged.connect(lambda _: self._show(value))
        field.inputRejected.connect(lambda: _tell_below(self._grid, line, self.refused))
        field.stepped.connect(lambda by: self._step(value, by))
        worth = label("–", "strong", "faint")
        worth.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        self._fields[value], self._worth[value] = field, worth
        less = self._stepper("minus", self.tr("One {note} less").format(note=name), value, -1)
        more = self._stepper("plus", self.tr("One {note} more").format(note=name), value, +1)
        for place, widget in enumerate((label(name, "title"), less, field, more, worth)):
            self._grid.addWidget(widget, line, place)
        if value != _NAIRA_MINOR[-1]:
            self._grid.addWidget(hairline(), line + 2, 0, 1, _COLUMNS)

    def _stepper(self, icon: str, name: str, value: int, by: int) -> Button:
        button = Button(self._look, "", "step", icon, name)
        button.setToolTip("")
        button.setFixedWidth(Width.COUNT_STEP)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setAutoRepeat(True)
        button.clicked.connect(lambda: self._step(value, by))
        return button

    def _step(self, value: int, by: int) -> None:
        field = self._fields[value]
        pieces = min(max(field.pieces + by, 0), MAX_PIECES)
        field.setText(str(pieces) if pieces else "")

    def _show(self, value: int) -> None:
        pieces = self._fields[value].pieces
        self.refused.hide()
        self._worth[value].setText(money(value * pieces) if pieces else "–")
        set_tone(self._worth[value], "" if pieces else "faint")
        self.changed.emit()

    def _grow(self) -> None:
        """Rows are as high as a finger and the words need."""
        for value in _NAIRA_MINOR:
            self._grid.setRowMinimumHeight(_line_of(value), self._look.tall(Height.ROW_NOTE, "title"))
        for field in self._fields.values():
            field.setFixedWidth(round(Width.COUNT_FIELD * self._look.scale))
        self._grid.setRowMinimumHeight(0, self._look.tall(Height.TABLE_HEADER, "label"))


def _line_of(value: int) -> int:
    """Return the line of the grid in which a note stands; below it is one for a refusal, and a hairline."""
    return 3 * _NAIRA_MINOR.index(value) + 2


def _tell_below(grid: QGridLayout, line: int, words: QLabel) -> None:
    """Say it where somebody looks: under the note it is about."""
    grid.addWidget(words, line + 1, 0, 1, _COLUMNS)
    words.show()
