"""The field that finds something in what stands below it: a glass before the words, a cross after them.

The rule kept here: one press, by finger or by Escape, lets go of what was looked for.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QStyle

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, IconSize, Width
from fieldapp.screens.widgets.buttons import Button


class FindField(QLineEdit):
    """Words to look for; `left` by the key that goes down from it, to what was found.

    `asks` stands in it while it is empty, `brief` where there is no room for that; `name` is how it is
    spoken, where that says more.
    """

    left = Signal()

    def __init__(self, look: Look, asks: str, name: str = "", brief: str = "") -> None:
        super().__init__()
        self._look = look
        self.setProperty("kind", "find")
        self._asks, self._brief = asks, brief or asks
        self.setPlaceholderText(asks)
        self.setAccessibleName(name or asks)
        self.cross = Button(look, "", "icon", "x", self.tr("Clear what is looked for"))
        self.cross.setParent(self)
        self.cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.cross.setCursor(Qt.CursorShape.ArrowCursor)
        self.cross.hide()
        self.cross.clicked.connect(self.clear)
        self.textChanged.connect(lambda text: self.cross.setVisible(bool(text)))
        # After the button's own: it is quieter than a button, as the words are what counts.
        look.changed.connect(self._draw_cross)
        self._draw_cross()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_cross()
        room = self.width() - Gap.M - self._look.icon_px(IconSize.LABEL) - 2 * Gap.S - Height.TOUCH
        fits = self._look.metrics("body").horizontalAdvance(self._asks) <= room
        self.setPlaceholderText(self._asks if fits else self._brief)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._place_cross()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        size = self._look.icon_px(IconSize.LABEL)
        box = QRect(Gap.M, (self.height() - size) // 2, size, size)
        painter = QPainter(self)
        where = QStyle.visualRect(self.layoutDirection(), self.rect(), box)
        self._look.paint_icon(painter, "magnifying-glass", self._look.colours.faint, QRectF(where))
        painter.end()

    def _draw_cross(self) -> None:
        size = self._look.icon_px(IconSize.SMALL)
        self.cross.setIcon(self._look.icon("x", self._look.colours.faint, IconSize.SMALL))
        self.cross.setIconSize(QSize(size, size))
        self.update()

    def _place_cross(self) -> None:
        size = QSize(Height.TOUCH, self.height() - 2 * Width.FOCUS)
        box = QRect(self.width() - size.width() - Width.FOCUS, Width.FOCUS, size.width(), size.height())
        self.cross.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), box))
