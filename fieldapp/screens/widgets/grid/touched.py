"""A view of rows as it is touched: taps, presses of painted buttons, and keys.

The rule kept here: nothing happens when a finger goes down, only when it lifts in the same place, so that a
list can be pushed without choosing. Whatever a finger does, a key does too.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QAbstractItemModel, QPoint, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QTableView

from fieldapp.screens.theme.tokens import Width
from fieldapp.screens.widgets.cells.kinds import CHECK
from fieldapp.screens.widgets.grid.touches import Spot, Touches

_PRESSING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class TouchedView(QTableView):
    """Rows to choose and buttons to press; who makes one says through `key_at` and `spots` what there is.

    `chosen` with the key of a row that was tapped or entered, `pressed` with that key and the button's.
    """

    chosen = Signal(object)
    pressed = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self.touches = Touches(self.spots)
        self._down: tuple[Hashable, QPoint, bool] | None = None

    def key_at(self, row: int) -> Hashable:
        """Return the key of a row."""
        raise NotImplementedError

    def spots(self, row: int) -> Sequence[Spot]:
        """Return the buttons painted into a row, in reading order."""
        return ()

    def release(self, key: Hashable) -> None:
        """Let a row's buttons be pressed again after what its writing button began."""
        self.touches.release(key)
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        row = self.rowAt(at.y())
        self._down = None
        if row >= 0 and event.button() is Qt.MouseButton.LeftButton and is_live(self.model(), row):
            self._down = (self.key_at(row), at, self.touches.arm(row, at))
            self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._down is None:
            return
        if (event.position().toPoint() - self._down[1]).manhattanLength() > Width.TAP_SLIP:
            self._down = None
            self.touches.slip()
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        down, self._down = self._down, None
        at = event.position().toPoint()
        row = self.rowAt(at.y())
        # Rows may have been read anew meanwhile: what counts is whose row was touched.
        if down is None or row < 0 or self.key_at(row) != down[0]:
            self.touches.slip()
        elif not down[2]:
            self._tap(row)
        elif (spot := self.touches.let_go(row, at)) is not None:
            self._press(row, spot)
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Nothing: a double click is one tap."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, key = self.currentIndex().row(), event.key()
        if row >= 0 and key in _PRESSING:
            if not event.isAutoRepeat():
                self._enter(row, spaced=key == Qt.Key.Key_Space)
        elif row >= 0 and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            forward = (key == Qt.Key.Key_Right) != self.isRightToLeft()
            spot = self.touches.step(row, 1 if forward else -1)
            announce(self, spot.button.name if spot is not None else "")
            self.viewport().update()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) or (row < 0 and key in _PRESSING):
            # Where no row is chosen yet, what would press one comes to the first, to be seen before it opens.
            rows = range(self.model().rowCount())
            order = reversed(rows) if key == Qt.Key.Key_End else rows
            row = next((each for each in order if is_live(self.model(), each)), -1)
            self.setCurrentIndex(self.model().index(row, 0))
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Nothing: lists are searched in a field, and looking through all rows would take its time."""

    def _enter(self, row: int, *, spaced: bool) -> None:
        spot = self.touches.focused(row)
        if spot is None and spaced:
            spot = next((each for each in self.spots(row) if each.button.key == CHECK), None)
        if spot is not None:
            self._press(row, spot)
        else:
            self.chosen.emit(self.key_at(row))

    def _tap(self, row: int) -> None:
        self.touches.leave()
        self.setCurrentIndex(self.model().index(row, 0))
        self.chosen.emit(self.key_at(row))

    def _press(self, row: int, spot: Spot) -> None:
        if self.touches.press(spot):
            self.setCurrentIndex(self.model().index(row, 0))
            self.pressed.emit(spot.row, spot.button.key)
            self.viewport().update()


def is_live(model: QAbstractItemModel, row: int) -> bool:
    """Whether a row can be chosen; headings cannot."""
    return bool(model.flags(model.index(row, 0)) & Qt.ItemFlag.ItemIsEnabled)


def announce(view: QTableView, words: str) -> None:
    """Say which painted button has the focus, of which Qt itself knows nothing."""
    if words and QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(view, words))
