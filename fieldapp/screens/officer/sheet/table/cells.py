"""How a row of the meeting sheet is touched: keys in the amount, taps on segments and on what is due.

The rule kept here: the normal case is quiet; only late, absent, excused and arrears have colour. An editor
is open on the focused amount only. Letters mark attendance from inside it as long as it is empty; behind a
digit they are part of what was typed, and make an amount that cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from fieldapp.screens.officer.sheet.table.amounts import field_box
from fieldapp.screens.officer.sheet.table.filling import MARK_OF_LETTER, Line
from fieldapp.screens.officer.sheet.table.model import LINE, Column, SheetModel, mark_name
from fieldapp.screens.officer.sheet.table.painting import CellLook, SheetPainting, handle_box
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.words import money, tr
from shared.contract.bodies.cash import Attendance

_Index = QModelIndex | QPersistentModelIndex
_SELECTED = QStyle.StateFlag.State_Selected
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_COMING_BACK = (
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
)
_PLAIN_KEYS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class AmountEditor(QLineEdit):
    """`moved` up or down with the arrows, Enter and Tab; `marked` with a letter where there is no amount yet
    or all of it is selected, `due_wanted` with D and `way_wanted` with M. Nothing is selected by itself:
    whoever was interrupted goes on behind the last digit.
    """

    moved = Signal(int)
    marked = Signal(str)
    due_wanted = Signal()
    way_wanted = Signal()

    _saved_minor = 0

    def show_saved(self, saved_minor: int) -> None:
        """Say what is saved already while nothing new is typed; where there is no room the figure alone."""
        self._saved_minor = saved_minor
        self.ensurePolished()
        amount = money(saved_minor)
        words = tr("{amount} saved").format(amount=amount) if saved_minor else "0"
        fits = self.fontMetrics().horizontalAdvance(words) <= self.width() - 2 * (Gap.M + Gap.XS)
        self.setPlaceholderText(words if fits or not saved_minor else amount)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.show_saved(self._saved_minor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.show_saved(self._saved_minor)

    @property
    def all_selected(self) -> bool:
        """Whether the next digit takes the place of what is there."""
        return bool(self.text()) and self.selectedText() == self.text()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Go on behind what was typed; a view that opens an editor has selected all of it."""
        super().focusInEvent(event)
        if event.reason() not in _COMING_BACK:
            self.end(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = "" if event.modifiers() & _PLAIN_KEYS else event.text().upper()
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            self.moved.emit(step)
        elif letter in MARK_OF_LETTER and (not self.text() or self.all_selected):
            self.marked.emit(MARK_OF_LETTER[letter])
        elif letter == "D":
            self.due_wanted.emit()
        elif letter == "M":
            self.way_wanted.emit()
        else:
            super().keyPressEvent(event)


_STEPS = {
    Qt.Key.Key_Return: 1,
    Qt.Key.Key_Enter: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Tab: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Backtab: -1,
}


class SheetDelegate(QStyledItemDelegate):
    """Paints and edits the sheet; every key goes to the model as it is pressed. `way_wanted` names a row."""

    moved = Signal(int)
    way_wanted = Signal(int)

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self.painting = SheetPainting(look)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        selected, view, model = bool(option.state & _SELECTED), self.parent(), index.model()
        locked = isinstance(model, SheetModel) and model.locked
        at = CellLook(
            line=index.data(LINE),
            column=Column(index.column()),
            selected=selected,
            begins=option.rect.x() <= 0,
            focused=selected and isinstance(view, QWidget) and view.hasFocus(),
            handle=selected and not locked,
            locked=locked,
        )
        self.painting.paint(painter, at, option.rect)

    def targets(
        self, line: Line, boxes: Mapping[Column, QRectF], *, selected: bool
    ) -> Iterator[tuple[str, QRect]]:
        """What of a row is painted to be touched."""
        name = line.row.name
        if line.first:
            for part in self.painting.segments(line, boxes[Column.ATTENDANCE]):
                yield f"{name}: {mark_name(part.mark)}", part.box.toRect()
        if selected:
            yield f"{name}: {tr('How it is paid')}", handle_box(boxes[Column.MEMBER]).toRect()
        yield f"{name}: {tr('Amount')}", field_box(boxes[Column.AMOUNT]).toRect()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        editor = AmountEditor(parent)
        line: Line = index.data(LINE)
        place = QPersistentModelIndex(index)
        editor.setProperty("kind", "amount")
        editor.setAlignment(_RIGHT)
        editor.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
        editor.setAccessibleName(tr("Amount from {name}").format(name=line.row.name))
        editor.textEdited.connect(lambda text: _model(place).set_amount(place.row(), text))
        editor.marked.connect(lambda mark: _model(place).set_attendance(place.row(), mark))
        editor.due_wanted.connect(lambda: self._fill_due(editor, place))
        editor.way_wanted.connect(lambda: self.way_wanted.emit(place.row()))
        editor.moved.connect(self.moved)
        return editor

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        line: Line = index.data(LINE)
        if not isinstance(editor, AmountEditor):
            return
        editor.show_saved(line.row.paid_today_minor)
        if editor.text() != line.text:
            editor.setText(line.text)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        """Nothing: every key went to the model as it was pressed."""

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _Index) -> None:
        box = QRectF(option.rect)
        editor.setGeometry(field_box(box).toRect())

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        released = event.type() == QEvent.Type.MouseButtonRelease
        if released and isinstance(event, QMouseEvent) and isinstance(model, SheetModel) and not model.locked:
            box = QRectF(option.rect)
            line: Line = index.data(LINE)
            if index.column() == Column.ATTENDANCE and line.first:
                mark = self._mark_at(line, box, event.position())
                if mark is not None:
                    model.set_attendance(index.row(), mark)
                return True
            if index.column() == Column.MEMBER and handle_box(box).contains(event.position()):
                self.way_wanted.emit(index.row())
                return True
            if index.column() in (Column.DUE, Column.TO_PAY) and line.row.to_pay_minor:
                self._tap_due(model, index.row(), line)
                return True
        return super().editorEvent(event, model, option, index)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Leave Enter and Tab to the editor: what it typed is with the model, nothing is to be committed."""
        if isinstance(event, QKeyEvent) and Qt.Key(event.key()) in _STEPS:
            if event.type() == QEvent.Type.KeyPress and isinstance(editor, AmountEditor):
                # A line edit never sees Tab: the window takes it to move the focus.
                editor.keyPressEvent(event)
                return True
            return False
        return super().eventFilter(editor, event)

    def _tap_due(self, model: SheetModel, number: int, line: Line) -> None:
        """Offer what is due where nothing was typed, and take just that out again; else leave it alone."""
        if not line.text:
            model.set_amount(number, money(line.row.to_pay_minor))
        elif line.typed_minor == line.row.to_pay_minor:
            model.set_amount(number, "")

    def _fill_due(self, editor: AmountEditor, place: QPersistentModelIndex) -> None:
        line: Line = place.data(LINE)
        if line.row.to_pay_minor:
            _model(place).set_amount(place.row(), money(line.row.to_pay_minor))
            self.setEditorData(editor, place)

    def _mark_at(self, line: Line, cell: QRectF, at: QPointF) -> Attendance | None:
        for part in self.painting.segments(line, cell):
            if part.box.left() <= at.x() < part.box.right():
                return part.mark
        return None


def _model(index: QPersistentModelIndex) -> SheetModel:
    model = index.model()
    if not isinstance(model, SheetModel):
        raise TypeError("the sheet's delegate edits the sheet's model only")
    return model
