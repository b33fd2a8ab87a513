"""What somebody has to do with a sheet: fill it in, close its meeting, both, or read it.

The rule kept here: the parts are those of the one table of who may sign what; whoever may not is told whose
part it is, before they typed anything.
"""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.officer.meeting_sheet import MeetingSheet
from fieldapp.screens.words import Told, tr
from fieldapp.screens.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Part:
    """Whether somebody records what is paid, and whether they close the meeting."""

    records: bool
    closes: bool


def part_of(bench: Workbench) -> Part:
    """Return the part of whoever works here."""
    return Part(bench.may_sign("repayment.recorded"), bench.may_sign("meeting.closed"))


def told_of(part: Part, sheet: MeetingSheet) -> Told | None:
    """Say whose part is missing here; None where nothing is."""
    who = sheet.officer_name or tr("The union's credit officer")
    if not part.records:
        words = tr("You see what is due and what was recorded here and at the office.")
        return Told("note", tr("{name} records this meeting").format(name=who), words)
    if not part.closes:
        words = tr("You may record what is paid; the count and the signatures are theirs.")
        return Told("note", tr("{name} closes this meeting").format(name=who), words)
    return None
