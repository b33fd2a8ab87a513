"""Words that are folded under the first column have what room there is before figures stand apart."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from fieldapp.screens.theme.look import Look
from fieldapp.screens.widgets.cells.kinds import TextCell, amount
from fieldapp.screens.widgets.table.columns import Column
from fieldapp.screens.widgets.table.table import Table

_REASON = "Ask for a guarantor who is no member of the union"


def test_words_folded_under_a_name_are_not_cut_beside_empty_columns(qtbot: QtBot, look: Look) -> None:
    columns: tuple[Column[int], ...] = (
        Column("name", "Member", share="stretch"),
        Column("state", "State"),
        Column("next", "What is next", share="stretch", from_width=2000, fold="{}"),
        Column("amount", "Amount", end=True),
    )
    table: Table[int] = Table(
        look,
        "Loans",
        columns,
        key=lambda number: number,
        cells=lambda number: {
            "name": TextCell("Ogechi", f"L{number} · Chinecherem Sisters"),
            "state": TextCell("Sent back"),
            "next": TextCell(_REASON),
            "amount": amount(20_000_000),
        },
    )
    qtbot.addWidget(table)
    table.resize(768, 400)
    table.set_rows(range(3))
    table.show()
    wide = table.view.letters.width(f"L0 · Chinecherem Sisters · {_REASON}", "label")
    assert table.view.layout_now.folded == ("next",)
    assert table.view.layout_now.widths["name"] >= wide
    assert sum(table.view.layout_now.widths.values()) <= 768
