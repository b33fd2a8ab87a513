"""The drafts behind closing a meeting: the count and the signatures here, the attendance on the sheet's.

The rule kept here: every piece, word and stroke is noted as it is given; once the meeting is closed there
is no draft of it any more but for money that was typed and never recorded, and who leads the union is
remembered for the next one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from fieldapp.officer.drafts import close_draft, sheet_draft
from fieldapp.officer.drafts.close_draft import CloseDraft
from fieldapp.officer.drafts.sheet_draft import SheetDraft
from fieldapp.screens.frame import Page
from fieldapp.screens.typed.drafting import Drafting
from fieldapp.screens.workbench import Workbench
from shared.contract.bodies.cash import Attendance
from shared.ids import MemberId, UnionId


class CloseKeeping:
    """`draft` is of the closing, `sheet` of the sheet."""

    def __init__(self, page: Page, bench: Workbench, union: UnionId, on: date) -> None:
        self._notes = bench.notes
        self._leader_key = f"leader/{union.hex()}"
        self._closing: Drafting[CloseDraft] = Drafting(
            bench, page, close_draft.draft_key(union, on), close_draft.packed, close_draft.unpacked
        )
        self._sheet: Drafting[SheetDraft] = Drafting(
            bench, page, sheet_draft.draft_key(union, on), sheet_draft.packed,
            lambda data: sheet_draft.unpacked(data, bench.now_ms()),
        )  # fmt: skip
        self.read_again()

    def read_again(self) -> None:
        """Take both drafts as they are noted."""
        self.sheet, self.draft = self._sheet.found or SheetDraft(), self._closing.found or CloseDraft()
        if not self.draft.leader:
            self.draft.leader = (self._notes.get("preference", self._leader_key) or b"").decode(
                errors="replace"
            )

    def keep(self) -> None:
        """Note the closing as it stands."""
        self._closing.keep(self.draft)

    def mark_others(self, members: Iterable[MemberId], attendance: Attendance) -> tuple[MemberId, ...]:
        """Mark those who are not marked yet, and return who they are."""
        others = tuple(member for member in members if member not in self.sheet.attendance)
        for member in others:
            self.sheet.mark(member, attendance)
        self._sheet.keep(self.sheet)
        return others

    def unmark(self, members: Iterable[MemberId], attendance: Attendance) -> None:
        """Take a mark back from those who still have it."""
        for member in members:
            if self.sheet.attendance.get(member) == attendance:
                del self.sheet.attendance[member]
        self._sheet.keep(self.sheet)

    def finish(self) -> None:
        """The meeting is closed; what was typed on its sheet and never recorded is kept."""
        self._closing.tear()
        self.sheet.close()
        if self.sheet.unsaved:
            self._sheet.keep(self.sheet)
        else:
            self._sheet.tear()
        if self.draft.leader:
            self._notes.put("preference", self._leader_key, self.draft.leader.encode())
