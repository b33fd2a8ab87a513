"""Words on a screen: labels by their place in the type scale, and labels that shorten themselves visibly."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from fieldapp.screens.theme.tokens import Gap, TextRole

Tone = Literal["", "plain", "muted", "faint", "link", "pending", "paid", "partial", "overdue", "promise"]


def label(text: str = "", role: TextRole = "body", tone: Tone = "", *, wrap: bool = False) -> QLabel:
    """Return a label; one that wraps takes the height it needs."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setProperty("tone", tone)
    made.setWordWrap(wrap)
    return made


def set_tone(shown: QLabel, tone: Tone) -> None:
    """Change what a label's colour says."""
    if shown.property("tone") != tone:
        shown.setProperty("tone", tone)
        shown.style().unpolish(shown)
        shown.style().polish(shown)


class ElidedLabel(QLabel):
    """One line that ends in … when there is no room, and says the whole to who asks."""

    def __init__(self, text: str = "", role: TextRole = "body", tone: Tone = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        painter.setFont(self.font())
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown)
        painter.end()


class Figure(QWidget):
    """A small word over a figure, as in totals; `beside` a larger one it stands in the same lines."""

    def __init__(
        self, word: str, role: TextRole = "title", *, right: bool = False, beside: Figure | None = None
    ) -> None:
        super().__init__()
        self._beside = beside
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        self._word, self._value = label(word, "label"), label("", role)
        column = QVBoxLayout(self)
        column.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
        column.setSpacing(Gap.NONE)
        if word:
            column.addWidget(self._word, 0, side)
            column.addStretch()
        column.addWidget(self._value, 0, side)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        least = self._beside.sizeHint().height() if self._beside is not None else 0
        return QSize(hint.width(), max(hint.height(), least))

    def set_word(self, word: str) -> None:
        """Change the small word, as when the currency is known."""
        self._word.setText(word)

    def set_value(self, text: str, tone: Tone = "") -> None:
        """Show a figure."""
        self._value.setText(text)
        set_tone(self._value, tone)
        self.setAccessibleName(f"{self._word.text()} {text}")

    @property
    def value(self) -> str:
        """The figure as it is shown."""
        return self._value.text()


class Fact(QWidget):
    """A word at the left and what it is at the right, one line of a summary."""

    def __init__(self, word: str, value: str = "") -> None:
        super().__init__()
        self._value = label(value, "strong")
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._value.setWordWrap(True)
        line = QHBoxLayout(self)
        line.setContentsMargins(Gap.NONE, Gap.XS, Gap.NONE, Gap.XS)
        line.addWidget(label(word, "body", "muted"))
        line.addWidget(self._value, 1)

    def set_value(self, text: str, tone: Tone = "") -> None:
        """Show what it is."""
        self._value.setText(text)
        set_tone(self._value, tone)
