"""The header of the meeting sheet, painted so that headings stand exactly over what they head.

The rules kept here: the currency stands in the header, once a column, and never in a row; where the segments
under it have no room for their words, the header says what their letters stand for.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from fieldapp.screens.officer.sheet.table.filling import MARKS
from fieldapp.screens.officer.sheet.table.model import Column, heading, mark_name
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, Width


class SheetHeader(QHeaderView):
    """`sign` is the currency's; `spells` says the words of the segments, where they are letters."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._look = look
        self.sign = ""
        self.spells = False
        self.setSectionsClickable(False)
        self.viewport().setAutoFillBackground(False)
        self.fit()

    def fit(self) -> None:
        """Be as high as the text needs."""
        line = round(QFontMetricsF(self._look.font("caption")).height()) + 2 * Gap.S
        self.setFixedHeight(max(line, int(Height.TABLE_HEADER)))

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
        if column is Column.ATTENDANCE and self.spells:
            right, text = Gap.NONE, self._spelled(box.width() - left, text)
        painter.drawText(box.adjusted(left, 0, -right, 0), side | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

    def _spelled(self, room: float, otherwise: str) -> str:
        """What the letters stand for, in their order, where there is room for it."""
        words = " · ".join(mark_name(mark) for mark in MARKS)
        return (
            words if QFontMetricsF(self._look.font("caption")).horizontalAdvance(words) <= room else otherwise
        )
