"""Cash in hand and handing it over, counted note by note."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from fieldapp.desk.facts import MovementFacts
from fieldapp.officer.hand_over_cash import CashPage as CashFacts
from fieldapp.officer.hand_over_cash import HandoverForm, hand_over_cash, load_cash
from fieldapp.screens.frame import ActionBar, Page, SideBySide
from fieldapp.screens.frame_parts import commit_button, field_label
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.card import Card, column, empty
from fieldapp.screens.widgets.choices.chips import Choice
from fieldapp.screens.widgets.forms.note_count import NoteCount
from fieldapp.screens.widgets.text import Fact, Figure, label
from fieldapp.screens.words import Told, cash_age, short_or_over, tr
from fieldapp.screens.workbench import Workbench
from fieldapp.store.author import Desk
from shared.fieldwork.cash import counted_minor, variance_minor
from shared.ids import CashMovementId, StaffId


class CashPage(Page):
    """What should be in hand, and the form that hands it over."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, tr("Cash"), margin=Gap.NONE)
        self._facts: CashFacts | None = None
        self._busy = False
        self._movement: CashMovementId | None = None
        self.in_hand = Figure(self.tr("Cash in hand"), "display")
        self._lines = column(Gap.NONE)
        self.notes = NoteCount(bench.look)
        self.receiver: Choice | None = None
        self._receiver_box = column(Gap.S)
        self.note = QLineEdit()
        self._compared = label("", "strong", wrap=True)
        self._total = Figure(self.tr("Counted"), "heading")
        self.button = commit_button(bench.look, self.tr("Hand over"), "handshake")
        self._lay_out()
        self.notes.changed.connect(self._judge)
        self.button.clicked.connect(self._hand_over)

    def load(self) -> None:
        self.read(_load, self._show)

    def _lay_out(self) -> None:
        count = Card(self.tr("Hand over"))
        count.body.addLayout(self._receiver_box)
        count.body.addWidget(self.notes)
        count.body.addWidget(self._compared)
        count.body.addLayout(field_label(self.tr("Note"), self.note))
        count.body.addStretch()
        held = Card()
        held.body.addWidget(self.in_hand)
        held.body.addLayout(self._lines)
        held.body.addStretch()
        self.body.addWidget(SideBySide(count, held, margin=Gap.L), 1)
        foot = ActionBar()
        foot.totals.addWidget(self._total)
        foot.totals.addStretch()
        foot.acts.addWidget(self.button)
        self.set_foot(foot)

    def _show(self, loaded: tuple[CashFacts, CashMovementId]) -> None:
        facts, new_id = loaded
        self._facts = facts
        # A form keeps its id until it is saved, so that saving it twice records it once.
        self._movement = self._movement or new_id
        say, cash = self.bench.formats, facts.cash
        over = facts.cap_minor is not None and cash.in_hand_minor > facts.cap_minor
        self.in_hand.set_value(say.signed(cash.in_hand_minor), "overdue" if over else "")
        empty(self._lines)
        age = cash_age(facts.age_days if cash.oldest_on else None)
        for word, value in (
            (self.tr("Float"), say.signed(cash.float_minor)),
            (self.tr("Cash receipts"), say.signed(cash.received_minor)),
            (self.tr("Handed over"), say.signed(cash.handed_minor)),
            (
                self.tr("May hold"),
                say.signed(facts.cap_minor) if facts.cap_minor is not None else tr("no limit"),
            ),
            (self.tr("Oldest cash"), age),
        ):
            self._lines.addWidget(Fact(word, value))
        for movement in facts.movements[:4]:
            self._lines.addWidget(self._movement_line(movement))
        self._offer_receivers(facts)
        self._judge()

    def _movement_line(self, movement: MovementFacts) -> QWidget:
        say = self.bench.formats
        kind = self.tr("Float") if movement.kind == "FLOAT" else self.tr("Handover")
        counted_words = self.tr("counted") if movement.state == "RECEIVED" else self.tr("not counted yet")
        return Fact(f"{kind} {say.day(movement.on)}", f"{say.signed(movement.amount_minor)}, {counted_words}")

    def _offer_receivers(self, facts: CashFacts) -> None:
        """Names are offered once; reloading must not take back the choice."""
        if self.receiver is not None or not facts.receivers:
            return
        options = [(person.staff.hex(), person.name) for person in facts.receivers]
        self.receiver = Choice(self.bench.look, self.tr("Who takes it"), options)
        self.receiver.chosen.connect(lambda _: self._judge())
        self._receiver_box.addWidget(label(self.tr("Who takes it"), "label"))
        self._receiver_box.addWidget(self.receiver)

    def _judge(self) -> None:
        notes = self.notes.denominations()
        amount = counted_minor(notes)
        say = self.bench.formats
        self._total.set_value(say.signed(amount))
        if self._facts is not None and amount:
            words = short_or_over(variance_minor(amount, self._facts.cash.in_hand_minor))
            self._compared.setText(self.tr("Beside the cash in hand: {difference}").format(difference=words))
        self._compared.setVisible(bool(amount))
        chosen = self.receiver is not None and bool(self.receiver.current)
        self.button.set_words(self.tr("Hand over {amount}").format(amount=say.signed(amount)))
        self.button.setEnabled(bool(amount) and chosen and not self._busy)

    def _hand_over(self) -> None:
        if self._busy or self.receiver is None or self._facts is None or self._movement is None:
            return
        self._busy = True
        form = HandoverForm(
            self._movement,
            StaffId(bytes.fromhex(self.receiver.current)),
            self._facts.on,
            self.notes.denominations(),
            self.note.text(),
        )
        self._judge()
        self.bench.write(self, lambda desk: hand_over_cash(desk, form), self._done, self._refused)

    def _done(self, movement: MovementFacts) -> None:
        self._busy, self._movement = False, None
        self.notes.clear()
        self.note.clear()
        amount = self.bench.formats.signed(movement.amount_minor)
        words = self.tr("{amount} is on its way; whoever takes it counts it too.").format(amount=amount)
        self.tell(Told("done", self.tr("Handover saved on this tablet"), words))

    def _refused(self, fault: Exception) -> None:
        self._busy = False
        self._judge()
        self.fault(fault)


def _load(desk: Desk) -> tuple[CashFacts, CashMovementId]:
    """Load the cash and an id for the next handover: ids are made in the lane, one after another."""
    return load_cash(desk), CashMovementId(desk.author.ids.make())
