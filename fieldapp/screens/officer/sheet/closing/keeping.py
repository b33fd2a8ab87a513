"""The drafts behind closing a meeting: the count and the signatures here, the attendance on the sheet's.

The rule kept here: every piece, word and stroke is noted as it is given; once the meeting is closed there
is no draft of it any more but for money that was typed and never recorded, and who leads the union is
remembered for the next one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import QObject, Signal

from fieldapp.officer.drafts import close_draft, sheet_draft
from fieldapp.officer.drafts.close_draft import CloseDraft
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench
from shared.contract.bodies.cash import Attendance
from shared.ids import MemberId, UnionId


class CloseKeeping(QObject):
    """`draft` is of the closing, `sheet` of the sheet; `said` when one of them is on the disk."""

    said = Signal(str)

    def __init__(self, parent: QObject, bench: Workbench, union: UnionId, on: date) -> None:
        super().__init__(parent)
        self._bench = bench
        self._sheet_key = sheet_draft.draft_key(union, on)
        self._key = close_draft.draft_key(union, on)
        self._leader_key = f"leader/{union.hex()}"
        self.draft = CloseDraft()
        self.read_again()
        bench.notes.kept.connect(self._say_kept)

    def read_again(self) -> None:
        """Take both drafts as they are noted."""
        notes = self._bench.notes
        self.sheet = sheet_draft.unpacked(notes.get("draft", self._sheet_key), self._bench.now_ms())
        self.draft = close_draft.unpacked(notes.get("draft", self._key))
        if not self.draft.leader:
            self.draft.leader = (notes.get("preference", self._leader_key) or b"").decode(errors="replace")

    def keep(self) -> None:
        """Note the closing as it stands."""
        self._bench.notes.put("draft", self._key, close_draft.packed(self.draft))

    def mark_others(self, members: Iterable[MemberId], attendance: Attendance) -> None:
        """Mark those who are not marked yet."""
        for member in members:
            if member not in self.sheet.attendance:
                self.sheet.mark(member, attendance)
        self._bench.notes.put("draft", self._sheet_key, sheet_draft.packed(self.sheet))

    def finish(self) -> None:
        """The meeting is closed; what was typed on its sheet and never recorded is kept."""
        notes = self._bench.notes
        notes.tear("draft", self._key)
        self.sheet.close()
        if self.sheet.unsaved:
            notes.put("draft", self._sheet_key, sheet_draft.packed(self.sheet))
        else:
            notes.tear("draft", self._sheet_key)
        if self.draft.leader:
            self._bench.notes.put("preference", self._leader_key, self.draft.leader.encode())

    def _say_kept(self, room: str, key: str, at_ms: object) -> None:
        if room == "draft" and key in (self._key, self._sheet_key) and isinstance(at_ms, int):
            time = self._bench.formats.clock_s(at_ms)
            self.said.emit(tr("Draft kept {time}").format(time=time))
