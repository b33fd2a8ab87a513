"""The queue of approved loans by the day their money is expected, with what it comes to.

The rule kept here: a loan that cannot be paid out stays in the queue and says why; what can be is summed up
apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from fieldapp.operations.disburse_loan import QueueRow
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.card import column, hairline, row
from fieldapp.screens.widgets.choices.flow import Flow
from fieldapp.screens.widgets.lists.row_list import RowList
from fieldapp.screens.widgets.lists.rows import Heading, Item, Row
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.widgets.text import Figure
from fieldapp.screens.words import Formats, counted, days_late, tr
from fieldapp.screens.workbench import Workbench


class Queue(QWidget):
    """Totals over the list."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self.ready = Figure(self.tr("Ready to pay out"), "title")
        self.whole = Figure(self.tr("Whole queue"), "title")
        self.list = RowList(bench.look, self.tr("Loans to pay out"))
        self.empty = EmptyState(
            bench.look,
            "hand-coins",
            self.tr("No loan waits to be paid out"),
            self.tr("Approved loans arrive here at the next contact."),
        )
        self._totals = QWidget()
        figures, around = Flow(gap=Gap.XL), row(Gap.NONE)
        for figure in (self.ready, self.whole):
            figures.addWidget(figure)
        around.setContentsMargins(Gap.L, Gap.M, Gap.L, Gap.M)
        around.addLayout(figures, 1)
        self._totals.setLayout(around)
        box = column(Gap.NONE)
        box.addWidget(self._totals)
        box.addWidget(hairline())
        box.addWidget(self.list, 1)
        box.addWidget(self.empty, 1)
        self.setLayout(box)

    def show_rows(self, rows: tuple[QueueRow, ...], today: date) -> None:
        """Show the queue as it is."""
        say = self._bench.formats
        ready = [each for each in rows if each.barred is None]
        for figure, part in ((self.ready, ready), (self.whole, rows)):
            figure.set_value(say.signed(_sum(part)))
        self.whole.setVisible(len(ready) != len(rows))
        self.list.set_rows(queue_items(say, rows, today))
        self._totals.setVisible(bool(rows))


def queue_items(say: Formats, rows: tuple[QueueRow, ...], today: date) -> Iterator[Item]:
    """Return what is overdue, due today and later, each part with what it comes to."""
    for words, part in (
        (tr("Overdue"), [each for each in rows if each.loan.expected_on < today]),
        (tr("Expected today"), [each for each in rows if each.loan.expected_on == today]),
        (tr("Later"), [each for each in rows if each.loan.expected_on > today]),
    ):
        if part:
            yield Heading(words, f"{len(part)} · {say.signed(_sum(part))}")
            yield from (_row(say, each, today) for each in part)


def expected_words(on: date, today: date) -> str:
    """Say how the expected day stands to today."""
    if on < today:
        return days_late((today - on).days)
    if on == today:
        return tr("Expected today")
    return tr("in {days}").format(days=counted((on - today).days, tr("day"), tr("days")))


def _row(say: Formats, found: QueueRow, today: date) -> Row:
    loan, mark = found.loan, None
    if found.barred is not None:
        mark = Mark("attention", found.barred.title)
    elif loan.expected_on < today:
        mark = Mark("overdue", expected_words(loan.expected_on, today))
    return Row(
        key=loan.loan,
        title=found.member.name if found.member else loan.number,
        second=" · ".join(filter(None, (loan.number, found.officer_name))),
        third=tr("Expected {day}").format(day=say.day(loan.expected_on)) if loan.expected_on != today else "",
        figure=say.signed(found.net_minor),
        under=mark,
        provisional=loan.provisional,
    )


def _sum(rows: Sequence[QueueRow]) -> int:
    return sum(each.net_minor for each in rows)
