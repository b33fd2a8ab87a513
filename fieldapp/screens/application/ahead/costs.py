"""What a loan would cost, in one card: the instalment leads, then what is received, paid and when."""

from __future__ import annotations

from fieldapp.officer.request_loan import LoanPreview
from fieldapp.screens.application.words import charge_words, every_words
from fieldapp.screens.paper.blocks import Block, Fact
from fieldapp.screens.paper.paper import Paper
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.text import Figure, label
from fieldapp.screens.words import Formats, tr
from fieldapp.screens.workbench import Workbench
from shared.contract.bodies.lending import ProductDefinition

_PAIR = 2
_LINE = 34
"""Signs of a line that has room beside the buttons of the foot."""


class CostsCard(Card):
    """The figures; while there are none it says what is missing."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("What it costs"), edge=Gap.NONE)
        self._bench = bench
        self.each = Figure(self.tr("Each instalment"), "display")
        self.each.setContentsMargins(Gap.L, Gap.NONE, Gap.L, Gap.NONE)
        self.facts = Paper(bench.look, self.tr("What it costs"), bare=True)
        self._nothing = label("", "label", "muted", wrap=True)
        self._nothing.setContentsMargins(Gap.L, Gap.NONE, Gap.L, Gap.S)
        self.body.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.S)
        for shown in (self._nothing, self.each, self.facts):
            self.body.addWidget(shown)
        self.body.addStretch()
        self.show_nothing(self.tr("Type what is asked for to see it."))

    def show_nothing(self, why: str) -> None:
        """There are no figures, and this is why."""
        self._nothing.setText(why)
        self._nothing.show()
        self.each.hide()
        self.facts.set_blocks(())

    def show_costs(self, preview: LoanPreview, given: ProductDefinition | None) -> None:
        """Show what the loan would cost."""
        if not preview.instalments:
            refusal = preview.refusal
            self.show_nothing(f"{refusal.title}. {refusal.detail_in(self._bench.formats)}" if refusal else "")
            return
        self._nothing.hide()
        self.each.show()
        self.each.set_word(every_words(given) if given else self.tr("Each instalment"))
        self.each.set_value("\n".join(instalment_words(preview, self._bench.formats)))
        self.facts.set_blocks(cost_facts(preview, self._bench.formats))


def instalment_words(preview: LoanPreview, say: Formats) -> tuple[str, ...]:
    """Return the instalments: "₦5,600 × 24", or where they differ the first and what follows, or the last."""
    amounts = [item.total_minor for item in preview.instalments]
    if not amounts:
        return ("–",)
    times, (first, last) = len(amounts), (say.signed(amounts[0]), say.signed(amounts[-1]))
    if len(set(amounts)) == 1:
        return (f"{first} × {times}",)
    ends = tr("last {amount}").format(amount=last)
    if times > _PAIR and len(set(amounts[:-1])) == 1:
        return f"{first} × {times - 1}", ends
    begins = tr("first {amount}").format(amount=first)
    if len(set(amounts[1:-1])) == 1:
        usual = tr("then {amount}").format(amount=say.signed(amounts[1]))
        return (begins, usual) if amounts[1] == amounts[-1] else (begins, usual, ends)
    return begins, ends


def short_words(preview: LoanPreview, say: Formats) -> str:
    """Return the first instalment and the others, or the last, in one line where that is not long."""
    words = instalment_words(preview, say)
    ends = dict.fromkeys((words[0], words[-1]))
    line = ", ".join(ends)
    return line if len(line) <= _LINE else "\n".join(ends)


def cost_facts(preview: LoanPreview, say: Formats) -> tuple[Block, ...]:
    """Return what is received, what is paid, and when."""
    items, charges = preview.instalments, preview.charges
    first, last = items[0], items[-1]
    facts = [Fact(tr("The member receives"), say.signed(preview.received_minor), large=True)]
    facts.append(Fact(tr("Interest"), say.signed(preview.interest_minor)))
    facts += [
        Fact(charge_words(charge), say.signed(charge.total_minor))
        for charge in (charges.charges if charges else ())
        if charge.total_minor
    ]
    facts.append(Fact(tr("Costs in all"), say.signed(preview.cost_minor)))
    if preview.yearly_percent is not None:
        facts.append(Fact(tr("Effective yearly rate"), f"{preview.yearly_percent:,} %"))
    facts += [
        Fact(tr("To repay in all"), say.signed(preview.owed_minor), large=True),
        Fact(tr("First due"), say.day(first.due_on)),
        Fact(tr("Last due"), say.day(last.due_on)),
    ]
    return tuple(facts)
