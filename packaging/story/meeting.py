"""An officer's tablet as a process of its own, that somebody can pull the plug of: it collects a meeting.

The rule kept here: a line is printed only after the store has committed; started again with the same plan it
goes on where it was, and nothing is recorded twice.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec
from stage.cores import Core, TabletPlan, open_core

from fieldapp.desk import queries
from fieldapp.officer.close_meeting import MeetingForm, close_meeting
from fieldapp.officer.collect_repayment import RepaymentForm, collect_repayment
from fieldapp.store.outbox import outbox_head
from fieldapp.vault.key_box import KdfCost
from shared.contract.bodies.cash import Attendance, MeetingSignature
from shared.fieldwork.ink import pack
from shared.ids import LoanId, MeetingId, MemberId, RepaymentId, UnionId

_NOTES_MINOR = (100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500)

_SIGNED = (
    MeetingSignature("OFFICER", "The officer", pack([[(100, 300), (300, 100), (500, 300), (900, 200)]])),
    MeetingSignature("LEADER", "The leader of the union", refused="Signs on paper"),
)


class Payment(msgspec.Struct, frozen=True):
    """One amount put on the table; ids as 16 bytes."""

    repayment: bytes
    member: bytes
    loan: bytes
    amount_minor: int
    repeat_reason: str = ""


class MeetingPlan(msgspec.Struct, frozen=True):
    """A meeting to collect: whose tablet, which meeting, who pays what in which order."""

    folder: str
    pin: str
    memory_kib: int
    passes: int
    lanes: int
    union: bytes
    meeting: bytes
    held_on: date
    payments: tuple[Payment, ...]


class Said(msgspec.Struct, frozen=True):
    """A line of the process: `count` is how many operations the tablet then holds."""

    event: Literal["opened", "recorded", "closed"]
    count: int
    receipt: str = ""
    cash_minor: int = 0


def collect(core: Core, plan: MeetingPlan) -> None:
    """Record every payment and close the meeting, saying each when it is safe."""
    _say(core, "opened")
    for paid in plan.payments:
        receipt = collect_repayment(core.desk, _form(plan, paid))
        _say(core, "recorded", receipt=receipt.receipt_number)
    cash_minor = sum(paid.amount_minor for paid in plan.payments)
    paying = {paid.member for paid in plan.payments}
    members = core.read(lambda tx: queries.members_of(tx, UnionId(plan.union)))
    closing = MeetingForm(
        meeting=MeetingId(plan.meeting),
        union=UnionId(plan.union),
        held_on=plan.held_on,
        attendance=tuple((row.member, _attendance(row.member in paying)) for row in members if row.active),
        denominations=notes(cash_minor),
        signatures=_SIGNED,
    )
    closed = close_meeting(core.desk, closing)
    _say(core, "closed", cash_minor=closed.counted_cash_minor)


def notes(amount_minor: int) -> tuple[tuple[int, int], ...]:
    """The fewest notes and coins for an amount, as pairs of value and pieces."""
    counted = []
    for value_minor in _NOTES_MINOR:
        pieces, amount_minor = divmod(amount_minor, value_minor)
        if pieces:
            counted.append((value_minor, pieces))
    return tuple(counted)


def _form(plan: MeetingPlan, paid: Payment) -> RepaymentForm:
    return RepaymentForm(
        repayment=RepaymentId(paid.repayment),
        member=MemberId(paid.member),
        loan=LoanId(paid.loan),
        amount_minor=paid.amount_minor,
        value_on=plan.held_on,
        meeting=MeetingId(plan.meeting),
        repeat_reason=paid.repeat_reason,
    )


def _attendance(has_paid: bool) -> Attendance:
    return "PRESENT" if has_paid else "ABSENT"


def _say(
    core: Core, event: Literal["opened", "recorded", "closed"], receipt: str = "", cash_minor: int = 0
) -> None:
    said = Said(event, core.read(outbox_head).seq, receipt, cash_minor)
    sys.stdout.buffer.write(msgspec.json.encode(said) + b"\n")
    sys.stdout.buffer.flush()


def main() -> None:
    """Read the plan from standard input and collect."""
    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=MeetingPlan)
    cost = KdfCost(plan.memory_kib, plan.passes, plan.lanes)
    with open_core(TabletPlan(Path(plan.folder), plan.pin, cost)) as core:
        collect(core, plan)


if __name__ == "__main__":
    main()
