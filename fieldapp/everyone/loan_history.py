"""What happened to a loan, from the records and operations on this tablet.

The rule kept here: nothing is told that no record or operation says; where the day of an act is not known
here, the act keeps its place in the order and has no day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Literal
from zoneinfo import ZoneInfo

from fieldapp.desk import queries as facts
from fieldapp.desk.facts import ApprovalFacts, LoanFacts, RepaymentFacts
from fieldapp.desk.standing import Standing
from fieldapp.store.outbox import OutboxEntry, entries_about
from fieldapp.store.transaction import Reading
from shared.ids import RepaymentId, StaffId
from shared.lending.lifecycle import LoanState
from shared.lending.position import ItemPosition, ItemStatus, LoanPosition

EventKind = Literal[
    "drafted",
    "submitted",
    "withdrawn",
    "sent_back",
    "refused",
    "approved",
    "canceled",
    "disbursed",
    "missed",
    "paid",
    "suspended",
    "reversed",
    "defaulted",
    "written_off",
    "completed",
]
_NOT_DONE = frozenset({"refused", "superseded"})


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. Amounts in minor units; `at_ms` only where it was done on this tablet.

    `who` is a name, empty when not known here; `detail` a comment or reason as it was typed. A payment has
    its `repayment` and `number`; missed instalments their first `sequence` and how many in a row, `items`.
    """

    kind: EventKind
    on: date | None
    at_ms: int | None = None
    who: str = ""
    detail: str = ""
    amount_minor: int = 0
    repayment: RepaymentId | None = None
    number: str = ""
    sequence: int = 0
    items: int = 0
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    """What is on this tablet about a loan, apart from its payments."""

    loan: LoanFacts
    names: dict[StaffId, str]
    approvals: tuple[ApprovalFacts, ...]
    acts: tuple[OutboxEntry, ...]
    time_zone: str

    def act(self, kind: str) -> OutboxEntry | None:
        """The last operation of a kind signed here that stands."""
        found = [entry for entry in self.acts if entry.kind == kind]
        return found[-1] if found else None

    def name(self, staff: StaffId) -> str:
        return self.names.get(staff, "")

    def day(self, at_ms: int) -> date:
        return datetime.fromtimestamp(at_ms / 1000, tz=UTC).astimezone(ZoneInfo(self.time_zone)).date()


def history_of(
    tx: Reading,
    standing: Standing,
    loan: LoanFacts,
    position: LoanPosition,
    received: tuple[RepaymentFacts, ...],
) -> tuple[Event, ...]:
    """Return what happened to a loan, newest first."""
    entries = entries_about(tx, ("loan", loan.loan))
    known = _Known(
        loan,
        {person.staff: person.name for person in facts.people(tx)},
        facts.approvals_about(tx, loan.loan),
        tuple(entry for entry in entries if entry.outcome not in _NOT_DONE),
        standing.settings.time_zone,
    )
    at_ms = facts.recorded_at(tx, [row.repayment for row in received])
    asked = [*_drafted(known), *_decided(known), *_disbursed(known)]
    repaid = [*_missed(position), *(_payment(known, row, at_ms.get(row.repayment)) for row in received)]
    repaid.sort(key=lambda event: (event.on or date.min, event.kind != "missed", event.at_ms or 0))
    return tuple(reversed([*asked, *repaid, *_ended(known)]))


def _drafted(known: _Known) -> Iterator[Event]:
    act = known.act("loan.drafted")
    yield Event(
        "drafted",
        known.day(act.at_ms) if act else None,
        act.at_ms if act else None,
        known.name(known.loan.drafted_by),
        amount_minor=known.loan.principal_minor,
        provisional=bool(act and act.in_overlay),
    )


def _decided(known: _Known) -> Iterator[Event]:
    for approval in known.approvals:
        yield Event(
            "submitted",
            approval.asked_on,
            who=known.name(approval.asked_by),
            amount_minor=approval.amount_minor,
        )
        yield from _decisions(known, approval)
    act = known.act("loan.submitted")
    open_here = any(approval.state == "OPEN" for approval in known.approvals)
    if known.loan.state is LoanState.PENDING_APPROVAL and not open_here:
        who = known.name(known.loan.drafted_by)
        if act is None:
            yield Event("submitted", None, who=who)
        else:
            yield Event("submitted", known.day(act.at_ms), act.at_ms, who, provisional=act.in_overlay)
    if known.loan.state is LoanState.CANCELED and all(row.state != "REFUSED" for row in known.approvals):
        act = known.act("loan.canceled")
        on, at_ms = (known.day(act.at_ms), act.at_ms) if act else (None, None)
        yield Event("canceled", on, at_ms, detail=known.loan.reason, provisional=bool(act and act.in_overlay))


def _decisions(known: _Known, approval: ApprovalFacts) -> Iterator[Event]:
    """Everybody named has approved, but for the last where the request was sent back or refused."""
    last: dict[str, EventKind] = {"SENT_BACK": "sent_back", "REFUSED": "refused"}
    ended = last.get(approval.state)
    approvers = approval.decided_by[:-1] if ended else approval.decided_by
    for staff in approvers:
        yield Event("approved", None, who=known.name(staff))
    if ended:
        who = known.name(approval.decided_by[-1]) if approval.decided_by else ""
        yield Event(ended, None, who=who, detail=approval.comment)
    if approval.state == "WITHDRAWN":
        yield Event("withdrawn", None, who=known.name(approval.asked_by), detail=approval.comment)
    sent: dict[str, EventKind] = {"APPROVE": "approved", "SEND_BACK": "sent_back", "REFUSE": "refused"}
    if approval.state == "OPEN" and approval.sent_decision in sent:
        yield Event(sent[approval.sent_decision], None, detail=approval.comment, provisional=True)


def _disbursed(known: _Known) -> Iterator[Event]:
    loan = known.loan
    if loan.disbursed_on is not None:
        act = known.act("loan.disbursed")
        at_ms = act.at_ms if act else None
        provisional = bool(act and act.in_overlay)
        yield Event(
            "disbursed",
            loan.disbursed_on,
            at_ms,
            amount_minor=loan.principal_minor,
            provisional=provisional,
        )


def _missed(position: LoanPosition) -> Iterator[Event]:
    """The first of every run of instalments that were not paid by their day."""
    past = [item for item in position.items if item.due_on < position.as_of]
    for late, run in groupby(past, key=_was_missed):
        if late:
            items = list(run)
            yield Event("missed", items[0].due_on, sequence=items[0].sequence, items=len(items))


def _was_missed(item: ItemPosition) -> bool:
    if item.status is not ItemStatus.PAID:
        return True
    return item.paid_on is not None and item.paid_on > item.due_on


def _payment(known: _Known, row: RepaymentFacts, at_ms: int | None) -> Event:
    kinds: dict[str, EventKind] = {"REVERSED": "reversed", "SUSPENDED": "suspended"}
    return Event(
        kinds.get(row.state, "paid"),
        row.value_on,
        at_ms,
        known.name(row.received_by),
        row.reason,
        row.amount_minor,
        row.repayment,
        row.receipt_number,
        provisional=row.provisional,
    )


def _ended(known: _Known) -> Iterator[Event]:
    loan = known.loan
    kinds: dict[LoanState, EventKind] = {
        LoanState.DEFAULTED: "defaulted",
        LoanState.WRITTEN_OFF: "written_off",
        LoanState.COMPLETED: "completed",
    }
    if loan.state in kinds:
        yield Event(kinds[loan.state], loan.closed_on, detail=loan.reason)
