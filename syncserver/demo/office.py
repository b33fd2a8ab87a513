"""The days of supervisors, operations and the administrator: verify, decide, pay out, count.

The rule kept here: maker and checker differ; what is decided on is exactly what was submitted.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from shared.contract.bodies.cash import CashFloatIssued, CashReceived
from shared.contract.bodies.lending import (
    ApprovalDecided,
    Decision,
    LoanDefaulted,
    LoanDisbursed,
    PaymentMethod,
)
from shared.contract.bodies.people import MemberVerified
from shared.contract.operations import SeenVersion
from shared.contract.products import product_rules
from shared.contract.signing import content_hash
from shared.lending.schedule import build_schedule
from syncserver.demo.books import LoanBook, MemberBook
from syncserver.demo.branch import Branch, Handover, Person
from syncserver.demo.plans import Fate, Payer
from syncserver.demo.rounds import notes

_DEFAULT_AFTER_DAYS = 95
_DECISIONS: dict[Fate, tuple[Decision, str]] = {
    Fate.SENT_BACK: ("SEND_BACK", "Ask for a guarantor and say which stall the money is for."),
    Fate.REFUSED: ("REFUSE", "The shop has been closed since last month."),
}
_CHECKLIST = ("Voter's card seen", "Home visited", "Union leader knows her")


def supervise(branch: Branch, supervisor: Person, today: date) -> None:
    """Verify who joined yesterday or earlier, decide on applications, give up on loans long unpaid."""
    tablet = supervisor.tablet
    tablet.check_in()
    for member in _verifiable(branch, supervisor, today):
        tablet.write(MemberVerified(member.id, _CHECKLIST))
        member.is_verified = True
        branch.to_verify.remove(member)
    for loan in [loan for loan in branch.to_decide if _is_below(branch, supervisor, loan.member)]:
        if loan.plan.fate is not Fate.PENDING and loan.stages_done == 0:
            _decide(branch, supervisor, loan)
    for loan in _given_up(branch, supervisor, today):
        tablet.write(LoanDefaulted(loan.id, "Nothing paid for three months; the stall is empty."))
        loan.state = "DEFAULTED"
    tablet.sync()


def administer(branch: Branch) -> None:
    """Decide the second stage of large loans."""
    branch.admin.tablet.check_in()
    for loan in [loan for loan in branch.to_decide if loan.stages_done == 1]:
        _decide(branch, branch.admin, loan)
    branch.admin.tablet.sync()


def operate(branch: Branch, clerk: Person, today: date) -> None:
    """Count what officers handed over before today, then pay out what is approved."""
    clerk.tablet.check_in()
    for handover in [handed for handed in branch.to_count if handed.clerk == clerk.place]:
        branch.to_count.remove(handover)
        _count(branch, clerk, handover, today)
    ready = [loan for loan in branch.to_disburse if loan.plan.fate is not Fate.APPROVED]
    for loan in ready:
        if branch.officer_of(loan.member).place % len(branch.clerks) == clerk.place:
            branch.to_disburse.remove(loan)
            _disburse(branch, clerk, loan, today)
    clerk.tablet.sync()


def issue_floats(branch: Branch, amount_minor: int, today: date) -> None:
    """Give every officer change to start with."""
    for officer in branch.officers:
        clerk = branch.clerks[officer.place % len(branch.clerks)]
        clerk.tablet.check_in()
        clerk.tablet.write(CashFloatIssued(branch.means.new_id(), officer.id, amount_minor, today))
        clerk.tablet.sync()


def _verifiable(branch: Branch, supervisor: Person, today: date) -> Sequence[MemberBook]:
    """Who joined before today; those of the last week still wait for the visit."""
    visited_until = min(today, branch.today - timedelta(days=7))
    below = (member for member in branch.to_verify if _is_below(branch, supervisor, member))
    return [member for member in below if member.joined_on < visited_until]


def _is_below(branch: Branch, supervisor: Person, member: MemberBook) -> bool:
    return branch.supervisor_of(member.union.officer) is supervisor


def _decide(branch: Branch, decider: Person, loan: LoanBook) -> None:
    """Decide one stage; the version seen is the first, or the one the first stage made."""
    decision, comment = _DECISIONS.get(loan.plan.fate, ("APPROVE", ""))
    version = 1 + loan.stages_done
    body = ApprovalDecided(loan.operation, decision, version, content_hash(loan.application), comment)
    decider.tablet.write(body, seen=(SeenVersion("approval", loan.operation, version),))
    second_from_minor = branch.settings.second_stage_from_minor or 0
    loan.stages_done += 1
    if decision == "APPROVE" and loan.stages_done == 1 and loan.plan.principal_minor >= second_from_minor:
        return
    branch.to_decide.remove(loan)
    if decision == "APPROVE":
        branch.to_disburse.append(loan)
        loan.state = "APPROVED"
    else:
        loan.state = "DRAFT" if decision == "SEND_BACK" else "CANCELED"


def _given_up(branch: Branch, supervisor: Person, today: date) -> list[LoanBook]:
    longest = timedelta(days=_DEFAULT_AFTER_DAYS)
    return [
        loan
        for union in branch.unions
        if branch.supervisor_of(union.officer) is supervisor
        for member in union.members
        for loan in member.loans
        if loan.plan.payer is Payer.DEFAULTS
        and loan.state == "ACTIVE"
        and loan.plan.stops_on is not None
        and loan.plan.stops_on + longest <= today
    ]


def _count(branch: Branch, clerk: Person, handover: Handover, today: date) -> None:
    """Now and then one note is missing."""
    is_short = handover.amount_minor > 100_000 and branch.chance.random() < 0.01
    counted_minor = handover.amount_minor - (50_000 if is_short else 0)
    note = "One ₦500 note was torn" if is_short else ""
    clerk.tablet.write(CashReceived(handover.movement, counted_minor, today, notes(counted_minor), note))


def _disburse(branch: Branch, clerk: Person, loan: LoanBook, today: date) -> None:
    """Pay out by transfer, small loans in cash; weekly instalments fall on the union's meeting days."""
    definition = loan.plan.offer.definition
    is_small = loan.plan.principal_minor < 5_000_000
    reference = "" if is_small else f"NIP{branch.chance.randrange(10**9):09d}"
    first_due_on = _first_meeting(loan, today) if definition.term_unit == "WEEK" else None
    method: PaymentMethod = "CASH" if is_small else "TRANSFER"
    clerk.tablet.write(LoanDisbursed(loan.id, today, method, reference, first_due_on))
    terms = product_rules(definition).terms_for(
        loan.plan.principal_minor, loan.plan.term_count, today, first_due_on
    )
    loan.start(build_schedule(terms, branch.calendar))


def _first_meeting(loan: LoanBook, today: date) -> date:
    """The union's first meeting a term's step away, or two days less."""
    earliest = today + timedelta(days=7 * loan.plan.offer.definition.term_step - 2)
    return earliest + timedelta(days=(loan.member.union.plan.weekday - earliest.weekday()) % 7)
