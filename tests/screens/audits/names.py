"""Everything that can be used has a name to be spoken, and lists speak their rows."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractItemView, QWidget

from tests.screens.audits.walking import called, controls, is_part, visible

_TOLD_BY = {
    QAccessible.Role.Button,
    QAccessible.Role.ButtonMenu,
    QAccessible.Role.ButtonDropDown,
    QAccessible.Role.CheckBox,
    QAccessible.Role.ComboBox,
    QAccessible.Role.EditableText,
    QAccessible.Role.Link,
    QAccessible.Role.List,
    QAccessible.Role.PageTab,
    QAccessible.Role.RadioButton,
    QAccessible.Role.Slider,
    QAccessible.Role.SpinBox,
    QAccessible.Role.Table,
    QAccessible.Role.Tree,
}
_ROWS_ASKED = 30


def nameless(window: QWidget) -> Iterator[str]:
    """Controls that a screen reader could only call "button", and rows it would pass over in silence."""
    for widget in visible(window):
        told = QAccessible.queryAccessibleInterface(widget)
        if told is None or is_part(widget):
            continue
        if told.role() in _TOLD_BY and not _name(told):
            yield f"{called(widget)} has no accessible name"
    for widget in controls(window):
        if isinstance(widget, QAbstractItemView):
            yield from _silent_rows(widget)


def _silent_rows(view: QAbstractItemView) -> Iterator[str]:
    """Rows of which no cell says anything, by what Qt asks the model to say of a cell."""
    model = view.model()
    for row in range(min(model.rowCount(), _ROWS_ASKED)) if model is not None else ():
        if not any(_spoken(model.index(row, column)) for column in range(_columns(view))):
            yield f"row {row + 1} of {called(view)} says nothing"


def _spoken(cell: QModelIndex) -> str:
    said = cell.data(Qt.ItemDataRole.AccessibleTextRole) or cell.data(Qt.ItemDataRole.DisplayRole)
    return str(said or "").strip()


def _columns(view: QAbstractItemView) -> int:
    """A list has one, also where it is laid out as a table."""
    model = view.model()
    return model.columnCount() if isinstance(model, QAbstractTableModel) else 1


def _name(told: QAccessibleInterface) -> str:
    return told.text(QAccessible.Text.Name).strip()
