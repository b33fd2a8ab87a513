"""Handovers that wait to be counted by whom they were handed to.

The rule kept here: the count is made before the difference is judged, note by note, and a difference is
explained.
"""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from fieldapp.desk.facts import MovementFacts
from fieldapp.operations.receive_cash import CountForm, HandoverRow, load_handovers, receive_cash
from fieldapp.screens.frame import ActionBar, ListAndDetail, Page, listing
from fieldapp.screens.frame_parts import commit_button, field_label
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.card import Card, Scrolled
from fieldapp.screens.widgets.forms.note_count import NoteCount
from fieldapp.screens.widgets.lists.row_list import Row, RowList
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.widgets.text import Fact, Figure, label, set_tone
from fieldapp.screens.words import Told, counted, short_or_over, tr
from fieldapp.screens.workbench import Workbench
from shared.fieldwork.cash import counted_minor, variance_minor
from shared.ids import CashMovementId


class HandoversPage(Page):
    """The handovers at one side, the count at the other."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, tr("Handovers"), margin=Gap.NONE)
        self._rows: dict[bytes, HandoverRow] = {}
        self._wanted: CashMovementId | None = None
        self._busy = False
        self.list = RowList(bench.look, self.tr("Handovers to count"))
        self._empty = EmptyState(
            bench.look,
            "handshake",
            self.tr("No handover waits"),
            self.tr("Cash that officers hand over arrives here."),
        )
        self.amount = Figure(self.tr("Handed over"), "display")
        self.who = Fact(self.tr("From"))
        self.note_of = Fact(self.tr("Note"))
        self.notes = NoteCount(bench.look)
        self.variance = label("", "title", wrap=True)
        self.note = QLineEdit()
        self._total = Figure(self.tr("Counted"), "heading")
        self.button = commit_button(bench.look, self.tr("Receive"), "check")
        self._foot = ActionBar()
        self._foot.totals.addWidget(self._total)
        self._foot.totals.addStretch()
        self._foot.acts.addWidget(self.button)
        count = Scrolled()
        count.body.addWidget(self._count_card())
        self.set_panes(ListAndDetail(listing(self.list, self._empty), count, self._foot))
        self.list.chosen.connect(self._choose)
        self.notes.changed.connect(self._judge)
        self.note.textChanged.connect(lambda _: self._judge())
        self.button.clicked.connect(self._receive)

    def load(self) -> None:
        self.read(load_handovers, self._show)

    def _count_card(self) -> QWidget:
        card = Card()
        for shown in (self.amount, self.who, self.note_of, self.notes, self.variance):
            card.body.addWidget(shown)
        card.body.addLayout(field_label(self.tr("Note; a difference wants one"), self.note))
        card.body.addStretch()
        return card

    def _show(self, rows: tuple[HandoverRow, ...]) -> None:
        self._rows = {found.movement.movement: found for found in rows}
        total = sum(found.movement.amount_minor for found in rows)
        words = counted(len(rows), self.tr("handover"), self.tr("handovers"))
        self.head(self.title, f"{words} · {self.bench.formats.signed(total)}")
        self.list.set_rows(_list_row(self.bench, found) for found in rows)
        self.list.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        self.panes.set_empty(not rows)
        if self._wanted not in self._rows:
            mine = [found.movement.movement for found in rows if found.mine]
            self._wanted = mine[0] if mine else next((row.movement.movement for row in rows), None)
            self.list.select(self._wanted)
        self._show_one()

    def _choose(self, key: object) -> None:
        if not isinstance(key, bytes):
            return
        if key != self._wanted:
            self._wanted = CashMovementId(key)
            self.notes.clear()
            self.note.clear()
            self._show_one()
        self.panes.open_detail()

    def arrive(self, target: Target) -> None:
        super().arrive(target)
        if target.kind == "handover":
            self._choose(target.id)
            self.list.select(target.id)

    def _show_one(self) -> None:
        found = self._rows.get(self._wanted) if self._wanted else None
        if found is not None:
            say = self.bench.formats
            self.amount.set_value(say.signed(found.movement.amount_minor))
            self.who.set_value(f"{found.from_name}, {say.day(found.movement.on)}")
            self.note_of.set_value(found.movement.note or "–")
        self._judge()

    def _judge(self) -> None:
        found = self._rows.get(self._wanted) if self._wanted else None
        if found is None:
            return
        amount = counted_minor(self.notes.denominations())
        self._total.set_value(self.bench.formats.signed(amount))
        difference = variance_minor(amount, found.movement.amount_minor)
        if not found.mine:
            words = self.tr("Handed to {name}, who counts it.").format(name=found.to_name)
        else:
            words = short_or_over(difference) if amount else self.tr("Count it note by note")
        self.variance.setText(words)
        set_tone(self.variance, "overdue" if amount and difference else "")
        explained = difference == 0 or bool(self.note.text().strip())
        self.button.set_words(self.tr("Receive {amount}").format(amount=self.bench.formats.signed(amount)))
        self.button.setEnabled(found.mine and bool(amount) and explained and not self._busy)

    def _receive(self) -> None:
        if self._busy or self._wanted is None:
            return
        self._busy = True
        self._judge()
        form = CountForm(self._wanted, self.bench.today(), self.notes.denominations(), self.note.text())
        self.bench.write(self, lambda desk: receive_cash(desk, form), self._received, self._refused)

    def _received(self, movement: MovementFacts) -> None:
        self._busy = False
        self.notes.clear()
        self.note.clear()
        amount = self.bench.formats.signed(movement.counted_minor or 0)
        words = self.tr("{amount} counted.").format(amount=amount)
        self.tell(Told("done", self.tr("Received and saved on this tablet"), words))

    def _refused(self, fault: Exception) -> None:
        self._busy = False
        self._judge()
        self.fault(fault)


def _list_row(bench: Workbench, found: HandoverRow) -> Row:
    say, movement = bench.formats, found.movement
    if found.mine:
        mark = Mark("pending", tr("To count"))
    else:
        mark = Mark("provisional", tr("For {name}").format(name=found.to_name))
    return Row(
        key=movement.movement,
        title=found.from_name,
        second=say.day(movement.on),
        figure=say.signed(movement.amount_minor),
        mark=mark,
        provisional=movement.provisional,
    )
