"""Tabs: the parts of a page, of which one is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, Radius, Width
from fieldapp.screens.widgets.choices.linked import Linked, Part


class _Tab(Linked):
    """A word with a line under it when it is shown."""

    def sizeHint(self) -> QSize:
        width = self.look.metrics("strong").horizontalAdvance(self.part.spoken)
        return QSize(max(ceil(width) + 2 * Gap.M, Height.TOUCH), self.look.tall(Height.TAB, "strong"))

    def minimumSizeHint(self) -> QSize:
        return QSize(Height.TOUCH, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, chosen = self.look.colours, self.isChecked()
        painter.setFont(self.look.font("strong" if chosen else "body"))
        painter.setPen(QColor(colours.on_tint if chosen else colours.muted))
        metrics = self.look.metrics("strong")
        shown = metrics.elidedText(self.part.spoken, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), shown)
        if chosen:
            line = QRectF(0, self.height() - Width.TAB_LINE, self.width(), Width.TAB_LINE)
            painter.fillRect(line, QColor(colours.primary))
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.focus), Width.FOCUS))
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(1, 1, -1, -1), Radius.CONTROL, Radius.CONTROL
            )
        painter.end()


class Tabs(QWidget):
    """Parts of a page, one of which is shown; `chosen` has its key."""

    chosen = Signal(str)

    def __init__(self, look: Look, name: str, parts: Iterable[Part]) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._tabs: dict[str, _Tab] = {}
        line = QHBoxLayout(self)
        line.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
        line.setSpacing(Gap.XS)
        for part in parts:
            tab = _Tab(look, part)
            tab.clicked.connect(lambda _=False, key=part.key: self._take(key))
            self._tabs[part.key] = tab
            line.addWidget(tab)
        line.addStretch()
        if self._tabs:
            self.choose(next(iter(self._tabs)))

    def choose(self, key: str) -> None:
        """Show another part without saying so."""
        for each, tab in self._tabs.items():
            tab.setChecked(each == key)

    @property
    def current(self) -> str:
        """The key of the part shown."""
        return next((key for key, tab in self._tabs.items() if tab.isChecked()), "")

    def tab(self, key: str) -> QAbstractButton:
        """One tab."""
        return self._tabs[key]

    def set_figure(self, key: str, figure: str) -> None:
        """Say how many there are behind a tab."""
        tab = self._tabs[key]
        tab.part = replace(tab.part, figure=figure)
        tab.setAccessibleName(tab.part.spoken)
        tab.updateGeometry()
        tab.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        line = QRectF(0, self.height() - Width.BORDER, self.width(), Width.BORDER)
        painter.fillRect(line, QColor(self._look.colours.line))
        painter.end()

    def _take(self, key: str) -> None:
        self.choose(key)
        self.chosen.emit(key)
