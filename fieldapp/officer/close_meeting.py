"""Close a union meeting: attendance, the count of the cash, and why it differs from the sheet if it does.

The rule kept here: what the sheet expects is counted from the receipts recorded under the meeting, never
typed; a meeting is closed once, and closing it twice with the same count is the same closing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import get_args

from fieldapp.desk import queries as facts
from fieldapp.desk.facts import RepaymentFacts
from fieldapp.desk.repayment_rules import check_day
from fieldapp.desk.standing import checked, may_record, read_standing
from fieldapp.officer import queries
from fieldapp.officer.drafts.sheet_draft import Key
from fieldapp.officer.meeting_sheet import MeetingSheet, load_sheet
from fieldapp.officer.unions import unknown_union
from fieldapp.store.author import Desk
from fieldapp.store.outbox import append
from fieldapp.store.transaction import Reading
from shared.contract.bodies.cash import (
    Attendance,
    Denomination,
    MeetingClosed,
    MeetingSignature,
    MemberAttendance,
    Signer,
)
from shared.contract.records import MeetingRecord
from shared.errors import RuleRefused
from shared.fieldwork.cash import OTHER_REASON, VARIANCE_CODES, counted_minor, variance_minor
from shared.fieldwork.ink import unpack
from shared.ids import MeetingId, MemberId, RepaymentId, UnionId


@dataclass(frozen=True, slots=True)
class MeetingForm:
    """A meeting about to be closed; `meeting` is the sheet's, `denominations` are what lies on the table.

    `attendance` names every active member of the union once. `opened_at_ms` is when the sheet was opened.
    `variance_code` is one of `VARIANCE_CODES`; a reason in words alone counts as `OTHER`. `signatures` are
    the officer's and the union leader's, each ink or the reason why there is none. `expected_cash_minor` is
    what the count was signed beside; None where nobody was told.
    """

    meeting: MeetingId
    union: UnionId
    held_on: date
    attendance: tuple[tuple[MemberId, Attendance], ...]
    denominations: tuple[tuple[int, int], ...] = ()
    variance_reason: str = ""
    note: str = ""
    opened_at_ms: int = 0
    signatures: tuple[MeetingSignature, ...] = ()
    variance_code: str = ""
    expected_cash_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The count beside the sheet, in minor units; `variance_minor` below zero is short."""

    expected_cash_minor: int
    counted_minor: int
    variance_minor: int
    other_minor: int
    receipts: int

    def recounted(self, counted_minor: int) -> Comparison:
        """Return the comparison of another count with the same receipts."""
        variance = variance_minor(counted_minor, self.expected_cash_minor)
        return replace(self, counted_minor=counted_minor, variance_minor=variance)


@dataclass(frozen=True, slots=True)
class ClosedMeeting:
    """A meeting that is locked."""

    meeting: MeetingId
    union: UnionId
    held_on: date
    expected_cash_minor: int
    counted_cash_minor: int
    variance_minor: int
    variance_reason: str
    variance_code: str
    present: int
    members: int
    signatures: tuple[MeetingSignature, ...] = ()


@dataclass(frozen=True, slots=True)
class Closing:
    """What closing a meeting begins with: its sheet and who closes it; `closed` once that was done."""

    sheet: MeetingSheet
    officer_name: str
    closed: ClosedMeeting | None


def load_closing(
    desk: Desk, union: UnionId, on: date, saving: Mapping[Key, RepaymentId] | None = None
) -> Closing:
    """Return a union's meeting of a day as it stands; `saving` is as in `load_sheet`.

    Refusals: `union.unknown`.
    """
    sheet = load_sheet(desk, union, on, saving)
    with desk.store.read() as tx:
        known = facts.meeting(tx, sheet.meeting) if sheet.closed else None
        name = read_standing(tx, desk).me.name
    return Closing(sheet, name, None if known is None else _recorded(sheet, known))


def compare(desk: Desk, meeting: MeetingId, denominations: tuple[tuple[int, int], ...]) -> Comparison:
    """Compare a count with the cash receipts recorded under a meeting. Refusals: `cash.bad_denomination`."""
    with desk.store.read() as tx:
        return _comparison(facts.repayments_of_meeting(tx, meeting), denominations)


