"""The receipts of what was just saved, each with what it did."""

from __future__ import annotations

from fieldapp.desk.receipts import Receipt, receipt_of
from fieldapp.screens.frame import Page
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.lists.row_list import Row, RowList
from fieldapp.screens.words import counted, tr
from fieldapp.screens.workbench import Workbench
from fieldapp.store.author import Desk
from shared.ids import RepaymentId


class ReceiptsPage(Page):
    """Receipts in the order they were recorded; the target names them, separated by commas."""

    def __init__(self, bench: Workbench, target: Target) -> None:
        super().__init__(bench, tr("Receipts"))
        self._wanted = tuple(RepaymentId(bytes.fromhex(each)) for each in target.extra.split(",") if each)
        self.list = RowList(bench.look, self.tr("Receipts"))
        card = Card(edge=Gap.NONE)
        card.body.addWidget(self.list)
        self.body.addWidget(card, 1)

    def load(self) -> None:
        wanted = self._wanted
        self.read(lambda desk: _receipts(desk, wanted), self._show)

    def _show(self, receipts: tuple[Receipt, ...]) -> None:
        say = self.bench.formats
        total = sum(receipt.amount_minor for receipt in receipts)
        count = counted(len(receipts), self.tr("receipt"), self.tr("receipts"))
        unions = dict.fromkeys(receipt.union_name for receipt in receipts if receipt.union_name)
        title = self.tr("Receipts of {union}").format(union=", ".join(unions)) if unions else self.title
        self.head(title, f"{count} · {say.signed(total)}")
        self.list.set_rows(_list_row(self.bench, receipt) for receipt in receipts)


def _receipts(desk: Desk, wanted: tuple[RepaymentId, ...]) -> tuple[Receipt, ...]:
    with desk.store.read() as tx:
        return tuple(receipt_of(tx, each) for each in wanted)


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
