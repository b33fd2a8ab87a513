"""Pay out approved loans: the queue, what paying out fixes, and the act.

The rule kept here: the schedule shown is the one of the day chosen, because paying out fixes it.
"""

from __future__ import annotations

from datetime import date
from typing import get_args

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit, QLineEdit

from fieldapp.desk.facts import LoanFacts
from fieldapp.operations.disburse_loan import (
    DisbursementForm,
    DisbursementPreview,
    QueueRow,
    disburse_loan,
    load_queue,
    preview_disbursement,
)
from fieldapp.screens.frame import ActionBar, ListAndDetail, Page, listing
from fieldapp.screens.frame_parts import commit_button, field_label
from fieldapp.screens.schedule import schedule_rows
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap, Height
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.card import Card, Scrolled
from fieldapp.screens.widgets.choices.chips import Choice
from fieldapp.screens.widgets.lists.row_list import Row, RowList
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.widgets.text import Fact, Figure, label
from fieldapp.screens.words import Told, counted, method_name, tr
from fieldapp.screens.workbench import Workbench
from shared.contract.bodies.lending import PaymentMethod
from shared.ids import LoanId


class DisbursePage(Page):
    """The queue at one side, the loan at the other."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, tr("Pay out"), margin=Gap.NONE)
        self._wanted: LoanId | None = None
        self._busy = False
        self.list = RowList(bench.look, self.tr("Loans to pay out"))
        self._empty = EmptyState(
            bench.look,
            "hand-coins",
            self.tr("No loan waits to be paid out"),
            self.tr("Approved loans arrive here."),
        )
        self.detail = _PayOut(bench)
        self._foot = ActionBar()
        self._foot.totals.addWidget(self.detail.net)
        self._foot.totals.addStretch()
        self._foot.acts.addWidget(self.detail.button)
        loan = Scrolled()
        loan.body.addWidget(self.detail)
        self.set_panes(ListAndDetail(listing(self.list, self._empty), loan, self._foot))
        self.list.chosen.connect(self._choose)
        self.detail.method.chosen.connect(lambda _: self._preview())
        self.detail.day.dateChanged.connect(lambda _: self._preview())
        self.detail.reference.textChanged.connect(lambda _: self._preview())
        self.detail.button.clicked.connect(self._pay)

    def load(self) -> None:
        self.read(load_queue, self._show)

    def _show(self, rows: tuple[QueueRow, ...]) -> None:
        total = sum(found.net_minor for found in rows)
        loans = counted(len(rows), self.tr("loan"), self.tr("loans"))
        self.head(self.title, f"{loans} · {self.bench.formats.signed(total)}")
        self.list.set_rows(_list_row(self.bench, found) for found in rows)
        self.list.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        keys = [found.loan.loan for found in rows]
        if self._wanted not in keys:
            self._wanted = keys[0] if keys else None
            self.list.select(self._wanted)
        self.panes.set_empty(not rows)
        self._preview()

    def _choose(self, key: object) -> None:
        if isinstance(key, bytes):
            self._wanted = LoanId(key)
            self.detail.reference.clear()
            self._preview()
            self.panes.open_detail()

    def arrive(self, target: Target) -> None:
        super().arrive(target)
        if target.kind == "payout":
            self._choose(target.id)
            self.list.select(target.id)

    def _form(self) -> DisbursementForm | None:
        if self._wanted is None:
            return None
        detail = self.detail
        return DisbursementForm(
            self._wanted, detail.chosen_day, detail.chosen_method, detail.reference.text()
        )

    def _preview(self) -> None:
        form = self._form()
        if form is not None:
            self.read(lambda desk: preview_disbursement(desk, form), self._show_loan)

    def _show_loan(self, preview: DisbursementPreview) -> None:
        self.detail.show_preview(preview, busy=self._busy)

    def _pay(self) -> None:
        form = self._form()
        if form is None or self._busy:
            return
        self._busy = True
        self.detail.button.setEnabled(False)
        self.bench.write(self, lambda desk: disburse_loan(desk, form), self._paid, self._refused)

    def _paid(self, loan: LoanFacts) -> None:
        self._busy = False
        self.detail.reference.clear()
        words = self.tr("Loan {number} runs from {day}.").format(
            number=loan.number, day=self.bench.formats.day(loan.disbursed_on or self.bench.today())
        )
        self.tell(Told("done", self.tr("Paid out and saved on this tablet"), words))

    def _refused(self, fault: Exception) -> None:
        self._busy = False
        self.fault(fault)
        self._preview()


class _PayOut(Card):
    """One loan: what leaves the branch, how, and the schedule it fixes."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self.net = Figure(self.tr("Leaves the branch"), "figure")
        self._facts = {
            "member": Fact(self.tr("Member")),
            "loan": Fact(self.tr("Loan")),
            "product": Fact(self.tr("Product")),
            "officer": Fact(self.tr("Officer")),
            "collected": Fact(self.tr("Fees to collect first")),
            "owed": Fact(self.tr("To repay in all")),
        }
        methods = [(method, method_name(method)) for method in get_args(PaymentMethod)[:4]]
        self.method = Choice(bench.look, self.tr("How"), methods)
        self.method.choose("CASH")
        today = bench.today()
        self.day = QDateEdit(QDate(today.year, today.month, today.day))
        self.day.setDisplayFormat("dd/MM/yyyy")
        self.day.setCalendarPopup(True)
        self.day.setAccessibleName(self.tr("Day"))
        self.reference = QLineEdit()
        self.refusal = label("", "label", "overdue", wrap=True)
        self.schedule = RowList(bench.look, self.tr("Schedule this fixes"))
        self.schedule.setMinimumHeight(4 * Height.ROW_TWO_LINES)
        self.button = commit_button(bench.look, self.tr("Pay out"), "hand-coins")
        for fact in self._facts.values():
            self.body.addWidget(fact)
        self.body.addWidget(self.method)
        self.body.addLayout(field_label(self.tr("Day"), self.day))
        self.body.addLayout(field_label(self.tr("Reference; all but cash wants one"), self.reference))
        self.body.addWidget(self.schedule, 1)
        self.body.addWidget(self.refusal)

    @property
    def chosen_day(self) -> date:
        """The day of the payment."""
        chosen = self.day.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    @property
    def chosen_method(self) -> PaymentMethod:
        """How it is paid."""
        return next(method for method in get_args(PaymentMethod) if method == self.method.current)

    def show_preview(self, preview: DisbursementPreview, *, busy: bool) -> None:
        """Show what paying out would do, and what it would meet."""
        say, found = self._bench.formats, preview.row
        self.net.set_value(say.signed(found.net_minor))
        values = {
            "member": f"{found.member.name} · {found.member.code}" if found.member else "–",
            "loan": f"{found.loan.number} · {say.signed(found.loan.principal_minor)}",
            "product": found.product_name,
            "officer": found.officer_name,
            "collected": say.signed(found.collected_minor),
            "owed": say.signed(preview.owed_minor) if preview.owed_minor else "–",
        }
        for key, text in values.items():
            self._facts[key].set_value(text)
        self.schedule.set_rows(schedule_rows(say, preview.schedule))
        refusal = preview.refusal
        self.refusal.setText(f"{refusal.title}. {refusal.detail}" if refusal else "")
        self.refusal.setVisible(refusal is not None)
        self.button.set_words(self.tr("Pay out {amount}").format(amount=say.signed(found.net_minor)))
        self.button.setEnabled(refusal is None and not busy)


def _list_row(bench: Workbench, found: QueueRow) -> Row:
    say = bench.formats
    if found.barred is not None:
        mark = Mark("attention", found.barred.title)
    else:
        mark = Mark("pending", tr("Expected {day}").format(day=say.day(found.loan.expected_on)))
    return Row(
        key=found.loan.loan,
        title=found.member.name if found.member else found.loan.number,
        second=f"{found.loan.number} · {found.officer_name}",
        figure=say.signed(found.net_minor),
        mark=mark,
        provisional=found.loan.provisional,
    )
