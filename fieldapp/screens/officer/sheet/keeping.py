"""The draft of a sheet between the screen and the notebook.

The rules kept here: what is typed is noted from the first key on; "saved" is said only of what is recorded,
and of a draft that it is kept, each when it is on the disk; money that was typed and never recorded is kept
until somebody takes it out, also when the meeting is closed meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fieldapp.officer.drafts.sheet_draft import SheetDraft, day_of_key, draft_key, packed, unpacked
from fieldapp.screens.frame import Page
from fieldapp.screens.officer.sheet.table.model import SheetModel
from fieldapp.screens.typed.drafting import Noted
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench
from shared.contract.bodies.cash import Attendance
from shared.ids import MemberId, UnionId


class SheetKeeping(Noted):
    """Keeps the draft of one union's sheet for one day, and says in the top bar how safe it is."""

    def __init__(self, page: Page, bench: Workbench, union: UnionId, on: date) -> None:
        super().__init__(bench, page, draft_key(union, on))
        self._union, self._on = union, on
        self._saved = False
        self.draft = unpacked(self._noted, bench.now_ms())
        self.model = SheetModel(self, self.draft)
        self.model.edited.connect(self.keep)

    def read_again(self) -> None:
        """Go on with the note as it stands: another page of the same meeting may have written it."""
        if (note := self._noted) is not None:
            self.take(unpacked(note, self._bench.now_ms()))

    def unsaved_elsewhere(self) -> date | None:
        """Return the last other day on which amounts were typed for this union and not saved."""
        notes, days = self._notes, []
        for key in notes.keys("draft"):
            on = day_of_key(key, self._union)
            if on is not None and on != self._on and unpacked(notes.get("draft", key), 0).unsaved:
                days.append(on)
        return max(days, default=None)

    def take(self, draft: SheetDraft) -> None:
        """Go on with another draft."""
        self.draft = self.model.filling.draft = draft

    def take_closed(self, attendance: Mapping[MemberId, Attendance]) -> None:
        """The meeting is closed: show who came, and keep what was not recorded."""
        self.draft.close()
        self.draft.attendance = dict(attendance)

    def keep(self) -> None:
        """Note what was typed."""
        draft, noted = self.draft, self._noted is not None
        if self.model.locked and not draft.unsaved:
            if noted:
                self._tear(self.key)
            return
        draft.name({row.member: row.name for row in self.model.filling.rows})
        if noted or draft.amounts or draft.attendance or draft.ways:
            self._put(packed(draft))

    def say_saved(self, at_ms: int) -> None:
        """Say that everything is recorded, and when."""
        self._saved = True
        time = self._bench.formats.clock_s(at_ms)
        self._page.say_kept(tr("Saved on this tablet {time}").format(time=time))

    @property
    def _noted(self) -> bytes | None:
        return self._notes.get("draft", self.key)

    def _say_kept(self, at_ms: int) -> None:
        """What is recorded is said to be until something is typed again."""
        if self.draft.amounts or not self._saved:
            self._saved = False
            super()._say_kept(at_ms)
