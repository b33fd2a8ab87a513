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
from fieldapp.screens.widgets.avatar import Avatar
from fieldapp.screens.widgets.badge import Badge, Mark
from fieldapp.screens.widgets.card import Card, Pair, Scrolled, column, empty, row
from fieldapp.screens.widgets.choices.flow import Flow
from fieldapp.screens.widgets.text import Figure, label
from fieldapp.screens.words import money, short_or_over, tr
from fieldapp.screens.workbench import Workbench
from shared.fieldwork.cash import variance_minor


class CountPane(Scrolled):
    """The handover beside the list; `changed` with every piece and word."""

    changed = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self.head = _Head(bench)
        self.count, self.compare, self.why = CountCard(bench), _Compare(bench), WhyCard(bench)
        self.notes = self.count.notes
        beside = QWidget()
        cards = column(Gap.M)
        for card in (self.compare, self.why):
            cards.addWidget(card)
        cards.addStretch(1)
        beside.setLayout(cards)
        self._counting = Pair(self.count, beside, lambda: 2 * Width.SIDE_PANE * bench.look.scale)
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
        self.head.show_handover(found)
        self._counting.setVisible(found.mine)
        begun = self.notes.begun
        difference = variance_minor(self.notes.total_minor, found.movement.amount_minor)
        self.compare.show_count(found.movement.amount_minor, self.notes.total_minor, begun=begun)
        self.why.show_variance(difference if begun else 0)

    @property
    def missing(self) -> str:
        """What is still to be done, in words; "" when it may be received."""
        return tr("Count it note by note") if not self.notes.total_minor else self.why.missing


class _Head(Card):
    """Who gave how much, when, with which word."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._name = ""
        self._avatar = column(Gap.NONE)
        self.title = label("", "title", wrap=True)
        self.second = label("", "label", "muted", wrap=True)
        self.others = label("", "label", "pending", wrap=True)
        self.mark = Badge(bench.look, Mark("pending", ""))
        words = column(Gap.XS)
        words.addStretch()
        for shown in (self.title, self.second, self.others):
            words.addWidget(shown)
        words.addStretch()
        line = row(Gap.M)
        line.addLayout(self._avatar)
        line.addLayout(words, 1)
        line.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(line)

    def show_handover(self, found: HandoverRow) -> None:
        """Show whose cash it is."""
        say, movement = self._bench.formats, found.movement
        name = found.from_name or "–"
        if name != self._name:
            self._name = name
            empty(self._avatar)
            self._avatar.addWidget(Avatar(self._bench.look, name))
        amount = say.signed(movement.amount_minor)
        self.title.setText(tr("{amount} from {name}").format(amount=amount, name=name))
        on = tr("Handed over on {day}").format(day=say.long_day(movement.on))
        self.second.setText(" · ".join(filter(None, (on, movement.note))))
        self.others.setText(tr("{name} counts it, not you.").format(name=found.to_name or "–"))
        self.others.setVisible(not found.mine)
        mark = waits_mark(found)
        self.mark.setVisible(mark is not None)
        if mark is not None:
            self.mark.set_mark(mark)


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
        mark = Mark("overdue" if difference else "paid", short_or_over(difference))
        self.badge.set_mark(mark if begun else Mark("provisional", self.tr("Not counted yet")))
