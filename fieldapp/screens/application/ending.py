"""Giving up an application: taking it back, canceling it, letting go of what was typed.

The rule kept here: each is asked about with the safe choice first; what leaves a record wants its reason.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from fieldapp.desk.facts import LoanFacts
from fieldapp.officer.request_loan import cancel_loan, withdraw_loan
from fieldapp.screens.frame import Page
from fieldapp.screens.frame_parts import behind_lock
from fieldapp.screens.widgets.overlays.dialog import Dialog, Question, ask
from fieldapp.screens.words import Told, explain
from fieldapp.screens.workbench import Workbench
from fieldapp.store.author import Desk

_Job = Callable[[Desk, str], LoanFacts]
_LEAST_REASON = 10


class Ending(QObject):
    """Asks about `loan`. `ended` with what is to be told once it was done; `let_go` when the typed may go."""

    ended = Signal(object)
    let_go = Signal()

    def __init__(self, bench: Workbench, page: Page) -> None:
        super().__init__(page)
        self._bench = bench
        self._page = page
        self.dialog: Dialog | None = None
        self.loan: LoanFacts | None = None

    def take_back(self) -> None:
        """Ask why it is taken back to be changed."""
        loan = self.loan
        if loan is None:
            return
        question = Question(
            title=self.tr("Take the application back?"),
            safe=self.tr("Leave it sent"),
            act=self.tr("Take it back"),
            text=self.tr("Nobody decides about it then. It is a draft again, to be changed and sent anew."),
            impact=self._impact(loan),
            reason=self.tr("Why it is taken back"),
            least=_LEAST_REASON,
            icon="arrow-u-up-left",
            harmful=False,
        )
        told = Told(
            "done", self.tr("Taken back, saved on this tablet"), self.tr("Change it and send it again.")
        )
        self._ask(question, lambda desk, why: withdraw_loan(desk, loan.loan, why), told)

    def cancel(self) -> None:
        """Ask why it is given up for good."""
        loan = self.loan
        if loan is None:
            return
        question = Question(
            title=self.tr("Cancel the application?"),
            safe=self.tr("Keep it"),
            act=self.tr("Cancel {number}").format(number=loan.number),
            text=self.tr("It ends here and cannot be sent any more. Another one can be begun at any time."),
            impact=self._impact(loan),
            reason=self.tr("Why it is canceled"),
            least=_LEAST_REASON,
            icon="x",
        )
        told = Told("done", self.tr("Canceled, saved on this tablet"))
        self._ask(question, lambda desk, why: cancel_loan(desk, loan.loan, why), told)

    def forget(self) -> None:
        """Ask whether what was typed may be discarded."""
        question = Question(
            title=self.tr("Discard what was typed?"),
            safe=self.tr("Keep it"),
            act=self.tr("Discard it"),
            text=self.tr("It is not saved as a draft. What was saved before stays as it is."),
            icon="x",
        )
        self.dialog = ask(self._bench.look, behind_lock(self._page), question, self._forget)

    def _ask(self, question: Question, job: _Job, told: Told) -> None:
        self.dialog = ask(self._bench.look, behind_lock(self._page), question, partial(self._do, job, told))

    def _do(self, job: _Job, told: Told, dialog: Dialog, reason: str) -> None:
        def done(_: LoanFacts) -> None:
            dialog.done()
            self.ended.emit(told)

        def failed(fault: Exception) -> None:
            dialog.fail(explain(fault, self._bench.formats))

        self._bench.write(dialog, lambda desk: job(desk, reason), done, failed)

    def _forget(self, dialog: Dialog, _reason: str) -> None:
        dialog.done()
        self.let_go.emit()

    def _impact(self, loan: LoanFacts) -> tuple[tuple[str, str], ...]:
        return ((loan.number, self._bench.formats.signed(loan.principal_minor)),)
