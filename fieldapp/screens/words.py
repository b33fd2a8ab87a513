"""How figures, days, states and faults are said to people.

The rule kept here: nothing is shown as a code, a class name or a traceback; an unforeseen fault is logged
under an id, and only that id is shown.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal
from uuid import uuid4
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from shared.errors import RuleRefused
from shared.writing import Writing, short_amount

_log = logging.getLogger(__name__)
_DAY_S = 86_400


NoticeKind = Literal["error", "done", "note"]


@dataclass(frozen=True, slots=True)
class Told:
    """An event for people: `title` one line, `detail` what it means, `action` the word of what to do, and
    `other` that of what may be done instead.

    `support` is what somebody may copy for the help desk: names of faults and ids, nothing about members.
    """

    kind: NoticeKind
    title: str
    detail: str = ""
    action: str = ""
    support: str = ""
    other: str = ""


def tr(text: str) -> str:
    """Translate a sentence of this module."""
    return QCoreApplication.translate("words", text)


def money(amount_minor: int) -> str:
    """Return grouped digits without a sign: 1600000 is "16,000", 160050 is "1,600.50"."""
    return short_amount(amount_minor)


def quantity(amount_minor: int) -> str:
    """Return an amount for a column, where nothing is a dash and not a zero."""
    return money(amount_minor) if amount_minor else "–"


@dataclass(frozen=True, slots=True)
class Formats(Writing):
    """How the institution writes money, days and times."""

    time_zone: str = "Africa/Lagos"

    def long_day(self, on: date) -> str:
        """Return a day with its name, as in "Friday 20 November"."""
        return QLocale().toString(QDate(on.year, on.month, on.day), "dddd d MMMM")

    def day_of(self, at_ms: int) -> date:
        """Return the day on which a moment was, where the institution is."""
        return self._local(at_ms).date()

    def moment(self, at_ms: int, now_ms: int) -> str:
        """Return the time of day, with the day before it unless it is today's."""
        at, now = self._local(at_ms), self._local(now_ms)
        clock = f"{at.hour:02d}:{at.minute:02d}"
        return clock if at.date() == now.date() else f"{self.day(at.date())} {clock}"

    def day_and_clock(self, at_ms: int) -> str:
        """Return a moment with its day, whatever day it is now: "20/11/2026 13:41"."""
        at = self._local(at_ms)
        return f"{self.day(at.date())} {at.hour:02d}:{at.minute:02d}"

    def clock(self, at_ms: int) -> str:
        """Return the time of day."""
        at = self._local(at_ms)
        return f"{at.hour:02d}:{at.minute:02d}"

    def clock_s(self, at_ms: int) -> str:
        """Return the time of day with seconds."""
        at = self._local(at_ms)
        return f"{at.hour:02d}:{at.minute:02d}:{at.second:02d}"

    def _local(self, at_ms: int) -> datetime:
        return datetime.fromtimestamp(at_ms / 1000, tz=UTC).astimezone(ZoneInfo(self.time_zone))


def counted(number: int, one: str, many: str) -> str:
    """Return a number with its noun: "1 day", "3 days"."""
    return f"{number:,} {one if number == 1 else many}"


def size_words(size: int) -> str:
    """Return a size in bytes as people say it: "0 KB", "640 KB", "2.1 MB"."""
    if size < 1_000_000:
        return f"{-(-size // 1000):,} KB"
    return f"{size / 1_000_000:.1f} MB"


def days_late(days: int) -> str:
    """Return an age in words."""
    return tr("{days} late").format(days=counted(days, tr("day"), tr("days")))


def cash_age(days: int | None) -> str:
    """Return how long cash has been held: "from today", "2 days", or a dash where there is none."""
    if days is None:
        return "–"
    return counted(days, tr("day"), tr("days")) if days > 0 else tr("from today")


