"""Whom to collect from next: the longest overdue first, with the two taps that record what is due.

The rule kept here: that nothing is left is said of what was asked for, and only once it is known.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from fieldapp.officer.queries import ToCollect
from fieldapp.officer.today import Today
from fieldapp.screens.money import turn
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap, TableFrom
from fieldapp.screens.widgets.avatar import initials
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, column, row
from fieldapp.screens.widgets.cells.kinds import (
    ButtonsCell,
    FigureCell,
    Initials,
    MarkCell,
    RowButton,
    TextCell,
)
from fieldapp.screens.widgets.choices.chip import Option
from fieldapp.screens.widgets.choices.chips import Choice
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.widgets.table.columns import Column
from fieldapp.screens.widgets.table.folding import Cells
from fieldapp.screens.widgets.table.table import Table
from fieldapp.screens.words import days_late, money, tr
from fieldapp.screens.workbench import Workbench
from shared.ids import LoanId

_PAY, _OTHER = "pay", "other"
_SHOWN_NARROW = 8


class CollectCard(Card):
    """A table of loans with something due or overdue; a row opens the loan, its buttons a repayment."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(edge=Gap.NONE)
        self._bench = bench
        self._found: Sequence[ToCollect] = ()
        self._narrow = self._whole = False
        kinds = (
            Option("all", self.tr("All")),
            Option("late", self.tr("Overdue"), "warning-fill", "overdue"),
            Option("due", self.tr("Due today"), "clock", "pending"),
        )
        self.which = Choice(bench.look, self.tr("Show"), kinds, low=True)
        self.which.choose("all")
        self.all_schedules = Button(bench.look, self.tr("All schedules"), "quiet")
        self.more = Button(bench.look, "", "quiet", "caret-down")
        self.more.hide()
        self.table: Table[ToCollect] = Table(
            bench.look,
            self.tr("To collect next"),
            _columns(),
            key=lambda found: found.loan,
            cells=self._cells,
        )
        self.nothing = EmptyState(bench.look, "checks", "")
        self.table.set_instead(self.nothing)
        # Before the first answer nobody knows whether there is anything.
        self.table.hide()
        self.body.addWidget(self._head())
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.more)
        self.which.chosen.connect(lambda _: self._fill())
        self.more.clicked.connect(self._show_rest)
        self.nothing.acted.connect(self._show_all)
        self.all_schedules.clicked.connect(lambda: bench.go.open(Target("schedules")))
        self.table.chosen.connect(self._open_loan)
        self.table.pressed.connect(self._pay)

    def show_day(self, today: Today) -> None:
        """Show what is to be collected."""
        self._found = today.to_collect
        counts = {"all": len(self._found), "late": today.overdue_count, "due": today.due_count}
        for key, count in counts.items():
            self.which.set_count(key, count)
        self.all_schedules.setVisible(self._bench.go.may_open(Target("schedules")))
        self.table.show()
        self._fill()

    def set_narrow(self, narrow: bool) -> None:
        """On a narrow window the page scrolls and not the table, which then shows the first few."""
        if narrow is not self._narrow:
            self._narrow = narrow
            self.table.view.show_whole(narrow)
            self._fill()

    def _head(self) -> QWidget:
        head = QWidget()
        line = row(Gap.M)
        line.setContentsMargins(Gap.L, Gap.S, Gap.S, Gap.NONE)
        line.addWidget(self.which, 1)
        line.addWidget(self.all_schedules, 0, Qt.AlignmentFlag.AlignVCenter)
        box = column(Gap.NONE)
        box.addLayout(line)
        head.setLayout(box)
        return head

    def _fill(self) -> None:
        wanted = self.which.current
        rows = [each for each in self._found if _belongs(each, wanted)]
        few = self._narrow and not self._whole
        self.table.set_rows(rows[:_SHOWN_NARROW] if few else rows)
        left = len(rows) - _SHOWN_NARROW
        self.more.set_words(self.tr("Show {count} more").format(count=left))
        self.more.setVisible(few and left > 0)
        if not rows:
            self._say_nothing(wanted)

    def _say_nothing(self, wanted: str) -> None:
        """Say what there is nothing of, and offer the rest where there is any."""
        sentence, words = {
            "late": (self.tr("No loan is overdue"), ""),
            "due": (self.tr("Nothing more is due today"), ""),
        }.get(wanted, (self.tr("Nothing is left to collect"), self.tr("Nothing is due today or overdue.")))
        self.nothing.say(sentence, words, self.tr("Show all") if self._found else "")

    def _show_rest(self) -> None:
        """Show those for whom there was no place at first; the focus goes on in them."""
        self._whole = True
        self.table.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._fill()

    def _show_all(self) -> None:
        self.which.choose("all")
        self._fill()

    def _cells(self, found: ToCollect) -> Cells:
        late = found.overdue_minor > 0
        words = days_late(found.days_late)
        if found.overdue_minor != found.to_pay_minor:
            # Else it is the amount that stands in this row anyway.
            words = f"{money(found.overdue_minor)} · {words}"
        mark = Mark("overdue", words) if late else Mark("pending", tr("Due today"))
        item = tr("instalment {number} of {items}").format(number=found.sequence, items=found.items)
        pays = tr("Pay what {name} owes today").format(name=found.member_name)
        other = tr("Another amount from {name}").format(name=found.member_name)
        return {
            "member": TextCell(
                found.member_name,
                f"{found.number} · {item}",
                strong=True,
                lead=Initials(initials(found.member_name)),
            ),
            "state": MarkCell(mark),
            "amount": FigureCell(money(found.to_pay_minor), strong=True, provisional=found.provisional),
            "acts": ButtonsCell(
                (
                    RowButton(_PAY, tr("Pay due"), "tonal", said=pays),
                    RowButton(_OTHER, tr("Other…"), said=other),
                )
            ),
        }

    def _open_loan(self, key: object) -> None:
        if isinstance(key, bytes):
            self._bench.go.open(Target("loan", LoanId(key)))

    def _pay(self, key: object, button: str) -> None:
        if isinstance(key, bytes):
            shown = [each.loan for each in self._found if _belongs(each, self.which.current)]
            after = shown[shown.index(LoanId(key)) + 1 :] if key in shown else []
            self._bench.go.open(turn.repay(LoanId(key), after, "other" if button == _OTHER else "due"))


def _columns() -> tuple[Column[ToCollect], ...]:
    return (
        Column("member", tr("Member"), share="stretch"),
        Column("state", tr("State"), from_width=TableFrom.S, fold="{}"),
        Column("amount", tr("To pay"), end=True),
        Column("acts", "", still=True),
    )


def _belongs(found: ToCollect, wanted: str) -> bool:
    return wanted == "all" or (found.overdue_minor > 0 if wanted == "late" else found.due_minor > 0)
