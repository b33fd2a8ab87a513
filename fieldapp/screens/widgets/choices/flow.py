"""A line of things that goes on below where the width ends."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QStyle, QWidget

from fieldapp.screens.theme.tokens import Gap


class Flow(QLayout):
    """Puts things beside each other in reading direction, in as many lines as they need."""

    def __init__(self, parent: QWidget | None = None, gap: int = Gap.S) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        self.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
        self.setSpacing(gap)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._place(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() for size in shown) + self.spacing() * max(len(shown) - 1, 0)
        return QSize(width, max((size.height() for size in shown), default=0))

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Return the height that is needed; where there is more, the lines stand in its middle."""
        lines = _lines(self._items, max(rect.width(), 1), self.spacing())
        heights = [max(size.height() for _, size in line) for line in lines]
        needed = sum(heights) + self.spacing() * max(len(lines) - 1, 0)
        if not move:
            return needed
        widget = self.parentWidget()
        direction = widget.layoutDirection() if widget is not None else Qt.LayoutDirection.LeftToRight
        top = rect.y() + max(rect.height() - needed, 0) // 2
        for line, high in zip(lines, heights, strict=True):
            left = rect.x()
            for item, size in line:
                at = QPoint(left, top + (high - size.height()) // 2)
                item.setGeometry(QStyle.visualRect(direction, rect, QRect(at, size)))
                left += size.width() + self.spacing()
            top += high + self.spacing()
        return needed


def _lines(items: Sequence[QLayoutItem], width: int, gap: int) -> list[list[tuple[QLayoutItem, QSize]]]:
    """Which things stand in which line, and how large each is there."""
    lines: list[list[tuple[QLayoutItem, QSize]]] = []
    left = 0
    for item in items:
        if item.isEmpty():
            continue
        hint = item.sizeHint()
        size = hint.boundedTo(QSize(width, hint.height()))
        if not lines or left + size.width() > width:
            lines.append([])
            left = 0
        lines[-1].append((item, size))
        left += size.width() + gap
    return lines
