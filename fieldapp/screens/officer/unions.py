"""Every union somebody looks after, and from each the way to its sheet."""

from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QLineEdit

from fieldapp.officer.unions import UnionRow, load_unions
from fieldapp.screens.frame import Page
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.card import Card, row
from fieldapp.screens.widgets.lists.row_list import Row, RowList
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import counted, tr
from fieldapp.screens.workbench import Workbench


class UnionsPage(Page):
    """Unions by name; typing finds one."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, tr("Unions"))
        self.finder = QLineEdit()
        self.finder.setPlaceholderText(self.tr("Find a union"))
        self.finder.setAccessibleName(self.tr("Find a union"))
        self.finder.setMaximumWidth(Width.FORM)
        self.finder.setClearButtonEnabled(True)
        self.finds_with(self.finder)
        self.list = RowList(bench.look, self.tr("Unions"))
        self._empty = EmptyState(
            bench.look,
            "users-three",
            self.tr("No union here"),
            self.tr("Unions arrive with the first contact; your supervisor assigns them."),
        )
        self._total = label("", "label")
        self._unions: tuple[UnionRow, ...] = ()
        top = row(Gap.M)
        top.addWidget(self.finder, 1)
        top.addStretch()
        top.addWidget(self._total)
        card = Card(edge=Gap.NONE)
        card.body.addWidget(self.list)
        card.body.addWidget(self._empty)
        self.body.addLayout(top)
        self.body.addWidget(card, 1)
        self.finder.textChanged.connect(self._fill)
        self.list.chosen.connect(self._open)

    def load(self) -> None:
        today = self.bench.today()
        self.read(lambda desk: load_unions(desk, today), self._show)

    def _show(self, unions: tuple[UnionRow, ...]) -> None:
        self._unions = unions
        self._fill()

    def _fill(self) -> None:
        wanted = self.finder.text().casefold().split()
        found = [
            row
            for row in self._unions
            if all(part in f"{row.union.name} {row.union.location}".casefold() for part in wanted)
        ]
        self.list.set_rows(_list_row(self.bench, row) for row in found)
        self.list.setVisible(bool(found))
        self._empty.setVisible(not found)
        owed = sum(row.outstanding_minor for row in found)
        words = self.tr("{unions} · {amount} outstanding")
        unions = counted(len(found), self.tr("union"), self.tr("unions"))
        self._total.setText(words.format(unions=unions, amount=self.bench.formats.signed(owed)))

    def _open(self, key: object) -> None:
        if isinstance(key, bytes):
            self.bench.go.open(Target("sheet", key))


def _list_row(bench: Workbench, row: UnionRow) -> Row:
    union, say = row.union, bench.formats
    parts = [union.location]
    if union.meeting_weekday is not None:
        day = QLocale().dayName(union.meeting_weekday + 1)
        parts.append(f"{day} {union.meeting_time}".strip())
    parts.append(counted(row.members, tr("member"), tr("members")))
    parts.append(counted(row.open_loans, tr("loan"), tr("loans")))
    if row.overdue_minor:
        mark = Mark("overdue", tr("{amount} overdue").format(amount=say.signed(row.overdue_minor)))
    elif row.meets_today:
        mark = Mark("pending", tr("Meets today"))
    else:
        mark = Mark("paid", tr("On time"))
    return Row(
        key=union.union,
        title=union.name,
        second=" · ".join(part for part in parts if part),
        figure=say.signed(row.outstanding_minor),
        mark=mark,
        provisional=union.provisional,
    )
