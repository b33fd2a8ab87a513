"""Who came, on one line; and who is not marked yet, by name, with the ways to mark them.

The rule kept here: the normal case is quiet; a box stands there only while somebody is not marked.
"""

from __future__ import annotations

from collections.abc import Mapping

from fieldapp.officer.drafts.sheet_draft import SheetDraft
from fieldapp.screens.officer.sheet.table.filling import MARKS
from fieldapp.screens.officer.sheet.table.model import mark_name
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.choices.flow import Flow
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import counted, tr
from fieldapp.screens.workbench import Workbench
from shared.contract.bodies.cash import Attendance
from shared.ids import MemberId

_NAMED = 3
"""So many are said by name; of the others how many they are."""


class AttendanceCard(Card):
    """Hidden once everybody is marked."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._words = label("", "body", wrap=True)
        self.present = Button(bench.look, self.tr("Mark them present"), "plain", "user-plus")
        self.absent = Button(bench.look, self.tr("Mark them absent"), "plain", "user-minus")
        acts = Flow(gap=Gap.S)
        for act in (self.present, self.absent):
            acts.addWidget(act)
        self.body.addWidget(self._words)
        self.body.addLayout(acts)
        self.hide()

    @property
    def words(self) -> str:
        """Who is not marked, as it is said."""
        return self._words.text()

    def show_missing(self, names: tuple[str, ...]) -> None:
        """Say who is not marked yet, and how many they are."""
        members = counted(len(names), self.tr("member is"), self.tr("members are"))
        said = ", ".join(names[:_NAMED])
        if len(names) > _NAMED:
            said = self.tr("{names} and {count} more").format(names=said, count=len(names) - _NAMED)
        words = self.tr("{members} not marked yet: {names}")
        self._words.setText(words.format(members=members, names=said))
        self.setVisible(bool(names))


def unmarked(draft: SheetDraft, members: Mapping[MemberId, str]) -> tuple[str, ...]:
    """The names of those who are not marked yet."""
    return tuple(name for member, name in members.items() if member not in draft.attendance)


def marked_words(count: int, attendance: Attendance) -> str:
    """Say what marking those who were not marked did: "22 members marked absent"."""
    members = counted(count, tr("member"), tr("members"))
    return tr("{members} marked {mark}").format(members=members, mark=mark_name(attendance).lower())


def attendance_words(draft: SheetDraft, members: Mapping[MemberId, str]) -> str:
    """Return who came in a line: "22 of 25 present · 1 late · 2 absent"."""
    marks = [draft.attendance.get(member) for member in members]
    came = sum(mark in ("PRESENT", "LATE") for mark in marks)
    parts = [tr("{came} of {all} present").format(came=came, all=len(members))]
    parts += [f"{marks.count(mark)} {mark_name(mark).lower()}" for mark in MARKS[1:] if mark in marks]
    return " · ".join(parts)
