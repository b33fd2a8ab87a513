"""Money received: counted once, on the right parts, or kept in suspense; never refused, never lost."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from msgspec.structs import replace
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from shared.contract.bodies.lending import LoanCanceled, RepaymentCorrected, RepaymentRecorded
from shared.contract.bodies.people import MemberMoved
from shared.lending.lifecycle import LoanState
from syncserver.database.base import metadata
from syncserver.database.engine import open_engine, writing
from syncserver.database.ruling import Ruling
from syncserver.ledger.accounts import (
    CLEARING_TRANSFER,
    INTEREST_INCOME,
    LOAN_PRINCIPAL,
    MEMBER_CREDIT,
    OFFICER_CASH,
    PENALTY_INCOME,
    SUSPENSE,
)
from syncserver.lending.applications import cancel_loan
from syncserver.lending.payments.corrections import correct_repayment
from syncserver.lending.payments.queries import TOTALS
from syncserver.lending.payments.repayments import (
    prefetch_repayments,
    record_repayment,
    suspend_repayment,
)
from syncserver.people.members.moves import move_member
from tests.syncserver.lending_builders import (
    ADMIN,
    LATE_FEES,
    MEMBER,
    MONDAY,
    OFFICER,
    OTHER_OFFICER,
    OTHER_UNION,
    SECOND_MEMBER,
    SUPERVISOR,
    Branch,
    add_members,
    an_id,
)


@pytest.fixture
def loan(branch: Branch) -> bytes:
    """2 000 000 over twenty weeks: 100 000 principal and 10 000 interest a week; a week has passed."""
    loan = branch.lend()
    branch.later(7)
    return loan


def _record(branch: Branch, body: RepaymentRecorded, by: bytes = OFFICER) -> Ruling:
    return branch.act(record_repayment, by, body)


def test_the_ledger_gets_each_part(branch: Branch, loan: bytes) -> None:
    repayment = branch.pay(loan, 150_000)

    assert branch.balance(OFFICER_CASH, staff=OFFICER) == 150_000
    assert branch.balance(INTEREST_INCOME, loan=loan) == -20_000
    assert branch.balance(LOAN_PRINCIPAL, loan=loan) == 2_000_000 - 130_000
    assert branch.repayment(repayment).state == "POSTED"
    assert branch.published == [("loan", loan), ("repayment", repayment)]


def test_other_methods_wait_in_their_clearing_account(branch: Branch, loan: bytes) -> None:
    branch.pay(loan, 110_000, method="TRANSFER", reference="B-1")
    assert branch.balance(CLEARING_TRANSFER) == 110_000
    assert branch.balance(OFFICER_CASH) == 0


def test_the_same_repayment_again_posts_nothing(branch: Branch, loan: bytes) -> None:
    body = branch.payment(loan, 110_000)
    assert _record(branch, body).outcome == "applied"
    assert _record(branch, body).outcome == "superseded"
    assert branch.balance(OFFICER_CASH) == 110_000


@pytest.mark.parametrize("doubt", ["", "The device was revoked."])
def test_other_money_under_a_taken_id_is_kept_in_suspense(branch: Branch, loan: bytes, doubt: str) -> None:
    first = branch.payment(loan, 110_000)
    _record(branch, first)
    other = replace(branch.payment(loan, 55_000), repayment=first.repayment)

    caller = branch.caller(OTHER_OFFICER, doubt=doubt)
    ruling = branch.act(record_repayment, caller, other)

    assert (ruling.outcome, ruling.code) == ("suspended", "repayment.id_taken")
    kept = branch.repayment(caller.operation)
    assert (kept.amount_minor, kept.received_by, kept.state) == (55_000, OTHER_OFFICER, "SUSPENDED")
    assert branch.balance(OFFICER_CASH, staff=OTHER_OFFICER) == 55_000
    assert branch.balance(SUSPENSE) == -55_000
    assert branch.repayment(first.repayment).amount_minor == 110_000


def test_the_same_repayment_twice_in_a_batch_posts_once(branch: Branch, loan: bytes) -> None:
    body = branch.payment(loan, 110_000)
    with branch.batch() as work:
        prefetch_repayments(work, [body, body])
        outcomes = []
        for _ in range(2):
            outcomes.append(record_repayment(work, branch.caller(OFFICER), body).outcome)
            work.keep()
    assert outcomes == ["applied", "superseded"]
    assert branch.balance(OFFICER_CASH) == 110_000


def test_two_receipts_of_the_same_amount_and_day_are_two_facts(branch: Branch, loan: bytes) -> None:
    branch.pay(loan, 110_000)
    branch.pay(loan, 110_000, repeat_reason="a second envelope")
    assert branch.balance(LOAN_PRINCIPAL, loan=loan) == 1_800_000


def test_a_discarded_operation_leaves_nothing(branch: Branch, loan: bytes) -> None:
    with branch.batch() as work:
        record_repayment(work, branch.caller(OFFICER), branch.payment(loan, 110_000))
        work.discard()
        record_repayment(work, branch.caller(OFFICER), branch.payment(loan, 50_000))
        work.keep()
    assert branch.balance(OFFICER_CASH) == 50_000
    assert branch.see(TOTALS, loan).principal_minor == 40_000


# ---------------------------------------------------------------- completion and credit


def test_paying_everything_completes_the_loan_and_the_rest_is_credit(branch: Branch, loan: bytes) -> None:
    branch.pay(loan, 2_200_000 + 5_000)
    after = branch.loan(loan)
    assert (after.state, after.closed_on) == (LoanState.COMPLETED, branch.today)
    assert branch.balance(MEMBER_CREDIT, loan=loan) == -5_000
    assert branch.balance(LOAN_PRINCIPAL, loan=loan) == 0


def test_an_unpaid_penalty_keeps_a_loan_from_completing(branch: Branch) -> None:
    branch.define(penalty=LATE_FEES)
    loan = branch.lend()
    branch.later(7 + 1 + 3)
    branch.pay(loan, 2_200_000)
    assert branch.loan(loan).state is LoanState.ACTIVE
    branch.pay(loan, 1_500)
    assert branch.loan(loan).state is LoanState.COMPLETED
    assert branch.balance(PENALTY_INCOME, loan=loan) == -1_500


# ---------------------------------------------------------------- back-dating


def test_a_back_dated_payment_moves_money_to_where_it_belongs(branch: Branch) -> None:
    """Paid in time but entered late: the penalty charged meanwhile was never owed."""
    branch.define(penalty=LATE_FEES)
    loan = branch.lend()
    due_on = branch.later(7)
    branch.later(5)
    later = branch.pay(loan, 112_000)
    assert branch.balance(PENALTY_INCOME, loan=loan) == -2_000

    earlier = branch.pay(loan, 110_000, value_on=due_on)

    assert branch.balance(PENALTY_INCOME, loan=loan) == 0
    assert branch.balance(INTEREST_INCOME, loan=loan) == -22_000
    assert branch.balance(LOAN_PRINCIPAL, loan=loan) == 2_000_000 - 200_000
    assert branch.balance(OFFICER_CASH, staff=OFFICER) == 222_000
    assert set(branch.published) == {("loan", loan), ("repayment", earlier), ("repayment", later)}
    assert branch.repayment(earlier).posted_on == branch.today


@pytest.mark.parametrize(("days", "stands"), [(0, 0), (-7, -7), (-8, 0), (1, 0)])
def test_a_value_date_that_is_not_open_becomes_today(branch: Branch, days: int, stands: int) -> None:
    loan = branch.lend()
    today = branch.later(30)
    body = branch.payment(loan, 110_000, value_on=today + timedelta(days=days))
    ruling = _record(branch, body)

    kept = branch.repayment(body.repayment)
    assert kept.value_on == today + timedelta(days=stands)
    if days == stands:
        assert (ruling.outcome, kept.reason) == ("applied", "")
    else:
        assert (ruling.outcome, ruling.differences[0].sent) == ("applied_changed", body.value_on.isoformat())
        assert f"Recorded for {body.value_on:%d/%m/%Y}" in kept.reason


def test_a_long_journey_without_network_costs_no_member_a_penalty(branch: Branch) -> None:
    loan = branch.lend()
    paid_on = branch.later(7)
    recorded_ms = branch.now_ms
    branch.later(40)
    caller = branch.caller(OFFICER, at_ms=recorded_ms, server_time_seen_ms=recorded_ms - 1)
    body = branch.payment(loan, 110_000, value_on=paid_on)

    assert branch.act(record_repayment, caller, body).outcome == "applied"
    assert branch.repayment(body.repayment).value_on == paid_on
    assert branch.repayment(body.repayment).posted_on == branch.today


def test_setting_a_tablets_clock_back_dates_nothing_back(branch: Branch) -> None:
    loan = branch.lend()
    long_ago = branch.later(7)
    clock_set_back_ms = branch.now_ms
    branch.later(40)
    caller = branch.caller(OFFICER, at_ms=clock_set_back_ms, server_time_seen_ms=branch.now_ms - 1)
    body = branch.payment(loan, 110_000, value_on=long_ago)

    assert branch.act(record_repayment, caller, body).outcome == "applied_changed"
    assert branch.repayment(body.repayment).value_on == branch.today


def test_nothing_is_dated_into_the_locked_past(branch: Branch, loan: bytes) -> None:
    branch.set_settings(locked_until=branch.today - timedelta(days=1))
    body = branch.payment(loan, 110_000, value_on=branch.today - timedelta(days=1))
    assert _record(branch, body).outcome == "applied_changed"
    assert branch.repayment(body.repayment).value_on == branch.today


def test_suspense_is_no_way_into_the_locked_past(branch: Branch, loan: bytes) -> None:
    """What is in suspense may be counted on a loan as of its value date, so that day has to be open too."""
    branch.later(40)
    branch.set_settings(locked_until=branch.today - timedelta(days=3))
    stray = branch.payment(None, 110_000, value_on=branch.today - timedelta(days=39))
    assert _record(branch, stray).outcome == "suspended"
    assert branch.repayment(stray.repayment).value_on == branch.today

    back_dated = branch.payment(loan, 110_000, value_on=stray.value_on)
    body = RepaymentCorrected(stray.repayment, "x", back_dated)
    assert branch.refused(correct_repayment, SUPERVISOR, body) == "repayment.bad_value_date"


# ---------------------------------------------------------------- suspense


def _in_suspense(branch: Branch, body: RepaymentRecorded, by: bytes = OFFICER) -> str:
    ruling = _record(branch, body, by)
    kept = branch.repayment(body.repayment)
    assert (ruling.outcome, kept.state) == ("suspended", "SUSPENDED")
    assert kept.reason == ruling.detail != ""
    assert branch.balance(SUSPENSE) == -body.amount_minor
    assert branch.balance(OFFICER_CASH, staff=by) == body.amount_minor
    assert "task" in {kind for kind, _ in branch.published}
    return ruling.code


def test_money_for_no_loan_and_no_member_known_is_kept(branch: Branch) -> None:
    nobody = branch.payment(None, 5_000, member=an_id(404))
    assert _in_suspense(branch, nobody) == "loan.unknown"


def test_money_for_an_unknown_loan_is_kept(branch: Branch) -> None:
    assert _in_suspense(branch, branch.payment(an_id(404), 5_000)) == "out_of_scope"


@pytest.mark.parametrize("state", ["DRAFT", "APPROVED", "CANCELED"])
def test_a_loan_that_owes_nothing_yet_takes_no_payments(branch: Branch, state: str) -> None:
    loan = branch.draft() if state == "DRAFT" else branch.approved()
    if state == "CANCELED":
        branch.act(cancel_loan, OFFICER, LoanCanceled(loan, "x"))
    assert branch.loan(loan).state.value == state
    assert _in_suspense(branch, branch.payment(loan, 5_000)) == "loan.takes_no_payments"


def test_a_completed_loan_takes_no_payments(branch: Branch, loan: bytes) -> None:
    branch.pay(loan, 2_200_000)
    body = branch.payment(loan, 5_000)
    assert _record(branch, body).code == "loan.takes_no_payments"
    assert branch.balance(SUSPENSE) == -5_000
    assert branch.balance(MEMBER_CREDIT) == 0


def test_money_out_of_scope_is_kept(branch: Branch, loan: bytes) -> None:
    assert _in_suspense(branch, branch.payment(loan, 5_000), OTHER_OFFICER) == "out_of_scope"


def test_money_from_a_doubtful_caller_is_kept(branch: Branch, loan: bytes) -> None:
    body = branch.payment(loan, 5_000)
    caller = branch.caller(OFFICER, doubt="The device was revoked.")
    ruling = branch.act(record_repayment, caller, body)
    assert (ruling.outcome, ruling.code) == ("suspended", "caller.doubt")
    assert branch.balance(LOAN_PRINCIPAL, loan=loan) == 2_000_000


def test_money_for_another_member_than_the_loans_is_kept(branch: Branch, loan: bytes) -> None:
    assert _in_suspense(branch, branch.payment(loan, 5_000, member=SECOND_MEMBER)) == "repayment.other_member"


def test_money_received_before_the_loan_was_paid_out_is_kept(branch: Branch, loan: bytes) -> None:
    body = branch.payment(loan, 5_000, value_on=MONDAY - timedelta(days=1))
    assert _in_suspense(branch, body) == "repayment.before_disbursement"


def test_the_inbox_may_suspend_what_it_doubts_itself(branch: Branch, loan: bytes) -> None:
    body = branch.payment(loan, 5_000, value_on=date(2099, 1, 1))
    with branch.batch() as work:
        ruling = suspend_repayment(work, branch.caller(OFFICER), body, "depends_on", "What it needs failed.")
        work.keep()
    assert (ruling.outcome, ruling.code) == ("suspended", "depends_on")
    assert branch.repayment(body.repayment).value_on == branch.today
    assert _record(branch, body).outcome == "superseded"
    assert branch.balance(SUSPENSE) == -5_000


def test_a_member_who_moved_meanwhile_is_still_collected_from(branch: Branch, loan: bytes) -> None:
    before_ms = branch.now_ms
    branch.later(1)
    branch.act(move_member, ADMIN, MemberMoved(MEMBER, OTHER_UNION, "closer to home"))
    offline = branch.caller(OFFICER, at_ms=before_ms, server_time_seen_ms=before_ms)

    assert branch.act(record_repayment, offline, branch.payment(loan, 10_000)).outcome == "applied"
    assert _record(branch, branch.payment(loan, 10_000), OTHER_OFFICER).outcome == "applied"
    assert _record(branch, branch.payment(loan, 10_000)).outcome == "suspended"


# ---------------------------------------------------------------- the database


@pytest.mark.parametrize("name", ["repayment", "repayment_reversal"])
def test_the_database_itself_keeps_what_was_received(branch: Branch, loan: bytes, name: str) -> None:
    branch.correct(branch.pay(loan, 5_000))
    table = metadata.tables[name]
    for statement in (update(table).values(posted_on=branch.today), delete(table)):
        with pytest.raises(DBAPIError, match="append-only"), writing(branch.engine) as connection:
            connection.execute(statement)


def test_two_batches_on_one_loan_wait_for_each_other(branch: Branch, loan: bytes) -> None:
    """Whoever comes second replays what the first committed; nothing is lost between them."""
    other = Branch(open_engine(branch.engine.url.render_as_string(hide_password=False)), branch.today, 5_000)
    ready = Barrier(2)

    def pay_from(one: Branch) -> None:
        for _ in range(10):
            body = one.payment(loan, 1_000)
            ready.wait(10)
            one.act(record_repayment, OFFICER, body)

    threads = [Thread(target=pay_from, args=(one,)) for one in (branch, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    other.engine.dispose()
    totals = branch.see(TOTALS, loan)
    assert totals.interest_minor + totals.principal_minor == 20_000
    assert branch.balance(OFFICER_CASH, staff=OFFICER) == 20_000


def test_a_batch_of_many_takes_a_handful_of_queries(branch: Branch) -> None:
    members = add_members(branch, 30)
    loans = [branch.lend(member=member) for member in members[:3]]
    branch.later(7)
    counts = []
    for some in (loans[:1], loans):
        bodies = [branch.payment(i, 1_000, member=m) for i, m in zip(some, members, strict=False)]
        counts.append(_statements(branch, bodies))
    assert counts[0] == counts[1] <= 20


def _statements(branch: Branch, bodies: list[RepaymentRecorded]) -> int:
    with branch.counting() as seen, branch.batch() as work:
        prefetch_repayments(work, bodies)
        for body in bodies:
            assert record_repayment(work, branch.caller(OFFICER), body).outcome == "applied"
            work.keep()
    return len(seen)


def test_everything_recorded_is_kept_as_recorded(branch: Branch, loan: bytes) -> None:
    meeting = an_id(77)
    body = branch.payment(
        loan,
        5_000,
        method="POS",
        reference="slip 9",
        meeting=meeting,
        note="by her son",
        repeat_reason="twice",
    )
    caller = branch.caller(OFFICER)
    branch.act(record_repayment, caller, body)

    kept = branch.repayment(body.repayment)
    assert (kept.operation, kept.loan, kept.member) == (caller.operation, loan, MEMBER)
    assert (kept.amount_minor, kept.method, kept.reference) == (5_000, "POS", "slip 9")
    assert (kept.meeting, kept.note, kept.repeat_reason) == (meeting, "by her son", "twice")
    assert (kept.recorded_at_ms, kept.receipt_number) == (caller.at_ms, body.receipt_number)
    assert (kept.received_by, kept.recorded_by) == (OFFICER, OFFICER)
