"""What stands where content would: while it loads, where there is none, when it could not be had.

The rule kept here: each says what happened, what it means for what was saved, and the one thing to do.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, IconSize, Wait, Width
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import centred, column, row
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import Told

_LONG, _SHORT = 1.0, 0.7


class Loading(QWidget):
    """Grey shapes of rows that will come; nothing at all at first, so that quick pages do not flicker.

    `over` the content of a page it hides that once it is drawn, and takes the presses meant for it.
    """

    def __init__(self, look: Look, rows: int = 3, *, over: bool = False) -> None:
        super().__init__()
        self._look = look
        self._rows, self._over = rows, over
        self._timer = QTimer(self, singleShot=True, interval=Wait.SKELETON)
        self._timer.timeout.connect(self._begin)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(self.tr("Loading"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        look.changed.connect(self.update)

    @property
    def seen(self) -> bool:
        """Whether it waited long enough to be drawn."""
        return self.isVisible() and not self._timer.isActive()

    def sizeHint(self) -> QSize:
        return QSize(Width.FIELD, self._rows * self._look.tall(Height.ROW_TWO_LINES, "strong", "label"))

    def showEvent(self, event: QShowEvent) -> None:
        self._timer.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._timer.isActive():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        high, margin = self._look.tall(Height.ROW_TWO_LINES, "strong", "label"), 0
        fitting = (self.height() - Gap.L) // high
        if self._over:
            painter.fillRect(self.rect(), QColor(self._look.colours.canvas))
            margin = Gap.L
        painter.setBrush(QColor(self._look.colours.track))
        for number in range(fitting if self._over else min(self._rows, self.height() // high)):
            self._paint_row(painter, QRectF(margin, margin + number * high, self.width() - 2 * margin, high))
        painter.end()

    def _begin(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not self._over)
        self.update()

    def _paint_row(self, painter: QPainter, box: QRectF) -> None:
        scale, middle = self._look.scale, box.center().y()
        side, line = Width.AVATAR_SMALL * scale, Height.SKELETON_LINE * scale
        painter.drawEllipse(QRectF(box.x(), middle - side / 2, side, side))
        left, width = box.x() + side + Gap.M, Width.SKELETON_LINE * scale
        for part, top in ((_LONG, middle - line - Gap.XS), (_SHORT, middle + Gap.XS)):
            self._paint_line(painter, QRectF(left, top, width * part, line))
        end = width * _SHORT
        self._paint_line(painter, QRectF(box.right() - end, middle - line / 2, end, line))

    def _paint_line(self, painter: QPainter, box: QRectF) -> None:
        painter.drawRoundedRect(box, Gap.XS, Gap.XS)


class EmptyState(QWidget):
    """Nothing there: a shape, a sentence, the next thing, and one button where there is something to do."""

    acted = Signal()

    def __init__(
        self, look: Look, icon: str, sentence: str, next_thing: str = "", action: str = "", act_icon: str = ""
    ) -> None:
        super().__init__()
        self._look = look
        self._icon, self._act_icon = icon, act_icon
        self._words = sentence, next_thing, action
        self._made: _Emptiness | None = None
        look.changed.connect(self._draw)

    def say(self, sentence: str, next_thing: str = "", action: str = "") -> None:
        """Say something else, as when filters hide what there is."""
        self._words = sentence, next_thing, action
        self._draw()

    def set_icon(self, name: str) -> None:
        """Show another shape."""
        self._icon = name
        self._draw()

    @property
    def button(self) -> Button:
        """What there is to do."""
        return self._parts.button

    @property
    def words(self) -> tuple[str, str, str]:
        """The sentence, the next thing, and what the button says."""
        return self._words

    def event(self, event: QEvent) -> bool:
        # Most are never seen: what is in one is made when it is about to be.
        if event.type() == QEvent.Type.Polish:
            self._parts.draw(self._look, self._icon, *self._words)
        return super().event(event)

    @property
    def _parts(self) -> _Emptiness:
        if self._made is None:
            self._made = _Emptiness(self, self._look, self._act_icon)
            self._made.button.clicked.connect(self.acted)
            self._draw()
        return self._made

    def _draw(self) -> None:
        if self._made is not None:
            self._made.draw(self._look, self._icon, *self._words)


class _Emptiness:
    """What an empty state shows."""

    def __init__(self, around: QWidget, look: Look, act_icon: str) -> None:
        self._picture, self._sentence, self._next = (
            label(),
            label("", "strong", wrap=True),
            label("", "label", wrap=True),
        )
        self.button = Button(look, "", "plain", act_icon)
        box = column(Gap.S, Gap.XL)
        box.addStretch()
        for shown in (self._picture, self._sentence, self._next):
            shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
            box.addWidget(shown)
        box.addLayout(centred(self.button))
        box.addStretch()
        around.setLayout(box)

    def draw(self, look: Look, icon: str, sentence: str, next_thing: str, action: str) -> None:
        """Show a shape, words, and the button where there is something to do."""
        drawn = look.icon(icon, look.colours.faint, IconSize.EMPTY)
        self._picture.setPixmap(drawn.pixmap(look.icon_px(IconSize.EMPTY)))
        self._sentence.setText(sentence)
        self._next.setText(next_thing)
        self._next.setVisible(bool(next_thing))
        self.button.set_words(action)
        self.button.setVisible(bool(action))


class ErrorState(QFrame):
    """What happened, that what was saved is safe, one action, and details to copy; `acted`, `left`."""

    acted = Signal()
    left = Signal()

    def __init__(self, look: Look, told: Told, *, later: str = "", act_icon: str = "") -> None:
        super().__init__()
        self.setObjectName("card")
        self._look = look
        self._told = told
        self._shape = label()
        self._title = label("", "strong", wrap=True)
        self._detail = label("", "label", wrap=True)
        self.copy = Button(look, self.tr("Copy details"), "quiet")
        self.later = Button(look, later, "plain")
        self.button = Button(look, "", "primary", act_icon)
        self.copy.clicked.connect(self._copy_details)
        self.later.clicked.connect(self.left)
        self.button.clicked.connect(self.acted)
        self._build()
        self.later.setVisible(bool(later))
        look.changed.connect(self._draw)
        self._draw()
        self.tell(told)

    def tell(self, told: Told) -> None:
        """Say what happened."""
        self._told = told
        self._title.setText(told.title)
        self._detail.setText(told.detail)
        self.copy.setVisible(bool(told.support))
        self.button.set_words(told.action)
        self.button.setVisible(bool(told.action))
        self.setAccessibleName(f"{told.title}. {told.detail}")

    def _build(self) -> None:
        words = column(Gap.XS)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        head = row(Gap.M)
        head.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        acts = row(Gap.S)
        acts.addStretch()
        for button in (self.copy, self.later, self.button):
            acts.addWidget(button)
        box = column(Gap.S, Gap.L)
        box.addLayout(head)
        box.addLayout(acts)
        self.setLayout(box)

    def _draw(self) -> None:
        size = IconSize.BUTTON
        icon = self._look.icon("warning-fill", self._look.colours.overdue.fg, size)
        self._shape.setPixmap(icon.pixmap(self._look.icon_px(size)))

    def _copy_details(self) -> None:
        told = self._told
        QGuiApplication.clipboard().setText(f"{told.title}\n{told.detail}\n{told.support}")


class StandIn(QWidget):
    """In place of a page that could not be read: that its thing is gone, or what failed; `again` to retry.

    The rule kept here: what cannot be done is not offered beside it; what was saved is said to be safe.
    """

    again = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.told: Told | None = None
        self._none = EmptyState(look, "magnifying-glass", "")
        self._failed = ErrorState(look, Told("error", ""), act_icon="arrow-counter-clockwise")
        self._failed.acted.connect(self.again)
        self._failed.setMaximumWidth(Width.RECEIPT)
        line = row(Gap.NONE, Gap.L)
        line.addWidget(self._failed, 1)
        box = column(Gap.NONE)
        self._room = QWidget(), QWidget()
        box.addWidget(self._room[0], 1)
        box.addWidget(self._none, 1)
        box.addLayout(line)
        box.addWidget(self._room[1], 1)
        self.setLayout(box)

    def tell(self, told: Told | None, *, gone: bool = False) -> None:
        """Say what failed (an error), or what there is not yet or not any more (a note); go away with nothing
        to tell.
        """
        self.told = told
        self.setVisible(told is not None)
        if told is None:
            return
        note = told.kind == "note"
        self._none.setVisible(note)
        for part in (self._failed, *self._room):
            part.setVisible(not note)
        if note:
            kept = self.tr("What you saved is kept and sent.") if gone else ""
            self._none.set_icon("magnifying-glass" if gone else "arrows-clockwise")
            self._none.say(told.title, f"{told.detail} {kept}".strip())
        else:
            self._failed.tell(replace(told, action=told.action or self.tr("Try again")))
