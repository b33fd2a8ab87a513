"""Which widgets a person sees and uses, and how to name one in a finding."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTextEdit,
    QWidget,
)

from fieldapp.screens.widgets.overlays.veil import Lying

CONTROLS = (
    QAbstractButton,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QComboBox,
    QAbstractSpinBox,
    QAbstractSlider,
    QAbstractItemView,
)


def visible(window: QWidget) -> Iterator[QWidget]:
    """Everything shown in the window, itself left out."""
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and not widget.visibleRegion().isEmpty():
            yield widget


def controls(window: QWidget) -> Iterator[QWidget]:
    """What can be used now; the parts of which Qt makes one control count as that one."""
    for widget in visible(window):
        if isinstance(widget, CONTROLS) and widget.isEnabled() and not is_part(widget):
            yield widget


def is_part(widget: QWidget) -> bool:
    """Whether Qt put it into another control or a scroll area, as the arrow of a date field."""
    if isinstance(widget, QScrollBar):
        return True
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QLineEdit | QComboBox | QAbstractSpinBox):
            return True
        if isinstance(parent, QAbstractItemView) and not isinstance(widget, QLineEdit):
            return True
        parent = parent.parentWidget()
    return False


def reachable(window: QWidget) -> Iterator[QWidget]:
    """What the Tab key has to reach: where something lies over the window, what is in that."""
    over = [lying for lying in window.findChildren(Lying) if lying.isVisible()]
    for widget in (over[-1].inside if over else window).findChildren(QWidget):
        by_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if by_tab and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None:
            yield widget


def in_scroll_area(widget: QWidget) -> bool:
    """Whether it may stick out because its parent scrolls."""
    parent = widget.parentWidget()
    area = parent.parentWidget() if parent is not None else None
    return isinstance(area, QAbstractScrollArea) and area.viewport() is parent


def place_in(window: QWidget, widget: QWidget) -> QRect:
    """Where it stands in the window, also where it is scrolled out of sight."""
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def called(widget: QWidget) -> str:
    """A widget in words: its class, and its name or what it says."""
    words = widget.accessibleName() or widget.objectName()
    if not words and isinstance(widget, QLabel | QAbstractButton | QLineEdit):
        words = widget.text()
    parent = widget.parentWidget()
    inside = f" in {type(parent).__name__}" if parent is not None else ""
    return f"{type(widget).__name__} “{words[:60]}”{inside}"
