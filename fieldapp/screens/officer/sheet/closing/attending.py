"""Who came, on one line; and who is not marked yet, with the way to mark them.

The rule kept here: the normal case is quiet; a box stands there only while somebody is not marked.
"""

from __future__ import annotations

from collections.abc import Iterable

from fieldapp.officer.drafts.sheet_draft import SheetDraft
from fieldapp.screens.officer.sheet.table.filling import MARKS
from fieldapp.screens.officer.sheet.table.model import mark_name
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, row
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import counted, tr
from fieldapp.screens.workbench import Workbench
from shared.ids import MemberId


class AttendanceCard(Card):
    """Hidden once everybody is marked."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._words = label("", "body", wrap=True)
        self.present = Button(bench.look, self.tr("Mark them present"), "plain", "user-plus")
        line = row()
        line.addWidget(self._words, 1)
        line.addWidget(self.present)
        self.body.addLayout(line)
        self.hide()

    def show_missing(self, missing: int) -> None:
        """Say how many are not marked yet."""
        members = counted(missing, self.tr("member is"), self.tr("members are"))
        self._words.setText(self.tr("{members} not marked yet").format(members=members))
        self.setVisible(missing > 0)


def unmarked(draft: SheetDraft, members: Iterable[MemberId]) -> int:
    """How many of these are not marked yet."""
    return sum(member not in draft.attendance for member in members)


def attendance_words(draft: SheetDraft, members: tuple[MemberId, ...]) -> str:
    """Return who came in a line: "22 of 25 present · 1 late · 2 absent"."""
    marks = [draft.attendance.get(member) for member in members]
    came = sum(mark in ("PRESENT", "LATE") for mark in marks)
    parts = [tr("{came} of {all} present").format(came=came, all=len(members))]
    parts += [f"{marks.count(mark)} {mark_name(mark).lower()}" for mark in MARKS[1:] if mark in marks]
    return " · ".join(parts)
