"""What all charts have in common.

The rule kept here: a chart speaks its figures to who cannot see it, says so when it has none, follows the
theme, the size of text and the reading direction, and never tells anything by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, Status, Width
from fieldapp.screens.widgets.cells.letters import Letters
from fieldapp.screens.widgets.cells.pen import Pen


class Chart(QWidget):
    """A painted picture with a name; who makes one says what is spoken and paints it in `draw`."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self.look = look
        self.letters = Letters.of(look)
        self.empty_words = self.tr("Nothing to show yet")
        self._has_figures = False
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self._dress)

    def say(self, figures: Sequence[str]) -> None:
        """Speak these figures and paint anew; none leaves the chart empty."""
        self._has_figures = bool(figures)
        self.setAccessibleDescription("; ".join(figures) if figures else self.empty_words)
        self.updateGeometry()
        self.update()

    def draw(self, pen: Pen, box: QRectF) -> None:
        """Paint the figures into a box that is read from the start."""
        raise NotImplementedError

    def sizeHint(self) -> QSize:
        return QSize(Width.FIELD, self.look.tall(Height.CHART, "caption"))

    def minimumSizeHint(self) -> QSize:
        return QSize(Width.FIGURE, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            box = QRectF(self.rect())
            pen = Pen(painter, self.look, box, from_right=self.isRightToLeft(), letters=self.letters)
            if self._has_figures:
                self.draw(pen, box)
            else:
                pen.words(self.empty_words, "label", "muted", box, middle=True)

    def _dress(self) -> None:
        self.updateGeometry()
        self.update()


def legend_lines(letters: Letters, entries: Sequence[str], width: float) -> list[list[float]]:
    """Return where each entry of a legend begins, by lines: what has no room goes to the next."""
    lines: list[list[float]] = [[]]
    left = 0.0
    for words in entries:
        wide = Height.DOT + Gap.S + letters.width(words, "label")
        if lines[-1] and left + wide > width:
            lines.append([])
            left = 0.0
        lines[-1].append(left)
        left += wide + Gap.L
    return lines


def paint_legend(pen: Pen, entries: Sequence[tuple[str, Status]], box: QRectF, line: float) -> None:
    """Paint what the colours mean, in lines so high."""
    starts = legend_lines(pen.letters, [words for words, _ in entries], box.width())
    places = [(left, number) for number, lefts in enumerate(starts) for left in lefts]
    size = float(Height.DOT)
    for (words, status), (left, number) in zip(entries, places, strict=True):
        room = QRectF(box.x() + left, box.y() + number * line, box.width() - left, line)
        mark = QRectF(room.x(), room.center().y() - size / 2, size, size)
        pen.rounded(mark, Width.TICK, pen.colours.status(status).solid)
        pen.words(words, "label", "muted", room.adjusted(size + Gap.S, 0, 0, 0))
