"""The meetings of earlier days that were begun and never closed: nobody counted, nobody signed.

The rule kept here: they stand here until they are closed, or may not be closed any more; choosing one opens
its sheet, from which it is closed.
"""

from __future__ import annotations

from fieldapp.officer.today import Today
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.lists.row_list import RowList
from fieldapp.screens.widgets.lists.rows import Row
from fieldapp.screens.workbench import Workbench


class NotClosedCard(Card):
    """Hidden while there is none, and from whom closes no meetings."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(self.tr("Not closed yet"), edge=Gap.NONE)
        self._bench = bench
        self.list = RowList(bench.look, self.tr("Meetings that are not closed yet"))
        self.list.show_whole()
        self.body.addWidget(self.list, 1)
        self.list.chosen.connect(self._open)
        self.hide()

    def show_day(self, today: Today) -> None:
        """Show what is left of earlier days."""
        say = self._bench.formats
        self.list.set_rows(
            Row(key=(each.union.union, each.on), title=each.union.name, second=say.long_day(each.on))
            for each in today.not_closed
        )
        may = self._bench.go.may_open(Target("close"))
        self.setVisible(bool(today.not_closed) and may)

    def _open(self, key: object) -> None:
        if isinstance(key, tuple):
            union, on = key
            self._bench.go.open(Target("sheet", union, on.isoformat()))
