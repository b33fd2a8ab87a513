"""The parts of a union behind tabs: members, loans, meetings."""

from __future__ import annotations

from functools import partial

from fieldapp.officer.unions import UnionLoan
from fieldapp.officer.unions import UnionPage as UnionView
from fieldapp.screens.union.history import Meeting, history_table, meetings_of
from fieldapp.screens.union.lending import lending_table
from fieldapp.screens.union.people import PeopleView
from fieldapp.screens.widgets.choices.parted import Parted
from fieldapp.screens.widgets.table.table import Table
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench


class UnionTabs(Parted):
    """Three tables of which one is shown."""

    def __init__(self, bench: Workbench) -> None:
        self._view: UnionView | None = None
        super().__init__(
            bench.look,
            tr("Parts of the union"),
            {
                "members": (tr("Members"), partial(PeopleView, bench)),
                "loans": (tr("Loans"), partial(lending_table, bench)),
                "meetings": (tr("Meetings"), partial(history_table, bench)),
            },
        )

    @property
    def members(self) -> PeopleView:
        """Who belongs to the union."""
        part = self.part("members")
        assert isinstance(part, PeopleView)
        return part

    @property
    def loans(self) -> Table[UnionLoan]:
        """Its loans that owe."""
        part = self.part("loans")
        assert isinstance(part, Table)
        return part

    @property
    def meetings(self) -> Table[Meeting]:
        """Its last meetings."""
        part = self.part("meetings")
        assert isinstance(part, Table)
        return part

    def show_union(self, view: UnionView) -> None:
        """Show everything of a union."""
        self._view = view
        counts = {"members": len(view.rows), "loans": len(view.loans), "meetings": len(meetings_of(view))}
        for key, count in counts.items():
            self.tabs.set_figure(key, f"{count:,}" if count else "")
        self.fill_made()

    def fill(self, key: str) -> None:
        if self._view is None:
            return
        if key == "members":
            self.members.show_members(self._view.rows)
        elif key == "loans":
            self.loans.set_rows(self._view.loans)
        else:
            self.meetings.set_rows(meetings_of(self._view))
