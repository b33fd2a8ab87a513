"""Every operation is listed with where it stands, and is posted only when its effect is here."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from fieldapp.officer.close_meeting import MeetingForm, close_meeting
from fieldapp.officer.collect_repayment import RepaymentForm, collect_repayment
from fieldapp.officer.enrol_member import enrol_member, open_member_form
from fieldapp.officer.hand_over_cash import HandoverForm, hand_over_cash
from fieldapp.officer.meeting_sheet import load_sheet
from fieldapp.officer.request_loan import LoanForm, draft_loan, submit_loan
from fieldapp.store.outbox import Stands, Tally, operation_at
from fieldapp.store.settle import settle
from fieldapp.store.sync_state import cursors
from fieldapp.syncing.centre import load_centre, note_seen
from shared.contract.bodies.cash import Attendance
from shared.contract.bodies.people import MemberProfile
from shared.contract.exchange import BucketNumber, Outcome
from shared.contract.records import union_bucket
from shared.ids import CashMovementId, LoanId
from tests.fieldapp.desk.branch import BRANCH, DUE, LOAN, SIGNED, THE_PRODUCT, TODAY, UNION, Branch, posted
from tests.fieldapp.desk.forms import due_form
from tests.fieldapp.store.world import pull_all, send_waiting, verdict

BUCKET = union_bucket(UNION)
PRESENT: Attendance = "PRESENT"
NONE = {stands: Tally() for stands in get_args(Stands)}


def collect(branch: Branch) -> RepaymentForm:
    form = replace(due_form(branch.desk, LOAN), amount_minor=DUE)
    collect_repayment(branch.desk, form)
    return form


def answer(branch: Branch, outcome: Outcome, *effects: BucketNumber) -> None:
    """Let the server take the only operation that waits, with this verdict, and answer what changed."""
    (taken,) = send_waiting(branch.desk.store, branch.server)
    with branch.desk.store.read() as tx:
        operation, sent = operation_at(tx, taken.seq), cursors(tx)
    assert operation is not None
    response = branch.server.answer(sent, [verdict(operation, outcome, effects)])
    settle(branch.desk.store, response, now_ms=1_770_000_400_000)


def test_what_waits_is_on_this_tablet(branch: Branch) -> None:
    form = collect(branch)
    centre = load_centre(branch.desk)
    (row,) = centre.rows
    assert (row.entry.stands, row.about.name, row.about.number) == ("on_tablet", "Adaeze Okafor", "K7-000001")
    assert (row.about.kind, row.about.id) == ("repayment", form.repayment)
    assert centre.tallies == {**NONE, "on_tablet": Tally(1, DUE)}
    assert centre.lease_left_ms > 0
    assert (centre.device_state, centre.attention, centre.rereading) == ("ACTIVE", (), False)


def test_what_was_answered_is_sent_until_its_effect_is_here(branch: Branch) -> None:
    form = collect(branch)
    ahead = branch.server.buckets[BUCKET].number + 1
    answer(branch, "applied", BucketNumber(BUCKET, ahead))
    assert load_centre(branch.desk).rows[0].entry.stands == "sent"
    branch.server.put("repayment", form.repayment, posted(LOAN, DUE, TODAY, "K7-000001"), BUCKET)
    pull_all(branch.desk.store, branch.server)
    assert load_centre(branch.desk).rows[0].entry.stands == "posted"


def test_what_the_server_did_otherwise_needs_attention_until_it_was_seen(branch: Branch) -> None:
    collect(branch)
    answer(branch, "suspended")
    centre = load_centre(branch.desk)
    (row,) = centre.attention
    assert (row.entry.stands, row.entry.outcome) == ("attention", "suspended")
    assert centre.tallies == {**NONE, "attention": Tally(1, DUE)}
    note_seen(branch.desk, row.entry.seq)
    assert load_centre(branch.desk).attention == ()
    assert load_centre(branch.desk).rows[0].entry.stands == "posted"


def test_every_kind_says_what_it_is_about(branch: Branch) -> None:
    form = replace(open_member_form(branch.desk, UNION), profile=MemberProfile("Ngozi", "Obi"))
    member = enrol_member(branch.desk, form)
    loan = LoanForm(LoanId(branch.new_id()), member.member, THE_PRODUCT, 100_000, 1, TODAY)
    draft_loan(branch.desk, loan)
    submit_loan(branch.desk, loan.loan)
    sheet = load_sheet(branch.desk, UNION, TODAY)
    attendance = tuple((row.member, PRESENT) for row in sheet.rows)
    close_meeting(branch.desk, MeetingForm(sheet.meeting, UNION, TODAY, attendance, signatures=SIGNED))
    collect(branch)
    hand_over_cash(branch.desk, HandoverForm(CashMovementId(branch.new_id()), BRANCH, TODAY, ((DUE, 1),)))
    shown = [
        (row.entry.kind, row.about.name, row.about.number) for row in reversed(load_centre(branch.desk).rows)
    ]
    assert shown == [
        ("member.enrolled", "Ngozi Obi", "K7-M000001"),
        ("loan.drafted", "Ngozi Obi", "K7-L000001"),
        ("loan.submitted", "Ngozi Obi", "K7-L000001"),
        ("meeting.closed", "Oja-Oba Traders", ""),
        ("repayment.recorded", "Adaeze Okafor", "K7-000001"),
        ("cash.handed_over", "Rose Ekanem", ""),
    ]


def test_pages_go_on_where_the_last_one_ended(branch: Branch) -> None:
    for amount in range(1, 6):
        form = replace(due_form(branch.desk, LOAN), amount_minor=amount)
        collect_repayment(branch.desk, form)
    first = load_centre(branch.desk, limit=2).rows
    second = load_centre(branch.desk, before_seq=first[-1].entry.seq, limit=2).rows
    assert [row.entry.seq for row in (*first, *second)] == [5, 4, 3, 2]
    assert load_centre(branch.desk, limit=2).more
    assert not load_centre(branch.desk, before_seq=3, limit=2).more


def test_a_page_may_hold_only_what_stands_somewhere(branch: Branch) -> None:
    collect(branch)
    answer(branch, "suspended")
    branch_form = replace(due_form(branch.desk, LOAN), amount_minor=7)
    collect_repayment(branch.desk, branch_form)
    wanted: tuple[tuple[Stands, list[int]], ...] = (("attention", [1]), ("on_tablet", [2]), ("posted", []))
    for stands, seqs in wanted:
        found = load_centre(branch.desk, stands).rows
        assert [row.entry.seq for row in found] == seqs
