"""What somebody must know, newest first: answers from the office, what waits for them, what runs out.

The rules kept here: every notification has a key of its own that stays the same while it says the same, so
what was seen is told from what is new; none is stored; it holds facts, and screens find the words.
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
from fieldapp.store.outbox import OutboxEntry, listing
from fieldapp.store.sync_state import read_state
from fieldapp.store.transaction import Reading
from shared.fieldwork.cash import OLDEST_CASH_DAYS
from shared.fieldwork.meetings import meets_on
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
    "device_waiting",
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
_HOUR_MS = 3_600_000
_OPENS = {
    "loan": "loan",
    "repayment": "receipt",
    "member": "member",
    "union": "union",
    "approval": "approval",
    "cash": "handover",
    "device": "device",
    "conflict": "conflict",
}
"""Where what a task is about is looked at."""
_ANSWERED: dict[tuple[str, str], tuple[NotificationKind, Urgency, str]] = {
    ("SENT_BACK", "DRAFT"): ("sent_back", "soon", "application"),
    ("REFUSED", "CANCELED"): ("refused", "know", "loan"),
    ("APPROVED", "APPROVED"): ("approved", "know", "loan"),
}
"""What an answer is while the loan still stands as it left it, and where it is looked at."""


@dataclass(frozen=True, slots=True)
class About:
    """What a notification says, as facts; which of them are set depends on its kind.

    `name`: whom or what it is about, as a member, a colleague, a union or a request. `number`: the loan's.
    `note`: words that somebody wrote, as a comment. `said`: what the office answered to an operation.
    Amounts in minor units, `limit_minor` what is allowed. `hours` and `days` are whole ones, rounded down.
    `clock` and `place` are a meeting's.
    """

    name: str = ""
    number: str = ""
    note: str = ""
    amount_minor: int = 0
    limit_minor: int = 0
    days: int = 0
    hours: int = 0
    clock: str = ""
    place: str = ""
    said: OutboxEntry | None = None


@dataclass(frozen=True, slots=True)
class Notification:
    """One thing to know; `at_ms` where the time of day is known. It opens `target`, of the thing `id`."""

    key: str
    kind: NotificationKind
    urgency: Urgency
    about: About
    on: date
    at_ms: int | None
    target: str
    id: bytes
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
            *_devices(tx, standing),
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
        key, about = f"op/{entry.seq}/{entry.outcome}", About(said=entry)
        yield Notification(key, "attention", "now", about, day, entry.at_ms, "sync", entry.id)
    for task in queries.open_tasks(tx, _MOST):
        key, about = f"task/{task.task.hex()}", About(name=task.title, note=task.detail)
        target = _OPENS.get(task.about_kind, "")
        yield Notification(key, "task", "now", about, task.opened_on, None, target, task.about)


def _answers(tx: Reading, standing: Standing) -> Iterator[Notification]:
    me, today = standing.me.staff, standing.today
    for row in queries.answers_since(tx, me, today - timedelta(days=ANSWERS_FOR_DAYS), _MOST):
        answered = _ANSWERED.get((row.state, row.loan_state))
        if answered is None:
            continue
        kind, urgency, target = answered
        # Why somebody agreed is not asked; why not is.
        note = "" if kind == "approved" else row.comment
        about = About(row.member_name, row.number, note, row.amount_minor)
        key = f"{kind}/{row.approval.hex()}"
        yield Notification(key, kind, urgency, about, row.asked_on, None, target, row.loan)
    for loan in queries.paid_out_since(tx, me, today - timedelta(days=PAID_OUT_FOR_DAYS), _MOST):
        key = f"paid_out/{loan.loan.hex()}"
        about = About(loan.member_name, loan.number, amount_minor=loan.principal_minor)
        yield Notification(key, "paid_out", "know", about, loan.on, None, "loan", loan.loan)


def _waiting(tx: Reading, standing: Standing) -> Iterator[Notification]:
    me = standing.me
    decides, counts = may_sign(me.role, "approval.decided"), may_sign(me.role, "cash.received")
    if not (decides or counts):
        return
    names = {person.staff: person.name for person in facts.people(tx)}
    for row in facts.approvals_in_state(tx, "OPEN")[:_MOST] if decides else ():
        if row.asked_by != me.staff and not row.sent_decision and me.staff not in row.decided_by:
            age = (standing.today - row.asked_on).days
            urgency: Urgency = "now" if age >= APPROVAL_OLD_DAYS else "soon"
            key = f"approval/{row.approval.hex()}/{row.stage}"
            about = About(names.get(row.asked_by, ""), note=row.title, amount_minor=row.amount_minor)
            yield Notification(
                key, "approval_waiting", urgency, about, row.asked_on, None, "approval", row.approval
            )
    for moved in facts.movements_in_state(tx, "OPEN")[:_MOST] if counts else ():
        if moved.kind == "HANDOVER" and moved.to_staff == me.staff:
            giver = names.get(moved.from_staff, "") if moved.from_staff else ""
            about = About(giver, note=moved.note, amount_minor=moved.amount_minor)
            key = f"handover/{moved.movement.hex()}"
            yield Notification(
                key, "handover_waiting", "soon", about, moved.on, None, "handover", moved.movement
            )


def _devices(tx: Reading, standing: Standing) -> Iterator[Notification]:
    if not may_sign(standing.me.role, "device.approved"):
        return
    zone = ZoneInfo(standing.settings.time_zone)
    for row in queries.waiting_devices(tx, _MOST):
        if row.owner != standing.me.staff:
            day = datetime.fromtimestamp(row.asked_ms / 1000, tz=UTC).astimezone(zone).date()
            key, about = f"device/{row.device.hex()}", About(row.owner_name, note=row.label)
            yield Notification(key, "device_waiting", "soon", about, day, row.asked_ms, "device", row.device)


def _cash(tx: Reading, standing: Standing) -> Iterator[Notification]:
    if not may_sign(standing.me.role, "cash.handed_over"):
        return
    cash, today, cap = cash_standing(tx, standing.me.staff), standing.today, standing.settings.cash_cap_minor
    held = About(amount_minor=cash.in_hand_minor)
    if cap is not None and cash.in_hand_minor > cap:
        key, about = f"cash_over_cap/{today.isoformat()}", replace(held, limit_minor=cap)
        yield Notification(key, "cash_over_cap", "now", about, today, None, "cash", b"")
    if cash.oldest_on is not None and (today - cash.oldest_on).days > OLDEST_CASH_DAYS:
        key = f"cash_old/{cash.oldest_on.isoformat()}"
        about = replace(held, days=(today - cash.oldest_on).days)
        yield Notification(key, "cash_old", "now", about, today, None, "cash", b"")


def _lease(tx: Reading, desk: Desk, standing: Standing) -> Iterator[Notification]:
    state = read_state(tx)
    left_ms = lease_left_ms(state, desk.author.clock)
    if left_ms <= LEASE_LOW_DAYS * _DAY_MS:
        urgency: Urgency = "now" if left_ms <= _DAY_MS else "soon"
        key, about = f"lease/{state.lease_until_ms}", About(hours=left_ms // _HOUR_MS)
        yield Notification(key, "lease_low", urgency, about, standing.today, None, "sync", b"")


def _meetings(tx: Reading, standing: Standing) -> Iterator[Notification]:
    tomorrow = standing.today + timedelta(days=1)
    held = facts.last_meetings(tx)
    for union in facts.unions(tx):
        expected = meets_on(union.meeting_frequency, union.meeting_weekday, tomorrow, held.get(union.union))
        if union.officer == standing.me.staff and expected:
            place = union.meeting_place or union.location
            about = About(union.name, clock=union.meeting_time, place=place)
            key = f"meeting/{union.union.hex()}/{tomorrow.isoformat()}"
            yield Notification(
                key, "meeting_tomorrow", "know", about, standing.today, None, "union", union.union
            )
