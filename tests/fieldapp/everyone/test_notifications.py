"""What somebody must know: each once, under a key that stays, for whom it is, gone when it is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import msgspec

from fieldapp.everyone.notifications import About, Notification, load_notifications
from fieldapp.officer.collect_repayment import collect_repayment
from shared.contract.records import INSTITUTION_BUCKET, TaskRecord, team_bucket
from tests.fieldapp.desk.branch import (
    BOSS,
    BRANCH,
    DUE,
    FAR,
    LOAN,
    ME,
    MEMBER,
    SECOND,
    TODAY,
    UNION,
    WAITING_LOAN,
    Branch,
    a_handover,
    an_approval,
    statements,
    undecided_loan,
)
from tests.fieldapp.desk.forms import due_form
from tests.fieldapp.store.world import a_loan

DAY = timedelta(days=1)
_HOUR_MS = 3_600_000


def told(branch: Branch, kind: str) -> list[Notification]:
    return [row for row in load_notifications(branch.desk).rows if row.kind == kind]


def test_a_quiet_day_has_nothing(branch: Branch) -> None:
    assert load_notifications(branch.desk).rows == ()


def test_what_was_seen_is_not_new_any_more(branch: Branch) -> None:
    branch.clock.day = TODAY - DAY
    (row,) = load_notifications(branch.desk).rows
    assert (row.kind, row.about.name, row.target, row.id) == (
        "meeting_tomorrow", "Oja-Oba Traders", "union", UNION,
    )  # fmt: skip
    assert load_notifications(branch.desk).unseen == 1
    after = load_notifications(branch.desk, frozenset({row.key, "something old"}))
    assert (after.unseen, after.rows[0].seen) == (0, True)
    branch.clock.day = TODAY + 6 * DAY
    assert load_notifications(branch.desk, frozenset({row.key})).unseen == 1


def test_tasks_of_the_office_open_what_they_are_about(branch: Branch) -> None:
    task = TaskRecord("suspended", "Money in suspense", "Look", "loan", LOAN, ME, TODAY - DAY, True)
    branch.put("task", b"task-00000000001", task, INSTITUTION_BUCKET)
    branch.put("task", b"task-00000000002", msgspec.structs.replace(task, open=False), INSTITUTION_BUCKET)
    branch.sync()
    (row,) = told(branch, "task")
    assert (row.urgency, row.on, row.target, row.id) == ("now", TODAY - DAY, "loan", LOAN)


def answered(branch: Branch, state: str, loan_state: str, comment: str = "") -> None:
    approval = an_approval(state=state, asked_by=ME, comment=comment, decided_by=(BOSS,))
    branch.put("approval", b"approval-0000001", approval, team_bucket(BOSS))
    branch.put("loan", WAITING_LOAN, undecided_loan(SECOND, loan_state))
    branch.sync()


def test_a_loan_sent_back_says_why_until_it_is_sent_again(branch: Branch) -> None:
    answered(branch, "SENT_BACK", "DRAFT", "Less, please")
    (row,) = told(branch, "sent_back")
    assert row.about == About("Bola Ade", "LN-000002", "Less, please", 2_000_000)
    assert (row.target, row.id) == ("application", WAITING_LOAN)
    answered(branch, "SENT_BACK", "PENDING_APPROVAL", "Less, please")
    assert told(branch, "sent_back") == []


def test_answers_of_the_office_to_ones_own_requests(branch: Branch) -> None:
    answered(branch, "APPROVED", "APPROVED")
    (row,) = told(branch, "approved")
    assert (row.urgency, row.target) == ("know", "loan")
    answered(branch, "REFUSED", "CANCELED", "Too much")
    (row,) = told(branch, "refused")
    assert row.about.note == "Too much"
    branch.clock.day = TODAY + 40 * DAY
    assert told(branch, "refused") == []


def test_a_loan_paid_out_is_told_to_its_officer_for_a_while(branch: Branch) -> None:
    loan = msgspec.structs.replace(a_loan(SECOND, UNION, number="LN-000005"), disbursed_on=TODAY)
    branch.put("loan", b"loan-00000000005", loan)
    branch.put("loan", b"loan-00000000006", msgspec.structs.replace(loan, officer=FAR, number="LN-000006"))
    branch.sync()
    (row,) = told(branch, "paid_out")
    assert (row.about.number, row.about.amount_minor) == ("LN-000005", 10_000_000)


def test_requests_wait_for_whoever_may_decide(branch: Branch) -> None:
    branch.put("approval", b"approval-0000001", an_approval(), team_bucket(BOSS))
    own = an_approval(asked_by=ME, asked_on=TODAY - 5 * DAY)
    branch.put("approval", b"approval-0000002", own, team_bucket(BOSS))
    branch.sync()
    assert told(branch, "approval_waiting") == []
    branch.be("SUPERVISOR")
    (row,) = told(branch, "approval_waiting")
    assert row.about == About("Zainab Garba", note="Loan LN-000002", amount_minor=2_000_000)
    assert (row.urgency, row.target) == ("soon", "approval")
    branch.clock.day = TODAY + DAY
    assert told(branch, "approval_waiting")[0].urgency == "now"


def test_cash_handed_over_waits_for_whoever_it_was_given_to(branch: Branch) -> None:
    branch.put("cash", b"cash-00000000001", a_handover(90_000, to=ME), team_bucket(BOSS))
    branch.put("cash", b"cash-00000000002", a_handover(80_000, to=BRANCH), team_bucket(BOSS))
    branch.be("OPERATIONS")
    (row,) = told(branch, "handover_waiting")
    assert (row.about.name, row.about.amount_minor, row.target) == ("Zainab Garba", 90_000, "handover")


def test_how_many_wait_does_not_change_how_much_is_asked_of_the_database(branch: Branch) -> None:
    branch.be("SUPERVISOR")
    branch.put("approval", b"approval-0000001", an_approval(), team_bucket(BOSS))
    branch.put("cash", b"cash-00000000001", a_handover(90_000, to=ME), team_bucket(BOSS))
    branch.sync()
    one = len(statements(branch, load_notifications))
    for number in range(2, 12):
        branch.put("approval", b"approval-%07d" % number, an_approval(), team_bucket(BOSS))
        branch.put("cash", b"cash-%011d" % number, a_handover(90_000, to=ME), team_bucket(BOSS))
    branch.sync()
    assert len(told(branch, "approval_waiting")) > 5
    assert len(statements(branch, load_notifications)) == one


def test_too_much_cash_and_cash_held_too_long(branch: Branch) -> None:
    branch.change_settings(cash_cap_minor=DUE)
    collect_repayment(branch.desk, replace(due_form(branch.desk, LOAN), amount_minor=DUE))
    assert told(branch, "cash_over_cap") == told(branch, "cash_old") == []
    branch.change_settings(cash_cap_minor=DUE - 1)
    (over,) = told(branch, "cash_over_cap")
    assert over.about == About(amount_minor=DUE, limit_minor=DUE - 1)
    assert (over.urgency, over.target) == ("now", "cash")
    branch.clock.day = TODAY + 2 * DAY
    (old,) = told(branch, "cash_old")
    assert (old.about.amount_minor, old.about.days) == (DUE, 2)


def test_a_lease_that_runs_out(branch: Branch) -> None:
    now = branch.clock.at_ms
    for hours, urgencies in ((49, []), (48, ["soon"]), (20, ["now"]), (-1, ["now"])):
        until = now + hours * _HOUR_MS - 1
        branch.change_state(lease_until_ms=until, last_contact_ms=now, server_offset_ms=0)
        found = told(branch, "lease_low")
        assert [row.urgency for row in found] == urgencies
        assert [row.about.hours for row in found] == [max(0, hours - 1)] * len(urgencies)
    assert MEMBER != SECOND
