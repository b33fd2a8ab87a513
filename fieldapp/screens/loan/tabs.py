"""The parts of a loan behind tabs, and what is seen of them beside the schedule where there is room."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from fieldapp.everyone.loan_view import LoanView
from fieldapp.screens.loan.schedule import ScheduleView
from fieldapp.screens.loan.words import event_row, payment_row
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, column
from fieldapp.screens.widgets.choices.linked import Part
from fieldapp.screens.widgets.choices.tabs import Tabs
from fieldapp.screens.widgets.lists.row_list import RowList
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench
from shared.ids import ID_BYTES, RepaymentId

_LATEST = 3
Opener = Callable[[object], None]


class LoanTabs(Card):
    """Schedule, payments, history; `receipt` when somebody wants to see one, `turned` to the part shown."""

    receipt = Signal(object)
    turned = Signal(str)

    def __init__(self, bench: Workbench) -> None:
        super().__init__(edge=Gap.NONE)
        self._bench = bench
        self.tabs = Tabs(
            bench.look,
            self.tr("Parts of the loan"),
            (
                Part("schedule", self.tr("Schedule")),
                Part("payments", self.tr("Payments")),
                Part("history", self.tr("History")),
            ),
        )
        self.schedule = ScheduleView(bench)
        self.payments = RowList(bench.look, self.tr("Payments and where they went"))
        self.history = RowList(bench.look, self.tr("History"), timeline=True)
        self._empty = EmptyState(
            bench.look,
            "wallet",
            self.tr("Nothing was paid yet"),
            self.tr("Payments appear here with where they went."),
        )
        self._stack = QStackedWidget()
        for part in (self.schedule, _either(self.payments, self._empty), self.history):
            self._stack.addWidget(part)
        self._stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self._stack, 1)
        self.tabs.chosen.connect(self.open)
        for rows in (self.payments, self.history):
            rows.chosen.connect(lambda key: _hand_on(key, self.receipt.emit))

    def open(self, key: str) -> None:
        """Show one part."""
        self.tabs.choose(key)
        self._stack.setCurrentIndex(("schedule", "payments", "history").index(key))
        self.turned.emit(key)

    def show_loan(self, view: LoanView) -> None:
        """Show everything of a loan."""
        say = self._bench.formats
        self.schedule.show_loan(view)
        self.tabs.set_figure("payments", str(len(view.payments)) if view.payments else "")
        self.payments.set_rows(payment_row(payment, say) for payment in view.payments)
        self.payments.setVisible(bool(view.payments))
        self._empty.setVisible(not view.payments)
        self.history.set_rows(event_row(event, place, say) for place, event in enumerate(view.history))


class Beside(QWidget):
    """The latest payments and the timeline, each where it is not open behind its tab; `receipt`, and
    `all_payments` when the others are wanted.
    """

    receipt = Signal(object)
    all_payments = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        payments = Card(tr("Payments and where they went"), edge=Gap.NONE)
        self.all = Button(bench.look, "", "quiet")
        payments.head.addWidget(self.all)
        self.payments = RowList(bench.look, self.tr("Latest payments"))
        payments.body.addWidget(self.payments)
        timeline = Card(tr("Timeline"), edge=Gap.NONE)
        self.timeline = RowList(bench.look, self.tr("Timeline"), timeline=True)
        timeline.body.addWidget(self.timeline)
        self._payments_card, self._timeline_card = payments, timeline
        self._open = "schedule"
        box = column(Gap.M)
        box.addWidget(payments, 1)
        box.addWidget(timeline, 1)
        self.setLayout(box)
        self.all.clicked.connect(self.all_payments)
        for rows in (self.payments, self.timeline):
            rows.chosen.connect(lambda key: _hand_on(key, self.receipt.emit))

    def leave_out(self, key: str) -> None:
        """Say nothing twice: this part is open behind its tab."""
        self._open = key
        self._payments_card.setVisible(key != "payments" and bool(self.payments.rows))
        self._timeline_card.setVisible(key != "history")

    def show_loan(self, view: LoanView) -> None:
        """Show the newest of a loan."""
        say = self._bench.formats
        self.all.set_words(self.tr("All {count}").format(count=len(view.payments)))
        self.payments.set_rows(payment_row(payment, say) for payment in view.payments[:_LATEST])
        self.leave_out(self._open)
        self.timeline.set_rows(event_row(event, place, say) for place, event in enumerate(view.history))


def _hand_on(key: object, tell: Opener) -> None:
    """Only what has a receipt leads anywhere: its key is the repayment's."""
    if isinstance(key, bytes) and len(key) == ID_BYTES:
        tell(RepaymentId(key))


def _either(*shown: QWidget) -> QWidget:
    """Things of which one is seen at a time."""
    box, made = column(Gap.NONE), QWidget()
    for each in shown:
        box.addWidget(each, 1)
    made.setLayout(box)
    return made
