"""What people do about loans and members: enrol, verify, change, move; ask for a loan, decide, pay out."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import msgspec

from fieldapp.admin.move_member import move_member
from fieldapp.desk import queries as facts
from fieldapp.desk.facts import MemberFacts
from fieldapp.everyone.visits.recording import open_visit_form, record_visit
from fieldapp.officer.enrol_member import change_member, enrol_member, load_profile, open_member_form
from fieldapp.officer.request_loan import (
    cancel_loan,
    draft_loan,
    submit_loan,
    withdraw_loan,
)
from fieldapp.operations.disburse_loan import DisbursementForm, disburse_loan
from fieldapp.store.author import Desk
from fieldapp.store.transaction import Reading
from fieldapp.supervisor.approvals import DecisionForm, decide, load_approval
from fieldapp.supervisor.verify_member import verify_member
from shared.contract.bodies.lending import Decision
from shared.contract.bodies.people import MemberProfile
from shared.contract.bodies.visits import Fix
from shared.lending.lifecycle import LoanState
from tests.fieldapp.desk.forms import least_loan_form
from tests.simulation.acts.choosing import some
from tests.simulation.ground.world import CANARY

_DECISIONS: tuple[Decision, ...] = ("APPROVE", "APPROVE", "APPROVE", "SEND_BACK", "REFUSE")
_TOWNS = ("Ikeja", "Ọ̀yọ́", "Kano", "Aba", "Jos")


def enrol(desk: Desk, rng: Random) -> None:
    """An officer enrols a member."""
    with desk.store.read() as tx:
        union = rng.choice(some([row.union for row in facts.unions(tx) if row.officer == desk.author.staff]))
    profile = MemberProfile(f"Ngozi{rng.randrange(10**6)}", CANARY, phone=f"080{rng.randrange(10**8):08d}")
    enrol_member(desk, replace(open_member_form(desk, union), profile=profile))


def visit(desk: Desk, rng: Random) -> None:
    """Somebody goes to see a member; the place is true, made up, or not known."""
    with desk.store.read() as tx:
        member = rng.choice(some(_members(tx))).member
    now_ms = desk.author.clock.now_ms()
    place = Fix(rng.randrange(60_000_000, 70_000_000), 33_840_000, rng.randrange(4, 30), "SATELLITES", now_ms)
    fix = rng.choice((None, place, msgspec.structs.replace(place, mocked=True)))
    record_visit(desk, replace(open_visit_form(desk, member), purpose="Missed instalments", fix=fix))


def verify(desk: Desk, rng: Random) -> None:
    """A supervisor checks who a member is."""
    with desk.store.read() as tx:
        waiting = [member for member in _members(tx) if member.verified_by is None]
    verify_member(desk, rng.choice(some(waiting)).member, ("Identity card",))


def change(desk: Desk, rng: Random) -> None:
    """Somebody corrects a member's profile, perhaps at the same time as somebody else."""
    with desk.store.read() as tx:
        members = some(_members(tx))
    member = rng.choice(members[: rng.choice((2, len(members)))]).member
    seen = load_profile(desk, member).profile
    field = rng.choice(("city", "city", "address", "phone", "profession"))
    text = f"{rng.choice(_TOWNS)} {rng.randrange(100)}"
    change_member(desk, member, seen, msgspec.structs.replace(seen, **{field: text}))


def move(desk: Desk, rng: Random) -> None:
    """A supervisor moves a member, loans and all, to another union."""
    with desk.store.read() as tx:
        member = rng.choice(some(_members(tx)))
        others = [row.union for row in facts.unions(tx) if row.union != member.union]
    move_member(desk, member.member, rng.choice(some(others)), "Moved house")


def ask_for_loan(desk: Desk, rng: Random) -> None:
    """An officer drafts a loan and mostly submits it."""
    with desk.store.read() as tx:
        member = rng.choice(some(_members(tx)))
        product = rng.choice(some(facts.products(tx)))
    form = least_loan_form(desk, member.member, product.product)
    form = replace(form, principal_minor=rng.randrange(10, 90) * 100_000, term_count=rng.randrange(4, 20))
    draft_loan(desk, form)
    if rng.randrange(4):
        submit_loan(desk, form.loan)


def take_back(desk: Desk, rng: Random) -> None:
    """An officer takes an application back, or gives it up."""
    with desk.store.read() as tx:
        state = rng.choice((LoanState.PENDING_APPROVAL, LoanState.DRAFT, LoanState.APPROVED))
        loan = rng.choice(some(facts.loans_in_state(tx, state)))
    act = withdraw_loan if state is LoanState.PENDING_APPROVAL and rng.randrange(2) else cancel_loan
    act(desk, loan.loan, "Not now")


def decide_one(desk: Desk, rng: Random) -> None:
    """A supervisor decides a request."""
    with desk.store.read() as tx:
        waiting = rng.choice(some(facts.approvals_in_state(tx, "OPEN")))
    page = load_approval(desk, waiting.approval)
    decision = rng.choice(_DECISIONS)
    form = DecisionForm(
        waiting.approval, decision, page.row.approval.version, page.loan.content_hash, "Looked into"
    )
    decide(desk, form)


def pay_out(desk: Desk, rng: Random) -> None:
    """Operations pays an approved loan out."""
    with desk.store.read() as tx:
        loan = rng.choice(some(facts.loans_in_state(tx, LoanState.APPROVED)))
    disburse_loan(desk, DisbursementForm(loan.loan, desk.author.clock.today("Africa/Lagos"), "CASH"))


def _members(tx: Reading) -> list[MemberFacts]:
    return [row for union in facts.unions(tx) for row in facts.members_of(tx, union.union) if row.active]
