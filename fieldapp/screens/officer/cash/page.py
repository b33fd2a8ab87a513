"""Cash in hand and handing it over, counted note by note.

The rules kept here: the id of a handover is kept with the draft before it is saved, so a kill at any moment
records it once; one press hands over once; what handing over leaves in hand stands before the button.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from fieldapp.desk.facts import MovementFacts
from fieldapp.officer.drafts import handover_draft
from fieldapp.officer.drafts.handover_draft import HandoverDraft
from fieldapp.officer.hand_over_cash import CashPage as CashFacts
from fieldapp.officer.hand_over_cash import HandoverForm, hand_over_cash, load_cash
from fieldapp.screens.frame import Key, Page
from fieldapp.screens.frame_parts import ActionBar
from fieldapp.screens.officer.cash.giving import Giving
from fieldapp.screens.officer.cash.held import HeldCard
from fieldapp.screens.officer.cash.lists import MovesCard, ReceiptsCard
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.typed.drafting import Drafting
from fieldapp.screens.widgets.buttons import Button, CommitButton
from fieldapp.screens.widgets.card import Panes, Scrolled, column
from fieldapp.screens.widgets.overlays.toast import Toasts
from fieldapp.screens.widgets.text import Figure
from fieldapp.screens.words import Told, tr
from fieldapp.screens.workbench import Workbench
from fieldapp.store.author import Desk
from shared.ids import CashMovementId

_RECEIVER = "receiver"


class CashPage(Page):
    """What should be in hand and how it came, and the form that hands it over."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, tr("Cash"), margin=Gap.NONE)
        self._facts: CashFacts | None = None
        self._movement: CashMovementId | None = None
        self.held, self.giving = HeldCard(bench), Giving(bench)
        self.moves, self.receipts = MovesCard(bench), ReceiptsCard(bench)
        self.notes, self.note = self.giving.notes, self.giving.note
        self._total = Figure(self.tr("Counted"), "figure")
        self.button = CommitButton(bench.look, self.tr("Hand over"), "handshake")
        self.ending = Button(bench.look, self.tr("End of day"), "plain", "check-circle")
        self.add_act(self.ending)
        self._lay_out()
        self.toasts = Toasts(bench.look, self)
        self._drafting: Drafting[HandoverDraft] = Drafting(
            bench, self, handover_draft.KEY, handover_draft.packed, handover_draft.unpacked
        )
        self.giving.changed.connect(self._typed)
        self.ending.clicked.connect(lambda: bench.go.open(Target("day")))
        self.button.committed.connect(self._hand_over)
        self.button.guard.changed.connect(self._hold)

    def load(self) -> None:
        found = self._drafting.found if self._facts is None else None
        about = found.movement if found else self._movement

        def work(desk: Desk) -> tuple[CashFacts, HandoverDraft | None, CashMovementId]:
            # Ids are made in the lane, one after another.
            return load_cash(desk, about), found, CashMovementId(desk.author.ids.make())

        self.read(work, self._show)

    def keys(self) -> tuple[Key, ...]:
        return (
            Key("+", self.tr("One note more")),
            Key("-", self.tr("One note less")),
            Key("Enter", self.tr("Go on to the next note")),
        )

    def _lay_out(self) -> None:
        main, side = QWidget(), QWidget()
        for pane, cards in ((main, (self.held, self.giving)), (side, (self.moves, self.receipts))):
            box = column(Gap.M)
            for card in cards:
                box.addWidget(card)
            box.addStretch(1)
            pane.setLayout(box)
        scrolled = Scrolled(Gap.L)
        scrolled.body.addWidget(Panes(self.bench.look, main, side), 1)
        self.body.addWidget(scrolled, 1)
        foot = ActionBar()
        foot.totals.addWidget(self._total)
        foot.totals.addWidget(self.button.why, 1)
        foot.acts.addWidget(self.button, 1)
        self.set_foot(foot)

    def _show(self, loaded: tuple[CashFacts, HandoverDraft | None, CashMovementId]) -> None:
        facts, drafted, new_id = loaded
        first, self._facts = self._facts is None, facts
        saved = facts.recorded
        if saved is not None and saved.movement in (drafted.movement if drafted else None, self._movement):
            drafted, self._movement = None, None
            self._drafting.tear()
            self._tell_recorded(saved)
        # A form keeps its id until it is saved, so that saving it twice records it once.
        self._movement = self._movement or (drafted.movement if drafted else new_id)
        for card in (self.held, self.moves, self.receipts):
            card.show_cash(facts)
        self.giving.show_cash(facts, self.recall(_RECEIVER))
        if first:
            self.giving.put(drafted)
        self._judge()

    def _tell_recorded(self, movement: MovementFacts) -> None:
        amount = self.bench.formats.signed(movement.amount_minor)
        words = self.tr("{amount} was handed over before").format(amount=amount)
        self.tell(Told("done", words, self.tr("It is not recorded again. What follows is another handover.")))

    def _typed(self) -> None:
        """Keep what is counted at once; whom it usually goes to is no draft."""
        if self._movement is not None:
            begun = self.notes.begun or bool(self.note.text)
            draft = self.giving.draft(self._movement)
            if begun:
                self._drafting.keep(draft)
            else:
                self._drafting.tear()
        self.giving.show_effect()
        self._judge()

    def _judge(self) -> None:
        """Let the button act when nothing is missing; what is missing stands beside it in words."""
        total, missing = self.notes.total_minor, self.giving.missing
        amount = self.bench.formats.signed(total)
        words = self.tr("Hand over {amount}").format(amount=amount)
        self._total.set_value(amount if total else "–")
        self.button.label_as(words if total else self.tr("Hand over"))
        self.button.allow(self._facts is not None and not missing, missing)

    def _hand_over(self) -> None:
        to_staff = self.giving.to_staff
        if to_staff is None or self._facts is None or self._movement is None:
            self.button.guard.release()
            return
        pieces = self.notes.denominations()
        form = HandoverForm(self._movement, to_staff, self.bench.today(), pieces, self.note.text)
        told = self.button.guard.told

        def work(desk: Desk) -> tuple[MovementFacts, CashMovementId]:
            return hand_over_cash(desk, form), CashMovementId(desk.author.ids.make())

        self.bench.write(self, work, self._done, told(self.fault))

    def _hold(self) -> None:
        """While it is written nothing more is counted: it would belong neither here nor to the next."""
        self.giving.setEnabled(not self.button.guard.busy)

    def _done(self, saved: tuple[MovementFacts, CashMovementId]) -> None:
        """It is on the disk: the form begins anew under another id, which is there at once."""
        movement, self._movement = saved
        self.notice.clear()
        self.remember(_RECEIVER, self.giving.receiver.current if self.giving.receiver else "")
        words = self.tr("Saved: {amount} handed to {name}, who counts it too").format(
            amount=self.bench.formats.signed(movement.amount_minor), name=self.giving.name
        )
        self._drafting.tear()
        self.giving.put(None)
        self.button.rest()
        self._judge()
        self.toasts.say(words)
