"""The history of repayments: filters, order, sums and pages agree with each other and with the receipts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import get_args

import msgspec
import pytest

from fieldapp.everyone.exports.repayments import repayments_file
from fieldapp.everyone.repayments.history import By, RepaymentPage, Wanted, load_history, load_repayments
from fieldapp.officer.collect_repayment import collect_repayment
from shared.contract.records import RepaymentRecord, union_bucket
from tests.fieldapp.desk.branch import (
    FAR,
    LOAN,
    ME,
    NEXT_UNION,
    SECOND,
    TODAY,
    UNION,
    Branch,
    posted,
    statements,
)
from tests.fieldapp.desk.forms import due_form
from tests.fieldapp.everyone.exports.test_tables import read_sheet
from tests.fieldapp.store.world import a_loan, a_member

THERE = b"member-000000009"
FAR_LOAN = b"loan-00000000009"
DAY = timedelta(days=1)


@pytest.fixture
def branch(branch: Branch) -> Branch:
    """Two unions; cash posted, a transfer, one in suspense, one taken back, and one that waits here."""
    there = union_bucket(NEXT_UNION)
    branch.put("member", THERE, a_member(NEXT_UNION, "BD-000009", "Zara", "Bako"), there)
    branch.put("loan", FAR_LOAN, a_loan(THERE, NEXT_UNION, number="LN-000009", items=4), there)
    receipts: dict[str, tuple[RepaymentRecord, str]] = {
        "K7-000001": (posted(LOAN, 100_000, TODAY - 9 * DAY, "K7-000001"), union_bucket(UNION)),
        "FR-000001": (posted(FAR_LOAN, 250_000, TODAY - 2 * DAY, "FR-000001", by=FAR), there),
    }
    transfer = msgspec.structs.replace(
        posted(LOAN, 60_001, TODAY - DAY, "K7-000002"), method="TRANSFER", reference="GTB-1"
    )
    suspended = msgspec.structs.replace(
        posted(LOAN, 40_000, TODAY - DAY, "K7-000003"), loan=None, member=SECOND, state="SUSPENDED"
    )
    back = msgspec.structs.replace(posted(LOAN, 999_999, TODAY - DAY, "K7-000004"), state="REVERSED")
    for record in (transfer, suspended, back):
        receipts[record.receipt_number] = record, union_bucket(UNION)
    for number, (record, bucket) in receipts.items():
        branch.put("repayment", f"receipt-{number[-8:]}".encode().ljust(16, b"0"), record, bucket)
    branch.sync()
    collect_repayment(branch.desk, replace(due_form(branch.desk, LOAN), amount_minor=5_000))
    return branch


def numbers(page: RepaymentPage) -> list[str]:
    return [row.receipt_number for row in page.rows]


NEWEST = ["K7-000004", "K7-000003", "K7-000002", "FR-000001", "K7-000001"]


def test_everything_is_listed_newest_first_and_what_was_taken_back_counts_in_no_sum(branch: Branch) -> None:
    page = load_repayments(branch.desk, Wanted())
    new, *others = numbers(page)
    assert others == NEWEST
    assert page.rows[0].receipt_number == new
    assert page.rows[0].provisional
    assert page.counts == {"waiting": 1, "unconfirmed": 1, "suspense": 1, "posted": 2, "corrected": 1}
    sums = page.sums
    assert (sums.listed, sums.count, sums.minor) == (6, 5, 100_000 + 250_000 + 60_001 + 40_000 + 5_000)
    assert sums.average_minor == 91_000
    assert sums.waiting == (1, 5_000)
    assert sums.unconfirmed == (1, 60_001)
    assert sums.by_method == (("CASH", 4, 395_000), ("TRANSFER", 1, 60_001))


def test_a_row_says_everything_of_its_receipt(branch: Branch) -> None:
    rows = {row.receipt_number: row for row in load_repayments(branch.desk, Wanted()).rows}
    far = rows["FR-000001"]
    assert (far.member_name, far.member_code, far.union_name) == ("Zara Bako", "BD-000009", "Bodija Tailors")
    assert (far.loan_number, far.received_by_name, far.method) == ("LN-000009", "Zainab Garba", "CASH")
    assert (far.value_on, far.posted_on, far.standing) == (TODAY - 2 * DAY, TODAY - 2 * DAY, "posted")
    loose = rows["K7-000003"]
    assert (loose.loan, loose.member_name, loose.union_name) == (None, "Bola Ade", "Oja-Oba Traders")
    assert (rows["K7-000002"].reference, rows["K7-000002"].standing) == ("GTB-1", "unconfirmed")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"standing": "corrected"}, ["K7-000004"]),
        ({"standing": "posted"}, ["FR-000001", "K7-000001"]),
        ({"standing": "unconfirmed"}, ["K7-000002"]),
        ({"standing": "suspense"}, ["K7-000003"]),
        ({"union": NEXT_UNION}, ["FR-000001"]),
        ({"received_by": FAR}, ["FR-000001"]),
        ({"method": "TRANSFER"}, ["K7-000002"]),
        ({"method": "POS"}, []),
        ({"text": "zara"}, ["FR-000001"]),
        ({"text": "bola ade"}, ["K7-000003"]),
        ({"text": "tailors"}, ["FR-000001"]),
        ({"text": "LN-000009"}, ["FR-000001"]),
        ({"text": "k7 000002"}, ["K7-000002"]),
        ({"text": "nobody at all"}, []),
        ({"first": TODAY - 2 * DAY, "last": TODAY - 2 * DAY}, ["FR-000001"]),
        ({"last": TODAY - 3 * DAY}, ["K7-000001"]),
        ({"last": TODAY - DAY, "offset": 1, "limit": 2}, ["K7-000003", "K7-000002"]),
        ({"union": UNION, "last": TODAY - DAY, "text": "ln 000001"}, ["K7-000004", "K7-000002", "K7-000001"]),
    ],
)  # fmt: skip
def test_filters(branch: Branch, changes: dict[str, object], expected: list[str]) -> None:
    page = load_repayments(branch.desk, replace(Wanted(), **changes))  # type: ignore[arg-type]  # the changes of the table have many types
    assert numbers(page) == expected
    if "limit" not in changes:
        assert page.sums.listed == len(expected)
        counted = [row.amount_minor for row in page.rows if row.standing != "corrected"]
        assert (page.sums.count, page.sums.minor) == (len(counted), sum(counted))
        assert sum(minor for _, _, minor in page.sums.by_method) == sum(counted)


@pytest.mark.parametrize("by", get_args(By))
def test_every_order_has_every_row_once_whatever_the_page(branch: Branch, by: By) -> None:
    whole = load_repayments(branch.desk, Wanted(by=by, descending=False)).rows
    parts = [
        load_repayments(branch.desk, Wanted(by=by, descending=False, offset=at, limit=2)).rows
        for at in (0, 2, 4)
    ]
    assert [row for part in parts for row in part] == list(whole)
    assert len({row.repayment for row in whole}) == 6
    back = load_repayments(branch.desk, Wanted(by=by, descending=True)).rows
    key = {
        "received": lambda row: row.value_on,
        "receipt": lambda row: row.receipt_number,
        "amount": lambda row: row.amount_minor,
        "member": lambda row: row.member_name,
        "union": lambda row: row.union_name,
        "by": lambda row: row.received_by_name,
        "method": lambda row: row.method,
        "loan": lambda row: row.loan_number,
        "state": lambda row: row.standing,
    }[by]
    assert all(key(one) <= key(other) for one, other in pairwise(whole))
    assert all(key(one) >= key(other) for one, other in pairwise(back))


def test_there_is_to_choose_from_who_received_something(branch: Branch) -> None:
    history = load_history(branch.desk, Wanted(limit=1))
    assert history.receivers == ((ME, "Bisi Ade"), (FAR, "Zainab Garba"))
    assert [union.union for union in history.unions] == [NEXT_UNION, UNION]


def test_a_page_costs_the_same_however_many_rows_it_has(branch: Branch) -> None:
    few = statements(branch, lambda desk: load_repayments(desk, Wanted(limit=3)))
    more = statements(branch, lambda desk: load_repayments(desk, Wanted(limit=100)))
    assert len(few) == len(more)


def test_both_files_hold_what_is_filtered_in_its_order(branch: Branch) -> None:
    wanted = Wanted(union=UNION, by="amount", descending=True, limit=1)
    whole = load_repayments(branch.desk, replace(wanted, limit=100)).rows
    title, *rows = read_sheet(repayments_file(branch.desk, wanted, "xlsx"))
    assert ("s", "Receipt") in title
    assert [cells[-1][1] for cells in rows] == [row.standing.upper() for row in whole]
    text = repayments_file(branch.desk, wanted, "csv").decode("utf-8-sig").splitlines()
    assert [line.split(",")[2] for line in text[1:]] == [row.receipt_number for row in whole]
