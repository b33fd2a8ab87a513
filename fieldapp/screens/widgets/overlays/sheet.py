"""A sheet from the bottom of a narrow window or a panel at the side of a wide one; menus in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, IconSize, Width
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Scrolled, column, empty, row
from fieldapp.screens.widgets.overlays.veil import Veil
from fieldapp.screens.widgets.text import ElidedLabel, label


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One thing to do; where it cannot be done, `why` says so in its second line."""

    key: str
    text: str
    icon: str = ""
    second: str = ""
    why: str = ""


class Sheet(Veil):
    """A title, a key to close, and what is added to `content`, which scrolls where it is high."""

    def __init__(self, look: Look, around: QWidget, title: str) -> None:
        super().__init__(look, around, "side", Width.SIDE_PANE)
        self.setAccessibleName(title)
        self.heading = label(title, "title", wrap=True)
        self.close_button = Button(look, "", "icon", "x", self.tr("Close"))
        self.close_button.clicked.connect(self.close_panel)
        head = row(Gap.S)
        head.setContentsMargins(Gap.S, Gap.NONE, Gap.NONE, Gap.NONE)
        head.addWidget(self.heading, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.scrolled = Scrolled(Gap.S, ground="surface")
        self.scrolled.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.content = self.scrolled.body
        self.body.addLayout(head)
        self.body.addWidget(self.scrolled, 1)

    def read_by_key(self) -> None:
        """Have the content take the focus, where it is only to be read: keys scroll it."""
        self.scrolled.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.scrolled.setObjectName("keyList")
        self.scrolled.setAccessibleName(self.accessibleName())

    def _high(self, width: int) -> int:
        """As high as its content, so that a short menu is short."""
        words = width - 2 * Gap.S - self.close_button.sizeHint().width() - 2 * Gap.S
        head = max(self.close_button.sizeHint().height(), self.heading.heightForWidth(words))
        return head + self.content.sizeHint().height() + 2 * Gap.M


class MenuLine(Button):
    """One line of a menu: icon, words, a second line."""

    def __init__(self, look: Look, item: MenuItem) -> None:
        super().__init__(look, "", "menu_row")
        self.item = item
        self._shape = label()
        self._look = look
        words = column(Gap.NONE)
        second = item.why or item.second
        lines = [ElidedLabel(item.text, "body", "faint" if item.why else "plain")]
        if second:
            lines.append(ElidedLabel(second, "label", "muted"))
        words.addStretch()
        for line in lines:
            words.addWidget(line)
        words.addStretch()
        self._line = row(Gap.M)
        self._line.setContentsMargins(Gap.M, Gap.S, Gap.M, Gap.S)
        if item.icon:
            self._line.addWidget(self._shape)
        self._line.addLayout(words, 1)
        self.setLayout(self._line)
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{item.text}. {second}" if second else item.text)
        self.setEnabled(not item.why)
        look.changed.connect(self._draw)
        self._draw()

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(self._line.sizeHint())

    def _draw(self) -> None:
        if self.item.icon:
            colours = self._look.colours
            colour = colours.faint if self.item.why else colours.muted
            icon = self._look.icon(self.item.icon, colour, IconSize.NAV)
            self._shape.setPixmap(icon.pixmap(self._look.icon_px(IconSize.NAV)))


class Menu(Sheet):
    """A sheet with things to do; `chosen` has the key of one, after the sheet went away."""

    chosen = Signal(str)

    def offer(self, items: Iterable[MenuItem]) -> None:
        """Show these things and open."""
        empty(self.content)
        lines = []
        for item in items:
            line = MenuLine(self._look, item)
            line.clicked.connect(lambda _=False, key=item.key: self._choose(key))
            self.content.addWidget(line)
            lines.append(line)
        self.content.addStretch()
        self.open(next((line for line in lines if line.isEnabled()), self.close_button))

    def line(self, key: str) -> MenuLine:
        """The line of one thing."""
        return next(line for line in self.panel.findChildren(MenuLine) if line.item.key == key)

    def _choose(self, key: str) -> None:
        self.close_panel()
        self.chosen.emit(key)
