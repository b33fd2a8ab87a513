"""The form of an application: what stands in it, what was typed, and what it asks for.

The rule kept here: nothing typed is ever changed by the form, but what nobody touched follows the product.
"""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal

from fieldapp.officer.drafts.loan_draft import LoanDraft
from fieldapp.officer.lending.opening import Opening
from fieldapp.officer.request_loan import LoanForm
from fieldapp.screens.application.form.fields import Fields, amount_missing
from fieldapp.screens.workbench import Workbench
from shared.contract.bodies.lending import ProductDefinition
from shared.ids import LoanId, ProductId


class FormCard(Fields):
    """The fields with what stands in them; `changed` at every change of any of them."""

    changed = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._products: dict[str, tuple[ProductId, ProductDefinition]] = {}
        self._form: LoanForm | None = None
        self._first: LoanDraft | None = None
        self._loan = LoanId(b"")
        self._connect()

    def open(self, opening: Opening, draft: LoanDraft | None) -> None:
        """Begin as usual or as saved, or go on with what was typed; all of it is told as one change."""
        if opening.form is None:
            return
        form = opening.form
        with QSignalBlocker(self):
            self._offer(opening)
            self.product.choose(form.product.hex())
            # How much somebody asks for is never suggested: nobody sends what they did not type.
            self.amount.set_amount(form.principal_minor if opening.loan is not None else None)
            self.term.line.setText(str(form.term_count))
            self.expected.set_day(form.expected_on)
            self.first_due.set_day(form.first_due_on)
            self.purpose.set_text(form.purpose)
            self._form, self._loan = form, form.loan
            self._first = self.draft()
            if draft is not None:
                self._take_back(draft)
            self.guide(self.given)
        self.changed.emit()

    def renew(self, opening: Opening, saved: LoanDraft | None = None) -> None:
        """Products and today may be others now; what stands there stays. `saved` is what was just saved."""
        with QSignalBlocker(self):
            self._first = saved or self._first
            self._offer(opening)
            self.guide(self.given)
        self.changed.emit()

    def draft(self) -> LoanDraft:
        """Return everything as it is typed now."""
        chosen = self._products.get(self.product.current)
        return LoanDraft(
            self._loan,
            chosen[0] if chosen else ProductId(b""),
            self.amount.edit.text(),
            self.term.line.text(),
            self.expected.kept,
            self.first_due.kept,
            self.purpose.edit.toPlainText(),
        )

    def form(self) -> LoanForm | None:
        """Return what would be asked for, None while something cannot be read or is missing.

        Before any amount is typed it is the least the product lends, so that what stands in the way of every
        loan of this member is known at once; `missing` says that it is none to be saved.
        """
        chosen = self._products.get(self.product.current)
        amount, count, expected = self.amount.amount_minor, self.term.count, self.expected.day
        if chosen is not None and not self.amount.edit.text().strip():
            amount = chosen[1].minimum_principal_minor
        if self._form is None or chosen is None or amount is None or count is None or expected is None:
            return None
        first = self.first_due.day
        if (first is None and self.first_due.edit.text().strip()) or not self.purpose.ready:
            return None
        return LoanForm(
            loan=self._loan,
            member=self._form.member,
            product=chosen[0],
            principal_minor=amount,
            term_count=count,
            expected_on=expected,
            first_due_on=first,
            purpose=self.purpose.text,
        )

    @property
    def untouched(self) -> bool:
        """Whether everything stands as it was when it opened."""
        return self._first is None or self.draft() == self._first

    @property
    def given(self) -> ProductDefinition | None:
        """The product that is chosen."""
        chosen = self._products.get(self.product.current)
        return chosen[1] if chosen else None

    @property
    def missing(self) -> str:
        """What keeps the form from being read, in words; "" where nothing does."""
        if self.given is None:
            return self.tr("Choose a product")
        if self.amount.amount_minor is None:
            return self.amount.edit.problem or amount_missing(self.amount)
        if self.term.count is None:
            return self.tr("The number of instalments is missing")
        if self.expected.day is None:
            return self.tr("The day the money is expected is missing")
        if not self.purpose.ready:
            return self.tr("The purpose is too long")
        return self.tr("The first instalment's day cannot be read") if self.form() is None else ""

    def _offer(self, opening: Opening) -> None:
        self._products = {row.product.hex(): (row.product, row.definition) for row in opening.products}
        self.product.offer((key, given.name) for key, (_, given) in self._products.items())
        self.today, self.calendar = opening.on, opening.calendar

    def _take_back(self, draft: LoanDraft) -> None:
        if draft.product.hex() in self._products:
            self.product.choose(draft.product.hex())
        self.amount.edit.setText(draft.amount)
        self.term.line.setText(draft.term)
        self.expected.put(draft.expected)
        self.first_due.put(draft.first_due)
        self.purpose.set_text(draft.purpose)

    def _choose_product(self) -> None:
        """What nobody typed follows the product: its shortest time."""
        first, given = self._first, self.given
        if first is not None and given is not None:
            with QSignalBlocker(self):
                if self.term.line.text() == first.term:
                    self.term.line.setText(str(given.minimum_term_count))
        self._typed()

    def _typed(self) -> None:
        self.guide(self.given)
        self.changed.emit()

    def _connect(self) -> None:
        self.product.chosen.connect(self._choose_product)
        self.amount.edit.amount_changed.connect(self._typed)
        self.term.changed.connect(self._typed)
        self.expected.changed.connect(self._typed)
        self.first_due.changed.connect(self._typed)
        self.purpose.changed.connect(self._typed)
