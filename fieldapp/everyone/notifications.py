"""What somebody must know, newest first: answers from the office, what waits for them, what runs out.

The rule kept here: every notification has a key of its own that stays the same while it says the same, so
what was seen is told from what is new; none is stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from fieldapp.desk import queries as facts
from fieldapp.desk.cash import cash_standing
from fieldapp.desk.standing import Standing, lease_left_ms, read_standing
from fieldapp.everyone import queries
from fieldapp.store.author import Desk
from fieldapp.store.outbox import listing
from fieldapp.store.sync_state import read_state
from fieldapp.store.transaction import Reading
from shared.fieldwork.cash import OLDEST_CASH_DAYS
from shared.fieldwork.meetings import meets_on
from shared.money import format_amount
from shared.permissions import may_sign

NotificationKind = Literal[
    "attention",
    "task",
    "sent_back",
    "approved",
    "refused",
    "paid_out",
    "approval_waiting",
    "handover_waiting",
    "cash_over_cap",
    "cash_old",
    "lease_low",
    "meeting_tomorrow",
]
Urgency = Literal["now", "soon", "know"]
"""Something is wrong or stands still; somebody waits; good to know."""

LEASE_LOW_DAYS = 2
APPROVAL_OLD_DAYS = 2
ANSWERS_FOR_DAYS = 30
PAID_OUT_FOR_DAYS = 7
_MOST = 100
_DAY_MS = 86_400_000
_OPENS = {
    "loan": "loan",
    "repayment": "receipt",
    "member": "member",
    "union": "union",
    "approval": "approval",
    "cash": "handover",
}
"""Where what a task is about is looked at."""


@dataclass(frozen=True, slots=True)
class Notification:
    """One thing to know; `at_ms` where the time of day is known. It opens `target`, of the thing `id`.

    `amount_minor` is the money it is about, 0 where it is about none or its words name it.
    """

    key: str
    kind: NotificationKind
    urgency: Urgency
    title: str
    detail: str
    on: date
    at_ms: int | None
    target: str
    id: bytes
    amount_minor: int = 0
    seen: bool = False


@dataclass(frozen=True, slots=True)
class Notifications:
    """All there are, newest first, and how many were not seen yet."""

    rows: tuple[Notification, ...]
    unseen: int


def load_notifications(desk: Desk, seen: frozenset[str] = frozenset()) -> Notifications:
    """Return what the person at this tablet must know; `seen` are keys of what was looked at before.

    Refusals: `desk.not_ready`.
    """
    with desk.store.read() as tx:
        standing = read_standing(tx, desk)
        found = [
            *_from_the_office(tx, standing),
            *_answers(tx, standing),
            *_waiting(tx, standing),
            *_cash(tx, standing),
            *_lease(tx, desk, standing),
            *_meetings(tx, standing),
        ]
    found.sort(key=lambda each: (each.on, each.at_ms or 0, each.key), reverse=True)
    rows = tuple(replace(each, seen=each.key in seen) for each in found)
    return Notifications(rows, sum(not row.seen for row in rows))


def _from_the_office(tx: Reading, standing: Standing) -> Iterator[Notification]:
    zone = ZoneInfo(standing.settings.time_zone)
    for entry in listing(tx, stands="attention", limit=_MOST):
        day = datetime.fromtimestamp(entry.at_ms / 1000, tz=UTC).astimezone(zone).date()
        key = f"op/{entry.seq}/{entry.outcome}"
        yield Notification(
            key, "attention", "now", entry.title, entry.detail, day, entry.at_ms, "sync", entry.id
        )
    for task in queries.open_tasks(tx, _MOST):
        target = _OPENS.get(task.about_kind, "")
        key = f"task/{task.task.hex()}"
        yield Notification(
            key, "task", "now", task.title, task.detail, task.opened_on, None, target, task.about
        )


def _answers(tx: Reading, standing: Standing) -> Iterator[Notification]:
    me, today = standing.me.staff, standing.today
    for row in queries.answers_since(tx, me, today - timedelta(days=ANSWERS_FOR_DAYS), _MOST):
        answer = row.state, row.loan_state
        told: tuple[NotificationKind, Urgency, str, str] | None = None
        if answer == ("SENT_BACK", "DRAFT"):
            told = "sent_back", "soon", f"Sent back: {row.member_name}", row.comment
        elif answer == ("REFUSED", "CANCELED"):
            told = "refused", "know", f"Refused: {row.member_name}", row.comment
        elif answer == ("APPROVED", "APPROVED"):
            told = "approved", "know", f"Approved: {row.member_name}", ""
        if told:
            kind, urgency, title, comment = told
            detail = f"{row.number} · {comment}" if comment else row.number
            target = "application" if kind == "sent_back" else "loan"
            key, amount = f"{kind}/{row.approval.hex()}", row.amount_minor
            yield Notification(
                key, kind, urgency, title, detail, row.asked_on, None, target, row.loan, amount
            )
    for loan in queries.paid_out_since(tx, me, today - timedelta(days=PAID_OUT_FOR_DAYS), _MOST):
        key, title, amount = (
            f"paid_out/{loan.loan.hex()}",
            f"Paid out: {loan.member_name}",
            loan.principal_minor,
        )
        yield Notification(
            key, "paid_out", "know", title, loan.number, loan.on, None, "loan", loan.loan, amount
        )


def _waiting(tx: Reading, standing: Standing) -> Iterator[Notification]:
    me = standing.me
    if may_sign(me.role, "approval.decided"):
        for row in facts.approvals_in_state(tx, "OPEN")[:_MOST]:
            if row.asked_by != me.staff and not row.sent_decision and me.staff not in row.decided_by:
                age = (standing.today - row.asked_on).days
                urgency: Urgency = "now" if age >= APPROVAL_OLD_DAYS else "soon"
                asker = facts.person(tx, row.asked_by)
                detail = f"Asked by {asker.name}" if asker else ""
                key = f"approval/{row.approval.hex()}/{row.stage}"
                title = f"To decide: {row.title}"
                yield Notification(
                    key,
                    "approval_waiting",
                    urgency,
                    title,
                    detail,
                    row.asked_on,
                    None,
                    "approval",
                    row.approval,
                    row.amount_minor,
                )
    if may_sign(me.role, "cash.received"):
        for moved in facts.movements_in_state(tx, "OPEN")[:_MOST]:
            if moved.kind == "HANDOVER" and moved.to_staff == me.staff:
                giver = facts.person(tx, moved.from_staff) if moved.from_staff else None
                title = f"Cash to count from {giver.name}" if giver else "Cash to count"
                key = f"handover/{moved.movement.hex()}"
                yield Notification(
                    key,
                    "handover_waiting",
                    "soon",
                    title,
                    moved.note,
                    moved.on,
                    None,
                    "handover",
                    moved.movement,
                    moved.amount_minor,
                )


def _cash(tx: Reading, standing: Standing) -> Iterator[Notification]:
    if not may_sign(standing.me.role, "cash.handed_over"):
        return
    cash, today, cap = cash_standing(tx, standing.me.staff), standing.today, standing.settings.cash_cap_minor
    held = format_amount(cash.in_hand_minor)
    if cap is not None and cash.in_hand_minor > cap:
        detail = f"You hold {held}, at most {format_amount(cap)} is allowed. Hand it over."
        key = f"cash_over_cap/{today.isoformat()}"
        yield Notification(
            key, "cash_over_cap", "now", "Too much cash in hand", detail, today, None, "cash", b""
        )
    if cash.oldest_on is not None and (today - cash.oldest_on).days > OLDEST_CASH_DAYS:
        days = (today - cash.oldest_on).days
        detail = f"You hold {held}; the oldest of it is {days} days old. Hand it over."
        key = f"cash_old/{cash.oldest_on.isoformat()}"
        yield Notification(key, "cash_old", "now", "Cash held too long", detail, today, None, "cash", b"")


def _lease(tx: Reading, desk: Desk, standing: Standing) -> Iterator[Notification]:
    state = read_state(tx)
    left_ms = lease_left_ms(state, desk.author.clock)
    if left_ms <= LEASE_LOW_DAYS * _DAY_MS:
        hours = left_ms // 3_600_000
        title = f"{hours} hours left without the server" if hours else "Connect to go on recording"
        detail = "Connect to the server; nothing that was recorded is lost."
        urgency: Urgency = "now" if left_ms <= _DAY_MS else "soon"
        key = f"lease/{state.lease_until_ms}"
        yield Notification(key, "lease_low", urgency, title, detail, standing.today, None, "sync", b"")


def _meetings(tx: Reading, standing: Standing) -> Iterator[Notification]:
    tomorrow = standing.today + timedelta(days=1)
    held = facts.last_meetings(tx)
    for union in facts.unions(tx):
        expected = meets_on(union.meeting_frequency, union.meeting_weekday, tomorrow, held.get(union.union))
        if union.officer == standing.me.staff and expected:
            place = union.meeting_place or union.location
            detail = " · ".join(part for part in (union.meeting_time, place) if part)
            key = f"meeting/{union.union.hex()}/{tomorrow.isoformat()}"
            title = f"Meets tomorrow: {union.name}"
            yield Notification(
                key, "meeting_tomorrow", "know", title, detail, standing.today, None, "union", union.union
            )
