"""A handover is counted once, by the one it was handed to; a float goes to an officer at work."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from fieldapp.operations.receive_cash import (
    CountForm,
    FloatForm,
    count_handovers,
    issue_float,
    load_handovers,
    receive_cash,
)
from shared.contract.bodies.cash import CashFloatIssued, CashReceived, Denomination
from shared.contract.records import CashMovementRecord, team_bucket
from shared.ids import CashMovementId, StaffId
from tests.fieldapp.desk.branch import (
    BOSS,
    BRANCH,
    FAR,
    ME,
    NOBODY,
    TODAY,
    Branch,
    a_handover,
    refused,
    statements,
)

HANDOVER = CashMovementId(b"cash-00000000001")


@pytest.fixture(autouse=True)
def handed_over(branch: Branch) -> None:
    """A far officer handed 1 500 to the person at this tablet."""
    branch.put("cash", HANDOVER, a_handover(150_000), team_bucket(BOSS))
    branch.be("OPERATIONS")


def put(branch: Branch, record: CashMovementRecord) -> None:
    branch.put("cash", HANDOVER, record, team_bucket(BOSS))
    branch.sync()


def a_count(**changes: object) -> CountForm:
    form = CountForm(HANDOVER, TODAY, ((100_000, 1), (50_000, 1)))
    return replace(form, **changes)  # type: ignore[arg-type]  # as each test names it


def a_float(branch: Branch, **changes: object) -> FloatForm:
    form = FloatForm(CashMovementId(branch.new_id()), FAR, 100_000, TODAY)
    return replace(form, **changes)  # type: ignore[arg-type]  # as each test names it


def test_what_waits_to_be_counted_says_from_whom(branch: Branch) -> None:
    (row,) = load_handovers(branch.desk)
    assert (row.from_name, row.to_name, row.mine) == ("Zainab Garba", "Bisi Ade", True)


def test_a_count_settles_the_handover(branch: Branch) -> None:
    counted = receive_cash(branch.desk, a_count())
    assert (counted.state, counted.counted_minor) == ("RECEIVED", 150_000)
    notes = (Denomination(100_000, 1), Denomination(50_000, 1))
    assert branch.recorded() == [CashReceived(HANDOVER, 150_000, TODAY, notes)]
    assert load_handovers(branch.desk) == ()


def test_the_same_count_twice_is_one(branch: Branch) -> None:
    assert receive_cash(branch.desk, a_count()) == receive_cash(branch.desk, a_count())
    with refused("cash.already_counted"):
        receive_cash(branch.desk, a_count(denominations=((50_000, 1),)))
    assert len(branch.recorded()) == 1


def test_a_difference_wants_a_note(branch: Branch) -> None:
    short = a_count(denominations=((100_000, 1),))
    with refused("cash.variance_note"):
        receive_cash(branch.desk, short)
    assert receive_cash(branch.desk, replace(short, note="one note missing")).counted_minor == 100_000


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"movement": CashMovementId(NOBODY)}, "cash.unknown"),
        ({"on": TODAY + timedelta(days=1)}, "repayment.future_date"),
        ({"denominations": ((1, -1),)}, "cash.bad_denomination"),
        ({"note": "x" * 301}, "form.not_accepted"),
    ],
)
def test_what_may_not_be_counted_is_refused(branch: Branch, changes: dict[str, object], code: str) -> None:
    with refused(code):
        receive_cash(branch.desk, a_count(**changes))


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (a_handover(150_000, by=ME, to=BRANCH), "cash.own"),
        (a_handover(150_000, to=BRANCH), "cash.not_yours"),
        (
            CashMovementRecord("FLOAT", "OPEN", None, FAR, 150_000, TODAY, None, None, ""),
            "cash.not_a_handover",
        ),
    ],
)
def test_who_may_not_count_is_refused(branch: Branch, record: CashMovementRecord, code: str) -> None:
    put(branch, record)
    with refused(code):
        receive_cash(branch.desk, a_count())


def test_a_float_is_given_once(branch: Branch) -> None:
    form = a_float(branch)
    first = issue_float(branch.desk, form)
    assert (first.kind, first.to_staff, first.amount_minor) == ("FLOAT", FAR, 100_000)
    assert issue_float(branch.desk, form) == first
    with refused("cash.already_issued"):
        issue_float(branch.desk, replace(form, amount_minor=1))
    assert branch.recorded() == [CashFloatIssued(form.movement, FAR, 100_000, TODAY)]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount_minor": 0}, "amount.zero"),
        ({"amount_minor": -5}, "amount.negative"),
        ({"officer": ME}, "cash.to_oneself"),
        ({"officer": BOSS}, "cash.bad_receiver"),
        ({"officer": StaffId(NOBODY)}, "cash.bad_receiver"),
        ({"on": TODAY - timedelta(days=8)}, "repayment.too_old"),
    ],
)
def test_a_float_that_may_not_be_given_is_refused(
    branch: Branch, changes: dict[str, object], code: str
) -> None:
    with refused(code):
        issue_float(branch.desk, a_float(branch, **changes))
    assert branch.recorded() == []


def test_an_officer_counts_and_gives_nothing(branch: Branch) -> None:
    branch.be("CREDIT_OFFICER")
    with refused("role"):
        receive_cash(branch.desk, a_count())
    with refused("role"):
        issue_float(branch.desk, a_float(branch))
    branch.be("OPERATIONS")
    branch.change_state(lease_until_ms=1)
    with refused("lease"):
        receive_cash(branch.desk, a_count())


def test_an_administrator_may_count_for_others(branch: Branch) -> None:
    branch.be("ADMIN")
    assert [row.mine for row in load_handovers(branch.desk)] == [True]


def test_how_long_a_handover_has_waited_is_said(branch: Branch) -> None:
    (row,) = load_handovers(branch.desk)
    assert row.age_days == (branch.clock.day - row.movement.on).days


def test_what_waits_is_counted_without_being_read(branch: Branch) -> None:
    branch.put("cash", b"cash-00000000002", a_handover(1_000, to=BOSS), team_bucket(BOSS))
    branch.sync()
    assert count_handovers(branch.desk) == 1
    assert [sql.startswith("SELECT count(*)") for sql in statements(branch, count_handovers)] == [True]
    receive_cash(branch.desk, a_count())
    assert count_handovers(branch.desk) == 0