def close_meeting(desk: Desk, form: MeetingForm) -> ClosedMeeting:
    """Lock the meeting, durably; the same form again returns the same closing.

    Refusals: those of `may_record` and `check_day`, `union.unknown`, `meeting.already_closed`,
    `meeting.attendance_missing`, `meeting.attendance_unknown`, `meeting.attendance_twice`,
    `meeting.bad_attendance`, `meeting.receipts_changed`, `meeting.variance_reason`,
    `meeting.bad_variance_code`, `meeting.signature_missing`, `meeting.signer_missing`,
    `meeting.signed_twice`, `signature.bad_ink`, `cash.bad_denomination`, `form.not_accepted`.
    """
    with desk.store.transaction() as tx:
        known = facts.meeting(tx, form.meeting)
        if known is not None:
            return _same(form, known)
        standing = may_record(tx, desk, "meeting.closed")
        _check_union(tx, form)
        check_day(standing.settings, standing.today, form.held_on)
        _check_attendance(tx, form)
        receipts = facts.repayments_of_meeting(tx, form.meeting)
        count = _comparison(receipts, form.denominations)
        _check_expected(form, count)
        code, reason = _variance(form, count)
        form = replace(form, variance_code=code, variance_reason=reason)
        _check_signatures(form.signatures)
        append(tx, desk.author, checked(_body(form, receipts, count)))
    return _closed(form, count.expected_cash_minor, count.counted_minor)


def missing_signers(signatures: Iterable[MeetingSignature]) -> tuple[Signer, ...]:
    """Return who has neither signed nor refused, in the order they are asked."""
    settled = {each.signer for each in signatures if each.ink or each.refused.strip()}
    return tuple(signer for signer in get_args(Signer) if signer not in settled)


def _variance(form: MeetingForm, count: Comparison) -> tuple[str, str]:
    """The code and the words of a difference; the words are the code's where nobody wrote any."""
    words = form.variance_reason.strip()
    if not count.variance_minor:
        return "", words
    code = form.variance_code or (OTHER_REASON if words else "")
    if not code or (code == OTHER_REASON and not words):
        detail = "Say why the cash differs from the sheet."
        raise RuleRefused("meeting.variance_reason", "The count differs from the sheet", detail)
    if code not in VARIANCE_CODES:
        detail = "Choose one of the reasons offered, or say it in your own words."
        raise RuleRefused("meeting.bad_variance_code", "This reason is not known", detail)
    return code, words or code


def _check_signatures(signatures: tuple[MeetingSignature, ...]) -> None:
    """Both sign, each once and by name, in ink that can be drawn again; or it says why one would not."""
    if missing_signers(signatures):
        raise _unsigned("signature_missing", "Officer and union leader both sign, or it says why not.")
    if len({each.signer for each in signatures}) < len(signatures):
        raise _unsigned("signed_twice", "Officer and union leader sign once each.")
    if any(bool(each.ink) == bool(each.refused.strip()) for each in signatures):
        raise _unsigned("signed_twice", "Somebody either signs or refuses to, not both.")
    if not all(each.name.strip() for each in signatures):
        raise _unsigned("signer_missing", "Whoever signs is named in full.")
    for each in signatures:
        unpack(each.ink)


def _unsigned(code: str, detail: str) -> RuleRefused:
    return RuleRefused(f"meeting.{code}", "The meeting is not signed yet", detail)


def _comparison(
    receipts: tuple[RepaymentFacts, ...], denominations: tuple[tuple[int, int], ...]
) -> Comparison:
    standing = [row for row in receipts if row.state != "REVERSED"]
    expected = sum(row.amount_minor for row in standing if row.method == "CASH")
    other = sum(row.amount_minor for row in standing if row.method != "CASH")
    counted = counted_minor(denominations)
    return Comparison(expected, counted, variance_minor(counted, expected), other, len(standing))


