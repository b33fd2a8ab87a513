"""Tables and lists in every state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fieldapp.screens.gallery.board import shown
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, Status, TableFrom
from fieldapp.screens.widgets.avatar import initials
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.cells.kinds import (
    BarCell,
    ButtonsCell,
    Cell,
    CheckCell,
    DotsCell,
    FigureCell,
    Initials,
    MarkCell,
    RowButton,
    Shape,
    SparkCell,
    TextCell,
    amount,
)
from fieldapp.screens.widgets.lists.row_list import Heading, Row, RowList
from fieldapp.screens.widgets.table.columns import Column
from fieldapp.screens.widgets.table.table import Table

_NAMES = ("Ngozi Chukwu", "Sadiya Bello", "Kikelomo Ojo", "Esther Ogbonna", "Jumoke Oladipo", "Mercy Udoh")
_ROWS_SHOWN = 7


@dataclass(frozen=True, slots=True)
class Due:
    """An instalment of the exhibit."""

    number: int
    member: str
    due_minor: int
    paid_minor: int


_DUE: tuple[Column[Due], ...] = (
    Column("member", "Member", share="stretch", order=lambda due: due.member),
    Column("item", "Instalment", end=True, from_width=TableFrom.M, fold="instalment {}"),
    Column("state", "State", from_width=TableFrom.S, fold="{}"),
    Column("due", "Due ₦", end=True, from_width=TableFrom.M, order=lambda due: due.due_minor),
    Column("paid", "Paid ₦", end=True, from_width=TableFrom.L, fold="paid {}"),
    Column("left", "Left ₦", end=True),
    Column("act", "", still=True),
)
_TEAM: tuple[Column[int], ...] = (
    Column("who", "Officer", share="stretch"),
    Column("rate", "Collected against due ₦", share="stretch", from_width=TableFrom.XS),
    Column("par", "PAR 30", end=True, from_width=TableFrom.S),
    Column("visits", "Visits", from_width=TableFrom.L),
    Column("take", "", still=True),
)


def hang(look: Look) -> Iterable[Card]:
    """Return the cards of this room."""
    yield _table(look)
    yield _team(look)
    yield _list(look)
    yield _attention(look)
    yield _day(look)
    yield _nothing(look)


def _table(look: Look) -> Card:
    rows = [
        Due(place, _NAMES[place % 6], 630_000 + 105_000 * (place % 4), (0, 200_000, 735_000)[place % 3])
        for place in range(142)
    ]
    table = Table(
        look, "Instalments", _DUE, key=lambda due: due.number, cells=_due_cells, page_size=25, paged=True
    )
    table.set_rows(rows)
    table.sort_by("member")
    table.select(0)
    table.set_totals(
        {
            "member": TextCell("Total of 142 filtered", strong=True),
            "due": amount(sum(due.due_minor for due in rows), strong=True),
            "left": amount(sum(due.due_minor - due.paid_minor for due in rows), strong=True),
        }
    )
    table.view.setMinimumHeight(_ROWS_SHOWN * Height.ROW_DESKTOP)
    card = Card(edge=Gap.NONE)
    card.body.addWidget(table)
    return card


def _due_cells(due: Due) -> Mapping[str, Cell]:
    left = max(0, due.due_minor - due.paid_minor)
    mark = Mark("paid", "Paid") if not left else Mark("overdue", f"{due.number + 1} days late")
    pay = RowButton("pay", "Pay due", "tonal", said=f"Pay what {due.member} owes", writes=True)
    other = RowButton("other", "Other…", enabled=due.number % 4 != 3)
    receipt = RowButton("receipt", "Receipt")
    return {
        "member": TextCell(
            due.member, strong=True, mark=Mark("promise", "Today") if due.number % 5 == 0 else None
        ),
        "item": TextCell(f"{due.number % 24 + 1} of 24", ink="muted"),
        "state": MarkCell(mark),
        "due": amount(due.due_minor),
        "paid": amount(due.paid_minor, provisional=due.number % 2 == 1),
        "left": amount(left, strong=True),
        "act": ButtonsCell((pay, other) if left else (receipt,)),
    }


def _team(look: Look) -> Card:
    table = Table(look, "Team", _TEAM, key=lambda place: place, cells=_officer_cells)
    table.set_rows(range(4))
    table.view.show_whole()
    card = Card("Rows with two lines", edge=Gap.NONE)
    card.body.addWidget(table)
    return card


def _officer_cells(place: int) -> Mapping[str, Cell]:
    name, rate = _NAMES[place], (34, 57, 72, 86)[place]
    status: Status = "overdue" if rate < 50 else "pending" if rate < 60 else "paid"
    return {
        "who": TextCell(name, strong=True, lead=Initials(initials(name)), second="118 loans"),
        "rate": BarCell(
            ((rate, status),), 100, 60, f"{rate},500 of 100,000", f"{rate} %", f"{rate} % collected"
        ),
        "par": SparkCell((3.1, 3.4, 3.0, 3.8, 4.1 + place), f"{4.1 + place} %", text_ink="overdue"),
        "visits": DotsCell(place + 1, 5, f"{place + 1} of 5"),
        "take": CheckCell(place % 2 == 0, f"Take {name}"),
        "cash": FigureCell("158,300"),
    }


def _list(look: Look) -> Card:
    rows = RowList(look, "Requests")
    rows.set_rows(
        [
            Heading("Today", "2 wait"),
            Row(1, "Loan · ₦400,000", "Adaeze Nnamdi · Oja-Oba Traders", third="F. Adeyemi · 2 hours ago",
                mark=Mark("pending", "Stage 1 of 2")),
            Row(2, "Cash handover · ₦214,350", "Chinedu Nwachukwu → branch", third="Counted ₦214,300",
                mark=Mark("overdue", "₦50 short")),
            Heading("Yesterday"),
            Row(3, "Musa Bello counted your cash", "₦158,300, all of it", aside="17:55", unread=True),
            Row(4, "Your day is planned", "5 stops", aside="07:30"),
        ]
    )  # fmt: skip
    rows.select(1)
    rows.show_whole()
    return _listed("A list with headings", rows)


def _attention(look: Look) -> Card:
    rows = RowList(look, "Needs attention")
    shape = Shape("warning-fill", "overdue")
    rows.set_rows(
        [
            Row(1, "Repayment · Mercy Udoh", "Receipt HT07-001203 · 19 Nov 16:20", "9,000", lead=shape,
                reason="Loan was closed at the office at 15:05. The cash is kept in suspense.",
                buttons=(RowButton("ask", "Ask supervisor"),)),
            Row(2, "₦7,500", aside="30 Oct · transfer", mark=Mark("posted", "Posted"),
                parts=(("Instalment 6 · closed", "6,300"), ("Instalment 7 · part, 5,100 left", "1,200"))),
            Row(3, "Repayment · Grace Effiong", "HT07-001211", "3,150",
                Mark("on_this_tablet", "On this tablet"), provisional=True, lead=Shape("wallet")),
        ]
    )  # fmt: skip
    rows.show_whole()
    return _listed("Reasons, parts, provisional figures", rows)


def _day(look: Look) -> Card:
    rows = RowList(look, "Day plan", timeline=True)
    rows.set_rows(
        [
            Row(1, "Oja-Oba Traders Union", "Meeting · 25 members · ₦176,550", time="09:30", dot="full",
                under=Mark("pending", "Open now · 11 of 25 paid")),
            Row(2, "Sadiya Bello", "Visit · broken promise 8,400", time="12:00", dot="open",
                under=Mark("overdue", "2 visits, not met")),
            Row(3, "Branch", "Hand over cash to Musa Bello", time="16:15", dot="open"),
        ]
    )  # fmt: skip
    rows.show_whole()
    return _listed("A day", rows)


def _nothing(look: Look) -> Card:
    rows = RowList(look, "Nothing")
    rows.empty_words = "Nothing waits for you"
    return shown("Empty", rows)


def _listed(title: str, rows: RowList) -> Card:
    card = Card(title, edge=Gap.NONE)
    card.body.addWidget(rows)
    return card
