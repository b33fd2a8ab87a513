"""The parts of a loan behind tabs, and what is seen of them beside the schedule where there is room."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fieldapp.everyone.loan_view import LoanView
from fieldapp.screens.loan.schedule import ScheduleView
from fieldapp.screens.loan.words import event_row, payment_row
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, column
from fieldapp.screens.widgets.choices.parted import Parted
from fieldapp.screens.widgets.lists.row_list import RowList
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.words import Formats, tr
from fieldapp.screens.workbench import Workbench
from shared.ids import ID_BYTES, RepaymentId

_LATEST = 3
Opener = Callable[[object], None]


class LoanTabs(Parted):
    """Schedule, payments, history; `receipt` when somebody wants to see one."""

    receipt = Signal(object)

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._view: LoanView | None = None
        super().__init__(
            bench.look,
            tr("Parts of the loan"),
            {
                "schedule": (tr("Schedule"), partial(ScheduleView, bench)),
                "payments": (tr("Payments"), partial(_Payments, bench)),
                "history": (tr("History"), partial(RowList, bench.look, tr("History"), timeline=True)),
            },
        )
        self.made.connect(self._take_part)
        self.open("schedule")

    @property
    def schedule(self) -> ScheduleView:
        """What falls due when."""
        part = self.part("schedule")
        assert isinstance(part, ScheduleView)
        return part

    @property
    def payments(self) -> RowList:
        """What was paid, and where it went."""
        part = self.part("payments")
        assert isinstance(part, _Payments)
        return part.rows

    @property
    def history(self) -> RowList:
        """What happened to the loan."""
        part = self.part("history")
        assert isinstance(part, RowList)
        return part

    def show_loan(self, view: LoanView) -> None:
        """Show everything of a loan."""
        self._view = view
        self.tabs.set_figure("payments", str(len(view.payments)) if view.payments else "")
        self.fill_made()

    def fill(self, key: str) -> None:
        view, say = self._view, self._bench.formats
        if view is None:
            return
        part = self.part(key)
        if isinstance(part, ScheduleView):
            part.show_loan(view)
        elif isinstance(part, _Payments):
            part.show_loan(view, say)
        else:
            self.history.set_rows(event_row(event, place, say) for place, event in enumerate(view.history))

    def _take_part(self, key: str) -> None:
        """A part was made: what is chosen in it leads to its receipt."""
        if key != "schedule":
            rows = self.payments if key == "payments" else self.history
            rows.chosen.connect(lambda chosen: _hand_on(chosen, self.receipt.emit))


class _Payments(QWidget):
    """The payments, or that there are none."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self.rows = RowList(bench.look, tr("Payments and where they went"))
        self._nothing = EmptyState(
            bench.look, "wallet", tr("Nothing was paid yet"), tr("Payments appear here with where they went.")
        )
        box = column(Gap.NONE)
        box.addWidget(self.rows, 1)
        box.addWidget(self._nothing, 1)
        self.setLayout(box)

    def show_loan(self, view: LoanView, say: Formats) -> None:
        """Show the payments of a loan."""
        self.rows.set_rows(payment_row(payment, say) for payment in view.payments)
        self.rows.setVisible(bool(view.payments))
        self._nothing.setVisible(not view.payments)


class Beside(QWidget):
    """The latest payments and the timeline, each where it is not open behind its tab; `receipt`, and
    `all_payments` when the others are wanted. Made when there is room for it first.
    """

    receipt = Signal(object)
    all_payments = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._view: LoanView | None = None
        self._made = False
        self._open = "schedule"
        self.hide()

    def stand(self, *, beside: bool) -> None:
        """Be there or not."""
        if beside and not self._made:
            self._made = True
            self._make()
            self._fill()
        self.setVisible(beside)

    def leave_out(self, key: str) -> None:
        """Say nothing twice: this part is open behind its tab."""
        self._open = key
        if self._made:
            self._payments_card.setVisible(key != "payments" and bool(self.payments.rows))
            self._timeline_card.setVisible(key != "history")

    def show_loan(self, view: LoanView) -> None:
        """Show the newest of a loan."""
        self._view = view
        if self._made:
            self._fill()

    def _make(self) -> None:
        bench = self._bench
        payments = Card(tr("Payments and where they went"), edge=Gap.NONE)
        self.all = Button(bench.look, "", "quiet")
        payments.head.addWidget(self.all)
        self.payments = RowList(bench.look, self.tr("Latest payments"))
        payments.body.addWidget(self.payments)
        timeline = Card(tr("Timeline"), edge=Gap.NONE)
        self.timeline = RowList(bench.look, self.tr("Timeline"), timeline=True)
        timeline.body.addWidget(self.timeline)
        self._payments_card, self._timeline_card = payments, timeline
        box = column(Gap.M)
        box.addWidget(payments, 1)
        box.addWidget(timeline, 1)
        self.setLayout(box)
        self.all.clicked.connect(self.all_payments)
        for rows in (self.payments, self.timeline):
            rows.chosen.connect(lambda key: _hand_on(key, self.receipt.emit))

    def _fill(self) -> None:
        view, say = self._view, self._bench.formats
        if view is None:
            return
        self.all.set_words(self.tr("All {count}").format(count=len(view.payments)))
        self.payments.set_rows(payment_row(payment, say) for payment in view.payments[:_LATEST])
        self.leave_out(self._open)
        self.timeline.set_rows(event_row(event, place, say) for place, event in enumerate(view.history))


def _hand_on(key: object, tell: Opener) -> None:
    """Only what has a receipt leads anywhere: its key is the repayment's."""
    if isinstance(key, bytes) and len(key) == ID_BYTES:
        tell(RepaymentId(key))
