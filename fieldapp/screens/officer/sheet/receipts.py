"""The receipts of what was just saved, each with what it did."""

from __future__ import annotations

from fieldapp.desk.receipts import Receipt
from fieldapp.screens.frame import Page
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.row_list import Row, RowList
from fieldapp.screens.words import counted, tr
from fieldapp.screens.workbench import Workbench


class ReceiptsPage(Page):
    """Receipts in the order they were recorded."""

    def __init__(self, bench: Workbench, union_name: str, receipts: tuple[Receipt, ...]) -> None:
        total = sum(receipt.amount_minor for receipt in receipts)
        second = tr("{receipts} · {amount}").format(
            receipts=counted(len(receipts), tr("receipt"), tr("receipts")), amount=bench.formats.signed(total)
        )
        super().__init__(bench, tr("Receipts of {union}").format(union=union_name), second)
        self.list = RowList(bench.look, self.tr("Receipts"))
        self.list.set_rows(_list_row(bench, receipt) for receipt in receipts)
        card = Card(edge=Gap.NONE)
        card.body.addWidget(self.list)
        self.body.addWidget(card, 1)


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
