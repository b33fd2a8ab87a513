"""Meetings, approvals, cash and tasks as they are shown."""

from __future__ import annotations

import msgspec

from fieldapp.store.outbox import append
from fieldapp.store.projection.overlay import subjects_of
from fieldapp.store.projection.refresh import rebuild
from shared.contract.bodies import cash, lending, people
from shared.contract.codec import decode, encode
from shared.contract.operations import KINDS
from shared.contract.records import ApplicationChange, ApprovalRecord, MeetingRecord, Resubmission, TaskRecord
from tests.fieldapp.store.dumps import dump
from tests.fieldapp.store.world import OTHER_STAFF, STAFF, START, a_repayment, found_village, pull

APPROVAL = b"approval-0000001"


def test_a_decision_sent_leaves_the_request_open_until_the_server_answers(store, author, server):
    village = found_village(server)
    seen_by = (OTHER_STAFF,)
    request = ApprovalRecord(
        "loan", village.loan, "Loan", 5_000, STAFF, START, "OPEN", 1, 2, bytes(32), seen_by, ""
    )
    server.put("approval", APPROVAL, request, village.bucket)
    pull(store, server)
    with store.transaction() as tx:
        append(tx, author, lending.ApprovalDecided(APPROVAL, "SEND_BACK", 1, bytes(32)))
        append(tx, author, lending.ApprovalDecided(APPROVAL, "APPROVE", 1, bytes(32)))
        rows = tx.tuples("SELECT state, sent_decision, decided_by, version, provisional FROM p_approval")

    assert rows == [("OPEN", "APPROVE", OTHER_STAFF, 1, 1)]


def test_a_request_tells_what_changed_since_the_last(store, server):
    village = found_village(server)
    changed = Resubmission("less", (ApplicationChange("term_count", "4", "6"),))
    first = ApprovalRecord("loan", village.loan, "L", 5, STAFF, START, "OPEN", 1, 1, bytes(32), (), "")
    again = msgspec.structs.replace(first, version_no=2, since_last=changed)
    server.put("approval", APPROVAL, first, village.bucket)
    server.put("approval", b"approval-0000002", again, village.bucket)
    pull(store, server)
    with store.read() as tx:
        rows = tx.tuples("SELECT version_no, since_last FROM p_approval ORDER BY id")
    assert rows == [(1, None), (2, encode(changed))]


def test_a_decision_about_a_request_not_here_shows_nothing(store, author):
    with store.transaction() as tx:
        append(tx, author, lending.ApprovalDecided(APPROVAL, "APPROVE", 1, bytes(32)))
        assert tx.tuples("SELECT * FROM p_approval") == []


def test_cash_handed_over_is_open_until_counted(store, author):
    movement, advance = author.ids.make(), author.ids.make()
    columns = "kind, state, from_staff, to_staff, amount_minor, counted_minor, counted_by"
    with store.transaction() as tx:
        append(tx, author, cash.CashFloatIssued(advance, OTHER_STAFF, 9_000, START))
        append(tx, author, cash.CashHandedOver(movement, OTHER_STAFF, 5_000, START))
        before = tx.tuples(f"SELECT {columns} FROM p_cash ORDER BY kind")
        append(tx, author, cash.CashReceived(movement, 4_500, START))
        after = tx.tuples(f"SELECT {columns} FROM p_cash WHERE kind = 'HANDOVER'")

    assert before == [
        ("FLOAT", "RECEIVED", STAFF, OTHER_STAFF, 9_000, None, None),
        ("HANDOVER", "OPEN", STAFF, OTHER_STAFF, 5_000, None, None),
    ]
    assert after == [("HANDOVER", "RECEIVED", STAFF, OTHER_STAFF, 5_000, 4_500, STAFF)]


def test_a_closed_meeting_is_kept_whole(store, author):
    meeting, member = author.ids.make(), author.ids.make()
    attendance = (cash.MemberAttendance(member, "LATE"),)
    body = cash.MeetingClosed(
        meeting,
        bytes(16),
        START,
        attendance,
        (),
        5_000,
        4_000,
        (cash.Denomination(1_000, 4),),
        "a note was torn",
    )
    with store.transaction() as tx:
        append(tx, author, body)
        sheet = decode(MeetingRecord, tx.one(bytes, "SELECT sheet FROM p_meeting WHERE id = ?", (meeting,)))

    assert (sheet.attendance, sheet.closed_by) == (attendance, STAFF)
    assert (sheet.counted_cash_minor, sheet.variance_reason) == (4_000, "a note was torn")


def test_tasks_are_shown(store, server):
    village = found_village(server)
    task = TaskRecord("suspense", "Money without a loan", "", "repayment", bytes(16), STAFF, START, True)
    server.put("task", b"task-00000000001", task, village.bucket)
    pull(store, server)
    with store.read() as tx:
        assert tx.tuples("SELECT title, open FROM p_task") == [("Money without a loan", 1)]


def test_every_kind_of_operation_says_what_it_shapes(store):
    """A kind added to the contract and forgotten here would be signed and never shown."""
    shapes_nothing_shown = {people.DeviceCodeIssued, people.StaffSecretSet}
    of_people = ("union", "member", "staff", "product", "document", "visit")
    named = (*of_people, "loan", "repayment", "meeting", "movement", "approval")
    application = lending.LoanApplication(b"x" * 16, "L", b"", b"", 1, 1, START)
    values: dict[str, object] = {"application": application, "device": b"x" * 16}
    values.update(dict.fromkeys(named, b"x" * 16))
    with store.read() as tx:
        for body_type in set(KINDS.values()) - shapes_nothing_shown:
            body = body_type(**{name: values.get(name) for name in body_type.__struct_fields__})
            subjects = subjects_of(tx, body)
            assert subjects, body_type.__name__
            assert all(identifier for _, identifier in subjects), body_type.__name__


def test_a_replacement_was_received_by_whoever_received_the_first(store, author, server):
    """Whose cash in hand it is must not change when the tables are built anew, nor on a second correction."""
    village = found_village(server)
    first, second, third = b"repayment-000001", author.ids.make(), author.ids.make()
    received = msgspec.structs.replace(a_repayment(village.loan), received_by=OTHER_STAFF)
    server.put("repayment", first, received, village.bucket)
    pull(store, server)
    with store.transaction() as tx:
        append(tx, author, corrected(village, first, second))
        append(tx, author, corrected(village, second, third))
        assert receivers(tx) == {first: OTHER_STAFF, second: OTHER_STAFF, third: OTHER_STAFF}
    server.remove("repayment", first)
    pull(store, server)
    with store.transaction() as tx:
        kept = dump(tx)
        rebuild(tx)
        assert dump(tx) == kept


def corrected(village, wrong, right):
    anew = lending.RepaymentRecorded(right, village.loan, village.member, 5_000, "CASH", START, "K7-000001")
    return lending.RepaymentCorrected(wrong, "another amount", anew)


def receivers(tx):
    return dict(tx.tuples("SELECT id, received_by FROM p_repayment"))
