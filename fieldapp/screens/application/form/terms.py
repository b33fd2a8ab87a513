"""A field for the number of instalments: typed, stepped, or one of those that are usual.

The rule kept here: figures of any script are read; what cannot be read stays as it was typed.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import column, row
from fieldapp.screens.widgets.choices.chip import Option
from fieldapp.screens.widgets.choices.chips import FilterRow
from fieldapp.screens.widgets.forms.fields import Field

_STEPS = (1, 3, 6, 12, 26, 52, 90, 180, 365)
_MOST_CHIPS = 5
_LONGEST = 12
_KEYS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_Plus: 1, Qt.Key.Key_Minus: -1}


class _TermEdit(QLineEdit):
    """The line itself; `stepped` with one more or one less."""

    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = _KEYS.get(Qt.Key(event.key()))
        if by is not None:
            self.stepped.emit(by)
        else:
            super().keyPressEvent(event)


class TermField(Field):
    """`count` is what stands there, None where nothing does or it cannot be read; `changed` with it."""

    changed = Signal()

    def __init__(self, look: Look) -> None:
        self.line = _TermEdit()
        self.less = Button(look, "", "step", "minus", self.tr("One instalment less"))
        self.more = Button(look, "", "step", "plus", self.tr("One instalment more"))
        self.usual = FilterRow(look, self.tr("Usual terms"))
        for step in (self.less, self.more):
            # In the line the arrows and + and − do the same, and Tab from the field before leads into it.
            step.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._least, self._most = 1, 1
        super().__init__(look, self.tr("Instalments"), self.line)
        self.line.setMaxLength(_LONGEST)
        self.line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.line.textChanged.connect(self._read)
        self.line.stepped.connect(self.step)
        self.less.clicked.connect(lambda: self.step(-1))
        self.more.clicked.connect(lambda: self.step(1))
        self.usual.chosen.connect(self.line.setText)

    def _build(self) -> None:
        line = row(Gap.S)
        line.addWidget(self.less)
        line.addWidget(self.line, 1)
        line.addWidget(self.more)
        self._foot.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignTop)
        self._foot.addWidget(self._below, 1)
        box = column(Gap.XS)
        box.addWidget(self._above)
        box.addLayout(line)
        box.addWidget(self.usual)
        box.addLayout(self._foot)
        box.addStretch()
        self.setLayout(box)

    @property
    def count(self) -> int | None:
        """How many instalments."""
        text = self.line.text().strip()
        return int(text) if text.isdecimal() else None

    def set_limits(self, least: int, most: int, hint: str) -> None:
        """Offer the usual terms between two, and say which are possible."""
        self._least, self._most = least, most
        self.usual.offer(Option(str(count), str(count)) for count in usual_terms(least, most))
        self.set_hint(hint)
        self._say()

    def step(self, by: int) -> None:
        """One more or one less, within what is possible."""
        count = self.count
        wanted = self._least if count is None else count + by
        self.line.setText(str(min(max(wanted, self._least), self._most)))

    def _read(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        count, problem = self.count, ""
        if count is None and self.line.text().strip():
            problem = self.tr("This is no number")
        elif count is not None and count > self._most:
            problem = self.tr("At most {most}").format(most=self._most)
        elif count is not None and count < self._least:
            problem = self.tr("At least {least}").format(least=self._least)
        self.set_problem(problem)
        self.usual.choose(str(count) if count is not None else "")
        self.less.setEnabled(count is None or count > self._least)
        self.more.setEnabled(count is None or count < self._most)


def usual_terms(least: int, most: int) -> tuple[int, ...]:
    """Return a few round terms between two: every third, sixth, twelfth…, as many as are quickly read."""
    for step in _STEPS:
        found = tuple(range(-(-least // step) * step, most + 1, step))
        if len(found) <= _MOST_CHIPS:
            return found or tuple(sorted({least, most}))
    return tuple(sorted({least, most}))
