"""An application that cannot be typed into any more: where it stands, what was asked for, what happened."""

from __future__ import annotations

from functools import cached_property

from fieldapp.everyone.loan_view import LoanView
from fieldapp.officer.lending.opening import Opening
from fieldapp.screens.application.words import names_words
from fieldapp.screens.loan.words import event_row, loan_mark, unsent_words
from fieldapp.screens.paper.blocks import Fact
from fieldapp.screens.paper.paper import Paper
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.badge import Badge, Mark
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.lists.row_list import RowList
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import Formats, counted, tr
from fieldapp.screens.workbench import Workbench
from shared.lending.lifecycle import LoanState


class StandCard(Card):
    """Where it stands in a sentence, what was asked for, and what happened to it, newest first."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("Where it stands"), edge=Gap.NONE)
        self._bench = bench
        self.mark = Badge(bench.look, Mark("pending", ""))
        self.words = label("", "body", wrap=True)
        self.words.setContentsMargins(Gap.L, Gap.NONE, Gap.L, Gap.NONE)
        self.facts = Paper(bench.look, self.tr("What was asked for"), bare=True)
        self.head.addWidget(self.mark)
        self.body.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.S)
        self.body.addWidget(self.words)
        self.body.addWidget(self.facts)

    @cached_property
    def history(self) -> RowList:
        """What happened, newest first; made when something was sent."""
        made = RowList(self._bench.look, self.tr("What happened"), timeline=True)
        made.show_whole()
        self.body.addWidget(made)
        return made

    def show_loan(self, opening: Opening, view: LoanView) -> None:
        """Show a loan that was sent."""
        say, loan = self._bench.formats, view.loan
        refused = loan.state is LoanState.CANCELED and opening.answer is not None and opening.answer.by
        self.mark.set_mark(Mark("refused", tr("Refused")) if refused else loan_mark(view))
        self.words.setText(_words(opening, view, say))
        facts = (
            Fact(tr("Asked for"), say.signed(loan.principal_minor), large=True),
            Fact(tr("Product"), view.product_name),
            Fact(tr("To be repaid in"), counted(loan.term_count, tr("instalment"), tr("instalments"))),
            Fact(tr("Money expected on"), say.day(loan.expected_on)),
            Fact(tr("First instalment on"), say.day(loan.first_due_on) if loan.first_due_on else ""),
            Fact(tr("Purpose"), loan.purpose),
        )
        self.facts.set_blocks(tuple(fact for fact in facts if fact.value))
        self.history.set_rows(event_row(event, place, say) for place, event in enumerate(view.history))


def _words(opening: Opening, view: LoanView, say: Formats) -> str:
    loan, answer = view.loan, opening.answer
    match loan.state:
        case LoanState.PENDING_APPROVAL:
            who = names_words(opening.deciders) or tr("The office")
            words = tr("{who} decides; you are told when there is an answer.").format(who=who)
            return f"{unsent_words()} {words}" if loan.provisional else words
        case LoanState.APPROVED:
            words = tr("It is approved. The branch pays it out; it is expected on {day}.")
            return words.format(day=say.long_day(loan.expected_on))
        case LoanState.CANCELED if answer is not None and answer.by:
            return tr("{who} refused it: {comment}").format(who=answer.by, comment=answer.comment)
        case LoanState.CANCELED:
            return tr("It was canceled: {reason}").format(reason=loan.reason or "–")
        case _:
            return tr("It was paid out. The loan has a page of its own.")
