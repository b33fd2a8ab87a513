"""What was typed on the sheet and is not in the meeting that is being closed.

The rule kept here: it keeps nobody from closing, and nobody closes without being told of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from fieldapp.officer.drafts.sheet_draft import SheetDraft
from fieldapp.officer.meeting_sheet import SheetRow
from fieldapp.screens.officer.sheet.asking.left import left_words
from fieldapp.screens.officer.sheet.table.filling import left_of
from fieldapp.screens.widgets.notice import Notice
from fieldapp.screens.words import Told, counted
from fieldapp.screens.workbench import Workbench

_NAMED = 3
"""So many amounts are said; of the others how many they are."""


class LeftNotice(Notice):
    """Hidden while there is none; its act leads to where each of them can be taken out."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.look)
        self._bench = bench

    def tell_of(self, draft: SheetDraft, rows: Iterable[SheetRow]) -> None:
        """Say what is typed in a draft for other rows than these."""
        left = left_of(draft, rows)
        if not left:
            self.clear()
            return
        amounts = counted(len(left), self.tr("amount"), self.tr("amounts"))
        title = self.tr("Not in this meeting: {amounts} typed and not saved").format(amounts=amounts)
        words = ", ".join(left_words(self._bench, each) for each in left[:_NAMED])
        if len(left) > _NAMED:
            words = self.tr("{words} and {count} more").format(words=words, count=len(left) - _NAMED)
        words = self.tr("{words}. Record what was paid outside the meeting.").format(words=words)
        self.tell(Told("note", title, words, action=self.tr("Show them")))
