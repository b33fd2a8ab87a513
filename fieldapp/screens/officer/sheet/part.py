"""What somebody has to do with a sheet: fill it in, close its meeting, both, or read it.

The rule kept here: the parts are those of the one table of who may sign what; whoever may not is told whose
part it is, before they typed anything.
"""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.officer.meeting_sheet import MeetingSheet
from fieldapp.screens.widgets.notice import Notice
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


def standing_words(part: Part, sheet: MeetingSheet, unsaved: str | None, *, left: bool) -> Told | None:
    """Say what holds for a sheet as long as it does: that it is closed, that amounts typed on another day,
    which is `unsaved`, are not saved, or whose part is missing here. None where nothing is to be said.

    What is `left` of a closed one says itself that it is closed.
    """
    who = sheet.officer_name or tr("The union's credit officer")
    if sheet.closed and left:
        return None
    if sheet.closed:
        words = tr("Record later payments outside the meeting.")
        return Told("note", tr("This meeting is closed"), words)
    if unsaved is not None:
        title = tr("Amounts typed on {day} are not saved").format(day=unsaved)
        words = tr("They are still on that day's sheet. Save them there, or take them out.")
        return Told("note", title, words, action=tr("Open that sheet"))
    if not part.records:
        words = tr("You see what is due and what was recorded here and at the office.")
        return Told("note", tr("{name} records this meeting").format(name=who), words)
    if not part.closes:
        words = tr("You may record what is paid; the count and the signatures are theirs.")
        return Told("note", tr("{name} closes this meeting").format(name=who), words)
    return None


class Standing:
    """What holds for a sheet, in the notice of its page; what came of the last act stands before it."""

    def __init__(self, notice: Notice) -> None:
        self._notice = notice
        self._told: Told | None = None

    @property
    def shown(self) -> bool:
        """Whether that is what the notice says now."""
        return self._told is not None and self._notice.told == self._told

    def tell(self, told: Told | None, *, always: bool) -> None:
        """Say what holds now in place of what held before; `always` also in place of what came of an act."""
        before, self._told = self.shown, told
        if told is None:
            if before:
                self._notice.clear()
        elif always or before or self._notice.told is None:
            self._notice.tell(told)