def wait_words(seconds: int) -> str:
    """Return how long to wait: "30 seconds", "5 minutes", "2 hours", "3 days"."""
    if seconds < 90:
        return counted(seconds, tr("second"), tr("seconds"))
    if seconds < 90 * 60:
        return counted(-(-seconds // 60), tr("minute"), tr("minutes"))
    if seconds < 2 * _DAY_S:
        return counted(seconds // 3600, tr("hour"), tr("hours"))
    return counted(seconds // _DAY_S, tr("day"), tr("days"))


def short_or_over(variance_minor: int, say: Formats) -> str:
    """Say a difference of cash in the words of the branch."""
    if variance_minor == 0:
        return tr("The count agrees")
    words = tr("Short by {amount}") if variance_minor < 0 else tr("Over by {amount}")
    return words.format(amount=say.signed(abs(variance_minor)))


def role_name(role: str) -> str:
    """Return a role in words."""
    return {
        "CREDIT_OFFICER": tr("Credit officer"),
        "COLLECTIONS_OFFICER": tr("Collections officer"),
        "SUPERVISOR": tr("Supervisor"),
        "OPERATIONS": tr("Operations"),
        "ADMIN": tr("Administrator"),
    }.get(role, role.replace("_", " ").capitalize())


def method_name(method: str) -> str:
    """Return a way of paying in words."""
    return {
        "CASH": tr("Cash"),
        "TRANSFER": tr("Transfer"),
        "POS": tr("POS"),
        "MOBILE": tr("Mobile money"),
        "USSD": tr("USSD"),
        "OTHER": tr("Other"),
    }.get(method, method.capitalize())


def kind_name(kind: str) -> str:
    """Return what an operation is, in words."""
    return {
        "repayment.recorded": tr("Repayment"),
        "repayment.corrected": tr("Correction of a receipt"),
        "meeting.closed": tr("Meeting closed"),
        "cash.handed_over": tr("Cash handed over"),
        "cash.received": tr("Cash received"),
        "cash.float_issued": tr("Float given out"),
        "loan.drafted": tr("Loan drafted"),
        "loan.changed": tr("Loan draft changed"),
        "loan.submitted": tr("Loan sent for approval"),
        "loan.withdrawn": tr("Loan taken back to draft"),
        "loan.canceled": tr("Loan canceled"),
        "loan.disbursed": tr("Loan paid out"),
        "approval.decided": tr("Decision"),
        "member.enrolled": tr("Member enrolled"),
        "member.changed": tr("Member changed"),
        "member.settled": tr("One of two values chosen"),
        "member.verified": tr("Member verified"),
        "member.moved": tr("Member moved"),
        "visit.recorded": tr("Visit"),
        "document.attached": tr("Document added"),
        "device.code_issued": tr("Code for a tablet"),
        "device.approved": tr("Device approved"),
        "device.revoked": tr("Device revoked"),
        "device.unlocked": tr("Device unlocked"),
        "device.wiped": tr("Wipe ordered"),
    }.get(kind, kind.replace(".", " ").replace("_", " ").capitalize())


def stopped_words(reason: str) -> str:
    """Return why a device was stopped or taken away: what somebody wrote, or what a check of ours found."""
    return {
        "fork": tr(
            "It sent two different records for one place: it was copied, or an old state was put back"
        ),
        "bad_chain": tr("What it sent does not follow what it sent before: something was taken out"),
        "bad_signature": tr("Something came in its name that it did not sign"),
    }.get(reason, reason)


def outcome_words(outcome: str | None, code: str, title: str, detail: str) -> str:
    """Return what the server said of an operation: its own words, or ours where it gave none."""
    if title or detail:
        return ". ".join(part.rstrip(".") for part in (title, detail) if part) + "."
    known = {
        "applied": tr("Posted as recorded."),
        "applied_changed": tr("Posted, with differences. Compare what stands now."),
        "suspended": tr("The money is kept in suspense until your supervisor assigns it."),
        "superseded": tr("Somebody else's later entry stands instead. Nothing is lost."),
        "refused": tr("The office refused this. Ask your supervisor."),
        "waiting": tr("The office has it and waits for something it depends on."),
    }
    return known.get(outcome or "", tr("Look at this with your supervisor.")) + (f" ({code})" if code else "")


def is_gone(fault: Exception) -> bool:
    """Whether it says that the thing asked for is not on this tablet, or not any more."""
    return isinstance(fault, RuleRefused) and fault.code.endswith(".unknown")


def explain(fault: Exception, say: Writing, *, kind: Literal["error", "note"] = "error") -> Told:
    """Say a fault: what happened, what it means for what was recorded, what to do."""
    if isinstance(fault, RuleRefused):
        return Told("note", fault.title, fault.detail_in(say), support=fault.code)
    title, detail = getattr(fault, "title", ""), getattr(fault, "detail", "")
    if title and isinstance(title, str):
        return Told(kind, title, str(detail), support=type(fault).__name__)
    number = uuid4().hex[:8]
    _log.error("unforeseen id=%s fault=%s", number, type(fault).__name__, exc_info=fault)
    return Told(
        "error",
        tr("Something failed that was not foreseen"),
        tr(
            "What was saved before stays saved; this was not. Try again, and tell support the number {id}."
        ).format(id=number),
        support=f"{type(fault).__name__} {number}",
    )
