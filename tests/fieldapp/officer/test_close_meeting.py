"""A meeting is closed once, with everybody's attendance and a count that is explained where it differs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from fieldapp.desk import queries
from fieldapp.officer.close_meeting import (
    MeetingForm,
    close_meeting,
    compare,
    missing_signers,
)
from fieldapp.officer.meeting_sheet import MeetingSheet, SheetEntry, load_sheet, record_sheet
from shared.contract.bodies.cash import Attendance, Denomination, MeetingClosed, MeetingSignature
from shared.fieldwork.ink import pack
from shared.ids import MeetingId, MemberId, UnionId
from tests.fieldapp.desk.branch import (
    LOAN,
    MEMBER,
    NOBODY,
    SECOND,
    SIGNED,
    TODAY,
    UNION,
    UNVERIFIED,
    Branch,
    posted,
    refused,
)

NOTES = ((100_000, 5), (50_000, 1), (20_000, 0))
EVERYBODY: tuple[tuple[MemberId, Attendance], ...] = (
    (MEMBER, "PRESENT"),
    (SECOND, "LATE"),
    (UNVERIFIED, "ABSENT"),
)


@pytest.fixture
def sheet(branch: Branch) -> MeetingSheet:
    """A sheet on which 5 500 in cash and 2 000 by transfer were recorded."""
    opened = load_sheet(branch.desk, UNION, TODAY)
    rows = {row.member: row for row in opened.rows}
    cash = SheetEntry(rows[MEMBER].repayment, MEMBER, rows[MEMBER].loan, 550_000)
    other = SheetEntry(rows[SECOND].repayment, SECOND, None, 200_000, "TRANSFER", "FT-1")
    record_sheet(branch.desk, opened, (cash, other))
    return opened


def a_form(sheet: MeetingSheet, **changes: object) -> MeetingForm:
    form = MeetingForm(sheet.meeting, UNION, TODAY, EVERYBODY, NOTES, signatures=SIGNED)
    return replace(form, **changes)  # type: ignore[arg-type]  # as each test names it


def test_a_count_is_compared_with_the_receipts_of_the_meeting(branch: Branch, sheet: MeetingSheet) -> None:
    found = compare(branch.desk, sheet.meeting, ((100_000, 5),))
    assert (found.expected_cash_minor, found.counted_minor, found.variance_minor) == (
        550_000,
        500_000,
        -50_000,
    )
    assert (found.other_minor, found.receipts) == (200_000, 2)


def test_a_meeting_is_closed_with_what_was_received(branch: Branch, sheet: MeetingSheet) -> None:
    closed = close_meeting(branch.desk, a_form(sheet, note=" calm "))
    assert (closed.expected_cash_minor, closed.counted_cash_minor, closed.variance_minor) == (
        550_000,
        550_000,
        0,
    )
    assert (closed.present, closed.members) == (2, 3)
    body = branch.recorded()[-1]
    assert isinstance(body, MeetingClosed)
    assert (len(body.repayments), body.note) == (2, "calm")
    assert body.denominations == (Denomination(100_000, 5), Denomination(50_000, 1))
    assert load_sheet(branch.desk, UNION, TODAY).closed


def test_the_same_closing_twice_is_one(branch: Branch, sheet: MeetingSheet) -> None:
    first = close_meeting(branch.desk, a_form(sheet))
    assert close_meeting(branch.desk, a_form(sheet)) == first
    assert len(branch.recorded()) == 3


def test_a_closed_meeting_takes_no_other_count(branch: Branch, sheet: MeetingSheet) -> None:
    close_meeting(branch.desk, a_form(sheet))
    with refused("meeting.already_closed"):
        close_meeting(branch.desk, a_form(sheet, denominations=((100_000, 1),), variance_reason="lost"))
    with refused("meeting.already_closed"):
        close_meeting(branch.desk, a_form(sheet, meeting=MeetingId(branch.new_id()), denominations=()))


def test_a_difference_wants_a_reason(branch: Branch, sheet: MeetingSheet) -> None:
    with refused("meeting.variance_reason"):
        close_meeting(branch.desk, a_form(sheet, denominations=((100_000, 5),)))
    closed = close_meeting(
        branch.desk, a_form(sheet, denominations=((100_000, 5),), variance_reason="change is owed")
    )
    assert (closed.variance_minor, closed.variance_reason) == (-50_000, "change is owed")


def test_a_reason_is_chosen_from_the_list_or_said_in_words(branch: Branch, sheet: MeetingSheet) -> None:
    short = a_form(sheet, denominations=((100_000, 5),))
    with refused("meeting.variance_reason"):
        close_meeting(branch.desk, replace(short, variance_code="OTHER", variance_reason=" "))
    with refused("meeting.bad_variance_code"):
        close_meeting(branch.desk, replace(short, variance_code="LUCK"))
    first = close_meeting(branch.desk, replace(short, variance_code="TORN_NOTE"))
    assert (first.variance_code, first.variance_reason) == ("TORN_NOTE", "TORN_NOTE")
    assert close_meeting(branch.desk, replace(short, variance_code="TORN_NOTE")) == first
    body = branch.recorded()[-1]
    assert isinstance(body, MeetingClosed) and body.variance_code == "TORN_NOTE"


def test_a_count_that_agrees_has_no_reason_code(branch: Branch, sheet: MeetingSheet) -> None:
    assert close_meeting(branch.desk, a_form(sheet, variance_code="MISCOUNT")).variance_code == ""


_INK = SIGNED[0].ink


@pytest.mark.parametrize(
    ("leader", "code"),
    [
        (None, "meeting.signature_missing"),
        (MeetingSignature("LEADER", "Iya"), "meeting.signature_missing"),
        (MeetingSignature("LEADER", "Iya", refused="  "), "meeting.signature_missing"),
        (MeetingSignature("OFFICER", "Iya", _INK), "meeting.signature_missing"),
        (MeetingSignature("LEADER", " ", _INK), "meeting.signer_missing"),
        (MeetingSignature("LEADER", "Iya", _INK, "no"), "meeting.signed_twice"),
        (MeetingSignature("LEADER", "Iya", b"\x00\x09"), "signature.bad_ink"),
        (MeetingSignature("LEADER", "Iya", b"", "x" * 301), "form.not_accepted"),
    ],
)
def test_a_signature_that_is_none_closes_nothing(
    branch: Branch, sheet: MeetingSheet, leader: MeetingSignature | None, code: str
) -> None:
    given = (SIGNED[0],) if leader is None else (SIGNED[0], leader)
    with refused(code):
        close_meeting(branch.desk, a_form(sheet, signatures=given))
    assert not load_sheet(branch.desk, UNION, TODAY).closed


def test_nobody_signs_twice(branch: Branch, sheet: MeetingSheet) -> None:
    with refused("meeting.signed_twice"):
        close_meeting(branch.desk, a_form(sheet, signatures=(*SIGNED, SIGNED[0])))


def test_a_receipt_taken_back_is_not_expected_in_the_cash(branch: Branch, sheet: MeetingSheet) -> None:
    receipt = posted(LOAN, 70_000, TODAY, "K7-000099")
    taken_back = msgspec.structs.replace(receipt, state="REVERSED", meeting=sheet.meeting)
    branch.put("repayment", b"repayment-000001", taken_back)
    branch.sync()
    assert compare(branch.desk, sheet.meeting, ()).expected_cash_minor == 550_000


def test_a_meeting_where_nothing_was_paid_can_be_closed(branch: Branch) -> None:
    opened = load_sheet(branch.desk, UNION, TODAY)
    assert close_meeting(branch.desk, a_form(opened, denominations=())).counted_cash_minor == 0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"union": UnionId(NOBODY)}, "union.unknown"),
        ({"attendance": EVERYBODY[:2]}, "meeting.attendance_missing"),
        ({"attendance": (*EVERYBODY, EVERYBODY[0])}, "meeting.attendance_twice"),
        ({"attendance": (*EVERYBODY, (MemberId(NOBODY), "LATE"))}, "meeting.attendance_unknown"),
        ({"attendance": (*EVERYBODY[:2], (UNVERIFIED, "ASLEEP"))}, "meeting.bad_attendance"),
        ({"held_on": TODAY + timedelta(days=1)}, "repayment.future_date"),
        ({"held_on": TODAY - timedelta(days=8)}, "repayment.too_old"),
        ({"denominations": ((100_000, -1),)}, "cash.bad_denomination"),
        ({"denominations": ((0, 1),)}, "cash.bad_denomination"),
        ({"denominations": ((100_000, 1), (100_000, 2))}, "cash.bad_denomination"),
        ({"note": "x" * 4001}, "form.not_accepted"),
    ],
)
def test_what_cannot_be_closed_is_refused(
    branch: Branch, sheet: MeetingSheet, changes: dict[str, object], code: str
) -> None:
    with refused(code):
        close_meeting(branch.desk, a_form(sheet, **changes))
    assert not load_sheet(branch.desk, UNION, TODAY).closed


def test_a_meeting_is_closed_by_its_officer_on_a_valid_lease(branch: Branch, sheet: MeetingSheet) -> None:
    branch.change_state(lease_until_ms=1)
    with refused("lease"):
        close_meeting(branch.desk, a_form(sheet))


def test_a_supervisor_closes_no_meeting(branch: Branch, sheet: MeetingSheet) -> None:
    branch.be("SUPERVISOR")
    with refused("role"):
        close_meeting(branch.desk, a_form(sheet))


def test_what_was_signed_beside_other_receipts_closes_nothing(branch: Branch, sheet: MeetingSheet) -> None:
    with refused("meeting.receipts_changed"):
        close_meeting(branch.desk, a_form(sheet, expected_cash_minor=1))


def test_signatures_are_kept_with_the_meeting(branch: Branch) -> None:
    sheet = load_sheet(branch.desk, UNION, TODAY)
    signatures = (
        MeetingSignature("OFFICER", "Bisi Ade", pack([[(1, 2), (30, 40)]]), "", 1),
        MeetingSignature("LEADER", "Ngozi Obi", b"", "Had to leave early", 2),
    )
    form = MeetingForm(sheet.meeting, UNION, TODAY, EVERYBODY, signatures=signatures)
    close_meeting(branch.desk, form)
    with branch.desk.store.read() as tx:
        record = queries.meeting(tx, sheet.meeting)
    assert record is not None
    assert record.signatures == signatures


def test_who_has_neither_signed_nor_refused_is_missing() -> None:
    ink = pack([[(1, 2), (30, 40)]])
    assert missing_signers(()) == ("OFFICER", "LEADER")
    assert missing_signers([MeetingSignature("OFFICER", "Bisi", ink)]) == ("LEADER",)
    assert missing_signers([MeetingSignature("LEADER", "Ngozi", b"", "  ")]) == ("OFFICER", "LEADER")
    assert missing_signers([MeetingSignature("LEADER", "Ngozi", b"", "ill")]) == ("OFFICER",)
