"""Fields with their label above and what helps or is wrong below.

The rule kept here: a mistake is said in words and with a shape under the field it belongs to, never by colour
alone; the line below is there from the start, so nothing jumps when it is filled.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import TYPE, Gap, Height, IconSize
from fieldapp.screens.widgets.card import column, row
from fieldapp.screens.widgets.text import label, set_tone


class Field(QWidget):
    """A label, a field and a line below it. `input` is what is filled in."""

    def __init__(self, look: Look, text: str, shown: QWidget, hint: str = "", *, lock: bool = False) -> None:
        super().__init__()
        self.input = shown
        self._look = look
        self._hint = hint
        self._problem = ""
        self._lock = lock
        self._above = label(text, "label", "plain")
        self._above.setBuddy(shown)
        self._foot = row(Gap.XS)
        self._shape = QLabel()
        self._shape.hide()
        self._below = label(hint, "label", "muted", wrap=True)
        self._build()
        shown.setAccessibleName(text)
        look.changed.connect(self._draw)
        self._draw()

    def _build(self) -> None:
        self._foot.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignTop)
        self._foot.addWidget(self._below, 1)
        box = column(Gap.XS)
        box.addWidget(self._above)
        box.addWidget(self.input)
        box.addLayout(self._foot)
        # What is more than needed stays empty below: a line of words that wraps needs it at times.
        box.addStretch()
        self.setLayout(box)

    def set_hint(self, text: str) -> None:
        """Change what helps; a mistake shown goes before it."""
        self._hint = text
        self._draw()

    def set_problem(self, text: str) -> None:
        """Say what is wrong, in words; "" when nothing is."""
        if text != self._problem:
            self._problem = text
            self._draw()

    @property
    def problem(self) -> str:
        """What is said to be wrong."""
        return self._problem

    def _draw(self) -> None:
        wrong = bool(self._problem)
        said = self._problem or self._hint
        self._below.setText(said)
        set_tone(self._below, "overdue" if wrong else "muted")
        colours, size = self._look.colours, IconSize.SMALL
        icon = "warning-fill" if wrong else "lock-simple" if self._lock else ""
        self._shape.setVisible(bool(icon))
        if icon:
            colour = colours.overdue.solid if wrong else colours.muted
            self._shape.setPixmap(self._look.icon(icon, colour, size).pixmap(self._look.icon_px(size)))
        self.input.setAccessibleDescription(said)
        if self.input.property("wrong") != wrong:
            self.input.setProperty("wrong", wrong)
            self.input.style().unpolish(self.input)
            self.input.style().polish(self.input)


class TextField(Field):
    """One line of text; `changed` at every change. A longer text than `most` characters is not taken."""

    changed = Signal(str)

    def __init__(self, look: Look, text: str, hint: str = "", *, most: int = 200, lock: bool = False) -> None:
        self.line = QLineEdit()
        super().__init__(look, text, self.line, hint, lock=lock)
        self.line.setMaxLength(most)
        self.line.setReadOnly(lock)
        self.line.setEnabled(not lock)
        self.line.textChanged.connect(self.changed)

    @property
    def text(self) -> str:
        """What is written, without the blanks around it."""
        return self.line.text().strip()

    def set_text(self, text: str) -> None:
        """Write into it."""
        self.line.setText(text)


class NoteEdit(QPlainTextEdit):
    """A few lines of text; Tab goes on to the next field."""

    def __init__(self, look: Look, lines: int = 3) -> None:
        super().__init__()
        self._look = look
        self._lines = lines
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        words = round(self._lines * TYPE["body"].line * self._look.scale)
        return QSize(super().sizeHint().width(), max(words + 2 * Gap.M, Height.FIELD))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())


class NoteField(Field):
    """A note of a few lines with a count of its characters; with `least` it is a reason that must be given.

    `changed` at every change. Beyond `most` characters it says so and `ready` is False: nothing is cut off.
    """

    changed = Signal()

    def __init__(
        self, look: Look, text: str, hint: str = "", *, least: int = 0, most: int = 500, lines: int = 3
    ) -> None:
        self.edit = NoteEdit(look, lines)
        self._least, self._most = least, most
        self._usual = hint
        self._count = label("", "label", "muted")
        super().__init__(look, text, self.edit, hint)
        self.edit.textChanged.connect(self._counted)
        self._counted()

    def _build(self) -> None:
        super()._build()
        self._foot.addWidget(self._count, 0, Qt.AlignmentFlag.AlignTop)

    @property
    def text(self) -> str:
        """What is written, without the blanks around it."""
        return self.edit.toPlainText().strip()

    def set_text(self, text: str) -> None:
        """Write into it."""
        self.edit.setPlainText(text)

    @property
    def ready(self) -> bool:
        """Whether it says enough and not too much."""
        return self._least <= len(self.text) <= self._most

    def _counted(self) -> None:
        length = len(self.text)
        missing = self._least - length
        self._count.setText(self.tr("{length} of {most}").format(length=length, most=self._most))
        over = length > self._most
        set_tone(self._count, "overdue" if over else "muted")
        self.set_problem(
            self.tr("{over} characters too many").format(over=length - self._most) if over else ""
        )
        if length and missing > 0:
            self.set_hint(self.tr("{missing} more letters").format(missing=missing))
        else:
            self.set_hint(self._usual)
        self.changed.emit()
