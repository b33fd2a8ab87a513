"""A sheet shows every member with what falls due, and is recorded whole, once, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from fieldapp.desk.standing import TabletRefused
from fieldapp.officer.collect_repayment import collect_repayment
from fieldapp.officer.meeting_sheet import (
    MeetingSheet,
    RowRefused,
    SheetEntry,
    SheetRow,
    load_sheet,
    record_sheet,
)
from fieldapp.store.outbox import operation_at
from fieldapp.store.settle import settle
from fieldapp.store.sync_state import cursors
from shared.contract.exchange import BucketNumber
from shared.contract.records import union_bucket
from shared.ids import UnionId
from tests.fieldapp.desk.branch import (
    DUE,
    INACTIVE,
    LOAN,
    MEMBER,
    NEXT_UNION,
    NOBODY,
    PAID_OUT,
    SECOND,
    TODAY,
    UNION,
    UNVERIFIED,
    Branch,
    posted,
    refused,
    with_penalty,
)
from tests.fieldapp.desk.forms import due_form
from tests.fieldapp.store.world import TERMS, a_loan, a_member, pull_all, send_waiting, verdict


def row_of(sheet: MeetingSheet, member: bytes) -> SheetRow:
    return next(row for row in sheet.rows if row.member == member)


def entry_of(sheet: MeetingSheet, member: bytes, amount_minor: int) -> SheetEntry:
    row = row_of(sheet, member)
    return SheetEntry(row.repayment, row.member, row.loan, amount_minor)


def test_every_active_member_has_a_row(branch: Branch) -> None:
    sheet = load_sheet(branch.desk, UNION, TODAY)
    assert [row.member for row in sheet.rows] == [SECOND, UNVERIFIED, MEMBER]
    assert INACTIVE not in {row.member for row in sheet.rows}
    assert len({row.repayment for row in sheet.rows}) == 3


def test_a_row_says_what_is_due_and_what_is_late(branch: Branch) -> None:
    row = row_of(load_sheet(branch.desk, UNION, TODAY), MEMBER)
    assert (row.loan, row.number, row.code) == (LOAN, "LN-000001", "OJ-000001")
    assert (row.due_minor, row.arrears_minor, row.penalty_minor, row.to_pay_minor) == (DUE, DUE, 0, 2 * DUE)
    assert (row.owed_minor, row.credit_minor, row.paid_today_minor, row.days_late) == (4 * DUE, 0, 0, 7)


def test_a_member_without_a_loan_that_owes_has_an_empty_row(branch: Branch) -> None:
    row = row_of(load_sheet(branch.desk, UNION, TODAY), SECOND)
    assert (row.loan, row.to_pay_minor, row.owed_minor, row.days_late) == (None, 0, 0, 0)


def test_penalty_stands_apart_and_belongs_to_what_is_to_pay(branch: Branch) -> None:
    loan = a_loan(MEMBER, UNION, number="LN-000001", items=4)
    terms = msgspec.structs.replace(TERMS, penalty=with_penalty(1_000, grace_days=2).penalty)
    branch.put("loan", LOAN, msgspec.structs.replace(loan, terms=terms))
    branch.sync()
    row = row_of(load_sheet(branch.desk, UNION, TODAY), MEMBER)
    assert (row.due_minor, row.arrears_minor, row.penalty_minor) == (DUE, DUE, 5_000)
    assert row.to_pay_minor == 2 * DUE + 5_000


def test_a_member_with_two_loans_has_two_rows(branch: Branch) -> None:
    branch.put("loan", b"loan-00000000009", a_loan(MEMBER, UNION, number="LN-000009", items=2))
    branch.sync()
    rows = [row for row in load_sheet(branch.desk, UNION, TODAY).rows if row.member == MEMBER]
    assert sorted(row.number for row in rows) == ["LN-000001", "LN-000009"]


def test_credit_of_an_earlier_loan_is_shown_and_not_taken(branch: Branch) -> None:
    ended = a_loan(MEMBER, UNION, number="LN-000008", items=1, paid_minor=DUE + 120_000, state="COMPLETED")
    branch.put("loan", b"loan-00000000008", ended)
    branch.sync()
    row = row_of(load_sheet(branch.desk, UNION, TODAY), MEMBER)
    assert (row.number, row.credit_minor, row.to_pay_minor) == ("LN-000001", 120_000, 2 * DUE)


def test_a_sheet_knows_the_cash_in_hand_and_its_cap(branch: Branch) -> None:
    branch.change_settings(cash_cap_minor=DUE)
    assert load_sheet(branch.desk, UNION, TODAY).in_hand_minor == 0
    sheet = load_sheet(branch.desk, UNION, TODAY)
    record_sheet(branch.desk, sheet, due_entries(sheet))
    again = load_sheet(branch.desk, UNION, TODAY)
    assert (again.in_hand_minor, again.cash_cap_minor) == (again.cash_minor, DUE)
    assert again.in_hand_minor > 0


def test_a_sheet_knows_the_cash_of_today_that_the_office_has_not_heard_of(branch: Branch) -> None:
    branch.change_settings(day_cap_minor=DUE)
    sheet = load_sheet(branch.desk, UNION, TODAY)
    assert sheet.alone.minor == 0
    record_sheet(branch.desk, sheet, due_entries(sheet))
    again = load_sheet(branch.desk, UNION, TODAY)
    assert again.alone.minor == again.cash_minor > DUE
    assert again.alone.stands == "over"


def test_a_union_that_is_not_here_has_no_sheet(branch: Branch) -> None:
    with refused("union.unknown"):
        load_sheet(branch.desk, UnionId(NOBODY), TODAY)


def test_a_sheet_is_recorded_with_a_receipt_for_every_amount(branch: Branch) -> None:
    sheet = load_sheet(branch.desk, UNION, TODAY)
    entries = (entry_of(sheet, MEMBER, DUE), entry_of(sheet, SECOND, 0), entry_of(sheet, UNVERIFIED, 100))
    done = record_sheet(branch.desk, sheet, entries)
    assert [receipt.receipt_number for receipt in done.receipts] == ["K7-000001", "K7-000002"]
    assert (done.collected_minor, done.cash_minor) == (DUE + 100, DUE + 100)
    assert "suspense" in done.receipts[1].suspense


def due_entries(sheet: MeetingSheet) -> tuple[SheetEntry, ...]:
    """What everybody pays who pays exactly what is to pay."""
    paying = (row for row in sheet.rows if row.to_pay_minor > 0)
    return tuple(SheetEntry(row.repayment, row.member, row.loan, row.to_pay_minor) for row in paying)


def test_the_same_sheet_twice_is_recorded_once(branch: Branch) -> None:
    sheet = load_sheet(branch.desk, UNION, TODAY)
    entries = due_entries(sheet)
    first = record_sheet(branch.desk, sheet, entries)
    again = record_sheet(branch.desk, sheet, entries)
    assert again.receipts == first.receipts
    assert len(branch.recorded()) == 1


def test_one_refused_row_refuses_the_sheet_and_is_named(branch: Branch) -> None:
    sheet = load_sheet(branch.desk, UNION, TODAY)
    bad = entry_of(sheet, SECOND, -5)
    with pytest.raises(RowRefused) as caught:
        record_sheet(branch.desk, sheet, (entry_of(sheet, MEMBER, DUE), bad))
    assert (caught.value.code, caught.value.repayment) == ("amount.negative", bad.repayment)
    assert branch.recorded() == []


@pytest.mark.parametrize(
    ("code", "state"),
    [("lease", {"lease_until_ms": 1}), ("device.frozen", {"device_state": "FROZEN"})],
)
def test_what_the_tablet_may_not_do_is_refused_of_no_row(
    branch: Branch, code: str, state: dict[str, object]
) -> None:
    sheet = load_sheet(branch.desk, UNION, TODAY)
    branch.change_state(**state)
    with pytest.raises(TabletRefused) as caught:
        record_sheet(branch.desk, sheet, due_entries(sheet))
    assert (caught.value.code, isinstance(caught.value, RowRefused)) == (code, False)


def test_a_day_that_is_not_open_is_refused_of_no_row(branch: Branch) -> None:
    sheet = load_sheet(branch.desk, UNION, TODAY)
    branch.change_settings(locked_until=TODAY)
    with refused("repayment.locked_period") as caught:
        record_sheet(branch.desk, sheet, due_entries(sheet))
    assert not isinstance(caught.value, RowRefused)


def test_pay_due_for_all_pays_exactly_what_is_to_pay(branch: Branch) -> None:
    sheet = load_sheet(branch.desk, UNION, TODAY)
    done = record_sheet(branch.desk, sheet, due_entries(sheet))
    assert done.collected_minor == 2 * DUE == sheet.expected_minor
    after = load_sheet(branch.desk, UNION, TODAY)
    row = row_of(after, MEMBER)
    assert (row.to_pay_minor, row.paid_today_minor, row.provisional) == (0, 2 * DUE, True)
    assert (after.expected_minor, after.collected_minor) == (2 * DUE, 2 * DUE)
    assert due_entries(after) == ()


@pytest.mark.parametrize("over_minor", [0, 150_000])
def test_what_is_expected_stays_while_the_meeting_goes_on(branch: Branch, over_minor: int) -> None:
    sheet = load_sheet(branch.desk, UNION, TODAY)
    assert (sheet.expected_minor, sheet.left_minor) == (2 * DUE, 2 * DUE)
    record_sheet(branch.desk, sheet, (entry_of(sheet, MEMBER, DUE - 500), entry_of(sheet, SECOND, 700)))
    part = load_sheet(branch.desk, UNION, TODAY)
    assert (part.expected_minor, part.left_minor) == (2 * DUE, DUE + 500)
    record_sheet(branch.desk, part, (entry_of(part, MEMBER, DUE + 500 + over_minor),))
    after = load_sheet(branch.desk, UNION, TODAY)
    assert (after.expected_minor, after.left_minor) == (2 * DUE, 0)
    assert after.collected_minor == 2 * DUE + over_minor + 700


def test_what_was_paid_outside_the_meeting_is_not_of_its_totals(branch: Branch) -> None:
    """The cash that is to be counted is what was received at the table."""
    collect_repayment(branch.desk, replace(due_form(branch.desk, LOAN), amount_minor=2_000))
    before = load_sheet(branch.desk, UNION, TODAY)
    assert row_of(before, MEMBER).paid_today_minor == 2_000
    assert (before.collected_minor, before.outside_minor) == (0, 2_000)
    record_sheet(branch.desk, before, (entry_of(before, MEMBER, 500), entry_of(before, SECOND, 300)))
    after = load_sheet(branch.desk, UNION, TODAY)
    assert (after.collected_minor, after.cash_minor, after.other_minor) == (800, 800, 0)
    assert after.outside_minor == 2_000


def test_the_meeting_keeps_its_id_while_it_is_open(branch: Branch) -> None:
    sheet = load_sheet(branch.desk, UNION, TODAY)
    record_sheet(branch.desk, sheet, (entry_of(sheet, MEMBER, 100),))
    again = load_sheet(branch.desk, UNION, TODAY)
    assert (again.meeting, again.closed) == (sheet.meeting, False)
    assert load_sheet(branch.desk, UNION, TODAY - timedelta(days=7)).meeting != sheet.meeting


def test_a_member_who_moved_after_paying_does_not_bring_the_meeting_along(branch: Branch) -> None:
    """The other union's receipts would be counted with this one's cash."""
    sheet = load_sheet(branch.desk, UNION, TODAY)
    paying = (entry_of(sheet, MEMBER, 100), entry_of(sheet, UNVERIFIED, 200), entry_of(sheet, SECOND, 300))
    record_sheet(branch.desk, sheet, paying)
    moved = a_member(NEXT_UNION, "OJ-000002", "Bola", "Ade")
    branch.put("member", SECOND, moved, union_bucket(NEXT_UNION))
    branch.sync()
    there = load_sheet(branch.desk, NEXT_UNION, TODAY)
    assert (there.meeting != sheet.meeting, there.cash_minor) == (True, 0)
    here = load_sheet(branch.desk, UNION, TODAY)
    assert (here.meeting, here.cash_minor) == (sheet.meeting, 600)


def test_totals_tell_cash_from_the_rest(branch: Branch) -> None:
    sheet = load_sheet(branch.desk, UNION, TODAY)
    cash = entry_of(sheet, MEMBER, 300)
    other = replace(entry_of(sheet, SECOND, 200), method="TRANSFER", reference="FT-1")
    done = record_sheet(branch.desk, sheet, (cash, other))
    assert (done.collected_minor, done.cash_minor) == (500, 300)
    after = load_sheet(branch.desk, UNION, TODAY)
    assert (after.cash_minor, after.other_minor) == (300, 200)


def test_what_was_paid_before_counts_on_the_sheet(branch: Branch) -> None:
    branch.put("repayment", b"repayment-000001", posted(LOAN, DUE, PAID_OUT, "K9-000001"))
    branch.put("loan", LOAN, a_loan(MEMBER, UNION, number="LN-000001", items=4, paid_minor=DUE))
    branch.sync()
    row = row_of(load_sheet(branch.desk, UNION, TODAY), MEMBER)
    assert (row.due_minor, row.arrears_minor, row.owed_minor, row.paid_today_minor) == (DUE, 0, 3 * DUE, 0)


def test_a_loan_paid_off_today_stays_on_the_sheet(branch: Branch) -> None:
    branch.put("repayment", b"repayment-000001", posted(LOAN, 4 * DUE, TODAY, "K9-000001"))
    paid = a_loan(MEMBER, UNION, number="LN-000001", items=4, paid_minor=4 * DUE, state="COMPLETED")
    branch.put("loan", LOAN, paid)
    branch.sync()
    row = row_of(load_sheet(branch.desk, UNION, TODAY), MEMBER)
    assert (row.number, row.to_pay_minor, row.paid_today_minor) == ("LN-000001", 0, 4 * DUE)
    assert row.expected_minor == 2 * DUE


def test_a_row_keeps_the_id_it_was_asked_to_be_saved_under_until_it_is_recorded(branch: Branch) -> None:
    sheet = load_sheet(branch.desk, UNION, TODAY)
    entry = entry_of(sheet, MEMBER, 500)
    saving = {(entry.member, entry.loan): entry.repayment}
    again = load_sheet(branch.desk, UNION, TODAY, saving)
    assert row_of(again, MEMBER).repayment == entry.repayment
    assert again.recorded == frozenset()
    record_sheet(branch.desk, again, (entry,))
    after = load_sheet(branch.desk, UNION, TODAY, saving)
    assert after.recorded == {entry.repayment}
    assert row_of(after, MEMBER).repayment != entry.repayment


def test_a_row_says_where_what_was_paid_stands(branch: Branch) -> None:
    def stands() -> str:
        return row_of(load_sheet(branch.desk, UNION, TODAY), MEMBER).paid_stands

    sheet = load_sheet(branch.desk, UNION, TODAY)
    record_sheet(branch.desk, sheet, (entry_of(sheet, MEMBER, DUE),))
    assert stands() == "on_tablet"
    bucket = union_bucket(UNION)
    (sent,) = send_waiting(branch.desk.store, branch.server)
    with branch.desk.store.read() as tx:
        operation, known = operation_at(tx, sent.seq), cursors(tx)
    assert operation is not None
    ahead = BucketNumber(bucket, branch.server.buckets[bucket].number + 1)
    response = branch.server.answer(known, [verdict(operation, "applied", (ahead,))])
    settle(branch.desk.store, response, now_ms=1_770_000_400_000)
    assert stands() == "sent"
    repayment = row_of(sheet, MEMBER).repayment
    branch.server.put("repayment", repayment, posted(LOAN, DUE, TODAY, "K7-000001"), bucket)
    pull_all(branch.desk.store, branch.server)
    assert stands() == "posted"
