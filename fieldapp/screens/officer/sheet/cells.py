"""How a row of the meeting sheet is touched: keys in the amount, taps on segments and on what is due.

The rule kept here: the normal case is quiet; only late, absent, excused and arrears have colour. An editor
is open on the focused amount only; letters mark attendance from inside it, because no amount has letters.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from fieldapp.screens.officer.sheet.filling import MARK_OF_LETTER, Line
from fieldapp.screens.officer.sheet.model import LINE, Column, SheetModel
from fieldapp.screens.officer.sheet.painting import SheetPainting, field_box
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, Width
from fieldapp.screens.words import money, tr
from shared.contract.bodies.cash import Attendance

_Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTER = Qt.AlignmentFlag.AlignCenter


class AmountEditor(QLineEdit):
    """`moved` up or down with the arrows and Enter, `marked` with a letter, `due_wanted` with D."""

    moved = Signal(int)
    marked = Signal(str)
    due_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text().upper()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.moved.emit(1)
        elif event.key() == Qt.Key.Key_Up:
            self.moved.emit(-1)
        elif letter in MARK_OF_LETTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.marked.emit(MARK_OF_LETTER[letter])
        elif letter == "D":
            self.due_wanted.emit()
        else:
            super().keyPressEvent(event)


class SheetDelegate(QStyledItemDelegate):
    """Paints and edits the sheet; every key goes to the model as it is pressed."""

    moved = Signal(int)

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look
        self.painting = SheetPainting(look)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        lines = sum(QFontMetricsF(self._look.font(role)).height() for role in ("strong", "label"))
        least = Height.ROW_SHEET_NARROW if self.painting.narrow else Height.ROW_SHEET
        return QSize(0, max(least, round(lines) + Gap.S))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        line: Line = index.data(LINE)
        box = QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._look.colours
        if selected:
            painter.fillRect(box, QColor(colours.tint))
        edge = QRectF(box.x(), box.bottom() - Width.BORDER, box.width(), Width.BORDER)
        painter.fillRect(edge, QColor(colours.line))
        self.painting.paint_cell(painter, line, Column(index.column()), box)
        painter.restore()

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
        editor.moved.connect(self.moved)
        return editor

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        line: Line = index.data(LINE)
        if not isinstance(editor, QLineEdit):
            return
        editor.setPlaceholderText(money(line.row.to_pay_minor))
        if editor.text() != line.text:
            editor.setText(line.text)
            editor.selectAll()

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
            if index.column() in (Column.DUE, Column.TO_PAY) and line.row.to_pay_minor:
                model.set_amount(index.row(), "" if line.text else money(line.row.to_pay_minor))
                return True
        return super().editorEvent(event, model, option, index)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Leave Enter to the editor: what it typed is with the model already, nothing is to be committed."""
        if isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        return super().eventFilter(editor, event)

    def _fill_due(self, editor: AmountEditor, place: QPersistentModelIndex) -> None:
        line: Line = place.data(LINE)
        if line.row.to_pay_minor:
            _model(place).set_amount(place.row(), money(line.row.to_pay_minor))
            self.setEditorData(editor, place)

    def _mark_at(self, line: Line, cell: QRectF, at: QPointF) -> Attendance | None:
        for mark, box, _ in self.painting.segments(line, cell):
            if box.left() <= at.x() < box.right():
                return mark
        return None


def _model(index: QPersistentModelIndex) -> SheetModel:
    model = index.model()
    if not isinstance(model, SheetModel):
        raise TypeError("the sheet's delegate edits the sheet's model only")
    return model
