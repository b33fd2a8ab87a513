"""A table of instalments to test with: of every kind of cell one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from fieldapp.screens.theme.look import Look
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.cells.kinds import (
    ButtonsCell,
    Cell,
    CheckCell,
    MarkCell,
    RowButton,
    TextCell,
    amount,
)
from fieldapp.screens.widgets.table.columns import Column
from fieldapp.screens.widgets.table.table import Table


@dataclass(frozen=True, slots=True)
class Item:
    """An instalment."""

    number: int
    member: str
    union: str = "Oja-Oba Traders"
    due_minor: int = 630_000
    paid_minor: int = 0
    chosen: bool = False


COLUMNS: tuple[Column[Item], ...] = (
    Column("member", "Member", share="stretch", order=lambda item: item.member),
    Column("union", "Union", from_width=900, fold="{}"),
    Column("state", "State", from_width=600, fold="{}"),
    Column("due", "Due ₦", end=True, order=lambda item: item.due_minor),
    Column("paid", "Paid ₦", end=True, sortable=True, from_width=700, fold="paid {}"),
    Column("check", "", still=True, from_width=700),
    Column("act", "", still=True),
)


@dataclass(slots=True)
class Market:
    """The table and what was heard of it; `asked` counts how often a row was asked for its cells."""

    qtbot: QtBot
    table: Table[Item]
    asked: Counter[int]
    chosen: list[object] = field(default_factory=list)
    selected: list[object] = field(default_factory=list)
    pressed: list[tuple[object, str]] = field(default_factory=list)

    def tap(self, row: int, column: str) -> None:
        """Tap into a cell."""
        self.qtbot.mouseClick(self.table.view.viewport(), Qt.MouseButton.LeftButton, pos=self.at(row, column))

    def at(self, row: int, column: str) -> QPoint:
        """The middle of a cell."""
        place = [each.key for each in COLUMNS].index(column)
        view = self.table.view
        view.scrollTo(view.rows.index(row, 0))
        return view.visualRect(view.rows.index(row, place)).center()

    def key(self, *keys: Qt.Key) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.qtbot.keyClick(self.table.view, key)

    def members(self) -> list[str]:
        """The members shown, in order."""
        rows = self.table.view.rows
        return [rows.listing.row(place).member for place in range(rows.rowCount())]


def items(count: int) -> list[Item]:
    """So many instalments of members in the order of the alphabet."""
    return [Item(number, f"Member {number:05d}") for number in range(count)]


def open_market(
    qtbot: QtBot, look: Look, count: int = 60, width: int = 1200, *, paged: bool = False
) -> Market:
    """A table in a window of its own, with the focus."""
    asked: Counter[int] = Counter()

    def cells(item: Item) -> Mapping[str, Cell]:
        asked[item.number] += 1
        mark = Mark("paid", "Paid") if item.paid_minor >= item.due_minor else Mark("pending", "Due today")
        pay = RowButton("pay", "Pay due", "tonal", said=f"Pay due of {item.member}", writes=True)
        other = RowButton("other", "Other…", said=f"Another amount of {item.member}")
        return {
            "member": TextCell(item.member, strong=True),
            "union": TextCell(item.union),
            "state": MarkCell(mark),
            "due": amount(item.due_minor),
            "paid": amount(item.paid_minor, provisional=True),
            "check": CheckCell(item.chosen, f"Take {item.member}"),
            "act": ButtonsCell((pay, other)),
        }

    table = Table(
        look,
        "Instalments",
        COLUMNS,
        key=lambda item: item.number,
        cells=cells,
        search=lambda item: f"{item.member} {item.union}",
        page_size=25 if paged else 0,
        paged=paged,
    )
    market = Market(qtbot, table, asked)
    table.chosen.connect(market.chosen.append)
    table.selected.connect(market.selected.append)
    table.pressed.connect(lambda key, button: market.pressed.append((key, button)))
    qtbot.addWidget(table)
    table.resize(width, 600)
    table.set_rows(items(count))
    table.show()
    table.activateWindow()
    table.setFocus()
    qtbot.waitUntil(table.view.hasFocus)
    return market