def _check_union(tx: Reading, form: MeetingForm) -> None:
    if facts.union(tx, form.union) is None:
        raise unknown_union()
    _, closed = queries.meeting_on(tx, form.union, form.held_on)
    if closed:
        raise _already_closed()


def _check_expected(form: MeetingForm, count: Comparison) -> None:
    if form.expected_cash_minor not in (None, count.expected_cash_minor):
        detail = "Compare the count with them again, and sign again."
        raise RuleRefused("meeting.receipts_changed", "The receipts of this meeting changed", detail)


def _check_attendance(tx: Reading, form: MeetingForm) -> None:
    named = [member for member, _ in form.attendance]
    active = {row.member for row in facts.members_of(tx, form.union) if row.active}
    if any(attendance not in get_args(Attendance) for _, attendance in form.attendance):
        raise _attendance("bad_attendance", "Present, late, absent or excused: choose one of them.")
    if len(set(named)) != len(named):
        raise _attendance("attendance_twice", "A member is named twice.")
    if not set(named) <= active:
        raise _attendance("attendance_unknown", "Somebody named is not an active member of this union.")
    if active - set(named):
        missing = len(active - set(named))
        raise _attendance("attendance_missing", f"Attendance of {missing} members is not marked yet.")


def _attendance(code: str, detail: str) -> RuleRefused:
    return RuleRefused(f"meeting.{code}", "The attendance is not complete", detail)


def _already_closed() -> RuleRefused:
    detail = "A locked sheet cannot be changed on this tablet. Tell your supervisor what is wrong on it."
    return RuleRefused("meeting.already_closed", "This union's meeting of that day is closed", detail)


def _body(form: MeetingForm, receipts: tuple[RepaymentFacts, ...], count: Comparison) -> MeetingClosed:
    return MeetingClosed(
        meeting=form.meeting,
        union=form.union,
        held_on=form.held_on,
        attendance=tuple(MemberAttendance(member, attendance) for member, attendance in form.attendance),
        repayments=tuple(row.repayment for row in receipts),
        expected_cash_minor=count.expected_cash_minor,
        counted_cash_minor=count.counted_minor,
        denominations=tuple(Denomination(value, pieces) for value, pieces in form.denominations if pieces),
        variance_reason=form.variance_reason.strip(),
        opened_at_ms=form.opened_at_ms,
        note=form.note.strip(),
        signatures=form.signatures,
        variance_code=form.variance_code,
    )


def _same(form: MeetingForm, known: MeetingRecord) -> ClosedMeeting:
    attendance = tuple((row.member, row.attendance) for row in known.attendance)
    if attendance != form.attendance or known.counted_cash_minor != counted_minor(form.denominations):
        raise _already_closed()
    form = replace(form, variance_reason=known.variance_reason, variance_code=known.variance_code)
    return _closed(form, known.expected_cash_minor, known.counted_cash_minor)


def _recorded(sheet: MeetingSheet, known: MeetingRecord) -> ClosedMeeting:
    return ClosedMeeting(
        meeting=sheet.meeting,
        union=sheet.union.union,
        held_on=known.held_on,
        expected_cash_minor=known.expected_cash_minor,
        counted_cash_minor=known.counted_cash_minor,
        variance_minor=variance_minor(known.counted_cash_minor, known.expected_cash_minor),
        variance_reason=known.variance_reason,
        variance_code=known.variance_code,
        present=sum(row.attendance in ("PRESENT", "LATE") for row in known.attendance),
        members=len(known.attendance),
        signatures=known.signatures,
    )


def _closed(form: MeetingForm, expected: int, counted: int) -> ClosedMeeting:
    came = sum(attendance in ("PRESENT", "LATE") for _, attendance in form.attendance)
    return ClosedMeeting(
        meeting=form.meeting,
        union=form.union,
        held_on=form.held_on,
        expected_cash_minor=expected,
        counted_cash_minor=counted,
        variance_minor=variance_minor(counted, expected),
        variance_reason=form.variance_reason.strip(),
        variance_code=form.variance_code,
        present=came,
        members=len(form.attendance),
        signatures=form.signatures,
    )
