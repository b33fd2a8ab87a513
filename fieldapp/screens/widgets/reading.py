"""Tab goes as one reads, whatever was made first or moved since.

The rules kept here: what is in one box is left before the next box; boxes are read row by row where a line
between the rows crosses none of them, else column by column. Where what has the focus goes away, the focus
goes on from there, and not to the beginning of the window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractItemView, QAbstractSpinBox, QApplication, QHeaderView, QWidget

_Sides = Callable[[QRect], tuple[int, int]]


class Fronted(QWidget):
    """Given the focus, it hands it to `front`; with a proxy of Qt's, Tab would stay in what is hidden."""

    front: QWidget

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.front.setFocus(event.reason())


def step(root: QWidget, *, forward: bool) -> bool:
    """Give the focus to the next thing inside `root`, coming round; False where nothing takes it."""
    found = list(in_order(root))
    if not found:
        return False
    focused = QApplication.focusWidget()
    at = _place(found, focused)
    if at is None:
        beside = _beside(found, focused)
        first = 0 if beside is None else found.index(beside)
        at = first - 1 if forward else first
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    found[(at + (1 if forward else -1)) % len(found)].setFocus(reason)
    return True


def go_beside(widget: QWidget, never: type[QWidget]) -> None:
    """Give the focus to what comes after a widget that is not to have it any more, as near to it as there is,
    and `never` to one of a kind.
    """
    beside = _beside([each for each in in_order(widget.window()) if not isinstance(each, never)], widget)
    if beside is not None:
        beside.setFocus(Qt.FocusReason.OtherFocusReason)


def in_order(root: QWidget) -> Iterator[QWidget]:
    """Everything inside `root` that takes the focus from Tab now, in reading order."""
    for child in _read([each for each in _children(root) if each.isVisible() and not each.isWindow()]):
        if not isinstance(child, QAbstractSpinBox):
            yield from in_order(child)
        if _takes_tab(child):
            yield child


def _children(widget: QWidget) -> list[QWidget]:
    """What lies in it; of a list of rows the titles alone, as the editors in it are its own."""
    kind = QHeaderView if isinstance(widget, QAbstractItemView) else QWidget
    return widget.findChildren(kind, options=Qt.FindChildOption.FindDirectChildrenOnly)


def _takes_tab(widget: QWidget) -> bool:
    by_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(by_tab) and widget.isEnabled() and widget.focusProxy() is None


def _read(widgets: Sequence[QWidget]) -> list[QWidget]:
    if len(widgets) < 2:
        return list(widgets)
    rows = _cut(widgets, lambda box: (box.top(), box.bottom()))
    if len(rows) > 1:
        return [widget for part in rows for widget in _read(part)]
    columns = _cut(widgets, lambda box: (box.left(), box.right()))
    if widgets[0].isRightToLeft():
        columns.reverse()
    if len(columns) > 1:
        return [widget for part in columns for widget in _read(part)]
    return sorted(widgets, key=lambda widget: (widget.y(), widget.x()))


def _cut(widgets: Sequence[QWidget], sides: _Sides) -> list[list[QWidget]]:
    """Cut wherever one can without going through a widget."""
    parts: list[list[QWidget]] = []
    end = 0
    for widget in sorted(widgets, key=lambda each: sides(each.geometry())):
        first, last = sides(widget.geometry())
        if not parts or first > end:
            parts.append([])
            end = last
        parts[-1].append(widget)
        end = max(end, last)
    return parts


def _beside(found: Sequence[QWidget], left: QWidget | None) -> QWidget | None:
    """The next of them in the smallest box around what was left that has any, else the first one there."""
    around = left
    while left is not None and around is not None:
        inside = [each for each in found if around.isAncestorOf(each)]
        if inside:
            at = _corner(left, around)
            return next((each for each in inside if _corner(each, around) >= at), inside[0])
        around = around.parentWidget()
    return None


def _corner(widget: QWidget, around: QWidget) -> tuple[int, int]:
    corner = widget.mapTo(around, QPoint(0, 0))
    return corner.y(), corner.x()


def _place(found: Sequence[QWidget], focused: QWidget | None) -> int | None:
    """Where the focus is among them; in an editor of a list it is at the list."""
    while focused is not None:
        if focused in found:
            return found.index(focused)
        focused = focused.parentWidget()
    return None
