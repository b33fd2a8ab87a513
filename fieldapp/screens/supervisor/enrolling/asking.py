"""A code asked for at the office: is it there, then the code is recorded, then the office says that it opens.

The rules kept here: nothing is recorded before the office was heard a moment ago; nobody is shown a code that
opens nothing.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from fieldapp.screens.rounds import RoundLine, Rounds
from fieldapp.screens.words import Told, explain, tr
from fieldapp.screens.workbench import Workbench
from fieldapp.supervisor.enrolling import Answered, Issued, answer_to, issue_code
from shared.ids import StaffId


class CodeAsked(QObject):
    """One question at a time. `opens` with the code, `refused` with why there is none, `waits` with what is
    waited for.
    """

    opens = Signal(object)
    refused = Signal(object)
    waits = Signal(str)

    def __init__(self, bench: Workbench, rounds: Rounds) -> None:
        super().__init__()
        self._bench = bench
        self._rounds = rounds
        self._staff: StaffId | None = None
        self._issued: Issued | None = None
        self._before: RoundLine | None = None
        rounds.changed.connect(self._heard)

    def ask(self, staff: StaffId) -> None:
        """Ask for a code for a person."""
        self._staff, self._issued = staff, None
        self._before = next(iter(self._rounds.lines), None)
        self.waits.emit(tr("Asking the office…"))
        self._rounds.ask()

    def _heard(self) -> None:
        """A round began or ended."""
        if self._rounds.running:
            return
        if self._issued is not None:
            self._look()
        elif self._staff is not None:
            line = next(iter(self._rounds.lines), None)
            self._reached(self._staff, None if line is self._before else line)

    def _reached(self, staff: StaffId, line: RoundLine | None) -> None:
        self._staff = None
        fault = None if line is None else line.result.fault
        if line is None or fault is not None:
            why = f"{explain(fault, self._bench.formats).title}. " if fault is not None else ""
            detail = tr("The office has to know a code before it opens anything. Nothing was recorded.")
            self.refused.emit(Told("note", tr("This needs the network"), why + detail))
            return
        server_now_ms = line.result.server_time_ms + self._bench.now_ms() - line.at_ms
        random_bytes = self._bench.vault.around.random_bytes
        self._bench.write(
            self,
            lambda desk: issue_code(desk, staff, server_now_ms, random_bytes),
            self._recorded,
            lambda fault: self.refused.emit(explain(fault, self._bench.formats)),
        )

    def _recorded(self, issued: Issued) -> None:
        """It is on its way: a round is wanted by everything that is written."""
        self._issued = issued
        self.waits.emit(tr("On its way to the office…"))

    def _look(self) -> None:
        issued = self._issued
        if issued is not None:
            self._bench.read(self, lambda desk: answer_to(desk, issued), self._answered, self._bench.quietly)

    def _answered(self, answer: Answered | None) -> None:
        issued = self._issued
        if issued is None:
            return
        if answer is None:
            if self._bench.now_ms() < issued.until_ms:
                self.waits.emit(tr("Not at the office yet; it goes on by itself…"))
                return
            answer = Answered(
                opens=False,
                title=tr("The office did not answer in time"),
                detail=tr("Ask for another code when there is a network."),
            )
        self._issued = None
        if answer.opens:
            self.opens.emit(issued)
        else:
            self.refused.emit(Told("error", answer.title, answer.detail))
