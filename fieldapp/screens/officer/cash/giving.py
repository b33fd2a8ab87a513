"""Handing cash over: counted note by note, to whom, and what is left in hand after it.

The rule kept here: the count is right and the record may not be: more than should be there is taken with a
word that says where it comes from.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fieldapp.officer.drafts.handover_draft import HandoverDraft
from fieldapp.officer.hand_over_cash import CashPage
from fieldapp.screens.money.counting import CountCard
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.card import Card, Panes, column, hairline
from fieldapp.screens.widgets.choices.chips import Choice
from fieldapp.screens.widgets.forms.fields import NoteField
from fieldapp.screens.widgets.text import Fact, label
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench
from shared.ids import CashMovementId, StaffId

_LONGEST_NOTE = 300


class Giving(QWidget):
    """The count beside whom it goes to; `changed` with everything counted, chosen or typed."""

    changed = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._facts: CashPage | None = None
        self.receiver: Choice | None = None
        self.count = CountCard(bench)
        self.notes = self.count.notes
        who, self.effect = Card(tr("Who takes it")), Card(tr("What it does"))
        self._receivers = column(Gap.S)
        self.nobody = label(
            self.tr("Nobody of the branch is known on this tablet yet: connect first."),
            "label",
            "muted",
            wrap=True,
        )
        self.note = NoteField(bench.look, self.tr("Note"), most=_LONGEST_NOTE, lines=2)
        who.body.setSpacing(Gap.M)
        who.body.addLayout(self._receivers)
        who.body.addWidget(self.nobody)
        who.body.addWidget(self.note)
        self._now, self._given, self._left = (
            Fact(self.tr("You should hold")),
            Fact(self.tr("You hand over")),
            Fact(self.tr("Stays with you")),
        )
        for shown in (self._now, self._given, hairline(), self._left):
            self.effect.body.addWidget(shown)
        self.over = label("", "label", "overdue", wrap=True)
        self.effect.body.addWidget(self.over)
        beside, cards = QWidget(), column(Gap.M)
        for card in (who, self.effect):
            cards.addWidget(card)
        cards.addStretch(1)
        beside.setLayout(cards)
        box = column(Gap.NONE)
        box.addWidget(
            Panes(bench.look, self.count, beside, wide_from=Width.COUNT_BESIDE_FROM, side_width=None)
        )
        self.setLayout(box)
        self.count.changed.connect(self.changed)
        self.note.changed.connect(self.changed)

    def show_cash(self, facts: CashPage, usual: str) -> None:
        """Offer who may take it, the usual one chosen; reloading never takes back a choice."""
        self._facts = facts
        self.nobody.setVisible(not facts.receivers and self.receiver is None)
        if self.receiver is None and facts.receivers:
            options = [(person.staff.hex(), person.name) for person in facts.receivers]
            self.receiver = Choice(self._bench.look, self.tr("Who takes it"), options, low=True)
            self._receivers.addWidget(self.receiver)
            self.receiver.chosen.connect(lambda _: self.changed.emit())
            if usual in dict(options):
                self.receiver.choose(usual)
        elif self.receiver is not None:
            self.receiver.offer((person.staff.hex(), person.name) for person in facts.receivers)
        self.show_effect()

    def put(self, draft: HandoverDraft | None) -> None:
        """Put back what was counted and typed, or begin anew, without saying so."""
        blocked = self.blockSignals(True)
        self.notes.set_denominations(draft.pieces if draft else ())
        self.note.set_text(draft.note if draft else "")
        if draft and draft.to_staff and self.receiver is not None:
            self.receiver.choose(draft.to_staff.hex())
        self.blockSignals(blocked)
        self.show_effect()

    def draft(self, movement: CashMovementId) -> HandoverDraft:
        """What is counted, chosen and typed."""
        return HandoverDraft(movement, self.to_staff, self.notes.denominations(), self.note.text)

    @property
    def to_staff(self) -> StaffId | None:
        """Who takes it; None until somebody is chosen."""
        chosen = self.receiver.current if self.receiver is not None else ""
        return StaffId(bytes.fromhex(chosen)) if chosen else None

    @property
    def name(self) -> str:
        """The name of who takes it."""
        people = self._facts.receivers if self._facts else ()
        return next((person.name for person in people if person.staff == self.to_staff), "")

    def show_effect(self) -> None:
        """Show what is left in hand after it."""
        if self._facts is None:
            return
        say, total = self._bench.formats, self.notes.total_minor
        held = self._facts.cash.in_hand_minor
        over = total - held
        self._now.set_value(say.signed(held))
        self._given.set_value(say.signed(total) if total else "–")
        self._left.set_value(say.signed(max(held - total, 0)), "overdue" if over > 0 and total else "")
        words = tr(
            "{amount} more than you should hold. Record the missing receipts first, or say in the note where"
            " it comes from."
        )
        self.over.setText(words.format(amount=say.signed(over)))
        self.over.setVisible(over > 0 and bool(total))

    @property
    def missing(self) -> str:
        """What is still to be done, in words; "" when it may be handed over."""
        if not self.notes.total_minor:
            return tr("Count what you hand over")
        if self.to_staff is None:
            return tr("Choose who takes it")
        if not self.over.isHidden() and not self.note.text:
            return tr("Say where the rest comes from")
        return "" if self.note.ready else self.note.problem
