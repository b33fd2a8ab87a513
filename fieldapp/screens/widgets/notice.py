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
from fieldapp.screens.words import NoticeKind, Told

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
        self._shape = label()
        self._title = label("", "strong", wrap=True)
        self._detail = label("", "body", wrap=True)
        self.action = Button(look, "", "plain")
        self.other = Button(look, "", "quiet")
        self._copy = Button(look, self.tr("Copy details"), "quiet")
        self.action.clicked.connect(self.acted)
        self.other.clicked.connect(self.turned)
        self._copy.clicked.connect(self._copy_details)
        line = row(Gap.M, Gap.M)
        line.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._words_and_acts(), 1)
        self.setLayout(line)
        self.hide()
        look.changed.connect(self._draw)

    def _words_and_acts(self) -> Yielding:
        """What is told, and beside it what can be done; below it where the words would be squeezed."""
        words, self._acts = QWidget(), QWidget()
        lines, acts = column(Gap.XS), row(Gap.M)
        lines.addStretch()
        for shown in (self._title, self._detail):
            lines.addWidget(shown)
        lines.addStretch()
        for act in (self._copy, self.other, self.action):
            acts.addWidget(act)
        words.setLayout(lines)
        self._acts.setLayout(acts)
        return Yielding(words, self._acts, lambda: Width.WORDS_LEAST * self._look.scale)

    def tell(self, told: Told) -> None:
        """Show it, and read it out where somebody listens."""
        self._told = told
        self.setProperty("notice", told.kind)
        self.style().unpolish(self)
        self.style().polish(self)
        for shown, text in ((self._title, told.title), (self._detail, told.detail)):
            shown.setText(text)
            shown.setVisible(bool(text))
            shown.style().unpolish(shown)
            shown.style().polish(shown)
        for button, words in ((self.action, told.action), (self.other, told.other)):
            button.set_words(words)
            button.setVisible(bool(words))
        self._copy.setVisible(bool(told.support))
        self._acts.setVisible(bool(told.action or told.other or told.support))
        self._draw()
        self.setAccessibleName(f"{told.title}. {told.detail}")
        self.show()

    def clear(self) -> None:
        """Take it away."""
        self._told = None
        self.hide()

    @property
    def told(self) -> Told | None:
        """What is shown now."""
        return self._told

    def _draw(self) -> None:
        """The shape that goes with the colour."""
        if self._told is not None:
            icon, status = _SHAPES[self._told.kind]
            drawn = self._look.icon(icon, self._look.colours.status(status).fg, IconSize.BUTTON)
            self._shape.setPixmap(drawn.pixmap(self._look.icon_px(IconSize.BUTTON)))

    def _copy_details(self) -> None:
        if self._told is not None:
            QGuiApplication.clipboard().setText(
                f"{self._told.title}\n{self._told.detail}\n{self._told.support}"
            )


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
