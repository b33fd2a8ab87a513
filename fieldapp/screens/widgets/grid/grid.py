"""The view under every table and list: the chosen row, the place kept over a reload, the ring of the focus.

The rule kept here: the arrows move the chosen row, and who shows its detail is told after a short rest, so
that running down a list does not load every line of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QScroller, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Height, Wait, Width
from fieldapp.screens.widgets.grid.painted import PaintedView

_LEAST = 2 * Height.ROW_DESKTOP
_AHEAD = 10
"""Rows from the end at which more are asked for."""


class Grid(PaintedView):
    """Rows of which one is chosen: `selected` with its key once it came to rest there.

    `near_end` when one has scrolled nearly to the last row. It is never lower than its titles and
    `least_rows`: in a low window the page around it scrolls.
    """

    selected = Signal(object)
    near_end = Signal()

    def __init__(self, look: Look, name: str) -> None:
        super().__init__(look)
        self.least_rows = 0
        self._quiet = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(Wait.PREVIEW)
        self._rest.timeout.connect(self._come_to_rest)
        self.chosen.connect(self._come_to_rest)
        self.setAccessibleName(name)
        _dress(self)
        self.verticalScrollBar().valueChanged.connect(self._look_ahead)

    def row_of(self, key: Hashable) -> int:
        """Return where the row with a key is, or -1."""
        raise NotImplementedError

    def select(self, key: Hashable) -> None:
        """Make the row with this key the chosen one, if it is there, without saying so."""
        row = self.row_of(key)
        if row >= 0:
            self._quiet = True
            self.setCurrentIndex(self.model().index(row, 0))
            self._quiet = False

    @property
    def current_key(self) -> Hashable | None:
        """The key of the chosen row."""
        index = self.currentIndex()
        return self.key_at(index.row()) if index.isValid() else None

    def keeping_place(self, change: Callable[[], bool]) -> None:
        """Change the rows; where others are shown then, stay at the same row and choose the same again."""
        key, bar = self.current_key, self.verticalScrollBar()
        at = bar.value()
        top = self.rowAt(0) if at > 0 else -1
        top_key = self.key_at(top) if top >= 0 else None
        into = -self.rowViewportPosition(top) if top >= 0 else 0
        changed = change()
        self.repaint_rows()
        if not changed:
            return
        self.executeDelayedItemsLayout()
        if key is not None:
            self.select(key)
        row = self.row_of(top_key) if top_key is not None else -1
        bar.setValue(self.verticalHeader().sectionPosition(row) + into if row >= 0 else at)

    def set_heights(self, heights: Sequence[int]) -> None:
        """Give the rows heights of their own; the one that most have costs nothing."""
        head = self.verticalHeader()
        usual = Counter(heights).most_common(1)[0][0] if heights else Height.ROW_DESKTOP
        head.setDefaultSectionSize(usual)
        for row, height in enumerate(heights):
            if head.sectionSize(row) != height:
                head.resizeSection(row, height)
        self.fit()

    def show_whole(self, whole: bool = True) -> None:
        """Be as high as all rows together, in a page that scrolls itself; or scroll again."""
        self.whole = whole
        bar = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(bar.ScrollBarAlwaysOff if whole else bar.ScrollBarAsNeeded)
        if whole:
            QScroller.ungrabGesture(self.viewport())
        else:
            self.setMinimumHeight(_LEAST)
            self.setMaximumHeight(Width.ANY)
            QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self.fit()

    def fit(self) -> None:
        """Take the height of the rows, where all are to be shown, or of the least of them."""
        titles = self.horizontalHeader()
        head = 0 if titles.isHidden() else titles.sizeHint().height()
        if not self.whole and self.least_rows:
            self.setMinimumHeight(head + self.least_rows * self.verticalHeader().defaultSectionSize())
        elif self.whole:
            least = 0 if self.model().rowCount() else Height.ROW_DESKTOP
            self.setFixedHeight(head + max(least, self.verticalHeader().length()))
        self.repaint_rows()

    def touch_targets(self) -> list[tuple[str, QRect]]:
        """Where painted buttons are pressed, with their names, as far as they are wholly in sight."""
        rows, inside = self.model().rowCount(), self.viewport().rect()
        last = self.rowAt(inside.bottom())
        shown = range(max(0, self.rowAt(0)), (last if last >= 0 else rows - 1) + 1)
        spots = [spot for row in shown for spot in self.spots(row) if spot.button.enabled]
        return [(spot.button.name, spot.target) for spot in spots if inside.contains(spot.target)]

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        if not self._quiet and current.isValid() and current.row() != previous.row():
            self._rest.start()
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Leave the row alone: Qt would make the first one current, and Down then the second."""
        QWidget.focusInEvent(self, event)
        self.viewport().update()

    def _look_ahead(self, value: int) -> None:
        if self.verticalScrollBar().maximum() - value < _AHEAD * Height.ROW_DESKTOP:
            self.near_end.emit()

    def _come_to_rest(self) -> None:
        self._rest.stop()
        if (key := self.current_key) is not None:
            self.selected.emit(key)


def _dress(view: Grid) -> None:
    """Take away everything of a table that people would not know from a list."""
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setTabKeyNavigation(False)
    view.setMouseTracking(False)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setFrameShape(view.Shape.NoFrame)
    view.setCornerButtonEnabled(False)
    view.setAutoFillBackground(False)
    view.viewport().setAutoFillBackground(False)
    view.setMinimumHeight(_LEAST)
    rows = view.verticalHeader()
    rows.hide()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setMinimumSectionSize(1)
    view.verticalScrollBar().setSingleStep(Height.ROW_DESKTOP)
    QScroller.grabGesture(view.viewport(), QScroller.ScrollerGestureType.TouchGesture)
