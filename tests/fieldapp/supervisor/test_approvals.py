"""A decision is on exactly what was seen, within the limit, once, and never on one's own work."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import msgspec
import pytest

from fieldapp.desk.accounts import load_accounts, load_loan
from fieldapp.desk.queries import loans_in_state, loans_of_member
from fieldapp.supervisor.approvals import DecisionForm, count_waiting, decide, load_approval, load_inbox
from fieldapp.supervisor.weighing import PaymentRecord
from shared.contract.bodies.lending import ApprovalDecided
from shared.contract.records import ApplicationChange, Resubmission, team_bucket
from shared.ids import ApprovalId, LoanId
from shared.lending.arrears import on_time_rate
from shared.lending.lifecycle import OWING_STATES
from tests.fieldapp.desk.branch import (
    BOSS,
    FAR,
    ME,
    NOBODY,
    SECOND,
    TODAY,
    UNION,
    WAITING_LOAN,
    Branch,
    an_approval,
    refused,
    statements,
    undecided_loan,
)
from tests.fieldapp.store.world import a_loan

APPROVAL = ApprovalId(b"approval-0000001")


@pytest.fixture(autouse=True)
def asked(branch: Branch) -> None:
    """The person at the tablet is a supervisor whom a far officer has asked."""
    branch.put("approval", APPROVAL, an_approval(), team_bucket(BOSS))
    branch.be("SUPERVISOR", limit=2_000_000)


def put(branch: Branch, **changes: object) -> None:
    branch.put("approval", APPROVAL, an_approval(**changes), team_bucket(BOSS))
    branch.sync()


def a_form(branch: Branch, **changes: object) -> DecisionForm:
    row = load_approval(branch.desk, APPROVAL).row.approval
    form = DecisionForm(APPROVAL, "APPROVE", row.version, row.content_hash)
    return replace(form, **changes)  # type: ignore[arg-type]  # as each test names it


def test_the_inbox_asks_no_more_of_the_database_when_it_is_longer(branch: Branch) -> None:
    few = len(statements(branch, load_inbox))
    for number in range(2, 22):
        loan = LoanId(f"loan-{number + 500:011d}".encode())
        branch.put("loan", loan, undecided_loan(SECOND, number=f"LN-{number + 500:06d}"))
        request = an_approval(subject=loan)
        branch.put("approval", f"approval-{number:07d}".encode(), request, team_bucket(BOSS))
    branch.sync()
    assert len(load_inbox(branch.desk)) == 21
    assert len(statements(branch, load_inbox)) == few


def test_what_waits_is_counted_without_being_read(branch: Branch) -> None:
    branch.sync()
    assert count_waiting(branch.desk) == 1
    assert [sql.startswith("SELECT count(*)") for sql in statements(branch, count_waiting)] == [True]
    decide(branch.desk, a_form(branch))
    assert count_waiting(branch.desk) == 0


def test_the_inbox_names_who_asks_for_whom(branch: Branch) -> None:
    (row,) = load_inbox(branch.desk)
    assert (row.asked_by_name, row.member_name, row.union_name) == (
        "Zainab Garba",
        "Bola Ade",
        "Oja-Oba Traders",
    )
    assert (row.age_days, row.barred) == (1, None)


def test_the_page_says_what_approving_would_do(branch: Branch) -> None:
    page = load_approval(branch.desk, APPROVAL)
    assert [item.total_minor for item in page.schedule] == [550_000] * 4
    assert (page.interest_minor, page.owed_minor, page.limit_minor) == (200_000, 2_200_000, 2_000_000)
    assert (page.product_name, page.officer_name, page.changed) == ("Weekly 20", "Bisi Ade", False)


def test_the_page_weighs_instalments_portfolio_and_limit(branch: Branch) -> None:
    impact = load_approval(branch.desk, APPROVAL).impact
    assert (impact.instalment_minor, impact.times, impact.even) == (550_000, 4, True)
    assert impact.owed_minor == 2_200_000 and impact.first_due_on and impact.last_due_on
    with branch.desk.store.read() as tx:
        officer = load_loan(tx, LoanId(WAITING_LOAN)).officer
        running = [
            account.position(TODAY).outstanding_minor
            for state in sorted(OWING_STATES)
            for account in load_accounts(tx, loans_in_state(tx, state))
            if account.loan.officer == officer
        ]
    assert (impact.portfolio_before_minor, impact.loans_before) == (sum(running), len(running))
    assert impact.portfolio_after_minor == sum(running) + 2_200_000
    assert impact.loans_after == len(running) + 1
    assert (impact.limit_minor, impact.within_limit) == (2_000_000, True)
    branch.be("SUPERVISOR", limit=1_999_999)
    assert not load_approval(branch.desk, APPROVAL).impact.within_limit


def test_the_page_tells_how_the_member_paid_on_other_loans(branch: Branch) -> None:
    other = LoanId(b"loan-00000000099")
    branch.put("loan", other, a_loan(SECOND, UNION, number="LN-000009", items=4))
    branch.sync()
    page = load_approval(branch.desk, APPROVAL)
    assert other in {row.loan.loan for row in page.owing_loans}
    with branch.desk.store.read() as tx:
        loans = [row for row in loans_of_member(tx, page.loan.member) if row.loan != page.loan.loan]
        accounts = [each for each in load_accounts(tx, loans) if each.instalments]
    positions = [account.position(TODAY) for account in accounts if account.whole]
    assert page.payment_record == PaymentRecord(on_time_rate(positions, date.min, TODAY), len(positions))
    by_loan = {account.loan.loan: account.position(TODAY) for account in accounts}
    for row in page.owing_loans:
        assert row.outstanding_minor == by_loan[row.loan.loan].outstanding_minor
        assert row.overdue_minor == by_loan[row.loan.loan].overdue_minor(TODAY)


def test_the_chain_names_who_made_it_and_who_is_next(branch: Branch) -> None:
    put(branch, stages=2)
    chain = load_approval(branch.desk, APPROVAL).chain
    assert [(link.step, link.stage) for link in chain] == [
        ("drafted", 0),
        ("submitted", 0),
        ("next", 1),
        ("later", 2),
    ]
    assert chain[1].names == ("Zainab Garba",) and chain[2].names == ("Musa Bello",)
    put(branch, state="SENT_BACK", decided_by=(ME,), comment="less")
    assert load_approval(branch.desk, APPROVAL).chain[-1].step == "sent_back"
    assert load_approval(branch.desk, APPROVAL).chain[-1].mine
    put(branch, state="WITHDRAWN")
    assert load_approval(branch.desk, APPROVAL).chain[-1].step == "withdrawn"


def test_a_request_made_again_tells_what_changed_and_shows_the_earlier_one(branch: Branch) -> None:
    earlier = ApprovalId(b"approval-0000000")
    sent_back = an_approval(state="SENT_BACK", decided_by=(ME,), comment="Ask for less")
    branch.put("approval", earlier, sent_back, team_bucket(BOSS))
    changes = (ApplicationChange("principal_minor", "3000000", "2000000"),)
    put(branch, version_no=2, since_last=Resubmission("Ask for less", changes))
    page = load_approval(branch.desk, APPROVAL)
    since = page.row.approval.since_last
    assert page.row.approval.version_no == 2
    assert since is not None and (since.answers, since.changes) == ("Ask for less", changes)
    (before,) = page.earlier
    assert (before.approval.approval, before.approval.comment) == (earlier, "Ask for less")
    assert (before.asked_by_name, len(before.decided_by_names)) == ("Zainab Garba", 1)


@pytest.mark.parametrize("decision", ["APPROVE", "SEND_BACK", "REFUSE"])
def test_a_decision_is_recorded_with_what_was_seen(branch: Branch, decision: str) -> None:
    form = a_form(branch, decision=decision, comment=" as agreed ")
    after = decide(branch.desk, form)
    assert (after.state, after.sent_decision) == ("OPEN", decision)
    assert branch.recorded() == [
        ApprovalDecided(APPROVAL, decision, form.seen_version, b"h" * 32, "as agreed")  # type: ignore[arg-type]  # a decision as a plain word from the table
    ]


def test_the_same_decision_twice_is_one_and_another_is_refused(branch: Branch) -> None:
    form = a_form(branch)
    assert decide(branch.desk, form) == decide(branch.desk, form)
    with refused("approval.already_sent"):
        decide(branch.desk, replace(form, decision="REFUSE", comment="no"))
    assert len(branch.recorded()) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"approval": ApprovalId(NOBODY)}, "approval.unknown"),
        ({"decision": "REFUSE"}, "approval.no_comment"),
        ({"decision": "SEND_BACK", "comment": "  "}, "approval.no_comment"),
        ({"decision": "MAYBE"}, "approval.bad_decision"),
        ({"seen_version": 99}, "changed_since_seen"),
        ({"content_hash": b"x" * 32}, "changed_since_seen"),
        ({"comment": "x" * 4001}, "form.not_accepted"),
    ],
)
def test_what_may_not_be_decided_is_refused(branch: Branch, changes: dict[str, object], code: str) -> None:
    with refused(code):
        decide(branch.desk, a_form(branch, **changes))
    assert branch.recorded() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"asked_by": ME}, "approval.own"),
        ({"decided_by": (ME,), "stage": 2, "stages": 2}, "approval.decided_by_you"),
        ({"amount_minor": 2_000_001}, "approval.over_limit"),
        ({"state": "APPROVED"}, "approval.closed"),
        ({"state": "WITHDRAWN"}, "approval.closed"),
    ],
)
def test_who_may_not_decide_is_refused(branch: Branch, changes: dict[str, object], code: str) -> None:
    put(branch, **changes)
    with refused(code):
        decide(branch.desk, a_form(branch))
    for row in load_inbox(branch.desk):
        assert row.barred is not None and row.barred.code == code


def test_above_the_limit_one_may_still_refuse(branch: Branch) -> None:
    put(branch, amount_minor=2_000_001)
    assert (
        decide(branch.desk, a_form(branch, decision="REFUSE", comment="too much")).sent_decision == "REFUSE"
    )


def test_nobody_approves_a_loan_they_drafted(branch: Branch) -> None:
    branch.put("loan", WAITING_LOAN, msgspec.structs.replace(undecided_loan(SECOND), drafted_by=ME))
    branch.sync()
    with refused("approval.own"):
        decide(branch.desk, a_form(branch))


def test_a_request_that_changed_after_it_was_shown_is_looked_at_again(branch: Branch) -> None:
    form = a_form(branch)
    put(branch, amount_minor=1_999_999)
    with refused("changed_since_seen"):
        decide(branch.desk, form)


def test_a_loan_that_changed_after_it_was_submitted_is_not_decided(branch: Branch) -> None:
    form = a_form(branch)
    branch.put("loan", WAITING_LOAN, msgspec.structs.replace(undecided_loan(SECOND), content_hash=b"n" * 32))
    branch.sync()
    assert load_approval(branch.desk, APPROVAL).changed
    with refused("changed_since_seen"):
        decide(branch.desk, form)


@pytest.mark.parametrize("role", ["CREDIT_OFFICER", "OPERATIONS"])
def test_only_checkers_decide(branch: Branch, role: str) -> None:
    form = a_form(branch)
    branch.be(role)
    with refused("role"):
        decide(branch.desk, form)


def test_nothing_is_decided_on_an_expired_lease(branch: Branch) -> None:
    branch.change_state(lease_until_ms=1)
    with refused("lease"):
        decide(branch.desk, a_form(branch))


def test_the_person_who_asked_is_named_even_for_others(branch: Branch) -> None:
    put(branch, asked_by=FAR, decided_by=(BOSS,), stage=2, stages=2)
    assert load_approval(branch.desk, APPROVAL).decided_by_names == ("Musa Bello",)
