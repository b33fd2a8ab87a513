"""Many receipts together: each as it is alone, for no more questions than a few."""

from __future__ import annotations

from collections.abc import Callable

from fieldapp.desk.receipts import Receipt, receipt_of, receipts_of
from fieldapp.officer.meeting_sheet import SheetEntry, load_sheet, record_sheet
from fieldapp.store.author import Desk
from shared.ids import RepaymentId
from tests.fieldapp.desk.branch import DUE, NOBODY, TODAY, UNION, Branch, refused, statements
from tests.fieldapp.store.world import a_loan, a_member


def test_receipts_together_are_what_each_is_alone(branch: Branch) -> None:
    paid = _pay(branch, members=3)
    with branch.desk.store.read() as tx:
        alone = tuple(receipt_of(tx, each) for each in paid)
        assert receipts_of(tx, paid) == alone
        assert receipts_of(tx, paid[::-1]) == alone[::-1]
    assert all(receipt.member_name and receipt.union_name and receipt.items for receipt in alone)


def test_one_that_is_not_known_refuses_them_all(branch: Branch) -> None:
    paid = _pay(branch, members=1)
    with refused("repayment.unknown"), branch.desk.store.read() as tx:
        receipts_of(tx, [*paid, RepaymentId(NOBODY)])


def test_many_receipts_ask_no_more_than_few(branch: Branch) -> None:
    paid = _pay(branch, members=12)
    assert len(statements(branch, _read(paid[:2]))) == len(statements(branch, _read(paid))) <= 10


def _read(paid: list[RepaymentId]) -> Callable[[Desk], tuple[Receipt, ...]]:
    def read(desk: Desk) -> tuple[Receipt, ...]:
        with desk.store.read() as tx:
            return receipts_of(tx, paid)

    return read


def _pay(branch: Branch, members: int) -> list[RepaymentId]:
    """Let so many members with a loan each pay an instalment at their meeting."""
    for number in range(members):
        member = f"member-{number:09d}".encode()
        branch.put("member", member, a_member(UNION, code=f"OJ-9{number:05d}"))
        branch.put(
            "loan", f"loan-{500 + number:011d}".encode(), a_loan(member, UNION, number=f"LN-9{number:05d}")
        )
    branch.sync()
    sheet = load_sheet(branch.desk, UNION, TODAY)
    rows = [row for row in sheet.rows if row.loan and row.number.startswith("LN-9")]
    entries = tuple(SheetEntry(row.repayment, row.member, row.loan, DUE) for row in rows)
    return [receipt.repayment for receipt in record_sheet(branch.desk, sheet, entries).receipts]
