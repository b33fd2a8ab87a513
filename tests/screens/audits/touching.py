"""Everything that is touched is at least a finger wide and high.

Whoever paints controls says where they are with `touch_targets()`: pairs of a name and a rectangle in its own
coordinates (those of the viewport, where it has one).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QWidget

from tests.screens.audits.walking import called, controls, is_part, visible

TOUCH = 44
# What is painted may end between two pixels.
_ROUNDING = 1


@runtime_checkable
class PaintsTargets(Protocol):
    """A widget with controls of which Qt knows nothing."""

    def touch_targets(self) -> Iterable[tuple[str, QRect]]: ...


def too_small(window: QWidget) -> Iterator[str]:
    """What a finger would miss."""
    for widget in controls(window):
        if isinstance(widget, QAbstractItemView):
            yield from _low_rows(widget)
        elif widget.width() < TOUCH or widget.height() < TOUCH:
            yield f"{called(widget)} is {widget.width()}×{widget.height()}"
    for widget in visible(window):
        if not isinstance(widget, PaintsTargets):
            if isinstance(widget, QAbstractItemView) and not is_part(widget) and _takes_touches(widget):
                yield f"{called(widget)} paints controls and does not say where they are"
        else:
            for name, box in widget.touch_targets():
                if min(box.width(), box.height()) < TOUCH - _ROUNDING:
                    yield f"“{name}” painted by {called(widget)} is {box.width()}×{box.height()}"


def _takes_touches(view: QAbstractItemView) -> bool:
    """Whether the delegate acts on presses inside a cell, beyond opening an editor."""
    return type(view.itemDelegate()).editorEvent is not QStyledItemDelegate.editorEvent


def _low_rows(view: QAbstractItemView) -> Iterator[str]:
    """The first row that is too low stands for all of them; a heading is no row to touch."""
    model = view.model()
    for row in range(min(model.rowCount(), 20)) if model is not None else ():
        box = view.visualRect(model.index(row, 0))
        hidden = isinstance(view, QListView) and view.isRowHidden(row)
        dead = not model.index(row, 0).flags() & Qt.ItemFlag.ItemIsEnabled
        if not hidden and not dead and 0 < box.height() < TOUCH:
            yield f"row {row + 1} of {called(view)} is {box.height()} high"
            return
