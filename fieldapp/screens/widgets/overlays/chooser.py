"""Choose one of several things before going on: a sheet with their list, and a field that finds where there
are many.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.card import row
from fieldapp.screens.widgets.lists.find_field import FindField
from fieldapp.screens.widgets.lists.row_list import RowList
from fieldapp.screens.widgets.lists.rows import Row
from fieldapp.screens.widgets.overlays.sheet import Sheet
from fieldapp.screens.widgets.table.listing import folded
from fieldapp.screens.widgets.text import label

_FINDS_FROM = 7
"""Fewer rows are seen at one glance."""


class Chooser(Sheet):
    """`picked` has the key of the row that was chosen, after the sheet went away.

    It lies over `around` and is gone with `owner`, who asks.
    """

    picked = Signal(object)

    def __init__(self, look: Look, around: QWidget, owner: QWidget, title: str, find: str) -> None:
        super().__init__(look, around, title)
        self._rows: Sequence[Row] = ()
        self.finder = FindField(look, find)
        self._above = QWidget()
        line = row(Gap.NONE, Gap.S)
        line.addWidget(self.finder)
        self._above.setLayout(line)
        self.list = RowList(look, title)
        self.list.show_whole()
        self.nothing = label(self.tr("Nobody is called that"), "label", "muted", wrap=True)
        self.nothing.setContentsMargins(Gap.M, Gap.S, Gap.M, Gap.S)
        self.body.insertWidget(1, self._above)
        for shown in (self.list, self.nothing):
            self.content.addWidget(shown)
        self.content.addStretch()
        self.finder.textChanged.connect(self._find)
        self.finder.returnPressed.connect(self._take_first)
        self.list.chosen.connect(self._take)
        owner.destroyed.connect(self.deleteLater)

    def offer(self, rows: Sequence[Row]) -> None:
        """Show these and open."""
        self._rows = rows
        many = len(rows) >= _FINDS_FROM
        self._above.setVisible(many)
        self.finder.clear()
        self._find("")
        self.list.select(rows[0].key if rows else None)
        self.open(self.finder if many else self.list)

    def _high(self, width: int) -> int:
        """Whoever types into it does not see it jump."""
        return self.height() if self._above.isVisible() else super()._high(width)

    def _find(self, text: str) -> None:
        wanted = folded(text).split()
        found = [each for each in self._rows if all(part in folded(each.spoken) for part in wanted)]
        self.list.set_rows(found)
        self.list.setVisible(bool(found))
        self.nothing.setVisible(not found)

    def _take_first(self) -> None:
        if self.list.rows:
            self._take(self.list.rows[0].key)

    def _take(self, key: object) -> None:
        self.close_panel()
        self.picked.emit(key)
