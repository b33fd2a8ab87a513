"""The custody of cash: a float from the branch, a handover to it, and the count that ends the handover.

The rules kept here: whoever hands over never counts it; what was handed over is a fact and is never refused;
every movement is an entry in the ledger, and what is missing or too much when counted has an account of its
own.
"""

from collections.abc import Sequence
from dataclasses import replace

from shared.contract.bodies.cash import CashFloatIssued, CashHandedOver, CashReceived
from shared.errors import RuleRefused
from shared.permissions import Role
from syncserver.database.ruling import APPLIED, Ruling
from syncserver.database.work import Work
from syncserver.fieldwork.aggregates import Count, Movement
from syncserver.fieldwork.counting import adds_up, require_sum
from syncserver.fieldwork.queries import MOVEMENTS
from syncserver.ledger import accounts
from syncserver.ledger.journal import Entry, Line, credit, debit, post
from syncserver.people.caller import Caller
from syncserver.people.queries import STAFF
from syncserver.people.scope import person_in_scope
from syncserver.people.tasks import open_task

_HOLDS_CASH = frozenset({Role.CREDIT_OFFICER, Role.COLLECTIONS_OFFICER})
_OF_THE_BRANCH = frozenset({Role.OPERATIONS, Role.SUPERVISOR, Role.ADMIN})


def prefetch_movements(work: Work, bodies: Sequence[CashFloatIssued | CashHandedOver | CashReceived]) -> None:
    """Load and lock the movements of a batch in one query."""
    work.prefetch(MOVEMENTS, (body.movement for body in bodies))


def issue_float(work: Work, caller: Caller, body: CashFloatIssued) -> Ruling:
    """Give an officer cash to start with: officer's cash in hand against branch cash.

    The same float again is `superseded`. Refused: oneself, somebody who is no officer at work or not below
    the caller, a day that has not come.
    """
    if work.get(MOVEMENTS, body.movement) is not None:
        return _known_already()
    if body.officer == caller.staff:
        raise RuleRefused(
            "maker_is_checker", "Not to yourself", "Somebody else of the branch issues your float."
        )
    officer = work.get(STAFF, body.officer)
    if officer is None or officer.role not in _HOLDS_CASH or not officer.is_active:
        raise RuleRefused("cash.not_an_officer", "Not an officer", "An active officer takes a float.")
    if not person_in_scope(work, caller, body.officer):
        raise RuleRefused("out_of_scope", "Not in your team", "The officer is not below you.")
    _require_not_in_future(work, body)
    movement = Movement(
        body.movement,
        caller.operation,
        "FLOAT",
        "RECEIVED",
        caller.staff,
        None,
        body.officer,
        body.amount_minor,
        body.on,
    )
    lines = (
        debit(accounts.OFFICER_CASH, body.amount_minor, staff=body.officer),
        credit(accounts.BRANCH_CASH, body.amount_minor),
    )
    _record(work, caller, movement, "float", lines)
    return APPLIED


def hand_over_cash(work: Work, caller: Caller, body: CashHandedOver) -> Ruling:
    """Take an officer's word that cash left their hands: cash in transit against their cash in hand.

    Never refused; a day that has not come becomes today. The same handover again is `superseded`; one that
    gives rise to doubt is written down and posted like any other, ruled `suspended`, and told to the
    supervisor: it stays in transit until counted.
    """
    doubt = _doubt(work, caller, body)
    if doubt:
        return suspend_handover(work, caller, body, "cash.doubtful_handover", doubt)
    if work.get(MOVEMENTS, body.movement) is not None:
        return _known_already()
    _hand_over(work, caller, body)
    return APPLIED


def suspend_handover(work: Work, caller: Caller, body: CashHandedOver, code: str, reason: str) -> Ruling:
    """Write a handover down and post it like any other, but rule it `suspended` and tell the supervisor.

    Needs nothing else to be right, and is never refused.
    """
    if work.get(MOVEMENTS, body.movement) is None:
        _hand_over(work, caller, body)
    _tell(work, body.movement, caller.staff, "cash.doubtful_handover", "A handover to look at", reason)
    return Ruling("suspended", code, "Kept, to be looked at", reason)


def _hand_over(work: Work, caller: Caller, body: CashHandedOver) -> None:
    movement = Movement(
        body.movement,
        caller.operation,
        "HANDOVER",
        "OPEN",
        caller.staff,
        caller.staff,
        body.to_staff,
        body.amount_minor,
        min(body.on, work.today),
        body.denominations,
        body.note,
    )
    lines = (
        debit(accounts.CASH_IN_TRANSIT, body.amount_minor, staff=caller.staff),
        credit(accounts.OFFICER_CASH, body.amount_minor, staff=caller.staff),
    )
    _record(work, caller, movement, "handover", lines)


