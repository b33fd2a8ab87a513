"""Decisions on what somebody asked for: approve, send back, refuse.

The rules kept here: nobody decides on what they made or asked for themselves, twice, beyond their limit, for
somebody who is not below them, or on something else than what they saw.
"""

from collections.abc import Sequence
from dataclasses import replace

from shared.contract.bodies.lending import ApprovalDecided, Decision
from shared.contract.records import ApprovalState
from shared.errors import RuleRefused
from shared.lending.lifecycle import LoanAct, move
from shared.permissions import Role
from syncserver.database.records import record_version
from syncserver.database.ruling import APPLIED, Ruling
from syncserver.database.work import Work
from syncserver.lending import tables
from syncserver.lending.aggregates import Approval, Decided, Loan
from syncserver.lending.queries import APPROVALS, LOANS
from syncserver.people.caller import Caller
from syncserver.people.queries import STAFF
from syncserver.people.scope import is_below

_OUTCOMES: dict[Decision, tuple[ApprovalState, LoanAct]] = {
    "APPROVE": ("APPROVED", LoanAct.APPROVE),
    "SEND_BACK": ("SENT_BACK", LoanAct.SEND_BACK),
    "REFUSE": ("REFUSED", LoanAct.REFUSE),
}


def decide_approval(work: Work, caller: Caller, body: ApprovalDecided) -> Ruling:
    """Decide one stage of an approval; the last approving stage approves the loan.

    Superseded when it was decided or withdrawn before. Refusals: `out_of_scope` (or unknown),
    `approval.own`, `approval.decided_by_you`, `changed_since_seen`, `approval.no_comment`,
    `approval.over_limit`.
    """
    approval = work.get(APPROVALS, body.approval)
    if approval is None:
        raise _not_theirs()
    loan = work.get(LOANS, approval.subject)
    assert loan is not None, "an approval names a loan that exists"
    _require_checker(work, caller, approval, loan)
    if approval.state != "OPEN":
        detail = f"The request is {approval.state}; this decision changes nothing."
        return Ruling("superseded", "approval.closed", "Already decided", detail)
    if any(decided.by == caller.staff for decided in approval.decisions):
        detail = "The next stage is for somebody else."
        raise RuleRefused("approval.decided_by_you", "You decided before", detail)
    _require_unchanged(work, body, approval, loan)
    if body.decision != "APPROVE" and not body.comment.strip():
        raise RuleRefused("approval.no_comment", "Say why", "Sending back or refusing needs a comment.")
    if body.decision == "APPROVE":
        _require_limit(work, caller, approval)
    _note_decision(work, caller, body, approval)
    _carry_out(work, caller, body, approval, loan)
    return APPLIED


def prefetch_approvals(work: Work, bodies: Sequence[ApprovalDecided]) -> None:
    """Load the approvals of a batch and their loans, in two queries."""
    work.prefetch(APPROVALS, (body.approval for body in bodies))
    approvals = (work.get(APPROVALS, body.approval) for body in bodies)
    work.prefetch(LOANS, (approval.subject for approval in approvals if approval is not None))


def _require_checker(work: Work, caller: Caller, approval: Approval, loan: Loan) -> None:
    if caller.role is not Role.ADMIN and not is_below(work, approval.officer, caller.staff):
        raise _not_theirs()
    if caller.staff in (approval.asked_by, loan.drafted_by):
        detail = "Whoever drafted or submitted a loan does not decide on it."
        raise RuleRefused("approval.own", "Nobody approves their own work", detail)


def _not_theirs() -> RuleRefused:
    """The one answer about a request of another team and about one there is not."""
    detail = "It is not known, or only a supervisor of the loan's officer or an administrator decides on it."
    return RuleRefused("out_of_scope", "This request is not yours to decide", detail)


def _require_unchanged(work: Work, body: ApprovalDecided, approval: Approval, loan: Loan) -> None:
    """Refuse (`changed_since_seen`) a decision on another version or content than stands."""
    stands = record_version(work, "approval", approval.id)
    if body.seen_version != stands:
        detail = f"Version {body.seen_version} was seen, version {stands} stands; look at the request again."
        raise RuleRefused("changed_since_seen", "The request changed meanwhile", detail)
    if not body.content_hash == approval.content_hash == loan.content_hash:
        seen, now = body.content_hash.hex()[:8], loan.content_hash.hex()[:8]
        detail = f"The application seen ({seen}…) is not the one that stands ({now}…); look at it again."
        raise RuleRefused("changed_since_seen", "The application changed meanwhile", detail)


def _require_limit(work: Work, caller: Caller, approval: Approval) -> None:
    """Refuse (`approval.over_limit`) an amount above the decider's limit; no limit is set for some."""
    person = work.get(STAFF, caller.staff)
    limit_minor = person.approval_limit_minor if person else 0
    if limit_minor is not None and approval.amount_minor > limit_minor:
        raise RuleRefused(
            "approval.over_limit",
            "The amount is above your limit",
            "Your limit is {limit_minor}; somebody with a higher limit decides.",
            limit_minor=limit_minor,
        )


def _note_decision(work: Work, caller: Caller, body: ApprovalDecided, approval: Approval) -> None:
    row = {
        "approval": approval.id,
        "stage": approval.stage,
        "operation": caller.operation,
        "asked_by": approval.asked_by,
        "decided_by": caller.staff,
        "decision": body.decision,
        "comment": body.comment,
        "decided_at_ms": work.now_ms,
    }
    work.append(tables.approval_decision, row)


def _carry_out(work: Work, caller: Caller, body: ApprovalDecided, approval: Approval, loan: Loan) -> None:
    decided = Decided(caller.staff, body.decision, body.comment)
    noted = replace(approval, decisions=(*approval.decisions, decided))
    work.publish("approval", approval.id)
    if body.decision == "APPROVE" and approval.stage < approval.stages:
        work.put(APPROVALS, approval.id, replace(noted, stage=approval.stage + 1))
        return
    state, act = _OUTCOMES[body.decision]
    work.put(APPROVALS, approval.id, replace(noted, state=state))
    work.put(LOANS, loan.id, replace(loan, state=move(loan.state, act), reason=body.comment))
    work.publish("loan", loan.id)
    if act is LoanAct.APPROVE:
        work.publish("member", loan.member)  # operations need the name of whom they pay
