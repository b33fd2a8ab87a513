"""Handovers that wait to be counted by whom they were handed to.

The rules kept here: the count is made before the difference is judged, note by note, and a difference is
explained; one press receives one handover.
"""

from __future__ import annotations

from fieldapp.desk.facts import MovementFacts
from fieldapp.operations import drafts
from fieldapp.operations.drafts import CountDraft
from fieldapp.operations.receive_cash import CountForm, HandoverRow, load_handovers, receive_cash
from fieldapp.screens.frame import Key
from fieldapp.screens.frame_parts import ActionBar, listing
from fieldapp.screens.money.queue_page import QueuePage
from fieldapp.screens.operations.handover.count import CountPane
from fieldapp.screens.operations.handover.listing import handover_items
from fieldapp.screens.widgets.buttons import CommitButton
from fieldapp.screens.widgets.lists.row_list import RowList
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.widgets.text import Figure
from fieldapp.screens.words import Told, counted, short_or_over, tr
from fieldapp.screens.workbench import Workbench
from shared.fieldwork.cash import variance_minor
from shared.ids import CashMovementId


class HandoversPage(QueuePage[HandoverRow]):
    """The handovers at one side, the count at the other."""

    kind = "handover"

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, tr("Handovers"), drafts.COUNT)
        self.list = RowList(bench.look, self.tr("Handovers to count"))
        self.empty = EmptyState(
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
        self.hang(listing(self.list, self.empty), self.detail, foot, [self.button])
        self.detail.changed.connect(self._typed)
        self.button.committed.connect(self._receive)

    def load(self) -> None:
        self.read(load_handovers, self.show_rows)

    def keys(self) -> tuple[Key, ...]:
        return (
            Key("+", self.tr("One note more")),
            Key("-", self.tr("One note less")),
            Key("Enter", self.tr("Go on to the next note")),
        )

    def key_of(self, row: HandoverRow) -> bytes:
        return row.movement.movement

    def waits(self, row: HandoverRow) -> bool:
        return row.mine

    def fill(self, rows: tuple[HandoverRow, ...]) -> None:
        total = sum(found.movement.amount_minor for found in rows)
        words = counted(len(rows), self.tr("handover"), self.tr("handovers"))
        self.head(self.title, f"{words} · {self.bench.formats.signed(total)}" if rows else "")
        self.list.set_rows(handover_items(self.bench.formats, rows))

    def gone(self, before: HandoverRow | None) -> Told | None:
        title = self.tr("This handover does not wait any more")
        return Told("note", title, self.tr("It was counted or taken back meanwhile."))

    def put(self, typed: bytes | None) -> None:
        self.detail.put(drafts.read_count(typed))
        self.look()

    def _typed(self) -> None:
        """Keep what is counted at once."""
        if self.wanted is not None:
            draft = self.detail.draft
            self.drafting.keep(drafts.packed(draft) if draft != CountDraft() else None)
        self.look()

    def look(self) -> None:
        """Show how the count compares; what is missing stands beside the button in words."""
        found = self.rows.get(self.wanted) if self.wanted is not None else None
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
        if self.wanted is None:
            self.button.guard.release()
            return
        note = "" if self.why.isHidden() else self.why.reason
        form = CountForm(CashMovementId(self.wanted), self.bench.today(), self.notes.denominations(), note)
        told = self.button.guard.told
        self.bench.write(self, lambda desk: receive_cash(desk, form), self._received, told(self.fault))

    def _received(self, movement: MovementFacts) -> None:
        """It is on the disk: say so, and look at the next one that waits."""
        found = self.rows.get(movement.movement)
        amount = movement.counted_minor or 0
        words = self.tr("Saved: {amount} received from {name}").format(
            amount=self.bench.formats.signed(amount), name=found.from_name if found else "–"
        )
        difference = variance_minor(amount, movement.amount_minor)
        self.toasts.say(f"{words} · {short_or_over(difference, self.bench.formats)}" if difference else words)
        self.go_on(movement.movement)
