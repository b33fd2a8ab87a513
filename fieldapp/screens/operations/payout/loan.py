"""One loan that is about to be paid out: who gets it, what paying it out does, what was looked at, and how.

The rule kept here: what paying out does is that of the day chosen, because paying out fixes it.
"""

from __future__ import annotations

from datetime import date

from fieldapp.operations.disburse_loan import DisbursementPreview, QueueRow
from fieldapp.screens.operations.payout.checks import ChecksCard
from fieldapp.screens.operations.payout.paying import PayingCard
from fieldapp.screens.operations.payout.queue import expected_words
from fieldapp.screens.schedule import schedule_rows
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.card import Card, Panes, Scrolled
from fieldapp.screens.widgets.drawn.subject import Subject
from fieldapp.screens.widgets.drawn.tiles import Tiles
from fieldapp.screens.widgets.lists.row_list import RowList
from fieldapp.screens.words import Formats, counted, tr
from fieldapp.screens.workbench import Workbench


class PayoutPane(Scrolled):
    """The loan beside the queue."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self.head = Subject(bench.look)
        self.effect = _Effect(bench)
        self.checks, self.paying = ChecksCard(bench), PayingCard(bench)
        schedule = Card(self.tr("Schedule this fixes"), edge=Gap.NONE)
        self.schedule = RowList(bench.look, self.tr("Schedule this fixes"))
        self.schedule.show_whole()
        schedule.body.addWidget(self.schedule)
        beside = Panes(
            bench.look, self.checks, self.paying, wide_from=Width.FIELDS_BESIDE_FROM, side_width=None
        )
        for shown in (self.head, self.effect, beside, schedule):
            self.body.addWidget(shown)
        self.body.addStretch(1)

    def show_preview(self, preview: DisbursementPreview, today: date) -> None:
        """Show what paying out would do."""
        say = self._bench.formats
        _show_whose(self.head, preview.row, today, say)
        self.effect.show_preview(preview, say)
        self.checks.show_checks(preview.checks)
        self.paying.allow_days(preview.first_day, preview.last_day)
        self.schedule.set_rows(schedule_rows(say, preview.schedule))


class _Effect(Card):
    """Four figures: what leaves, what to collect, when it is first due, what is owed then."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("What paying out does"))
        self.tiles = Tiles(
            bench.look,
            (tr("Leaves the branch"), tr("Collect first"), tr("First due"), tr("Member will owe")),
        )
        self.body.addWidget(self.tiles)

    def show_preview(self, preview: DisbursementPreview, say: Formats) -> None:
        """Show it for the day chosen."""
        found, schedule = preview.row, preview.schedule
        kept_minor = found.loan.principal_minor - found.net_minor
        kept = tr("{amount} of fees kept back").format(amount=say.signed(kept_minor))
        times = counted(len(schedule), tr("instalment"), tr("instalments"))
        last = (
            tr("{times}, last on {day}").format(times=times, day=say.day(schedule[-1].due_on))
            if schedule
            else ""
        )
        interest = sum(item.interest_minor for item in schedule)
        collect = say.signed(found.collected_minor) if found.collected_minor else "–"
        shown = (
            (say.signed(found.net_minor), kept if kept_minor else tr("the whole amount")),
            (collect, tr("fees from the member") if found.collected_minor else tr("nothing")),
            (say.day(schedule[0].due_on) if schedule else "–", last),
            (
                say.signed(preview.owed_minor) if schedule else "–",
                tr("interest {amount}").format(amount=say.signed(interest)) if schedule else "",
            ),
        )
        for tile, (figure, more) in zip(self.tiles.tiles, shown, strict=True):
            tile.show_figure(figure, more)


def _show_whose(head: Subject, found: QueueRow, today: date, say: Formats) -> None:
    """Show who gets how much, of which loan, and when it was expected."""
    loan = found.loan
    name = found.member.name if found.member else loan.number
    title = tr("Loan of {amount} for {name}").format(amount=say.signed(loan.principal_minor), name=name)
    instalments = counted(loan.term_count, tr("instalment"), tr("instalments"))
    product = f"{found.product_name}, {instalments}" if found.product_name else ""
    code = found.member.code if found.member else ""
    parts = (code, loan.number, product, found.officer_name, loan.purpose)
    late = loan.expected_on < today
    mark = Mark("overdue" if late else "pending", expected_words(loan.expected_on, today))
    head.show_subject(name, title, " · ".join(filter(None, parts)), mark)
