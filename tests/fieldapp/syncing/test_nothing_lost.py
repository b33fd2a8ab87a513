"""Recorded is acknowledged and waiting and needing attention together, by count and money, or it is told."""

from __future__ import annotations

import pytest

from fieldapp.store.chain.checking import PUT_BACK, Broken, hold
from fieldapp.store.outbox import Tally, append
from fieldapp.store.settle import settle
from fieldapp.syncing.nothing_lost import account_for_all
from shared.contract.bodies.lending import RepaymentRecorded
from shared.contract.bodies.people import MemberEnrolled
from shared.contract.exchange import Outcome
from tests.fieldapp.desk.branch import Branch
from tests.fieldapp.store.world import START, a_member, send_waiting, verdict


def pay(branch: Branch, amount_minor: int) -> None:
    author = branch.desk.author
    with branch.desk.store.transaction() as tx:
        body = RepaymentRecorded(author.ids.make(), None, bytes(16), amount_minor, "CASH", START, "K7-1")
        append(tx, author, body)


def enrol(branch: Branch) -> None:
    author = branch.desk.author
    with branch.desk.store.transaction() as tx:
        body = MemberEnrolled(author.ids.make(), bytes(16), "K7-M1", a_member(bytes(16)).profile)
        append(tx, author, body)


def answered(branch: Branch, *outcomes: Outcome) -> None:
    """The server takes what waits and says this of it, in order."""
    from fieldapp.store.outbox import operation_at

    taken = send_waiting(branch.desk.store, branch.server)
    said = []
    with branch.desk.store.read() as tx:
        for one, outcome in zip(taken, outcomes, strict=True):
            operation = operation_at(tx, one.seq)
            assert operation is not None
            said.append(verdict(operation, outcome))
    settle(branch.desk.store, branch.server.answer([], said), now_ms=1)


def test_an_empty_tablet_has_lost_nothing(branch: Branch) -> None:
    found = account_for_all(branch.desk)
    assert (found.recorded, found.missing, found.holds) == (Tally(), Tally(), True)
    assert found.journal_lacking is None


def test_every_operation_stands_somewhere_by_count_and_money(branch: Branch) -> None:
    pay(branch, 5_000)
    enrol(branch)
    pay(branch, 700)
    answered(branch, "applied", "applied", "suspended")
    pay(branch, 30)
    pay(branch, 4)
    found = account_for_all(branch.desk)
    assert found.recorded == Tally(5, 5_734)
    assert (found.acknowledged, found.waiting, found.attention) == (
        Tally(2, 5_000),
        Tally(2, 34),
        Tally(1, 700),
    )
    assert (found.missing, found.holds, found.server_seq) == (Tally(), True, 3)


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ("DELETE FROM outbox_subject WHERE seq = 1; DELETE FROM outbox_operation WHERE seq = 1", Tally(1, 0)),
        ("UPDATE outbox_operation SET value_minor = 1 WHERE seq = 2", Tally(0, 6_999)),
    ],
)
def test_what_is_gone_or_shown_with_another_amount_is_missing(
    branch: Branch, change: str, missing: Tally
) -> None:
    for amount in (5_000, 7_000, 9_000):
        pay(branch, amount)
    with branch.desk.store.transaction() as tx:
        tx.execute("DROP TRIGGER outbox_waiting_stays")
        for statement in change.split(";"):
            tx.execute(statement)
    found = account_for_all(branch.desk)
    assert (found.missing, found.holds) == (missing, False)


@pytest.mark.expects_errors
def test_a_store_that_was_put_back_holds_nothing_for_sure(branch: Branch) -> None:
    pay(branch, 5_000)
    with branch.desk.store.transaction() as tx:
        hold(tx, Broken(1, PUT_BACK))
    found = account_for_all(branch.desk)
    assert (found.missing, found.held, found.holds) == (Tally(), True, False)
