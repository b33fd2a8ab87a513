"""What was typed into an application that moved on before it was saved, beside what stands there.

The rule kept here: nothing typed goes without being said; it is read here until somebody lets go of it, and
where the application is taken back it stands in the form again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from PySide6.QtCore import Signal

from fieldapp.officer.drafts.loan_draft import LoanDraft
from fieldapp.officer.drafts.sheet_draft import read_amount
from fieldapp.officer.lending.opening import Opening
from fieldapp.officer.request_loan import LoanForm
from fieldapp.screens.paper.blocks import Fact
from fieldapp.screens.paper.paper import Paper
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, row
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import Formats, tr
from fieldapp.screens.workbench import Workbench


class GivenUpCard(Card):
    """Hidden while what was typed is what stands; `dismissed` when somebody has read it."""

    dismissed = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("Typed here and not sent"), edge=Gap.NONE)
        self._bench = bench
        moved = tr("The application moved on before this was saved. It stands as it was saved last.")
        words = label(moved, wrap=True)
        words.setContentsMargins(Gap.L, Gap.NONE, Gap.L, Gap.NONE)
        self.facts = Paper(bench.look, self.tr("What was typed"), bare=True)
        self.dismiss = Button(bench.look, self.tr("Discard what was typed"), "plain", "x")
        line = row(Gap.NONE)
        line.setContentsMargins(Gap.L, Gap.NONE, Gap.L, Gap.M)
        line.addWidget(self.dismiss)
        line.addStretch()
        self.body.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.S)
        self.body.addWidget(words)
        self.body.addWidget(self.facts)
        self.body.addLayout(line)
        self.dismiss.clicked.connect(self.dismissed)
        self.hide()

    def show_typed(self, opening: Opening, draft: LoanDraft | None) -> bool:
        """Show where what was typed differs from what stands; whether it does anywhere."""
        form = opening.form
        differing = tuple(_differing(opening, form, draft, self._bench.formats)) if draft and form else ()
        self.facts.set_blocks(differing)
        self.setVisible(bool(differing))
        return bool(differing)


def _differing(opening: Opening, form: LoanForm, draft: LoanDraft, say: Formats) -> Iterator[Fact]:
    names = {product.product: product.definition.name for product in opening.products}
    minor, unread = read_amount(draft.amount)
    amount = _quoted(draft.amount) if unread or not minor else say.signed(minor)
    first = say.day(form.first_due_on) if form.first_due_on else tr("the usual day")
    told = (
        (tr("Product"), names.get(draft.product, ""), names.get(form.product, "")),
        (tr("Amount"), amount, say.signed(form.principal_minor)),
        (tr("Instalments"), draft.term.strip(), str(form.term_count)),
        (tr("Money expected on"), _day(draft.expected, say), say.day(form.expected_on)),
        (tr("First instalment on"), _day(draft.first_due, say) or tr("the usual day"), first),
        (tr("Purpose"), draft.purpose.strip(), form.purpose.strip()),
    )
    for word, typed, stands in told:
        if typed and typed != stands:
            words = tr("{typed}, instead of {stands}") if stands else "{typed}"
            yield Fact(word, words.format(typed=typed, stands=stands))


def _day(kept: str, say: Formats) -> str:
    try:
        return say.day(date.fromisoformat(kept))
    except ValueError:
        return _quoted(kept)


def _quoted(text: str) -> str:
    return f"“{text.strip()}”" if text.strip() else ""
