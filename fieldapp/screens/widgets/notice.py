"""What happened, what it means and what to do: a box in the page, never a window over it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, IconSize, Status, Width
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Yielding, column, row
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import NoticeKind, Told, tr

_SHAPES: dict[NoticeKind, tuple[str, Status]] = {
    "done": ("check-circle-fill", "paid"),
    "note": ("warning-circle-fill", "pending"),
    "error": ("warning-fill", "overdue"),
}


class Notice(QFrame):
    """Hidden until it has something to tell; `acted` when its action is pressed, `turned` when the other."""

    acted = Signal()
    turned = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._told: Told | None = None
        self._made: _Telling | None = None
        self.hide()
        look.changed.connect(self._draw)

    def tell(self, told: Told) -> None:
        """Show it, and read it out where somebody listens."""
        self._told = told
        self.setProperty("notice", told.kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self._parts.tell(told)
        self._draw()
        self.setAccessibleName(f"{told.title}. {told.detail}")
        self.show()

    def clear(self) -> None:
        """Take it away."""
        self._told = None
        self.hide()

    @property
    def action(self) -> Button:
        """What to do about it."""
        return self._parts.action

    @property
    def other(self) -> Button:
        """What else can be done."""
        return self._parts.other

    @property
    def told(self) -> Told | None:
        """What is shown now."""
        return self._told

    @property
    def _parts(self) -> _Telling:
        # Every page has one and most tell nothing: what is in it is made when it does.
        if self._made is None:
            self._made = _Telling(self, self._look)
            self._made.action.clicked.connect(self.acted)
            self._made.other.clicked.connect(self.turned)
            self._made.copy.clicked.connect(self._copy_details)
        return self._made

    def _draw(self) -> None:
        if self._told is not None:
            self._parts.draw(self._look, self._told.kind)

    def _copy_details(self) -> None:
        if self._told is not None:
            QGuiApplication.clipboard().setText(
                f"{self._told.title}\n{self._told.detail}\n{self._told.support}"
            )


class _Telling:
    """What is told, and beside it what can be done; below it where the words would be squeezed."""

    def __init__(self, around: QWidget, look: Look) -> None:
        self._shape, self._title, self._detail = (
            label(),
            label("", "strong", wrap=True),
            label("", "body", wrap=True),
        )
        self.action, self.other = Button(look, "", "plain"), Button(look, "", "quiet")
        self.copy = Button(look, tr("Copy details"), "quiet")
        words, self._acts = QWidget(), QWidget()
        lines, acts = column(Gap.XS), row(Gap.M)
        lines.addStretch()
        for shown in (self._title, self._detail):
            lines.addWidget(shown)
        lines.addStretch()
        for act in (self.copy, self.other, self.action):
            acts.addWidget(act)
        words.setLayout(lines)
        self._acts.setLayout(acts)
        line = row(Gap.M, Gap.M)
        line.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(Yielding(words, self._acts, lambda: Width.WORDS_LEAST * look.scale), 1)
        around.setLayout(line)

    def tell(self, told: Told) -> None:
        """Show the words, in the colour that the box has now, and what can be done."""
        for shown, text in ((self._title, told.title), (self._detail, told.detail)):
            shown.setText(text)
            shown.setVisible(bool(text))
            shown.style().unpolish(shown)
            shown.style().polish(shown)
        for button, words in ((self.action, told.action), (self.other, told.other)):
            button.set_words(words)
            button.setVisible(bool(words))
        self.copy.setVisible(bool(told.support))
        self._acts.setVisible(bool(told.action or told.other or told.support))

    def draw(self, look: Look, kind: NoticeKind) -> None:
        """Show the shape that goes with the colour."""
        icon, status = _SHAPES[kind]
        drawn = look.icon(icon, look.colours.status(status).fg, IconSize.BUTTON)
        self._shape.setPixmap(drawn.pixmap(look.icon_px(IconSize.BUTTON)))


class Margined(QWidget):
    """A notice with a margin around it, which takes no room while the notice is hidden."""

    def __init__(self, notice: Notice) -> None:
        super().__init__()
        self._box = column(Gap.NONE)
        self._box.setContentsMargins(Gap.L, Gap.L, Gap.L, Gap.NONE)
        self._box.addWidget(notice)
        self.setLayout(self._box)
        notice.installEventFilter(self)
        self.hide()

    def stand_apart(self) -> None:
        """Keep a margin below too: what follows has none of its own."""
        self._box.setContentsMargins(Gap.L, Gap.L, Gap.L, Gap.M)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self.setVisible(event.type() == QEvent.Type.ShowToParent)
        return super().eventFilter(watched, event)
