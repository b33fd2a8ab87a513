"""A question that makes one stop and think: what it would do, a typed reason, the safe choice first.

The rule kept here: Esc, the Back key and a press beside it are the safe choice; the act is possible once the
reason says enough, and is done once however often it is pressed; nothing typed is lost when it fails.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import SCRIM, Gap, Width
from fieldapp.screens.widgets.buttons import Button, ButtonKind, CommitButton
from fieldapp.screens.widgets.card import column, row
from fieldapp.screens.widgets.forms.fields import NoteField
from fieldapp.screens.widgets.notice import Notice
from fieldapp.screens.widgets.overlays.veil import Lying
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import Told


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `impact` are words with what becomes of them; without `reason` none is asked for.

    `safe` and `act` are the words of the two buttons, the act naming what it does: "Reverse ₦5,000".
    """

    title: str
    safe: str
    act: str
    text: str = ""
    impact: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    least: int = 15
    most: int = 500
    icon: str = ""
    harmful: bool = True


class Dialog(Lying):
    """Over the window `around`; `decided` carries the reason, `kept` is the safe choice.

    After `decided` somebody calls `done()` or `fail()`.
    """

    decided = Signal(str)
    kept = Signal()

    def __init__(self, look: Look, around: QWidget, question: Question) -> None:
        super().__init__(around)
        self._look = look
        self.box = self.inside = QFrame(self)
        self.box.setObjectName("dialog")
        self.setAccessibleName(question.title)
        self.notice = Notice(look)
        self.reason = NoteField(look, question.reason, least=question.least, most=question.most, lines=2)
        self.safe = Button(look, question.safe, "plain")
        kind: ButtonKind = "refuse" if question.harmful else "primary"
        self.act = CommitButton(look, question.act, question.icon, kind=kind)
        self._asks = bool(question.reason)
        self._build(question)
        # Not before it has its place: shown without one it would be a window of its own.
        self.reason.setVisible(bool(question.reason))
        self.safe.clicked.connect(self.dismiss)
        self.act.committed.connect(lambda: self.decided.emit(self.reason.text if self._asks else ""))
        self.reason.changed.connect(self._judge)
        look.changed.connect(self.place)
        self._judge()

    def open(self) -> None:
        """Ask; the focus is where one types, or on the safe choice."""
        self.lie(self.reason.edit if self._asks else self.safe)

    def done(self) -> None:
        """It was done: go away for good."""
        self.go()
        self.deleteLater()

    def fail(self, told: Told) -> None:
        """It could not be done: say why, and let it be tried again."""
        self.act.guard.release()
        self.notice.tell(told)
        self.place()

    def dismiss(self) -> bool:
        """The safe choice; not while it is being done, when neither is true yet."""
        if self.act.guard.busy:
            return False
        self.go()
        self.kept.emit()
        self.deleteLater()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Back):
            self.dismiss()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.box.geometry().contains(event.position().toPoint()):
            self.dismiss()

    def event(self, event: QEvent) -> bool:
        # A notice or a second line of the reason asks for more room.
        if event.type() == QEvent.Type.LayoutRequest:
            self.place()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setOpacity(SCRIM)
        painter.fillRect(self.rect(), QColor(self._look.colours.scrim))
        painter.end()

    def place(self) -> None:
        """In the middle, or at the bottom of a narrow window where the thumb is."""
        super().place()
        room = self.rect()
        wide = room.width() >= Width.RAIL_FROM
        width = min(round(Width.DIALOG * self._look.scale), room.width() - 2 * Gap.L)
        needed = max(self.box.heightForWidth(width), self.box.minimumSizeHint().height())
        high = min(needed, room.height() - 2 * Gap.L)
        top = (room.height() - high) // 2 if wide else room.height() - high - Gap.L
        self.box.setGeometry(QRect((room.width() - width) // 2, top, width, high))

    def _build(self, question: Question) -> None:
        self._column = column(Gap.M, Gap.XL)
        self._column.addWidget(label(question.title, "title", wrap=True))
        if question.text:
            self._column.addWidget(label(question.text, "body", wrap=True))
        if question.impact:
            self._column.addWidget(impact_box(question.impact))
        self._column.addWidget(self.reason)
        self._column.addWidget(self.notice)
        acts = row(Gap.S)
        acts.addStretch()
        acts.addWidget(self.safe)
        acts.addWidget(self.act)
        self._column.addWidget(self.act.why)
        self._column.addLayout(acts)
        self.box.setLayout(self._column)

    def _judge(self) -> None:
        self.act.allow(not self._asks or self.reason.ready)


def impact_box(facts: tuple[tuple[str, str], ...]) -> QFrame:
    """Return a quiet box that says what becomes of things."""
    box = QFrame()
    box.setObjectName("quiet")
    lines = column(Gap.S, Gap.M)
    for word, value in facts:
        line = row(Gap.M)
        line.addWidget(label(word, "label", "muted", wrap=True), 1)
        line.addWidget(label(value, "strong"))
        lines.addLayout(line)
    box.setLayout(lines)
    return box


def ask(look: Look, around: QWidget, question: Question, decided: Callable[[Dialog, str], None]) -> Dialog:
    """Ask a question over a window; `decided` gets the dialog, to close it, and the reason."""
    dialog = Dialog(look, around, question)
    dialog.decided.connect(lambda reason: decided(dialog, reason))
    dialog.open()
    return dialog
