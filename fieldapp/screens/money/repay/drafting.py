"""Keeps what is typed into a repayment until it is recorded or given up.

The rule kept here: nothing is kept of a form that nobody touched, unless it is about to be saved.
"""

from __future__ import annotations

from PySide6.QtCore import QObject

from fieldapp.officer.drafts.repayment_draft import RepaymentDraft, draft_key, packed, unpacked
from fieldapp.screens.frame import Page
from fieldapp.screens.workbench import Workbench
from shared.ids import LoanId

_ROOM = "draft"


class Drafting(QObject):
    """The draft of one loan's repayment; says in the page's top bar when it was kept."""

    def __init__(self, bench: Workbench, page: Page, loan: LoanId) -> None:
        super().__init__(page)
        self._bench = bench
        self._page = page
        self._key = draft_key(loan)
        bench.notes.kept.connect(self._kept)

    @property
    def found(self) -> RepaymentDraft | None:
        """What was typed before."""
        return unpacked(self._bench.notes.get(_ROOM, self._key))

    def keep(self, draft: RepaymentDraft) -> None:
        """Keep it, in place of what was kept."""
        self._bench.notes.put(_ROOM, self._key, packed(draft))

    def tear(self) -> None:
        """It is recorded or given up."""
        self._bench.notes.tear(_ROOM, self._key)
        self._page.say_kept("")

    def _kept(self, room: str, key: str, at_ms: int) -> None:
        if (room, key) == (_ROOM, self._key) and self.found is not None:
            words = self.tr("Kept as you type {time}")
            self._page.say_kept(words.format(time=self._bench.formats.clock_s(at_ms)))
