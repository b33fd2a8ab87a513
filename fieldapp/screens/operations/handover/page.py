"""Handovers that wait to be counted by whom they were handed to.

The rules kept here: the count is made before the difference is judged, note by note, and a difference is
explained; one press receives one handover.
"""

from __future__ import annotations

from fieldapp.desk.facts import MovementFacts
from fieldapp.operations import drafts
from fieldapp.operations.drafts import CountDraft
from fieldapp.operations.receive_cash import CountForm, HandoverRow, load_handovers, receive_cash
from fieldapp.screens.frame import ActionBar, Key, ListAndDetail, Page
from fieldapp.screens.frame_parts import listing
from fieldapp.screens.money.leaving import leave
from fieldapp.screens.operations.handover.count import CountPane
from fieldapp.screens.operations.handover.listing import handover_items
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.typed.drafting import Drafts
from fieldapp.screens.widgets.buttons import CommitButton
from fieldapp.screens.widgets.lists.row_list import RowList
from fieldapp.screens.widgets.overlays.toast import Toasts
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.widgets.text import Figure
from fieldapp.screens.words import Told, counted, short_or_over, tr
from fieldapp.screens.workbench import Workbench
from shared.fieldwork.cash import variance_minor
from shared.ids import CashMovementId


class HandoversPage(Page):
    """The handovers at one side, the count at the other."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, tr("Handovers"), margin=Gap.NONE)
        self._rows: dict[bytes, HandoverRow] = {}
        self._wanted: CashMovementId | None = None
        self.list = RowList(bench.look, self.tr("Handovers to count"))
        self._empty = EmptyState(
            bench.look,
            "handshake",
            self.tr("No handover waits"),
            self.tr("Cash that officers hand over arrives here at the next contact."),
        )
        self.detail = CountPane(bench)
        self.notes, self.why = self.detail.notes, self.detail.why
        self._total = Figure(self.tr("Counted"), "figure")
        self.button = CommitButton(bench.look, self.tr("Receive"), "check")
        foot = self._foot = ActionBar()
        foot.totals.addWidget(self._total)
        foot.totals.addWidget(self.button.why, 1)
        foot.acts.addWidget(self.button, 1)
        self.set_panes(ListAndDetail(listing(self.list, self._empty), self.detail, foot))
        self.toasts = Toasts(bench.look, self)
        self._drafting = Drafts(bench, self, drafts.COUNT)
        self.list.chosen.connect(self._choose)
        self.list.chosen.connect(self.panes.open_detail)
        self.list.selected.connect(self._choose)
        self.detail.changed.connect(self._typed)
        self.button.committed.connect(self._receive)

    def load(self) -> None:
        self.read(load_handovers, self._show)

    def keys(self) -> tuple[Key, ...]:
        return (
            Key("+", self.tr("One note more")),
            Key("-", self.tr("One note less")),
            Key("Enter", self.tr("Go on to the next note")),
        )

    def arrive(self, target: Target) -> None:
        super().arrive(target)
        if target.kind == "handover":
            self._choose(target.id)
            self.list.select(target.id)
            self.panes.open_detail()
            if target.id not in self._rows:
                # Not known yet, or not there any more: the list says which.
                self._reload()

    def _show(self, rows: tuple[HandoverRow, ...]) -> None:
        self._rows = {found.movement.movement: found for found in rows}
        gone = self._wanted is not None and self._wanted not in self._rows
        if gone:
            leave(self, self.panes, [self.button])
        total = sum(found.movement.amount_minor for found in rows)
        words = counted(len(rows), self.tr("handover"), self.tr("handovers"))
        self.head(self.title, f"{words} · {self.bench.formats.signed(total)}")
        self.list.set_rows(handover_items(self.bench.formats, rows))
        self.list.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        self.panes.set_empty(not rows)
        self._drafting.forget_others(drafts.count_key(found.movement.movement) for found in rows)
        order = self._order()
        if self._wanted not in order:
            self._choose(order[0] if order else None)
        else:
            self._judge()
        # Somebody may be running down the list just now.
        if self.list.current_key not in order:
            self.list.select(self._wanted)
        if gone:
            title = self.tr("This handover does not wait any more")
            self.tell(Told("note", title, self.tr("It was counted or taken back meanwhile.")))

    def _order(self) -> list[CashMovementId]:
        return [CashMovementId(row.key) for row in self.list.rows if isinstance(row.key, bytes)]

    def _choose(self, key: object) -> None:
        wanted = CashMovementId(key) if isinstance(key, bytes) else None
        if wanted != self._wanted:
            self._wanted = wanted
            self.notice.clear()
            if wanted is not None:
                self.detail.put(drafts.read_count(self._drafting.open(drafts.count_key(wanted))))
        self._judge()

    def _typed(self) -> None:
        """Keep what is counted at once."""
        if self._wanted is not None:
            draft = self.detail.draft
            self._drafting.keep(drafts.packed(draft) if draft != CountDraft() else None)
        self._judge()

    def _judge(self) -> None:
        """Show how the count compares; what is missing stands beside the button in words."""
        found = self._rows.get(self._wanted) if self._wanted else None
        if found is None:
            self.button.allow(False)
            return
        self.detail.show_handover(found)
        self._foot.setVisible(found.mine)
        total, missing = self.notes.total_minor, self.detail.missing
        amount = self.bench.formats.signed(total)
        self._total.set_value(amount if total else "–")
        self.button.label_as(
            self.tr("Receive {amount}").format(amount=amount) if total else self.tr("Receive")
        )
        self.button.allow(found.mine and not missing, missing)

    def _receive(self) -> None:
        if self._wanted is None:
            self.button.guard.release()
            return
        note = "" if self.why.isHidden() else self.why.reason
        form = CountForm(self._wanted, self.bench.today(), self.notes.denominations(), note)
        told = self.button.guard.told
        self.bench.write(self, lambda desk: receive_cash(desk, form), self._received, told(self.fault))

    def _received(self, movement: MovementFacts) -> None:
        """It is on the disk: the next one comes, and the focus goes to the list, not to its button."""
        self.notice.clear()
        self._say_received(movement)
        self.button.rest()
        if self._wanted == movement.movement:
            order = self._order()
            at = order.index(self._wanted) if self._wanted in order else 0
            following = [key for key in [*order[at + 1 :], *order[:at]] if self._rows[key].mine]
            self._choose(following[0] if following else None)
            self.list.select(self._wanted)
            self.list.setFocus()

    def _say_received(self, movement: MovementFacts) -> None:
        found = self._rows.get(movement.movement)
        amount = movement.counted_minor or 0
        words = self.tr("Saved: {amount} received from {name}").format(
            amount=self.bench.formats.signed(amount), name=found.from_name if found else "–"
        )
        difference = variance_minor(amount, movement.amount_minor)
        self.toasts.say(f"{words} · {short_or_over(difference)}" if difference else words)
