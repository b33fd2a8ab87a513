"""How much stands where: four tiles with a count and the money in it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from fieldapp.screens.everyone.sync.said import MARKS, ORDER, stands_name
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, IconSize, Radius, Width
from fieldapp.screens.widgets.badge import shape_of
from fieldapp.screens.widgets.card import Card, column, row
from fieldapp.screens.widgets.text import ElidedLabel, label, set_tone
from fieldapp.screens.words import Formats
from fieldapp.store.outbox import Stands, Tally


class _Shape(QWidget):
    """The shape of a state on its own ground."""

    def __init__(self, look: Look, stands: Stands) -> None:
        super().__init__()
        self._look = look
        self._stands = stands
        self._any = False
        self.setFixedSize(QSize(Height.TOUCH, Height.TOUCH))
        look.changed.connect(self.update)

    def show_any(self, any_stands: bool) -> None:
        """Stay quiet while nothing stands there."""
        self._any = any_stands
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        status, icon = shape_of(MARKS[self._stands])
        colours = self._look.colours.status(status if self._any else "neutral")
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.bg))
        painter.drawRoundedRect(self.rect(), Radius.CONTROL, Radius.CONTROL)
        size = IconSize.NAV
        box = QRectF((self.width() - size) / 2, (self.height() - size) / 2, size, size)
        self._look.paint_icon(painter, icon, colours.fg, box)
        painter.end()


class _Tile(Card):
    """One state."""

    def __init__(self, look: Look, stands: Stands) -> None:
        super().__init__(edge=Gap.M)
        self._stands = stands
        self.count = label("–", "title")
        self.value = label("", "field", "muted")
        words = column(Gap.NONE)
        self._name = ElidedLabel(stands_name(stands), "label", "muted")
        words.addWidget(self._name)
        words.addWidget(self.count)
        line = row(Gap.M)
        self._shape = _Shape(look, stands)
        line.addWidget(self._shape)
        line.addLayout(words, 1)
        line.addWidget(self.value, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(line)

    @property
    def least_width(self) -> int:
        """How wide it has to be for its name to be read whole."""
        words = self._name.fontMetrics().horizontalAdvance(self._name.text())
        return Height.TOUCH + words + self.value.sizeHint().width() + 4 * Gap.M

    def show_tally(self, tally: Tally, say: Formats) -> None:
        """Show how much stands here."""
        self.count.setText(f"{tally.count:,}")
        self._shape.show_any(tally.count > 0)
        set_tone(self.count, "overdue" if self._stands == "attention" and tally.count else "")
        self.value.setText(say.signed(tally.value_minor) if tally.value_minor else "")
        self.setAccessibleName(f"{stands_name(self._stands)}: {tally.count:,} {self.value.text()}".strip())


class Tiles(QWidget):
    """All four, beside each other or two by two."""

    turned = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._tiles = {stands: _Tile(look, stands) for stands in ORDER}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
        self._grid.setSpacing(Gap.M)
        self._columns = 0
        self._look = look
        look.changed.connect(self._arrange)

    def show_tallies(self, tallies: Mapping[Stands, Tally], say: Formats) -> None:
        """Show how much stands where."""
        for stands, tile in self._tiles.items():
            tile.show_tally(tallies[stands], say)
        self._arrange()

    def tile(self, stands: Stands) -> _Tile:
        """The tile of a state."""
        return self._tiles[stands]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        least = len(self._tiles) * max(tile.least_width + Gap.M for tile in self._tiles.values())
        columns = 4 if self.width() >= max(Width.PANES_FROM * self._look.scale, least) else 2
        if columns != self._columns:
            self._columns = columns
            for place, tile in enumerate(self._tiles.values()):
                self._grid.addWidget(tile, place // columns, place % columns)
            for place in range(4):
                self._grid.setColumnStretch(place, int(place < columns))
