"""Ask for a loan: choose product, amount and term, see the schedule, save or send.

The rule kept here: what the loan costs stands beside the form while it is typed; a draft is saved before it
is sent.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit

from fieldapp.desk.accounts import load_loan
from fieldapp.desk.facts import LoanFacts
from fieldapp.officer.request_loan import (
    LoanChoices,
    LoanForm,
    LoanPreview,
    draft_loan,
    form_of,
    load_choices,
    open_loan_form,
    preview_loan,
    submit_loan,
)
from fieldapp.screens.frame import ActionBar, Page, SideBySide
from fieldapp.screens.frame_parts import commit_button, field_label
from fieldapp.screens.schedule import schedule_rows
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap, Height, Wait, Width
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, column, row
from fieldapp.screens.widgets.lists.row_list import RowList
from fieldapp.screens.widgets.text import Fact, Figure, label
from fieldapp.screens.words import Told, money, tr
from fieldapp.screens.workbench import Workbench
from fieldapp.store.author import Desk
from shared.errors import RuleRefused
from shared.ids import LoanId, MemberId
from shared.lending.lifecycle import LoanState
from shared.money import parse_amount

_MOST_INSTALMENTS = 1000


class LoanRequestPage(Page):
    """One application: a loan's, or with `Target.extra` "new" the first of a member."""

    whole = True

    def __init__(self, bench: Workbench, target: Target) -> None:
        super().__init__(bench, tr("Loan application"), margin=Gap.NONE)
        self._asked = target
        self._member: MemberId | None = None
        self._loan: LoanFacts | None = None
        self._form: LoanForm | None = None
        self._choices: LoanChoices | None = None
        self._busy = False
        self.product = QComboBox()
        self.amount = QLineEdit()
        self.term = QLineEdit()
        self.purpose = QPlainTextEdit()
        self.purpose.setFixedHeight(2 * Height.FIELD)
        self.term.setValidator(QIntValidator(1, _MOST_INSTALMENTS, self.term))
        self.limits = label("", "caption", "muted", wrap=True)
        self.schedule = RowList(bench.look, self.tr("Schedule as it would be"))
        self.facts = {
            "owed": Fact(self.tr("To repay in all")),
            "interest": Fact(self.tr("Interest")),
            "net": Fact(self.tr("Paid out")),
        }
        self.refusal = label("", "label", "overdue", wrap=True)
        self.each = Figure(self.tr("First instalment"), "heading")
        self.save = Button(bench.look, self.tr("Save draft"), "plain", "note-pencil")
        self.save.setMinimumHeight(Height.FINAL)
        self.submit = commit_button(bench.look, self.tr("Send for approval"), "arrow-up")
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(Wait.PREVIEW)
        self._lay_out()

    def load(self) -> None:
        if self._choices is None:
            asked = self._asked
            self.read(lambda desk: _opened(desk, asked), self._offer)

    def _lay_out(self) -> None:
        form = Card(self.tr("Application"))
        form.body.setSpacing(Gap.M)
        form.body.addLayout(field_label(self.tr("Product"), self.product))
        form.body.addWidget(self.limits)
        pair = row(Gap.M)
        pair.addLayout(field_label(self.tr("Amount"), self.amount), 1)
        pair.addLayout(field_label(self.tr("Instalments"), self.term), 1)
        form.body.addLayout(pair)
        form.body.addLayout(field_label(self.tr("Purpose"), self.purpose))
        form.body.addWidget(self.refusal)
        form.body.addStretch()
        side = Card(self.tr("As it would be"), edge=Gap.NONE)
        facts = column(Gap.NONE)
        facts.setContentsMargins(Gap.L, Gap.NONE, Gap.L, Gap.NONE)
        for fact in self.facts.values():
            facts.addWidget(fact)
        side.body.addLayout(facts)
        self.schedule.setMinimumHeight(4 * Height.ROW_TWO_LINES)
        side.body.addWidget(self.schedule, 1)
        self.body.addWidget(SideBySide(form, side, Width.LIST_PANE, margin=Gap.L), 1)
        foot = ActionBar()
        foot.totals.addWidget(self.each)
        foot.totals.addStretch()
        foot.acts.addWidget(self.save)
        foot.acts.addWidget(self.submit)
        self.set_foot(foot)
        self.product.currentIndexChanged.connect(self._choose_product)
        self.amount.textEdited.connect(lambda _: self._later.start())
        self.term.textEdited.connect(lambda _: self._later.start())
        self.purpose.textChanged.connect(self._later.start)
        self._later.timeout.connect(self._preview)
        self.save.clicked.connect(lambda: self._commit(send=False))
        self.submit.clicked.connect(lambda: self._commit(send=True))

    def _offer(self, opened: tuple[LoanChoices, LoanFacts | None]) -> None:
        choices, self._loan = opened
        self._choices = choices
        self._member = choices.member.member
        number = f" · {self._loan.number}" if self._loan else ""
        self.head(choices.member.name, f"{choices.member.code}{number}")
        if self._loan is not None:
            self._form = form_of(self._loan)
        self.product.blockSignals(True)
        for found in choices.products:
            self.product.addItem(found.definition.name)
        if self._form is not None:
            held = [found.product for found in choices.products]
            self.product.setCurrentIndex(held.index(self._form.product) if self._form.product in held else -1)
        self.product.blockSignals(False)
        if not choices.products:
            self.tell(Told("note", self.tr("No product is offered"), self.tr("The office defines products.")))
        elif self._form is not None:
            self._fill(self._form)
        else:
            self._choose_product(0)

    def _choose_product(self, place: int) -> None:
        if self._choices is None or self._member is None or place < 0:
            return
        chosen, member, form = self._choices.products[place].product, self._member, self._form
        if form is not None:
            self._fill(replace(form, product=chosen))
            return
        self.read(lambda desk: open_loan_form(desk, member, chosen), self._fill)

    def _fill(self, form: LoanForm) -> None:
        self._form = form
        if not self.amount.text():
            self.amount.setText(money(form.principal_minor))
            self.purpose.setPlainText(form.purpose)
        for found in self._choices.products if self._choices else ():
            if found.product == form.product:
                given = found.definition
                least, most = money(given.minimum_principal_minor), money(given.maximum_principal_minor)
                words = self.tr("{least} to {most}, {fewest} to {longest} instalments")
                self.limits.setText(
                    words.format(
                        least=least,
                        most=most,
                        fewest=given.minimum_term_count,
                        longest=given.maximum_term_count,
                    )
                )
        self.term.setText(str(form.term_count))
        self._preview()

    def _typed(self) -> LoanForm | None:
        if self._form is None:
            return None
        try:
            amount = parse_amount(self.amount.text())
        except RuleRefused as refused:
            self._say(f"{refused.title}. {refused.detail}")
            return None
        purpose = self.purpose.toPlainText()
        return replace(
            self._form, principal_minor=amount, term_count=int(self.term.text() or 0), purpose=purpose
        )

    def _preview(self) -> None:
        form = self._typed()
        if form is not None:
            self.read(lambda desk: preview_loan(desk, form), self._show_preview)

    def _show_preview(self, preview: LoanPreview) -> None:
        say, items = self.bench.formats, preview.instalments
        self.facts["owed"].set_value(say.signed(preview.owed_minor))
        self.facts["interest"].set_value(say.signed(preview.interest_minor))
        self.facts["net"].set_value(say.signed(preview.net_minor))
        self.schedule.set_rows(schedule_rows(say, items))
        first = f"{say.signed(items[0].total_minor)}  ×  {len(items)}" if items else "–"
        self.each.set_value(first)
        refusal = preview.refusal
        self._say(f"{refusal.title}. {refusal.detail}" if refusal else "")

    def _say(self, refusal: str) -> None:
        """Show what saving would meet; the buttons wait until it would meet nothing."""
        editable = self._loan is None or self._loan.state is LoanState.DRAFT
        self.refusal.setText(refusal)
        self.refusal.setVisible(bool(refusal))
        self.save.setEnabled(editable and not refusal and not self._busy)
        self.submit.setEnabled(editable and not refusal and not self._busy)

    def _commit(self, *, send: bool) -> None:
        form = self._typed()
        if form is None or self._busy:
            return
        self._busy = True
        self._say("")

        def work(desk: Desk) -> LoanFacts:
            drafted = draft_loan(desk, form)
            return submit_loan(desk, drafted.loan) if send else drafted

        self.bench.write(self, work, self._saved, self._refused)

    def _saved(self, loan: LoanFacts) -> None:
        self._busy = False
        self._loan, self._form = loan, form_of(loan)
        self.head(self.title, loan.number)
        sent = loan.state is LoanState.PENDING_APPROVAL
        title = (
            self.tr("Sent for approval, saved on this tablet")
            if sent
            else self.tr("Draft saved on this tablet")
        )
        detail = self.tr("Its number is {number}.").format(number=loan.number)
        self.tell(Told("done", title, detail))
        self._say("")

    def _refused(self, fault: Exception) -> None:
        self._busy = False
        self._say("")
        self.fault(fault)


def _opened(desk: Desk, asked: Target) -> tuple[LoanChoices, LoanFacts | None]:
    if asked.extra == "new":
        return load_choices(desk, MemberId(asked.id)), None
    with desk.store.read() as tx:
        loan = load_loan(tx, LoanId(asked.id))
    return load_choices(desk, loan.member), loan
