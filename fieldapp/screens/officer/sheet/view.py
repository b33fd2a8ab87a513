"""The sheet as a table: columns by width, and the way from amount to amount."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QScroller,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from fieldapp.screens.officer.sheet.cells import SheetDelegate
from fieldapp.screens.officer.sheet.filling import Line
from fieldapp.screens.officer.sheet.model import LINE, Column, SheetModel, heading
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, Width


class SheetHeader(QHeaderView):
    """Painted, so that headings stand exactly over what they head."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._look = look
        self.sign = ""
        self.setFixedHeight(Height.TABLE_HEADER)

    def paintSection(self, painter: QPainter, rect: QRect, logical_index: int) -> None:
        column = Column(logical_index)
        box = QRectF(rect)
        painter.save()
        edge = QRectF(box.x(), box.bottom() - Width.BORDER, box.width(), Width.BORDER)
        painter.fillRect(edge, QColor(self._look.colours.line))
        painter.setPen(QColor(self._look.colours.muted))
        painter.setFont(self._look.font("caption"))
        end = column >= Column.DUE or column is Column.NUMBER
        side = Qt.AlignmentFlag.AlignRight if end else Qt.AlignmentFlag.AlignLeft
        left = Gap.L if column is Column.MEMBER else Gap.XS if column is Column.ATTENDANCE else Gap.M
        right = Gap.L + Gap.M if column is Column.AMOUNT else Gap.M
        text = heading(column) + (f" {self.sign}" if column >= Column.DUE else "")
        painter.drawText(box.adjusted(left, 0, -right, 0), side | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()


class SheetView(QTableView):
    """`left_below` when somebody goes on after the last amount."""

    left_below = Signal()

    def __init__(self, look: Look, model: SheetModel) -> None:
        super().__init__()
        self._look = look
        self.delegate = SheetDelegate(look, self)
        self.header = SheetHeader(look, self)
        self.setModel(model)
        self.setItemDelegate(self.delegate)
        self.setHorizontalHeader(self.header)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.viewport().setAutoFillBackground(False)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self.delegate.moved.connect(self.step)
        self.clicked.connect(lambda index: self.go_to(index.row()))
        model.modelReset.connect(self._fit)
        look.changed.connect(self._fit)

    def go_to(self, number: int) -> None:
        """Open the amount of a row."""
        index = self.model().index(number, Column.AMOUNT)
        if index == self.currentIndex():
            self.edit(index)
        else:
            self.setCurrentIndex(index)
        self.scrollTo(index)

    def step(self, by: int) -> None:
        """Go to the next amount that is shown, in either direction."""
        number = self.currentIndex().row() + by
        while 0 <= number < self.model().rowCount() and self.isRowHidden(number):
            number += by
        if 0 <= number < self.model().rowCount():
            self.go_to(number)
        elif by > 0:
            self.left_below.emit()

    def show_only(self, wanted: Callable[[Line], bool]) -> None:
        """Hide the rows that are not wanted."""
        for number in range(self.model().rowCount()):
            line: Line = self.model().index(number, 0).data(LINE)
            self.setRowHidden(number, not wanted(line))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        """Give the columns what the width allows; the member takes the rest."""
        total = self.viewport().width()
        narrow = total < Width.SIDE_BY_SIDE_FROM - Width.RAIL
        self.delegate.painting.narrow = narrow
        for column in (Column.NUMBER, Column.ARREARS, Column.TO_PAY):
            self.setColumnHidden(column, narrow)
        attendance = Width.ATTENDANCE_SHORT if narrow else Width.ATTENDANCE_FULL
        widths = {
            Column.NUMBER: 0 if narrow else int(Width.NUMBER),
            Column.ATTENDANCE: int(attendance),
            Column.DUE: int(Width.FIGURE),
            Column.ARREARS: 0 if narrow else int(Width.FIGURE),
            Column.TO_PAY: 0 if narrow else int(Width.FIGURE),
            Column.AMOUNT: Width.AMOUNT + Gap.L,
        }
        for column, width in widths.items():
            if width:
                self.setColumnWidth(column, width)
        self.setColumnWidth(Column.MEMBER, max(Width.NAME, total - sum(widths.values())))
        height = self.delegate.sizeHint(QStyleOptionViewItem(), self.model().index(0, 0)).height()
        self.verticalHeader().setDefaultSectionSize(height)
        self.viewport().update()
