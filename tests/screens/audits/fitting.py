"""Nothing is cut off, nothing sticks out of what it lies in, and no control lies on another."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QTextDocumentFragment
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QScrollArea,
    QStyle,
    QStyleOptionButton,
    QToolButton,
    QWidget,
)

from tests.screens.audits.walking import CONTROLS, called, in_scroll_area, is_part, visible

# A pixel is lost to rounding where text is measured in fractions.
_SLACK = 1


def cut_off(window: QWidget) -> Iterator[str]:
    """Words that have less room than they need, without saying so by an ellipsis."""
    for widget in visible(window):
        if isinstance(widget, QLabel):
            yield from _cut_label(widget)
        elif isinstance(widget, QAbstractButton) and widget.text() and not is_part(widget):
            yield from _cut_button(widget)


def out_of_place(window: QWidget) -> Iterator[str]:
    """What sticks out of its parent, and controls and words that lie over each other."""
    shown = [widget for widget in visible(window) if not is_part(widget)]
    for widget in shown:
        parent = widget.parentWidget()
        if parent is None or widget.isWindow() or in_scroll_area(widget) or _is_inner(widget):
            continue
        if not parent.rect().contains(widget.geometry()):
            yield f"{called(widget)} at {_said(widget.geometry())} sticks out of {_said(parent.rect())}"
    yield from _overlapping(shown)
    yield from _beyond_sight(shown)


def _beyond_sight(shown: list[QWidget]) -> Iterator[str]:
    """What is wider than the area that scrolls it, where that cannot be scrolled sideways."""
    never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    for area in shown:
        if isinstance(area, QScrollArea) and area.horizontalScrollBarPolicy() is never:
            inner, room = area.widget(), area.viewport().width()
            if inner is not None and inner.width() > room + _SLACK:
                yield f"{called(area)} has room for {room} of {inner.width()}, and does not scroll sideways"


def _overlapping(shown: list[QWidget]) -> Iterator[str]:
    families: dict[int, list[QWidget]] = {}
    for widget in shown:
        if isinstance(widget, (*CONTROLS, QLabel)) and not _is_inner(widget):
            families.setdefault(id(widget.parentWidget()), []).append(widget)
    for family in families.values():
        for place, one in enumerate(family):
            for other in family[place + 1 :]:
                common = one.geometry() & other.geometry()
                if common.width() > _SLACK and common.height() > _SLACK:
                    yield f"{called(one)} and {called(other)} overlap by {_said(common)}"


def _cut_label(shown: QLabel) -> Iterator[str]:
    text = shown.text()
    if not text or not shown.pixmap().isNull():
        return
    if shown.textFormat() is Qt.TextFormat.RichText:
        text = QTextDocumentFragment.fromHtml(text).toPlainText()
    room, metrics = shown.contentsRect(), shown.fontMetrics()
    if shown.wordWrap():
        needed = shown.heightForWidth(shown.width())
        if needed > shown.height() + _SLACK:
            yield f"{called(shown)} needs {needed} of height and has {shown.height()}"
        return
    if metrics.height() > room.height() + _SLACK:
        yield f"{called(shown)} needs {metrics.height()} of height and has {room.height()}"
    widest = max(metrics.horizontalAdvance(line) for line in text.split("\n"))
    if widest > room.width() + _SLACK and not _says_all(shown, text):
        yield f"{called(shown)} needs {widest} of width and has {room.width()}"


def _says_all(shown: QLabel, text: str) -> bool:
    """Whether a label that shortens itself visibly says the whole to who asks for it."""
    told = QAccessible.queryAccessibleInterface(shown)
    said = {shown.toolTip(), told.text(QAccessible.Text.Name) if told is not None else ""}
    return type(shown).paintEvent is not QLabel.paintEvent and text in said


def _cut_button(button: QAbstractButton) -> Iterator[str]:
    if isinstance(button, QToolButton) and button.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly:
        return
    text = button.text().replace("&", "")
    metrics, room = button.fontMetrics(), _inside(button)
    needed = max(metrics.horizontalAdvance(line) for line in text.split("\n"))
    beside = not isinstance(button, QToolButton) or (
        button.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    )
    if not button.icon().isNull() and beside:
        needed += button.iconSize().width()
    if needed > room.width() + _SLACK:
        yield f"{called(button)} needs {needed} of width and has {room.width()}"
    high = metrics.height() * (text.count("\n") + 1)
    if not button.icon().isNull() and not beside:
        high += button.iconSize().height()
    if high > button.height() + _SLACK:
        yield f"{called(button)} needs {high} of height and has {button.height()}"


def _inside(button: QAbstractButton) -> QRect:
    """Where a button has room for words: without its border, though its padding may be used up."""
    option = QStyleOptionButton()
    option.initFrom(button)
    border = button.style().pixelMetric(QStyle.PixelMetric.PM_DefaultFrameWidth, option, button)
    return button.rect().adjusted(border, border, -border, -border)


def _is_inner(widget: QWidget) -> bool:
    """What Qt lays out by itself: viewports, headers, and the editors in tables."""
    return widget.objectName().startswith("qt_")


def _said(box: QRect) -> str:
    return f"{box.x()},{box.y()} {box.width()}×{box.height()}"