def receive_cash(work: Work, caller: Caller, body: CashReceived) -> Ruling:
    """Count a handover, once: branch cash and any shortage against cash in transit and any overage.

    A count that differs from the amount is told to the supervisor. Refused: a handover unknown, counted
    before, one's own, or of somebody not below the caller; a day that has not come or lies before the
    handover; notes and coins that do not add up.
    """
    movement = work.get(MOVEMENTS, body.movement)
    if movement is None or movement.kind != "HANDOVER":
        raise _not_theirs()
    if movement.from_staff == caller.staff:
        raise RuleRefused("maker_is_checker", "Not your own", "Somebody else counts what you handed over.")
    if not person_in_scope(work, caller, movement.made_by):
        raise _not_theirs()
    if movement.state == "RECEIVED":
        raise RuleRefused(
            "cash.already_received", "Already counted", "Somebody counted this handover before."
        )
    _require_not_in_future(work, body)
    if body.on < movement.on:
        raise RuleRefused(
            "cash.before_handover",
            "Counted before it was handed over",
            "The cash was handed over on {on}; take that day or a later one.",
            on=movement.on,
        )
    require_sum(body.denominations, body.counted_minor)
    count = Count(caller.staff, body.counted_minor, body.on, body.denominations, body.note)
    counted = replace(movement, state="RECEIVED", count=count)
    _record(work, caller, counted, "handover_received", _counted_lines(counted, count))
    if count.amount_minor != movement.amount_minor:
        detail = "What was counted is not what was handed over."
        _tell(
            work, movement.id, movement.made_by, "cash.count_differs", "A handover was short or over", detail
        )
    return APPLIED


def _counted_lines(movement: Movement, count: Count) -> tuple[Line, ...]:
    over_minor = count.amount_minor - movement.amount_minor
    return (
        debit(accounts.BRANCH_CASH, count.amount_minor),
        debit(accounts.CASH_SHORTAGE, max(-over_minor, 0), staff=movement.made_by),
        credit(accounts.CASH_IN_TRANSIT, movement.amount_minor, staff=movement.made_by),
        credit(accounts.CASH_OVERAGE, max(over_minor, 0), staff=movement.made_by),
    )


def _doubt(work: Work, caller: Caller, body: CashHandedOver) -> str:
    """Say what is odd about a handover, or nothing."""
    known = work.get(MOVEMENTS, body.movement)
    if known is not None:
        same = (known.kind, known.made_by, known.amount_minor) == (
            "HANDOVER",
            caller.staff,
            body.amount_minor,
        )
        return "" if same else "Another movement was recorded under the same id."
    if caller.doubt:
        return caller.doubt
    receiver = work.get(STAFF, body.to_staff)
    if receiver is None or receiver.role not in _OF_THE_BRANCH or body.to_staff == caller.staff:
        return "It names nobody of the branch as the receiver."
    if body.on > work.today:
        return "It is dated on a day that has not come."
    if not adds_up(body.denominations, body.amount_minor):
        return "Notes and coins make another sum than the amount."
    return ""


def _record(work: Work, caller: Caller, movement: Movement, kind: str, lines: tuple[Line, ...]) -> None:
    on = movement.on if movement.count is None else movement.count.on
    work.put(MOVEMENTS, movement.id, movement)
    post(work, Entry(kind, on, "cash", movement.id, caller.operation, lines))
    work.publish("cash", movement.id)


def _tell(work: Work, movement: bytes, staff: bytes, kind: str, title: str, detail: str) -> None:
    open_task(work, kind=kind, title=title, detail=detail, about_kind="cash", about=movement, staff=staff)


def _require_not_in_future(work: Work, body: CashFloatIssued | CashReceived) -> None:
    if body.on > work.today:
        raise RuleRefused("cash.in_future", "A day that has not come", "The tablet's date may be wrong.")


def _not_theirs() -> RuleRefused:
    """The one answer about a handover of another team and about one there is not."""
    detail = "The handover is not known or its officer is not below you."
    return RuleRefused("out_of_scope", "Not in your team", detail)


def _known_already() -> Ruling:
    return Ruling("superseded", "cash.known", "Already recorded", "This movement was recorded before.")
