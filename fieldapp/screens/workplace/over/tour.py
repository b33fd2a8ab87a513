"""The tour: a few steps around the real controls, once for each person, and again from Help.

The rules kept here: it points at what is really there, and leaves out what this window does not show; it can
be left at any step, by button and by Esc.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import SCRIM, Gap, Radius, Width
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import column, row
from fieldapp.screens.widgets.overlays.veil import Lying
from fieldapp.screens.widgets.text import label


@dataclass(frozen=True, slots=True)
class Step:
    """One stop: `show` returns what is pointed at, None where there is nothing of it now."""

    title: str
    words: str
    show: Callable[[], QWidget | None]


class Tour(Lying):
    """Lies over the window with a hole over what it points at; `ended` when it was gone through or left."""

    ended = Signal()

    def __init__(self, look: Look, around: QWidget) -> None:
        super().__init__(around)
        self._look = look
        self._steps: tuple[Step, ...] = ()
        self._at = 0
        self._hole = QRect()
        self.setAccessibleName(self.tr("Tour"))
        self.bubble = self.inside = QFrame(self)
        self.bubble.setObjectName("panel")
        self._title = label("", "title", wrap=True)
        self._words = label("", "body", wrap=True)
        self._count = label("", "label")
        self.skip = Button(look, self.tr("Skip"), "quiet")
        self.previous = Button(look, self.tr("Back"), "plain")
        self.next = Button(look, self.tr("Next"), "tonal")
        self._lay_out()
        self.skip.clicked.connect(self.end)
        self.previous.clicked.connect(lambda: self._turn(-1))
        self.next.clicked.connect(lambda: self._turn(1))

    def begin(self, steps: tuple[Step, ...]) -> None:
        """Go around from the first step that has something to point at."""
        self._steps = tuple(step for step in steps if _seen(step.show()) is not None)
        self._at = 0
        if self._steps:
            self.lie(self.next)
            self._show_step()

    def dismiss(self) -> bool:
        self.end()
        return True

    def end(self) -> None:
        """Leave the tour."""
        if self.isVisible():
            self.decline()

    def decline(self) -> None:
        """Need no tour, whether it has begun or not."""
        self.go()
        self.ended.emit()

    @property
    def step(self) -> Step | None:
        """Where the tour is."""
        return self._steps[self._at] if self._steps and self.isVisible() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.end()
        elif event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._turn(1)
        elif event.key() == Qt.Key.Key_Left:
            self._turn(-1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dark, hole = QPainterPath(), QPainterPath()
        dark.addRect(QRectF(self.rect()))
        hole.addRoundedRect(QRectF(self._hole), Radius.CARD, Radius.CARD)
        painter.setOpacity(SCRIM)
        painter.fillPath(dark.subtracted(hole), QColor(Qt.GlobalColor.black))
        painter.setOpacity(1)
        painter.setPen(QPen(QColor(self._look.colours.focus), Width.FOCUS))
        painter.drawPath(hole)
        painter.end()

    def _lay_out(self) -> None:
        acts = row(Gap.S)
        acts.addWidget(self.skip)
        acts.addStretch()
        acts.addWidget(self.previous)
        acts.addWidget(self.next)
        box = column(Gap.S, Gap.L)
        for shown in (self._count, self._title, self._words):
            box.addWidget(shown)
        box.addSpacing(Gap.S)
        box.addLayout(acts)
        self.bubble.setLayout(box)

    def _turn(self, by: int) -> None:
        if self._at + by >= len(self._steps):
            self.end()
            return
        self._at = max(self._at + by, 0)
        self._show_step()

    def _show_step(self) -> None:
        step, last = self._steps[self._at], self._at == len(self._steps) - 1
        self._title.setText(step.title)
        self._words.setText(step.words)
        self._count.setText(self.tr("{step} of {steps}").format(step=self._at + 1, steps=len(self._steps)))
        self.previous.setVisible(self._at > 0)
        self.next.set_words(self.tr("Done") if last else self.tr("Next"))
        self.skip.setVisible(not last)
        self.bubble.setAccessibleName(f"{step.title}. {step.words}")
        self.place()
        self._settled.start()
        self.next.setFocus(Qt.FocusReason.OtherFocusReason)

    def place(self) -> None:
        """Lay the hole over what is pointed at, and the bubble where it hides none of it."""
        super().place()
        around, step = self.parentWidget(), self.step
        if around is None or step is None:
            return
        shown = _seen(step.show())
        self._hole = QRect()
        if shown is not None:
            corner = shown.mapTo(around, QPoint(0, 0))
            room = Gap.XS
            self._hole = QRect(corner, shown.size()).adjusted(-room, -room, room, room) & self.rect()
        width, edge = min(Width.TOUR, self.width() - 2 * Gap.L), 2 * Width.BORDER
        layout = self.bubble.layout()
        high = layout.heightForWidth(width - edge) + edge if layout is not None else 0
        self.bubble.setGeometry(_beside(self._hole, self.rect(), width, high))
        self.update()


def _beside(hole: QRect, room: QRect, width: int, high: int) -> QRect:
    """Return where a bubble stands: beside the hole, under or over it, else in the middle."""
    gap = Gap.M
    level = max(min(hole.top(), room.bottom() - high - gap), gap)
    middle = max(min(hole.center().x() - width // 2, room.right() - width - gap), gap)
    places = (
        QRect(hole.right() + gap, level, width, high),
        QRect(hole.left() - gap - width, level, width, high),
        QRect(middle, hole.bottom() + gap, width, high),
        QRect(middle, hole.top() - gap - high, width, high),
    )
    centre = QRect(0, 0, width, high)
    centre.moveCenter(room.center())
    return next((place for place in places if room.contains(place)), centre)


def _seen(widget: QWidget | None) -> QWidget | None:
    return widget if widget is not None and widget.isVisible() else None
