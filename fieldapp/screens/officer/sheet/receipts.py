"""The receipts of a meeting, or of what was just saved at it, each with what it did.

The rule kept here: every receipt opens as the member gets it.
"""

from __future__ import annotations

import re
from datetime import date

from fieldapp.desk import queries as facts
from fieldapp.desk.receipts import Receipt, receipts_of
from fieldapp.officer import queries
from fieldapp.officer.unions import unknown_union
from fieldapp.screens.frame import Page
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.lists.row_list import Row, RowList
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.words import counted, tr
from fieldapp.screens.workbench import Workbench
from fieldapp.store.author import Desk
from fieldapp.store.transaction import Reading
from shared.ids import RepaymentId, UnionId

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class ReceiptsPage(Page):
    """Receipts in the order they were recorded; the target names them, or the day of a union's meeting."""

    def __init__(self, bench: Workbench, target: Target) -> None:
        super().__init__(bench, tr("Receipts"))
        self._of = target
        self.list = RowList(bench.look, self.tr("Receipts"))
        self.list.chosen.connect(lambda key: bench.go.open(Target("receipt", key)))
        self.nothing = EmptyState(
            bench.look,
            "receipt",
            self.tr("No receipt yet"),
            self.tr("A receipt appears here as soon as an amount of this meeting is saved."),
        )
        card = Card(edge=Gap.NONE)
        card.body.addWidget(self.list)
        card.body.addWidget(self.nothing, 1)
        self.body.addWidget(card, 1)

    def load(self) -> None:
        target = self._of
        self.read(lambda desk: _receipts(desk, target), self._show)

    def _show(self, receipts: tuple[Receipt, ...]) -> None:
        say = self.bench.formats
        total = sum(receipt.amount_minor for receipt in receipts)
        count = counted(len(receipts), self.tr("receipt"), self.tr("receipts"))
        unions = dict.fromkeys(receipt.union_name for receipt in receipts if receipt.union_name)
        title = self.tr("Receipts of {union}").format(union=", ".join(unions)) if unions else self.title
        self.head(title, f"{count} · {say.signed(total)}")
        self.list.setVisible(bool(receipts))
        self.nothing.setVisible(not receipts)
        self.list.set_rows(_list_row(self.bench, receipt) for receipt in receipts)


def _receipts(desk: Desk, target: Target) -> tuple[Receipt, ...]:
    with desk.store.read() as tx:
        return receipts_of(tx, _wanted(tx, target))


def _wanted(tx: Reading, target: Target) -> tuple[RepaymentId, ...]:
    if _DAY.fullmatch(target.extra) is None:
        return tuple(RepaymentId(bytes.fromhex(each)) for each in target.extra.split(",") if each)
    if facts.union(tx, UnionId(target.id)) is None:
        raise unknown_union()
    meeting, _ = queries.meeting_on(tx, UnionId(target.id), date.fromisoformat(target.extra))
    return tuple(row.repayment for row in facts.repayments_of_meeting(tx, meeting)) if meeting else ()


def _list_row(bench: Workbench, receipt: Receipt) -> Row:
    say = bench.formats
    done = sum(item.closes for item in receipt.items)
    parts = [tr("Receipt {number}").format(number=receipt.receipt_number), receipt.loan_number]
    if done:
        parts.append(tr("closes {items}").format(items=counted(done, tr("instalment"), tr("instalments"))))
    if receipt.left_minor is not None:
        parts.append(tr("{amount} left").format(amount=say.signed(receipt.left_minor)))
    reason = receipt.suspense
    if receipt.excess_minor and receipt.loan:
        reason = tr("{amount} more than is owed, kept as credit").format(
            amount=say.signed(receipt.excess_minor)
        )
    return Row(
        key=receipt.repayment,
        title=receipt.member_name,
        second=" · ".join(part for part in parts if part),
        figure=say.signed(receipt.amount_minor),
        mark=Mark("on_this_tablet", tr("On this tablet"))
        if receipt.provisional
        else Mark("posted", tr("Posted")),
        reason=reason,
        reason_status="pending",
        provisional=receipt.provisional,
    )
