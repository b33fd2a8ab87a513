"""What is said of unions: when they meet, how their members and loans stand, what a meeting came to.

The rule kept here: the normal case is quiet; only what is late, due or unsettled gets a colour.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from PySide6.QtCore import QDate, QLocale

from fieldapp.desk.facts import UnionFacts
from fieldapp.officer.queries import HeldMeeting
from fieldapp.officer.unions import MemberRow, UnionRow
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.cells.kinds import Cell, FigureCell, MarkCell, TextCell
from fieldapp.screens.words import Formats, days_late, money, tr

_AT_THE_END = "24:00"
_NEVER = date.max.toordinal()


def meeting_words(union: UnionFacts) -> str:
    """Return when a union meets: "Fridays 09:30", "Fridays 09:30, every second week"."""
    if union.meeting_frequency == "DAILY":
        return tr("Every day {time}").format(time=union.meeting_time).strip()
    if union.meeting_weekday is None:
        return tr("No meeting day yet")
    day = QLocale().dayName(union.meeting_weekday + 1)
    rhythm = {"FORTNIGHTLY": tr("every second week"), "MONTHLY": tr("once a month")}.get(
        union.meeting_frequency, tr("every week")
    )
    return ", ".join((f"{day} {union.meeting_time}".strip(), rhythm))


def short_day(on: date) -> str:
    """Return a day without its year, as in "Fri 27 Nov"."""
    return QLocale().toString(QDate(on.year, on.month, on.day), "ddd d MMM")


def week_name(first: date) -> str:
    """Return a week by its first day, as in "2 Nov"."""
    return QLocale().toString(QDate(first.year, first.month, first.day), "d MMM")


def met_words(on: date | None, say: Formats) -> str:
    """Return when a union met last."""
    return say.day(on) if on is not None else tr("not yet")


def next_mark(row: UnionRow, today: date) -> Mark | None:
    """Return how a union stands to today's meeting; None where it does not meet today."""
    if row.last_held_on == today:
        return Mark("paid", tr("Closed today"))
    if row.meets_today:
        return Mark("pending", tr("Today {time}").format(time=row.union.meeting_time).strip())
    return None


def next_words(row: UnionRow) -> str:
    """Return the next meeting in words."""
    if row.next_meeting_on is None:
        return tr("not known")
    return f"{short_day(row.next_meeting_on)} {row.union.meeting_time}".strip()


def next_cell(row: UnionRow, today: date, say: Formats) -> Cell:
    """Return the next meeting for a table; today's is a badge."""
    mark = next_mark(row, today)
    return MarkCell(mark) if mark is not None else TextCell(next_words(row))


def next_rank(row: UnionRow) -> tuple[int, str, str]:
    """Return what puts unions in the order in which they meet next."""
    on = row.next_meeting_on.toordinal() if row.next_meeting_on else _NEVER
    return on, row.union.meeting_time or _AT_THE_END, row.union.name.casefold()


def came_words(held: HeldMeeting) -> str:
    """Return who came to a meeting, and why its count differed where it did."""
    came = tr("{present} of {members} came").format(present=held.present, members=held.members)
    return " · ".join(part for part in (came, held.variance_reason) if part)


def closed_mark(held: HeldMeeting) -> Mark:
    """Return where a closed meeting stands."""
    if held.provisional:
        return Mark("on_this_tablet", tr("Closed, not sent"))
    return Mark("paid", tr("Closed"))


def variance_cell(held: HeldMeeting) -> FigureCell:
    """Return by how much the count differed, with its direction; a dash where it agreed."""
    by = held.counted_minor - held.expected_minor
    if not by:
        return FigureCell()
    words = tr("short {amount}") if by < 0 else tr("over {amount}")
    return FigureCell(words.format(amount=money(abs(by))), ink="overdue" if by < 0 else "pending")


def member_cell(row: MemberRow) -> Cell:
    """Return how a member stands."""
    if not row.member.active:
        return TextCell(tr("Left the union"), ink="muted")
    if row.overdue_minor:
        return MarkCell(Mark("overdue", days_late(row.days_late)))
    if row.to_pay_minor:
        return MarkCell(Mark("pending", tr("Due today")))
    if row.open_loans:
        return MarkCell(Mark("paid", tr("Up to date")))
    return TextCell(tr("No loan"), ink="muted")


def member_rank(row: MemberRow) -> tuple[int, int]:
    """Return what puts members in the order of how they stand: the latest first, who left last."""
    order = 4 if not row.member.active else 0 if row.overdue_minor else 1 if row.to_pay_minor else 3
    return (2 if order == 3 and row.open_loans else order), -row.days_late


def rate_words(rate: Fraction | None) -> str:
    """Return a rate as a percentage, rounded down: only everything is 100 %."""
    return tr("{percent} %").format(percent=int(rate * 100)) if rate is not None else "–"
