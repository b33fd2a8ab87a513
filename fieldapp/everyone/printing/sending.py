"""Sends a job to a receipt printer and hears what became of it.

    PrinterFault           nothing that was recorded is touched by it; it can be tried again
    ├── PrinterAbsent      nobody answers there
    ├── PrinterNotReady    it answers that it does not print: its lid is open, say
    ├── PaperOut           it has no paper
    └── PrinterCutOff      it was lost while it printed

The rule kept here: a printer that answers is believed and asked until everything is on paper; one that never
answers is only sent to, and that is what is said then.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Protocol

from fieldapp.everyone.printing import commands
from fieldapp.everyone.printing.choice import PrinterChoice
from fieldapp.everyone.printing.lines import opened


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited, in seconds: to reach it, for an answer, for room in it, for the last line."""

    reach: float = 5.0
    answer: float = 1.5
    room: float = 15.0
    done: float = 25.0


class PrinterFault(Exception):
    """Nothing was lost by it; `title` and `detail` are shown as they are."""

    def __init__(self, title: str, detail: str) -> None:
        super().__init__(title, detail)
        self.title, self.detail = title, detail


class PrinterAbsent(PrinterFault):
    """Nobody answers there."""


class PrinterNotReady(PrinterFault):
    """It does not print now."""


class PaperOut(PrinterFault):
    """It has no paper."""


class PrinterCutOff(PrinterFault):
    """It was lost in the middle."""


class Line(Protocol):
    """What bytes go through to a printer, and come back: b"" where none came in time."""

    def write(self, data: bytes, wait_s: float) -> None: ...
    def read(self, wait_s: float) -> bytes: ...
    def close(self) -> None: ...


_KEPT = "The payment is saved and its receipt is here."
_AGAIN = "Tear off what came out, and print it again."


def send(choice: PrinterChoice, job: bytes, patience: Patience | None = None) -> bool:
    """Print a job; True where the printer said that it is on paper, False where it does not answer such
    questions and everything was sent. Raises `PrinterFault`; refusals: `printer.bad_address`.
    """
    wait = patience or Patience()
    try:
        line = opened(choice, wait.reach)
    except OSError as fault:
        raise PrinterAbsent(
            "The printer does not answer", f"{_KEPT} Switch the printer on and look at its cable or network."
        ) from fault
    try:
        return _print(line, job, wait)
    except OSError as fault:
        raise PrinterCutOff("The printer was cut off in the middle", f"{_KEPT} {_AGAIN}") from fault
    finally:
        line.close()


def _print(line: Line, job: bytes, wait: Patience) -> bool:
    talks = _ask_first(line, wait)
    line.write(job, wait.room)
    if not talks:
        return False
    line.write(commands.ASK_WHEN_DONE, wait.room)
    until = time.monotonic() + wait.done
    while time.monotonic() < until:
        for answer in line.read(wait.answer):
            if commands.has_no_paper(answer):
                raise PaperOut("The paper ran out in the middle", f"{_KEPT} Put in a new roll. {_AGAIN}")
            if not commands.is_at_once(answer):
                return True
        line.write(commands.ASK_PAPER, wait.room)
    raise PrinterCutOff(
        "The printer does not say that it is done", f"{_KEPT} Look at what came out. {_AGAIN}"
    )


def _ask_first(line: Line, wait: Patience) -> bool:
    """Whether it answers; one that cannot print now is not sent anything."""
    line.write(commands.ASK_PAPER, wait.room)
    paper = line.read(wait.answer)
    if not paper:
        return False
    if any(map(commands.has_no_paper, paper)):
        raise PaperOut("The printer has no paper", f"{_KEPT} Put in a new roll and print again.")
    line.write(commands.ASK_STATE, wait.room)
    if any(map(commands.is_offline, line.read(wait.answer))):
        detail = f"{_KEPT} Close its lid, press its button, and print again."
        raise PrinterNotReady("The printer is not ready", detail)
    return True
