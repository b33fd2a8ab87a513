"""One handover: who gave how much, the count note by note, and why the two differ if they do.

The rule kept here: the difference is judged once something was counted, in the words of the branch.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from fieldapp.operations.drafts import CountDraft
from fieldapp.operations.receive_cash import HandoverRow
from fieldapp.screens.money.counting import CountCard
from fieldapp.screens.money.differing import WhyCard, with_sign
from fieldapp.screens.operations.handover.listing import waits_mark
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.badge import Badge, Mark
from fieldapp.screens.widgets.card import Card, Panes, Scrolled, column
from fieldapp.screens.widgets.choices.flow import Flow
from fieldapp.screens.widgets.drawn.subject import Subject
from fieldapp.screens.widgets.text import Figure
from fieldapp.screens.words import Formats, money, short_or_over, tr
from fieldapp.screens.workbench import Workbench
from shared.fieldwork.cash import variance_minor


class CountPane(Scrolled):
    """The handover beside the list; `changed` with every piece and word."""

    changed = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self.head = Subject(bench.look)
        self.count, self.compare, self.why = CountCard(bench), _Compare(bench), WhyCard(bench)
        self.notes = self.count.notes
        beside = QWidget()
        cards = column(Gap.M)
        for card in (self.compare, self.why):
            cards.addWidget(card)
        cards.addStretch(1)
        beside.setLayout(cards)
        self._counting = Panes(
            bench.look, self.count, beside, wide_from=Width.COUNT_BESIDE_FROM, side_width=None
        )
        self.body.addWidget(self.head)
        self.body.addWidget(self._counting)
        self.body.addStretch(1)
        self.count.changed.connect(self.changed)
        self.why.changed.connect(self.changed)

    @property
    def draft(self) -> CountDraft:
        """What was counted and said so far."""
        return CountDraft(self.notes.denominations(), self.why.reasons.current, self.why.words.text())

    def put(self, draft: CountDraft) -> None:
        """Put back what was counted and said, without saying so."""
        blocked = self.blockSignals(True)
        self.notes.set_denominations(draft.pieces)
        self.why.reasons.choose(draft.why)
        self.why.words.setText(draft.words)
        self.blockSignals(blocked)

    def show_handover(self, found: HandoverRow) -> None:
        """Show what was handed over, and what the count comes to beside it."""
        _show_whose(self.head, found, self._bench.formats)
        self._counting.setVisible(found.mine)
        begun = self.notes.begun
        difference = variance_minor(self.notes.total_minor, found.movement.amount_minor)
        self.compare.show_count(found.movement.amount_minor, self.notes.total_minor, begun=begun)
        self.why.show_variance(difference if begun else 0)

    @property
    def missing(self) -> str:
        """What is still to be done, in words; "" when it may be received."""
        return tr("Count it note by note") if not self.notes.total_minor else self.why.missing


class _Compare(Card):
    """What was handed over, what was counted, and the difference in words."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("Compare"))
        self._bench = bench
        self.handed = Figure(self.tr("Handed over"), "heading")
        self.counted = Figure(self.tr("Counted"), "heading")
        self.variance = Figure(self.tr("Difference"), "heading")
        self.badge = Badge(bench.look, Mark("provisional", ""))
        figures = Flow(gap=Gap.XL)
        for shown in (self.handed, self.counted, self.variance):
            figures.addWidget(shown)
        self.body.addLayout(figures)
        self.body.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignLeft)

    def show_count(self, handed_minor: int, counted_minor: int, *, begun: bool) -> None:
        """Show how the count compares; before it is `begun` there is no difference to speak of."""
        sign, difference = self._bench.formats.sign, variance_minor(counted_minor, handed_minor)
        for figure, word, text in (
            (self.handed, self.tr("Handed over"), money(handed_minor)),
            (self.counted, self.tr("Counted"), money(counted_minor) if begun else "–"),
            (self.variance, self.tr("Difference"), with_sign(difference) if begun else "–"),
        ):
            figure.set_word(f"{word} {sign}")
            figure.set_value(text, "overdue" if begun and difference and figure is self.variance else "")
        mark = Mark("overdue" if difference else "paid", short_or_over(difference, self._bench.formats))
        self.badge.set_mark(mark if begun else Mark("provisional", self.tr("Not counted yet")))


def _show_whose(head: Subject, found: HandoverRow, say: Formats) -> None:
    """Show who gave how much, when, with which word, and who counts it."""
    movement, name = found.movement, found.from_name or "–"
    title = tr("{amount} from {name}").format(amount=say.signed(movement.amount_minor), name=name)
    on = tr("Handed over on {day}").format(day=say.long_day(movement.on))
    others = tr("{name} counts it, not you.").format(name=found.to_name or "–")
    second = " · ".join(filter(None, (on, movement.note)))
    head.show_subject(name, title, second, waits_mark(found), "" if found.mine else others)
