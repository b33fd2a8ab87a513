"""The schedule as it would be: whole beside the form, and folded away where it stands below it."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtWidgets import QSizePolicy

from fieldapp.officer.request_loan import LoanPreview
from fieldapp.screens.theme.tokens import Gap, TableFrom
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.cells.kinds import Cell, TextCell, amount
from fieldapp.screens.widgets.table.columns import Column
from fieldapp.screens.widgets.table.folding import Cells
from fieldapp.screens.widgets.table.table import Table
from fieldapp.screens.words import counted, tr
from fieldapp.screens.workbench import Workbench
from shared.lending.schedule import Instalment


class ScheduleCard(Card):
    """Instalment by instalment; `rows` are those shown last."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("Schedule"), edge=Gap.NONE)
        self._bench = bench
        self._folds, self._folded = False, False
        self.rows: tuple[Instalment, ...] = ()
        self.fold = Button(bench.look, "", "quiet", "caret-down")
        self.head.setContentsMargins(Gap.L, Gap.S, Gap.S, Gap.NONE)
        self.head.addWidget(self.fold)
        self.fold.clicked.connect(self._turn)
        self._say()
        self.hide()

    @cached_property
    def table(self) -> Table[Instalment]:
        """The instalments; made when there are any."""
        made: Table[Instalment] = Table(
            self._bench.look,
            self.tr("Schedule as it would be"),
            _columns(self._bench.formats.sign),
            key=lambda item: item.sequence,
            cells=self._cells,
        )
        made.view.show_whole()
        self.body.addWidget(made)
        return made

    def show_schedule(self, preview: LoanPreview | None) -> None:
        """Show the instalments; there are none while the terms make no sense."""
        self.rows = preview.instalments if preview is not None else ()
        if self.rows or not self.isHidden():
            self.table.set_rows(self.rows)
            self.table.set_totals(_totals(self.rows) if self.rows else {})
        self.setVisible(bool(self.rows))
        self._say()

    def set_folding(self, folds: bool) -> None:
        """Below a form it can be folded away, and is at first."""
        if folds is not self._folds:
            self._folds, self._folded = folds, folds
            self._say()

    def _turn(self) -> None:
        self._folded = not self._folded
        self._say()

    def _say(self) -> None:
        hidden = self._folded
        if self.rows:
            self.table.setVisible(not hidden)
        items = counted(len(self.rows), tr("instalment"), tr("instalments"))
        words = self.tr("Show {items}").format(items=items) if hidden else self.tr("Fold away")
        self.fold.set_words(words)
        self.fold.set_icon("caret-down" if hidden else "caret-up")
        self.fold.setVisible(self._folds)
        # Folded away it is its title alone, however much room there is.
        way = QSizePolicy.Policy
        self.setSizePolicy(way.Preferred, way.Fixed if hidden else way.Preferred)

    def _cells(self, item: Instalment) -> Cells:
        return {
            "item": TextCell(f"{item.sequence} · {self._bench.formats.day(item.due_on)}"),
            "principal": amount(item.principal_minor),
            "interest": amount(item.interest_minor),
            "fee": amount(item.fee_minor),
            "due": amount(item.total_minor, strong=True),
        }


def _columns(sign: str) -> tuple[Column[Instalment], ...]:
    return (
        Column("item", tr("Instalment · due on"), share="stretch"),
        Column("principal", tr("Principal {sign}").format(sign=sign), end=True, from_width=TableFrom.XXS),
        Column("interest", tr("Interest {sign}").format(sign=sign), end=True, from_width=TableFrom.XXS),
        Column("fee", tr("Fee {sign}").format(sign=sign), end=True, from_width=TableFrom.S),
        Column("due", tr("Due {sign}").format(sign=sign), end=True),
    )


def _totals(items: tuple[Instalment, ...]) -> dict[str, Cell]:
    return {
        "item": TextCell(counted(len(items), tr("instalment"), tr("instalments")), strong=True),
        "principal": amount(sum(item.principal_minor for item in items), strong=True),
        "interest": amount(sum(item.interest_minor for item in items), strong=True),
        "fee": amount(sum(item.fee_minor for item in items), strong=True),
        "due": amount(sum(item.total_minor for item in items), strong=True),
    }
