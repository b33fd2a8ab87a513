"""What the cash in hand came from, and what happened to what was handed over.

The rule kept here: what nobody has counted yet stands first; a difference is said in the words of the branch.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from fieldapp.officer.hand_over_cash import CashPage, OwnMovement, OwnReceipt
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.lists.row_list import RowList
from fieldapp.screens.widgets.lists.rows import Heading, Item, Row
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import Formats, counted, short_or_over, tr
from fieldapp.screens.workbench import Workbench
from shared.fieldwork.cash import variance_minor

_FEW = 6


class MovesCard(Card):
    """Handovers and floats, those that wait to be counted first; hidden where there are none."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("Handovers"), edge=Gap.NONE)
        self._bench = bench
        self.hide()

    @cached_property
    def list(self) -> RowList:
        """The lines; made when there are any."""
        made = RowList(self._bench.look, self.tr("Handovers and floats"))
        made.show_whole()
        self.body.addWidget(made)
        return made

    def show_cash(self, facts: CashPage) -> None:
        """Show what waits, and the last of what is done."""
        say = self._bench.formats
        open_ones = [each for each in facts.movements if _waits(each)]
        done = [each for each in facts.movements if not _waits(each)][:_FEW]
        if facts.movements or not self.isHidden():
            self.list.set_rows(_move_items(say, open_ones, done))
        self.setVisible(bool(facts.movements))


class ReceiptsCard(Card):
    """Cash receipts since the last handover; choosing one opens it."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("Cash receipts"), edge=Gap.NONE)
        self._bench = bench
        self._found: tuple[OwnReceipt, ...] = ()
        self._all = False
        self.sum = label("", "label", "muted")
        self.head.addWidget(self.sum)
        self._since = label("", "label", "muted", wrap=True)
        self._since.setContentsMargins(Gap.L, Gap.NONE, Gap.L, Gap.XS)
        self.list = RowList(bench.look, self.tr("Cash receipts"))
        self.list.show_whole()
        self.none = label(self.tr("Cash you receive is listed here."), "label", "muted", wrap=True)
        self.none.setContentsMargins(Gap.L, Gap.NONE, Gap.L, Gap.L)
        self.more = Button(bench.look, "", "quiet")
        for shown in (self._since, self.list, self.none, self.more):
            self.body.addWidget(shown)
        self.list.chosen.connect(self._open)
        self.more.clicked.connect(self._show_all)

    def show_cash(self, facts: CashPage) -> None:
        """Show what came in."""
        say, self._found = self._bench.formats, facts.receipts
        total = sum(each.receipt.amount_minor for each in facts.receipts)
        on = facts.handed_on
        self._since.setText(tr("since {day}, the last handover").format(day=say.day(on)) if on else "")
        self._since.setVisible(on is not None)
        self.sum.setText(f"{len(facts.receipts)} · {say.signed(total)}" if facts.receipts else "")
        self._show()

    def _show(self) -> None:
        say = self._bench.formats
        shown = self._found if self._all else self._found[:_FEW]
        self.list.set_rows(_receipt_row(say, each) for each in shown)
        self.list.setVisible(bool(shown))
        self.none.setVisible(not shown)
        words = counted(len(self._found), tr("receipt"), tr("receipts"))
        self.more.set_words(tr("Show all {receipts}").format(receipts=words))
        self.more.setVisible(len(shown) < len(self._found))

    def _show_all(self) -> None:
        self._all = True
        self._show()
        self.list.setFocus()

    def _open(self, key: object) -> None:
        if isinstance(key, bytes):
            self._bench.go.open(Target("receipt", key))


def _waits(each: OwnMovement) -> bool:
    return each.movement.kind == "HANDOVER" and each.movement.state == "OPEN"


def _move_items(say: Formats, waiting: list[OwnMovement], done: list[OwnMovement]) -> Iterator[Item]:
    for words, part in ((tr("Waits to be counted"), waiting), (tr("Before"), done)):
        if part and waiting:
            yield Heading(words)
        yield from (_move_row(say, each) for each in part)


def _move_row(say: Formats, each: OwnMovement) -> Row:
    movement = each.movement
    title = tr("Float from {name}") if movement.kind == "FLOAT" else tr("To {name}")
    return Row(
        key=movement.movement,
        title=title.format(name=each.other_name or tr("the branch")),
        second=" · ".join(filter(None, (say.day(movement.on), movement.note))),
        figure=say.signed(movement.amount_minor),
        mark=_mark(each, say),
        provisional=movement.provisional,
    )


def _mark(each: OwnMovement, say: Formats) -> Mark | None:
    movement = each.movement
    if movement.kind == "FLOAT":
        return None
    if movement.state == "OPEN":
        return Mark("pending", tr("Not counted yet"))
    difference = variance_minor(movement.counted_minor or 0, movement.amount_minor)
    if movement.counted_minor is None or not difference:
        return Mark("paid", tr("Counted"))
    return Mark("overdue", short_or_over(difference, say))


def _receipt_row(say: Formats, each: OwnReceipt) -> Row:
    receipt = each.receipt
    return Row(
        key=receipt.repayment,
        title=each.member_name or receipt.receipt_number,
        second=" · ".join((receipt.receipt_number, say.day(receipt.value_on))),
        figure=say.signed(receipt.amount_minor),
        provisional=receipt.provisional,
    )
