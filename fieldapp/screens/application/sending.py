"""Saving and sending what is typed: looked at first, written once.

The rule kept here: what is written is what stood in the form at the press, looked at.
"""

from __future__ import annotations

from functools import partial
from typing import Literal

from PySide6.QtCore import QObject, Signal

from fieldapp.desk.facts import LoanFacts
from fieldapp.officer.drafts.loan_draft import LoanDraft
from fieldapp.officer.lending.outlook import Outlook
from fieldapp.officer.request_loan import LoanForm, draft_loan, submit_loan
from fieldapp.screens.application.foot import ApplicationFoot
from fieldapp.screens.application.form.card import FormCard
from fieldapp.screens.typed.drafting import Drafting
from fieldapp.screens.typed.looking import Looking
from fieldapp.screens.workbench import Workbench
from fieldapp.store.author import Desk

What = Literal["save", "send"]


class Sending(QObject):
    """`saved` with what was typed and the loan as it is on the disk; `refused` with why it could not be."""

    saved = Signal(object, object)
    refused = Signal(object)

    def __init__(
        self,
        bench: Workbench,
        form: FormCard,
        foot: ApplicationFoot,
        looking: Looking[LoanForm, Outlook],
        drafting: Drafting[LoanDraft],
    ) -> None:
        super().__init__(form)
        self._bench = bench
        self._form, self._foot = form, foot
        self._looking, self._drafting = looking, drafting
        foot.save.committed.connect(partial(self.commit, "save"))
        foot.send.committed.connect(partial(self.commit, "send"))

    def commit(self, what: What) -> None:
        """Save or send; what was typed a moment ago is looked at first."""
        self._looking.press(partial(self._write, what), self._foot.guard.release)

    def _write(self, what: What, form: LoanForm, found: Outlook) -> None:
        """Write what was pressed for, unless it is refused or lacks something."""
        lacks = self._form.missing or (self._form.lacking if what == "send" else "")
        if lacks or found.preview.refusal is not None:
            self._foot.guard.release()
            return
        typed, send = self._form.draft(), what == "send"
        self._drafting.keep(typed)

        def work(desk: Desk) -> LoanFacts:
            drafted = draft_loan(desk, form)
            return submit_loan(desk, drafted.loan) if send else drafted

        told = self._foot.guard.told
        self._bench.write(self, work, told(partial(self.saved.emit, typed)), told(self.refused.emit))
