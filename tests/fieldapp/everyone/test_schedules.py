"""The hub: filters, order, sums and pages agree with each other, and cost the same however many loans."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import get_args

import msgspec
import pytest

from fieldapp.everyone.hub import queries
from fieldapp.everyone.hub.queries import Column, Filter
from fieldapp.everyone.schedules import SchedulePage, Wanted, load_hub, load_schedules
from fieldapp.officer.collect_repayment import collect_repayment
from shared.contract.records import union_bucket
from shared.lending.position import ItemStatus
from tests.fieldapp.desk.branch import (
    DUE,
    FAR,
    LOAN,
    ME,
    MEMBER,
    NEXT_UNION,
    PAID_OUT,
    SECOND,
    TODAY,
    UNION,
    Branch,
    statements,
    traced,
)
from tests.fieldapp.desk.forms import due_form
from tests.fieldapp.store.world import a_loan, a_member

WEEK = timedelta(days=7)
EVER = Wanted(first=date(2025, 1, 1), last=date(2027, 1, 1), limit=1000)
FIRST = ("LN-000001", 1)
THERE = b"member-000000009"


@pytest.fixture
def branch(branch: Branch) -> Branch:
    """Two unions, three loans: nothing paid; one and a half items paid; all paid and completed."""
    branch.put("member", THERE, a_member(NEXT_UNION, "BD-000009", "Zara", "Bako"), union_bucket(NEXT_UNION))
    far = a_loan(THERE, NEXT_UNION, number="LN-000009", items=4, paid_minor=DUE + 200_000)
    branch.put(
        "loan", b"loan-00000000009", msgspec.structs.replace(far, officer=FAR), union_bucket(NEXT_UNION)
    )
    done = a_loan(SECOND, UNION, number="LN-000005", items=2, paid_minor=2 * DUE, state="COMPLETED")
    branch.put("loan", b"loan-00000000005", done)
    off = a_loan(SECOND, UNION, number="LN-000006", items=2, state="WRITTEN_OFF")
    branch.put("loan", b"loan-00000000006", off)
    branch.sync()
    return branch


def shown(page: SchedulePage) -> list[tuple[str, int, str]]:
    return [(row.number, row.sequence, row.status.value) for row in page.rows]


def test_without_a_filter_it_shows_all_that_is_late_and_this_week(branch: Branch) -> None:
    page = load_schedules(branch.desk, Wanted())
    assert shown(page) == [
        ("LN-000001", 1, "OVERDUE"),
        ("LN-000001", 2, "PENDING"),
        ("LN-000005", 2, "PAID"),
        ("LN-000009", 2, "PARTIAL"),
    ]
    assert (page.on, page.last) == (TODAY, TODAY + timedelta(days=6))
    assert page.counts == {
        ItemStatus.OVERDUE: 1, ItemStatus.PENDING: 1, ItemStatus.PAID: 1, ItemStatus.PARTIAL: 1,
    }  # fmt: skip
    assert (page.totals.items, page.totals.due_minor, page.totals.left_minor) == (
        4,
        4 * DUE,
        3 * DUE - 200_000,
    )
    assert page.totals.paid_minor == DUE + 200_000


def test_a_row_says_everything_of_its_instalment(branch: Branch) -> None:
    row = load_schedules(branch.desk, Wanted()).rows[0]
    assert (row.loan, row.member, row.member_name, row.member_code) == (
        LOAN, MEMBER, "Adaeze Okafor", "OJ-000001",
    )  # fmt: skip
    assert (row.union, row.union_name, row.items, row.due_on) == (
        UNION,
        "Oja-Oba Traders",
        4,
        PAID_OUT + WEEK,
    )
    assert (row.days_late, row.due_minor, row.paid_minor, row.left_minor) == (7, DUE, 0, DUE)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"statuses": frozenset({ItemStatus.PARTIAL})}, [("LN-000009", 2)]),
        ({"statuses": frozenset({ItemStatus.PAID, ItemStatus.OVERDUE})}, [FIRST, ("LN-000005", 2)]),
        ({"statuses": frozenset()}, []),
        ({"union": NEXT_UNION}, [("LN-000009", 2)]),
        ({"officer": ME}, [("LN-000001", 1), ("LN-000001", 2), ("LN-000005", 2)]),
        ({"text": "zar"}, [("LN-000009", 2)]),
        ({"text": "ln 000005"}, [("LN-000005", 2)]),
        ({"text": "nobody at all"}, []),
        ({"first": TODAY + WEEK, "last": TODAY + WEEK}, [("LN-000001", 3), ("LN-000009", 3)]),
        ({"first": TODAY + WEEK}, [("LN-000001", 3), ("LN-000009", 3)]),
        ({"first": PAID_OUT + WEEK, "last": PAID_OUT + WEEK}, [FIRST, ("LN-000005", 1), ("LN-000009", 1)]),
        ({"last": PAID_OUT + WEEK}, [FIRST, ("LN-000005", 1), ("LN-000009", 1)]),
        ({"least_minor": DUE + 1}, []),
        ({"least_minor": DUE, "most_minor": DUE, "offset": 2, "limit": 1}, [("LN-000005", 2)]),
    ],
)  # fmt: skip
def test_filters(branch: Branch, changes: dict[str, object], expected: list[tuple[str, int]]) -> None:
    page = load_schedules(branch.desk, replace(Wanted(), **changes))  # type: ignore[arg-type]  # the changes of the table have many types
    assert [(row.number, row.sequence) for row in page.rows] == expected


def test_counts_do_not_follow_the_statuses_asked_for_and_totals_do(branch: Branch) -> None:
    page = load_schedules(branch.desk, Wanted(statuses=frozenset({ItemStatus.OVERDUE})))
    assert sum(page.counts.values()) == 4
    assert (page.totals.items, page.totals.left_minor) == (1, DUE)


_KEYS = {
    "member": lambda row: row.member_name.lower(),
    "loan": lambda row: row.number,
    "union": lambda row: row.union_name.lower(),
    "item": lambda row: row.sequence,
    "due_on": lambda row: row.due_on,
    "status": lambda row: ["OVERDUE", "PARTIAL", "PENDING", "PAID"].index(row.status.value),
    "days_late": lambda row: row.days_late,
    "due": lambda row: row.due_minor,
    "paid": lambda row: row.paid_minor,
    "left": lambda row: row.left_minor,
}


@pytest.mark.parametrize("column", get_args(Column))
@pytest.mark.parametrize("descending", [False, True])
def test_every_column_sorts_both_ways(branch: Branch, column: Column, descending: bool) -> None:
    rows = load_schedules(branch.desk, replace(EVER, by=column, descending=descending)).rows
    keys = [_KEYS[column](row) for row in rows]
    assert len(keys) == 10
    assert all((one >= two) if descending else (one <= two) for one, two in pairwise(keys))


def test_pages_share_no_row_and_leave_none_out(branch: Branch) -> None:
    whole = load_schedules(branch.desk, EVER)
    pages = [load_schedules(branch.desk, replace(EVER, offset=at, limit=3)) for at in range(0, 12, 3)]
    assert [row for page in pages for row in page.rows] == list(whole.rows)
    assert {page.totals for page in pages} == {whole.totals}


def test_what_only_this_tablet_knows_was_paid_is_told_apart(branch: Branch) -> None:
    collect_repayment(branch.desk, replace(due_form(branch.desk, LOAN), amount_minor=DUE + 100_000))
    rows = {(row.number, row.sequence): row for row in load_schedules(branch.desk, EVER).rows}
    first, second = rows["LN-000001", 1], rows["LN-000001", 2]
    assert (first.status, first.paid_minor, first.provisional_minor) == (ItemStatus.PAID, DUE, DUE)
    assert (second.paid_minor, second.provisional_minor, second.left_minor) == (
        100_000,
        100_000,
        DUE - 100_000,
    )
    assert rows["LN-000009", 1].provisional_minor == 0


def test_the_cards_of_the_day(branch: Branch) -> None:
    collect_repayment(branch.desk, replace(due_form(branch.desk, LOAN), amount_minor=DUE + 100_000))
    cards = load_hub(branch.desk, Wanted()).cards
    assert (cards.today_items, cards.today_minor, cards.today_left_minor) == (3, 3 * DUE, 2 * DUE - 300_000)
    assert (cards.collected_receipts, cards.collected_minor, cards.collected_provisional_minor) == (
        1, DUE + 100_000, DUE + 100_000,
    )  # fmt: skip
    assert (cards.partial_items, cards.partial_paid_minor) == (2, 300_000)
    assert (cards.overdue_items, cards.overdue_loans, cards.overdue_minor, cards.oldest_days) == (0, 0, 0, 0)
    assert (cards.week_items, cards.week_minor) == (2, 2 * DUE - 300_000)
    assert cards.meetings_tomorrow == 0
    eve = load_hub(branch.desk, Wanted(), TODAY - timedelta(days=1)).cards
    assert eve.meetings_tomorrow == 2
    late = load_hub(branch.desk, Wanted(), TODAY + timedelta(days=1)).cards
    assert (late.overdue_items, late.overdue_loans, late.oldest_days) == (2, 2, 1)


def test_the_cards_follow_union_and_officer_and_nothing_else(branch: Branch) -> None:
    here = load_hub(branch.desk, Wanted(union=UNION, text="nobody", statuses=frozenset())).cards
    assert (here.today_items, here.overdue_loans) == (2, 1)
    there = load_hub(branch.desk, Wanted(officer=FAR), TODAY - timedelta(days=1)).cards
    assert (there.overdue_loans, there.meetings_tomorrow) == (0, 1)
    assert load_hub(branch.desk, Wanted(officer=FAR)).cards.collected_receipts == 0


def test_a_page_has_the_same_few_queries_however_many_loans(branch: Branch) -> None:
    few = _queries(branch)
    for number in range(10, 60):
        loan = a_loan(MEMBER, UNION, number=f"LN-{number:06d}", items=4)
        branch.put("loan", f"loan-{number:011d}".encode(), loan)
    branch.sync()
    assert load_schedules(branch.desk, Wanted()).totals.items == 104
    assert _queries(branch) == few <= 12
    assert load_hub(branch.desk, Wanted()).page == load_schedules(branch.desk, Wanted())


def test_a_letter_asks_less_than_the_whole_hub(branch: Branch) -> None:
    whole = len(statements(branch, lambda desk: load_hub(desk, Wanted(text="n"))))
    assert len(statements(branch, lambda desk: load_schedules(desk, Wanted(text="n")))) <= whole - 4


def test_the_lists_walk_the_index_of_days_once_and_read_no_instalment_beside_it(branch: Branch) -> None:
    asked = Filter(TODAY, date.min, TODAY, TODAY)
    plans = _plans(branch, asked)
    assert len(plans) == 2
    for plan in plans:
        assert plan.count("SEARCH i USING COVERING INDEX p_instalment_by_day") == plan.count("SEARCH i ") == 1


def _plans(branch: Branch, asked: Filter) -> list[str]:
    with branch.desk.store.read() as tx:
        with traced(branch) as seen:
            queries.page_of(tx, asked, ItemStatus, "due_on", descending=False, offset=0, limit=50)
            queries.due_sums(tx, TODAY, UNION, None)
        return ["\n".join(str(row[3]) for row in tx.tuples(f"EXPLAIN QUERY PLAN {sql}")) for sql in seen]


def _queries(branch: Branch) -> int:
    return len(statements(branch, lambda desk: load_hub(desk, Wanted())))
