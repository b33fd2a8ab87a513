"""The Tab key reaches everything, in the order in which it is read, and one sees where it is."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget
from shiboken6 import isValid

from fieldapp.screens.widgets.states import Loading
from tests.screens.audits.walking import called, is_part, place_in, reachable

_MOST_STEPS = 400
_EDGE = 5
"""A ring is drawn within or around this many pixels of the edge."""
_SECTIONS = 4
"""A date may take Tab from day to month to year, and then lets it go."""


def unreached(window: QWidget) -> Iterator[str]:
    """Go round with Tab; what is left out, what cannot be left, and where it goes against the reading."""
    path, start = _round_trip(window)
    if not path:
        yield "nothing takes the focus"
    elif start is None:
        yield f"Tab does not leave {called(path[-1])}"
    else:
        yield from _left_out(window, path[start:])
        yield from _backward(window, path[start:])


def _left_out(window: QWidget, cycle: list[QWidget]) -> Iterator[str]:
    reached = {id(widget) for widget in cycle}
    for widget in reachable(window):
        if id(widget) not in reached and not is_part(widget) and not _opens_editor(widget, cycle):
            yield f"Tab does not come round to {called(widget)}"


def _backward(window: QWidget, cycle: list[QWidget]) -> Iterator[str]:
    steps = [
        (one, other)
        for one, other in zip(cycle, [*cycle[1:], cycle[0]], strict=True)
        if _goes_back(*_boxes(one, other))
    ]
    # Coming round goes back once.
    for one, other in steps[1:]:
        yield f"Tab goes from {called(one)} back to {called(other)}"


def without_ring(window: QWidget) -> Iterator[str]:
    """What looks the same with and without the focus."""
    for widget in list(reachable(window)):
        # What has the focus may take another away, as a field does that shows what belongs to it.
        if not isValid(widget) or not widget.isVisible() or is_part(widget):
            continue
        if isinstance(widget, QAbstractItemView) and not _rows(widget):
            continue
        if _is_behind_grey_shapes(window, widget):
            continue
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        if QApplication.focusWidget() is not widget:
            continue
        box = place_in(window, widget).adjusted(-_EDGE, -_EDGE, _EDGE, _EDGE)
        focused = window.grab(box).toImage()
        widget.clearFocus()
        QApplication.processEvents()
        without = window.grab(box).toImage()
        # Where one of many is marked, as a row or a day, that is within.
        whole = isinstance(widget, QAbstractItemView) or hasattr(widget, "touch_targets")
        if focused == without or not (whole or _edge_differs(focused, without)):
            yield f"{called(widget)} shows no ring"


def _is_behind_grey_shapes(window: QWidget, widget: QWidget) -> bool:
    """Whether the page is still being read there: what has the focus is seen once it is."""
    return isinstance(window.childAt(place_in(window, widget).center()), Loading)


def _round_trip(window: QWidget) -> tuple[list[QWidget], int | None]:
    """The widgets that have the focus one after the other until one has it again, and the place of that one;
    None when the last does not let go of it.
    """
    first = next(iter(reachable(window)), None)
    if first is None:
        return [], None
    first.setFocus(Qt.FocusReason.TabFocusReason)
    path: list[QWidget] = []
    stops: list[tuple[int, int]] = []
    for _ in range(_MOST_STEPS):
        focused = QApplication.focusWidget()
        if focused is None:
            break
        stop = (id(focused), _row_of(focused))
        if stop in stops and stop != stops[-1]:
            return path, stops.index(stop)
        if stops[-_SECTIONS:] == [stop] * _SECTIONS:
            break
        path.append(focused)
        stops.append(stop)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    return path, None


def _row_of(focused: QWidget) -> int:
    """The row a view is at, where a view or the editor in it has the focus: each row is a stop of its own."""
    view = _view_of(focused)
    return view.currentIndex().row() if view is not None else -1


def _view_of(widget: QWidget) -> QAbstractItemView | None:
    at: QWidget | None = widget
    while at is not None and not isinstance(at, QAbstractItemView):
        at = at.parentWidget()
    return at


def _opens_editor(widget: QWidget, path: list[QWidget]) -> bool:
    """Whether the focus is in the editors of this view instead of in the view."""
    return isinstance(widget, QAbstractItemView) and any(_view_of(each) is widget for each in path)


def _goes_back(one: QRect, other: QRect) -> bool:
    """Whether the second stands before the first to who reads from the top and from the start."""
    above = other.bottom() <= one.top()
    beside = (
        min(one.bottom(), other.bottom()) - max(one.top(), other.top())
        > min(one.height(), other.height()) / 2
    )
    across = min(one.right(), other.right()) - max(one.left(), other.left()) > 0
    return (above and across) or (beside and other.right() <= one.left())


def _boxes(one: QWidget, other: QWidget) -> tuple[QRect, QRect]:
    """The boxes in which two widgets lie beside or over each other, in the innermost that holds both."""
    around = []
    at: QWidget | None = one
    while at is not None:
        around.append(at)
        at = at.parentWidget()
    inner, holds = other, other.parentWidget()
    while holds is not None and holds not in around:
        inner, holds = holds, holds.parentWidget()
    place = around.index(holds) if holds is not None else 0
    return around[max(0, place - 1)].geometry(), inner.geometry()


def _edge_differs(one: QImage, other: QImage) -> bool:
    """Whether more differs than what is inside, as a blinking caret."""
    width, height, band = one.width(), one.height(), 2 * _EDGE
    strips = (
        QRect(0, 0, width, band),
        QRect(0, height - band, width, band),
        QRect(0, 0, band, height),
        QRect(width - band, 0, band, height),
    )
    return any(one.copy(strip) != other.copy(strip) for strip in strips)


def _rows(view: QAbstractItemView) -> int:
    model = view.model()
    return model.rowCount() if model is not None else 0
