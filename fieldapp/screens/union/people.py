"""The members of a union: found as one types, sorted, each with how they stand."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fieldapp.desk.profiles.phones import home_country, national
from fieldapp.officer.unions import MemberRow
from fieldapp.screens.theme.tokens import Gap, TableFrom
from fieldapp.screens.union.words import member_cell, member_rank
from fieldapp.screens.widgets.avatar import initials
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.card import column, row
from fieldapp.screens.widgets.cells.kinds import Initials, TextCell, amount
from fieldapp.screens.widgets.lists.find_field import FindField
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.widgets.table.columns import Column
from fieldapp.screens.widgets.table.folding import Cells
from fieldapp.screens.widgets.table.listing import folded
from fieldapp.screens.widgets.table.table import Table
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench


class PeopleView(QWidget):
    """A field that finds members over their table; `chosen` with a member's id."""

    chosen = Signal(object)

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._rows: tuple[MemberRow, ...] = ()
        self._sums: Cells = {}
        self.finder = FindField(
            bench.look,
            self.tr("Find a member by name, code or phone"),
            self.tr("Find a member of this union"),
        )
        self.table: Table[MemberRow] = Table(
            bench.look,
            self.tr("Members"),
            _columns(),
            key=lambda found: found.member.member,
            cells=self._cells,
            search=_searched,
        )
        self.nothing = EmptyState(bench.look, "users-three", "")
        self.table.set_instead(self.nothing)
        above = row(Gap.NONE)
        above.setContentsMargins(Gap.L, Gap.M, Gap.L, Gap.S)
        above.addWidget(self.finder)
        box = column(Gap.NONE)
        box.addLayout(above)
        box.addWidget(self.table, 1)
        self.setLayout(box)
        self.finder.textChanged.connect(self._find)
        self.finder.returnPressed.connect(self._open_first)
        self.nothing.acted.connect(self.finder.clear)
        self.table.chosen.connect(self.chosen)

    def show_members(self, rows: tuple[MemberRow, ...]) -> None:
        """Show the members of a union."""
        self._rows = rows
        self.table.set_rows(rows)
        self._sums = _sums(rows)
        self._say_found()

    def _cells(self, found: MemberRow) -> Cells:
        return _cells(found, home_country(self._bench.formats.currency))

    def _find(self, text: str) -> None:
        self.table.set_filter(text)
        self._say_found()

    def _open_first(self) -> None:
        if self.table.count:
            self.chosen.emit(self.table.view.key_at(0))

    def _say_found(self) -> None:
        """The sums are of all members; where nobody is found it is said."""
        text = self.finder.text().strip()
        self.table.set_totals({} if text else self._sums)
        if self._rows and text:
            words = self.tr("No member is called “{text}”").format(text=text)
            self.nothing.say(words, self.tr("Names, codes and phones are searched."), self.tr("Show all"))
        else:
            self.nothing.say(
                self.tr("No member yet"), self.tr("Members appear here once the office has enrolled them.")
            )


def _sums(rows: tuple[MemberRow, ...]) -> Cells:
    if not rows:
        return {}
    return {
        "member": TextCell(tr("All together"), strong=True),
        "owed": amount(sum(each.owed_minor for each in rows), strong=True),
        "late": amount(sum(each.overdue_minor for each in rows), strong=True),
    }


def _columns() -> tuple[Column[MemberRow], ...]:
    return (
        Column("member", tr("Member"), share="stretch", order=lambda found: folded(found.member.name)),
        Column("state", tr("State"), order=member_rank, from_width=TableFrom.S, fold="{}"),
        Column("owed", tr("Owes"), end=True, order=lambda found: found.owed_minor),
        Column(
            "late", tr("Arrears"), end=True, order=lambda found: found.overdue_minor, from_width=TableFrom.XS
        ),
    )


def _searched(found: MemberRow) -> str:
    """What a member is found by: the phone also as it is dialled at home."""
    member = found.member
    return f"{member.name} {member.code} {member.phone} 0{member.phone[-10:]}"


def _cells(found: MemberRow, country: str | None) -> Cells:
    member = found.member
    unverified = member.active and member.verified_by is None
    return {
        "member": TextCell(
            member.name,
            " · ".join(part for part in (member.code, national(member.phone, country)) if part),
            strong=True,
            lead=Initials(initials(member.name)),
            mark=Mark("pending", tr("Not verified")) if unverified else None,
        ),
        "state": member_cell(found),
        "owed": amount(found.owed_minor, strong=True),
        "late": amount(found.overdue_minor, ink="overdue"),
    }
