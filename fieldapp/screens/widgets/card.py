"""The white boxes that things lie in, panes beside each other, and layouts without surprises."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeVar

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QScroller,
    QVBoxLayout,
    QWidget,
)

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.text import label

_Layout = TypeVar("_Layout", bound=QBoxLayout)


def column(spacing: int = Gap.M, margin: int = Gap.NONE) -> QVBoxLayout:
    """Return a layout from top to bottom."""
    return _set(QVBoxLayout(), spacing, margin)


def row(spacing: int = Gap.S, margin: int = Gap.NONE) -> QHBoxLayout:
    """Return a layout in reading direction."""
    return _set(QHBoxLayout(), spacing, margin)


def centred(widget: QWidget) -> QHBoxLayout:
    """Return a widget in the middle of its line; unlike an alignment, this lets words wrap and grow."""
    line = row(Gap.NONE)
    line.addStretch()
    line.addWidget(widget)
    line.addStretch()
    return line


class Card(QFrame):
    """A box with a title, if it has one, over what is added to `body`; `edge` is the padding."""

    def __init__(self, title: str = "", edge: int = Gap.L) -> None:
        super().__init__()
        self.setObjectName("card")
        self.head = row()
        self.body = column(Gap.S)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(edge, edge, edge, edge)
        outer.setSpacing(Gap.S)
        if title:
            self.title = label(title, "title")
            self.head.addWidget(self.title)
            self.head.addStretch()
            if not edge:
                self.head.setContentsMargins(Gap.L, Gap.L, Gap.L, Gap.NONE)
            outer.addLayout(self.head)
        outer.addLayout(self.body, 1)


class Panes(QWidget):
    """Two things beside each other where text of this size leaves both their room, else one under the other.

    `side` has a width of its own, or takes half where that is None; it is the first of the two where it is
    what the other answers to. Neither is built anew, so focus and typed text stay where they are.
    """

    def __init__(
        self,
        look: Look,
        main: QWidget,
        side: QWidget,
        *,
        wide_from: int = Width.PANES_FROM,
        side_width: int | None = Width.SIDE_PANE,
        side_first: bool = False,
    ) -> None:
        super().__init__()
        self._look, self._side = look, side
        self._wide_from, self._side_width = wide_from, side_width
        self._box = _set(QBoxLayout(QBoxLayout.Direction.LeftToRight, self), Gap.M, Gap.NONE)
        halves = side_width is None
        for pane in (side, main) if side_first else (main, side):
            self._box.addWidget(pane, int(halves or pane is main))
        self._panes = main, side
        look.changed.connect(self._arrange)

    def minimumSizeHint(self) -> QSize:
        # What they need beside each other would keep them there in a window that has grown narrow.
        least = max(pane.minimumSizeHint().width() for pane in self._panes)
        return QSize(least, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        beside = self.width() >= self._wide_from * self._look.scale
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._box.direction() is not way:
            self._box.setDirection(way)
        if self._side_width is not None:
            self._side.setMinimumWidth(self._side_width if beside else 0)
            self._side.setMaximumWidth(self._side_width if beside else Width.ANY)


class Yielding(QWidget):
    """Two things in one line, the second at its end; or under each other where the line has no room for both.

    `least` is the room that the first needs beside the second; without it, what it asks for. `at` is where
    the second stands in a line that is higher.
    """

    def __init__(
        self,
        first: QWidget,
        second: QWidget,
        least: Callable[[], float] | None = None,
        *,
        at: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignVCenter,
    ) -> None:
        super().__init__()
        self._first, self._second, self._least = first, second, least
        self._box = _set(QBoxLayout(QBoxLayout.Direction.LeftToRight, self), Gap.M, Gap.NONE)
        self._box.addWidget(first, 1)
        self._box.addWidget(second, 0, Qt.AlignmentFlag.AlignLeft | at)

    def sizeHint(self) -> QSize:
        """It asks for one line, also while it has no room for that: else it would never be given it again."""
        both = self._first.sizeHint().width() + Gap.M + self._second.sizeHint().width()
        return QSize(both, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        least = max(self._first.minimumSizeHint().width(), self._second.minimumSizeHint().width())
        return QSize(least, super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        # It has another width, or what stands in it has.
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._arrange()
        return super().event(event)

    def _arrange(self) -> None:
        first = self._least() if self._least is not None else self._first.sizeHint().width()
        beside = self.width() >= first + self._second.sizeHint().width() + Gap.M
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._box.direction() is not way:
            self._box.setDirection(way)


class Area(QScrollArea):
    """What may be higher than the window and as wide as there is room; moved by finger, wheel and keys."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        follow_focus(self)

    def event(self, event: QEvent) -> bool:
        # Dressed while it is not seen, it would lay out everything in it, often for a size it never has; what
        # it shows is laid out when it is shown.
        if event.type() == QEvent.Type.StyleChange and not self.isVisible():
            return QAbstractScrollArea.event(self, event)
        return super().event(event)


class Scrolled(Area):
    """What may be higher than the window; `body` takes the content."""

    def __init__(self, margin: int = Gap.L, *, ground: Literal["canvas", "surface"] = "canvas") -> None:
        inner = QWidget()
        inner.setObjectName(ground)
        super().__init__(inner)
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(margin, margin, margin, margin)
        self.body.setSpacing(Gap.M)


class _Follower(QObject):
    """Goes with its area; while that is being taken down the focus moves once more, and finds it gone."""

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self._area = area

    def follow(self, _: QWidget | None, now: QWidget | None) -> None:
        """Scroll to what has the focus."""
        try:
            inner = self._area.widget()
            if now is not None and inner is not None and inner.isAncestorOf(now):
                self._area.ensureWidgetVisible(now, Gap.L, Gap.L)
        except RuntimeError:
            pass  # Qt has deleted the area.


def follow_focus(area: QScrollArea) -> None:
    """Scroll to what has the focus, however it came there: Qt does so for the Tab key only."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        app.focusChanged.connect(_Follower(area).follow)


def hairline() -> QFrame:
    """Return a line between two things."""
    line = QFrame()
    line.setObjectName("hairline")
    line.setFixedHeight(Width.BORDER)
    return line


def set_seen(widget: QWidget, *, seen: bool) -> None:
    """Show or hide a part of something, where that changes anything.

    What is shown before it has its place in a window is dressed and measured for nothing, with all that is in
    it: that is done again when the window shows it.
    """
    told = widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
    if seen is (told and widget.isHidden()):
        widget.setVisible(seen)


def loosen(layout: QLayout) -> None:
    """Take everything out of a layout to hang it elsewhere.

    A widget is taken out as such. Left to the item it hung on, which Python may keep, it would go on
    measuring itself for that; and `itemAt` is never asked: what it gives is kept when Qt has deleted it.
    """
    around = layout.parentWidget()
    for child in around.children() if around is not None else ():
        if isinstance(child, QWidget) and layout.indexOf(child) >= 0:
            layout.removeWidget(child)
    while layout.takeAt(0) is not None:
        pass


def empty(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            empty(inner)


def _set(layout: _Layout, spacing: int, margin: int) -> _Layout:
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(spacing)
    return layout
