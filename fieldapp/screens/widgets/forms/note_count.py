"""Counting cash note by note: a line for each value with pieces, and what they are worth.

The rule kept here: the sum is made of the pieces; nobody types it. What is no number of pieces is refused in
words, never dropped in silence.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QValidator
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, Radius, Width
from fieldapp.screens.widgets.cells.kinds import Ink
from fieldapp.screens.widgets.cells.letters import Letters
from fieldapp.screens.widgets.cells.pen import Pen
from fieldapp.screens.widgets.text import label
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

    def step(self, by: int) -> None:
        """Count so many more."""
        pieces = min(max(self.pieces + by, 0), MAX_PIECES)
        self.setText(str(pieces) if pieces else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEP_KEYS:
            self.stepped.emit(_STEP_KEYS[key])
        elif key in _MOVE_KEYS:
            self.focusNextPrevChild(_MOVE_KEYS[key])
        else:
            super().keyPressEvent(event)


class _Step(QAbstractButton):
    """One note more or less, for the finger; keys have + and − in the field beside it."""

    def __init__(self, look: Look, icon: str, name: str) -> None:
        super().__init__()
        self._look, self._icon = look, icon
        self.setAccessibleName(name)
        self.setFixedSize(Width.COUNT_STEP, Height.TOUCH)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAutoRepeat(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        whole, colours, size = QRectF(self.rect()), self._look.colours, float(self._look.icon_px())
        ground = colours.sunken if self.isDown() or not self.isEnabled() else colours.surface
        ink = colours.text if self.isEnabled() else colours.faint
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = Pen(painter, self._look, whole)
            pen.rounded(whole, Radius.CONTROL, ground, colours.line_strong)
            middle = whole.center() - QPointF(size / 2, size / 2)
            pen.icon(self._icon, pen.letters.colour(ink), QRectF(middle, QSizeF(size, size)))


class NoteCount(QWidget):
    """Pieces of each note, by keys + and − or typed; `changed` after every change.

    The words in it are painted: with a label for each, a page that has it would take too long to open.
    """

    changed = Signal()

    def __init__(self, look: Look, sign: str = "") -> None:
        super().__init__()
        self._look = look
        words = (self.tr("Note {sign}"), self.tr("How many"), self.tr("Value {sign}"))
        self.heads = tuple(text.format(sign=sign).strip() for text in words)
        self._fields: dict[int, CountEdit] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
        self._grid.setHorizontalSpacing(Gap.XS)
        self._grid.setVerticalSpacing(Gap.NONE)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(_COLUMNS - 1, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        refusal = self.tr("How many there are is a whole number, up to 999,999")
        self.refused = label(refusal, "label", "overdue", wrap=True)
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

    def begin(self) -> None:
        """Put the focus on the largest note."""
        self.field(_NAIRA_MINOR[0]).setFocus(Qt.FocusReason.OtherFocusReason)

    def field(self, value_minor: int) -> CountEdit:
        """The field of one note."""
        return self._fields[value_minor]

    def worth(self, value_minor: int) -> str:
        """What the pieces of one note are worth, as it is shown."""
        pieces = self._fields[value_minor].pieces
        return money(value_minor * pieces) if pieces else "–"

    def paintEvent(self, event: QPaintEvent) -> None:
        whole = QRectF(self.rect())
        with QPainter(self) as painter:
            from_right = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
            pen = Pen(painter, self._look, whole, from_right=from_right)
            before, after = _sides(self, self._fields[_NAIRA_MINOR[0]])
            high = self._grid.rowMinimumHeight(0)
            first, last = QRectF(0, 0, before, high), QRectF(whole.width() - after, 0, after, high)
            pen.words(self.heads[0], "label", "muted", first)
            between = QRectF(before, 0, last.left() - before, high)
            pen.words(self.heads[1], "label", "muted", between, middle=True)
            pen.words(self.heads[2], "label", "muted", last, end=True)
            high = self._look.tall(Height.ROW_NOTE, "title")
            for value, field in self._fields.items():
                # The grid itself does not tell where a line is once words wrap in it.
                top = field.geometry().center().y() + 1 - high / 2
                pen.fill(QRectF(0, top - Width.BORDER, whole.width(), Width.BORDER), pen.colours.line)
                pen.words(money(value), "title", "text", QRectF(0, top, before, high))
                ink: Ink = "text" if field.pieces else "faint"
                last = QRectF(whole.width() - after, top, after, high)
                pen.words(self.worth(value), "strong", ink, last, end=True)

    def _add_line(self, line: int, value: int) -> None:
        name = money(value)
        field = CountEdit()
        field.setAccessibleName(self.tr("How many of {note}").format(note=name))
        field.textChanged.connect(lambda _: self._show(value))
        field.inputRejected.connect(lambda: _tell_below(self._grid, line, self.refused))
        field.stepped.connect(field.step)
        self._fields[value] = field
        less = _Step(self._look, "minus", self.tr("One {note} less").format(note=name))
        more = _Step(self._look, "plus", self.tr("One {note} more").format(note=name))
        less.clicked.connect(lambda: field.step(-1))
        more.clicked.connect(lambda: field.step(+1))
        for place, widget in enumerate((less, field, more), 1):
            self._grid.addWidget(widget, line, place)

    def _show(self, value: int) -> None:
        self.refused.hide()
        self._fields[value].setAccessibleDescription(self.worth(value))
        _make_room(self._grid, Letters.of(self._look), self.heads, map(self.worth, _NAIRA_MINOR))
        self.update()
        self.changed.emit()

    def _grow(self) -> None:
        """Rows are as high as a finger and the words need."""
        for value in _NAIRA_MINOR:
            self._grid.setRowMinimumHeight(_line_of(value) - 1, Width.BORDER)
            self._grid.setRowMinimumHeight(_line_of(value), self._look.tall(Height.ROW_NOTE, "title"))
        for field in self._fields.values():
            field.setFixedWidth(round(Width.COUNT_FIELD * self._look.scale))
        self._grid.setRowMinimumHeight(0, self._look.tall(Height.TABLE_HEADER, "label"))
        _make_room(self._grid, Letters.of(self._look), self.heads, map(self.worth, _NAIRA_MINOR))


def _sides(count: QWidget, field: QWidget) -> tuple[int, int]:
    """How wide the columns of words are before and after those of keys and fields, as they are read."""
    keys = Width.COUNT_STEP + 2 * Gap.XS
    sides = field.geometry().left() - keys, count.width() - field.geometry().right() - 1 - keys
    return sides[::-1] if count.layoutDirection() is Qt.LayoutDirection.RightToLeft else sides


def _make_room(grid: QGridLayout, letters: Letters, heads: Sequence[str], worths: Iterable[str]) -> None:
    """The columns at both sides hold the widest of their words."""
    notes = max(letters.width(money(value), "title") for value in _NAIRA_MINOR)
    worth = max(letters.width(words, "strong") for words in worths)
    for place, head, words in ((0, heads[0], notes), (_COLUMNS - 1, heads[-1], worth)):
        grid.setColumnMinimumWidth(place, ceil(max(words, letters.width(head, "label"))))


def _line_of(value: int) -> int:
    """Return the line of the grid in which a note stands, under a hairline; below it is one for a refusal."""
    return 3 * _NAIRA_MINOR.index(value) + 2


def _tell_below(grid: QGridLayout, line: int, words: QLabel) -> None:
    """Say it where somebody looks: under the note it is about."""
    grid.addWidget(words, line + 1, 0, 1, _COLUMNS)
    words.show()
