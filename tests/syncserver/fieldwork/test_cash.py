"""The custody of cash: what an officer holds, hands over and has counted, to the minor unit."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from shared.contract.bodies.cash import CashFloatIssued, CashHandedOver, CashReceived, Denomination
from shared.contract.bodies.people import StaffChanged
from shared.contract.codec import encode
from shared.contract.records import (
    OPERATIONS_BUCKET,
    CashMovementRecord,
    decode_record,
    desk_bucket,
    team_bucket,
)
from shared.errors import RuleRefused
from syncserver.database.engine import writing
from syncserver.fieldwork.aggregates import Count, Movement
from syncserver.fieldwork.cash import (
    _counted_lines,
    hand_over_cash,
    issue_float,
    prefetch_movements,
    receive_cash,
    suspend_handover,
)
from syncserver.fieldwork.publishing import PUBLISHERS, records_of_staff
from syncserver.fieldwork.queries import MOVEMENTS
from syncserver.fieldwork.tables import cash_movement
from syncserver.ledger import accounts
from syncserver.ledger.queries import balance_minor, cash_in_hand_minor, faulty_entries
from syncserver.ledger.tables import journal_entry
from syncserver.people.queries import open_tasks_of
from syncserver.people.staff import change_staff
from tests.syncserver.builders import (
    ADMIN,
    COLLECTOR,
    FAR_OFFICER,
    NOBODY,
    OFFICER,
    OPERATIONS,
    OTHER_SUPERVISOR,
    SUPERVISOR,
    TODAY,
    Branch,
    a_caller,
    an_id,
)

FLOAT, HANDOVER, OTHER = an_id(301), an_id(302), an_id(303)
TOMORROW = TODAY + timedelta(days=1)
GIVEN = CashFloatIssued(FLOAT, OFFICER, 500_000, TODAY)
HANDED = CashHandedOver(HANDOVER, OPERATIONS, 300_000, TODAY, (Denomination(100_000, 3),), "bag 7")


def received(counted_minor: int, on: date = TODAY, *notes: Denomination) -> CashReceived:
    return CashReceived(HANDOVER, counted_minor, on, notes)


def balances(branch: Branch) -> Mapping[str, int]:
    """Debits minus credits of what cash can be in."""
    names = (
        accounts.BRANCH_CASH,
        accounts.OFFICER_CASH,
        accounts.CASH_IN_TRANSIT,
        accounts.CASH_SHORTAGE,
        accounts.CASH_OVERAGE,
    )
    with branch.read() as connection:
        assert faulty_entries(connection) == ()
        found = {name: balance_minor(connection, name) for name in names}
    return {name: balance for name, balance in found.items() if balance}


def test_from_float_to_count_the_ledger_follows_the_cash(branch: Branch) -> None:
    assert branch.act(issue_float, SUPERVISOR, GIVEN).outcome == "applied"
    assert balances(branch) == {"officer_cash": 500_000, "branch_cash": -500_000}
    assert branch.act(hand_over_cash, OFFICER, HANDED).outcome == "applied"
    assert balances(branch) == {
        "officer_cash": 200_000,
        "cash_in_transit": 300_000,
        "branch_cash": -500_000,
    }
    assert branch.act(receive_cash, OPERATIONS, received(300_000)).outcome == "applied"
    assert balances(branch) == {"officer_cash": 200_000, "branch_cash": -200_000}
    with branch.read() as connection:
        assert cash_in_hand_minor(connection, OFFICER) == 200_000
        assert cash_in_hand_minor(connection, COLLECTOR) == 0
        assert open_tasks_of(connection, OFFICER) == ()
        entries = connection.execute(select(journal_entry).order_by(journal_entry.c.operation)).all()
    assert [(entry.kind, entry.about_kind, entry.about) for entry in entries] == [
        ("float", "cash", FLOAT),
        ("handover", "cash", HANDOVER),
        ("handover_received", "cash", HANDOVER),
    ]


@pytest.mark.parametrize(
    ("counted_minor", "expected"),
    [
        (280_000, {"branch_cash": 280_000, "cash_shortage": 20_000, "officer_cash": -300_000}),
        (310_000, {"branch_cash": 310_000, "cash_overage": -10_000, "officer_cash": -300_000}),
        (0, {"cash_shortage": 300_000, "officer_cash": -300_000}),
    ],
)
def test_what_is_missing_or_too_much_has_its_account(
    branch: Branch, counted_minor: int, expected: dict[str, int]
) -> None:
    branch.act(hand_over_cash, OFFICER, HANDED)
    assert branch.act(receive_cash, SUPERVISOR, received(counted_minor)).outcome == "applied"
    assert balances(branch) == expected
    with branch.read() as connection:
        assert len(open_tasks_of(connection, OFFICER)) == 1


@given(st.integers(1, 10**14), st.integers(0, 10**14))
def test_any_count_balances(amount_minor: int, counted_minor: int) -> None:
    count = Count(OPERATIONS, counted_minor, TODAY, (), "")
    moved = Movement(HANDOVER, an_id(1), "HANDOVER", "RECEIVED", OFFICER, OFFICER, None, amount_minor, TODAY)
    lines = _counted_lines(moved, count)
    assert sum(line.debit_minor for line in lines) == sum(line.credit_minor for line in lines)
    assert all(line.debit_minor >= 0 and line.credit_minor >= 0 for line in lines)


# ---------------------------------------------------------------- float


@pytest.mark.parametrize(
    ("staff", "body", "code"),
    [
        (SUPERVISOR, CashFloatIssued(FLOAT, SUPERVISOR, 1, TODAY), "maker_is_checker"),
        (SUPERVISOR, CashFloatIssued(FLOAT, OPERATIONS, 1, TODAY), "cash.not_an_officer"),
        (SUPERVISOR, CashFloatIssued(FLOAT, NOBODY, 1, TODAY), "cash.not_an_officer"),
        (SUPERVISOR, CashFloatIssued(FLOAT, FAR_OFFICER, 1, TODAY), "out_of_scope"),
        (OPERATIONS, CashFloatIssued(FLOAT, OFFICER, 1, TOMORROW), "cash.in_future"),
    ],
)
def test_which_floats_are_refused(branch: Branch, staff: bytes, body: CashFloatIssued, code: str) -> None:
    with pytest.raises(RuleRefused) as refused:
        branch.act(issue_float, staff, body)
    assert refused.value.code == code
    assert balances(branch) == {}


def test_a_float_counts_once(branch: Branch) -> None:
    branch.act(issue_float, OPERATIONS, GIVEN)
    assert branch.act(issue_float, OPERATIONS, GIVEN).outcome == "superseded"
    assert balances(branch) == {"officer_cash": 500_000, "branch_cash": -500_000}


# ---------------------------------------------------------------- handover


def test_a_handover_counts_once(branch: Branch) -> None:
    with branch.batch() as work:
        prefetch_movements(work, [HANDED])
        assert branch.handle(work, hand_over_cash, OFFICER, HANDED).outcome == "applied"
        assert branch.handle(work, hand_over_cash, OFFICER, HANDED).outcome == "superseded"
    assert branch.act(hand_over_cash, OFFICER, HANDED).outcome == "superseded"
    assert balances(branch) == {"cash_in_transit": 300_000, "officer_cash": -300_000}


@pytest.mark.parametrize(
    ("staff", "body", "doubt"),
    [
        (OFFICER, HANDED, "The device was revoked."),
        (OFFICER, CashHandedOver(HANDOVER, NOBODY, 300_000, TODAY), ""),
        (OFFICER, CashHandedOver(HANDOVER, COLLECTOR, 300_000, TODAY), ""),
        (OFFICER, CashHandedOver(HANDOVER, OFFICER, 300_000, TODAY), ""),
        (SUPERVISOR, CashHandedOver(HANDOVER, SUPERVISOR, 300_000, TODAY), ""),
        (OFFICER, CashHandedOver(HANDOVER, OPERATIONS, 300_000, TOMORROW), ""),
        (OFFICER, CashHandedOver(HANDOVER, OPERATIONS, 300_000, TODAY, (Denomination(100, 1),)), ""),
        (NOBODY, HANDED, "Nobody knows this person."),
    ],
)
def test_a_doubtful_handover_is_kept_and_told(
    branch: Branch, staff: bytes, body: CashHandedOver, doubt: str
) -> None:
    ruling = branch.act(hand_over_cash, staff, body, doubt=doubt)
    assert (ruling.outcome, ruling.code) == ("suspended", "cash.doubtful_handover")
    assert balances(branch) == {"cash_in_transit": 300_000, "officer_cash": -300_000}
    found = branch.get(MOVEMENTS, HANDOVER)
    assert found is not None and (found.state, found.from_staff) == ("OPEN", staff)
    with branch.read() as connection:
        assert len(open_tasks_of(connection, staff)) == 1


def test_nothing_is_posted_on_a_day_that_has_not_come(branch: Branch) -> None:
    branch.act(hand_over_cash, OFFICER, CashHandedOver(HANDOVER, OPERATIONS, 300_000, TOMORROW))
    with branch.read() as connection:
        assert connection.scalars(select(journal_entry.c.value_on)).all() == [TODAY]
    assert branch.act(receive_cash, OPERATIONS, received(300_000)).outcome == "applied"


def test_a_handover_suspended_for_another_reason_keeps_that_reason(branch: Branch) -> None:
    with branch.batch() as work:
        ruling = suspend_handover(
            work, a_caller(OFFICER), HANDED, "depends_on", "What it depends on was refused."
        )
        work.keep()
    assert (ruling.outcome, ruling.code, ruling.detail) == (
        "suspended",
        "depends_on",
        "What it depends on was refused.",
    )
    assert balances(branch) == {"cash_in_transit": 300_000, "officer_cash": -300_000}


def test_another_handover_under_a_taken_id_is_told_not_swallowed(branch: Branch) -> None:
    branch.act(hand_over_cash, OFFICER, HANDED)
    other = CashHandedOver(HANDOVER, OPERATIONS, 7, TODAY)
    assert branch.act(hand_over_cash, COLLECTOR, other).outcome == "suspended"
    assert balances(branch) == {"cash_in_transit": 300_000, "officer_cash": -300_000}
    with branch.read() as connection:
        assert len(open_tasks_of(connection, COLLECTOR)) == 1


# ---------------------------------------------------------------- count


@pytest.mark.parametrize(
    ("staff", "body", "code"),
    [
        (OFFICER, received(300_000), "maker_is_checker"),
        (OTHER_SUPERVISOR, received(300_000), "out_of_scope"),
        (OPERATIONS, received(300_000, TOMORROW), "cash.in_future"),
        (OPERATIONS, received(300_000, TODAY - timedelta(days=1)), "cash.before_handover"),
        (OPERATIONS, received(300_000, TODAY, Denomination(1, 1)), "cash.denominations"),
        (OPERATIONS, CashReceived(NOBODY, 300_000, TODAY), "out_of_scope"),
        (OPERATIONS, CashReceived(FLOAT, 500_000, TODAY), "out_of_scope"),
    ],
)
def test_which_counts_are_refused(branch: Branch, staff: bytes, body: CashReceived, code: str) -> None:
    branch.act(issue_float, SUPERVISOR, GIVEN)
    branch.act(hand_over_cash, OFFICER, HANDED)
    before = balances(branch)
    with pytest.raises(RuleRefused) as refused:
        branch.act(receive_cash, staff, body)
    assert refused.value.code == code
    assert balances(branch) == before


def test_a_handover_is_counted_once(branch: Branch) -> None:
    branch.act(hand_over_cash, OFFICER, HANDED)
    branch.act(receive_cash, SUPERVISOR, received(300_000))
    for staff in (SUPERVISOR, OPERATIONS, ADMIN):
        with pytest.raises(RuleRefused) as refused:
            branch.act(receive_cash, staff, received(299_000))
        assert refused.value.code == "cash.already_received"
    assert balances(branch) == {"officer_cash": -300_000, "branch_cash": 300_000}
    found = branch.get(MOVEMENTS, HANDOVER)
    assert found is not None and found.count == Count(SUPERVISOR, 300_000, TODAY, (), "")


def test_a_branch_person_never_counts_their_own_handover(branch: Branch) -> None:
    branch.act(hand_over_cash, ADMIN, HANDED)
    with pytest.raises(RuleRefused) as refused:
        branch.act(receive_cash, ADMIN, received(300_000))
    assert refused.value.code == "maker_is_checker"


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"state": "RECEIVED", "counted_by": OFFICER, "counted_minor": 1}, "maker_is_not_checker"),
        ({"state": "RECEIVED"}, "received_when_counted"),
        ({"counted_by": OPERATIONS, "counted_minor": 1}, "received_when_counted"),
        ({"amount_minor": 0}, "amount"),
        ({"from_staff": COLLECTOR}, "handed_over_by_its_maker"),
        ({"kind": "FLOAT", "to_staff": OFFICER}, "float_is_for_somebody_else"),
        ({"state": "LOST"}, "state"),
    ],
)
def test_the_database_keeps_the_rules_as_well(branch: Branch, values: dict[str, object], rule: str) -> None:
    branch.act(hand_over_cash, OFFICER, HANDED)
    with pytest.raises(IntegrityError, match=rule), writing(branch.engine) as connection:
        connection.execute(update(cash_movement).values(**values))


# ---------------------------------------------------------------- records


def test_records_live_with_everybody_concerned(branch: Branch) -> None:
    branch.act(issue_float, SUPERVISOR, GIVEN)
    branch.act(hand_over_cash, OFFICER, HANDED)
    concerned = {desk_bucket(OFFICER), team_bucket(SUPERVISOR)}
    with branch.batch() as work:
        found = PUBLISHERS["cash"](work, [FLOAT, HANDOVER, NOBODY])
        assert set(found) == {FLOAT, HANDOVER}
        assert found[FLOAT].buckets == concerned
        assert found[HANDOVER].buckets == concerned | {desk_bucket(OPERATIONS), OPERATIONS_BUCKET}
        assert records_of_staff(work, OFFICER) == (("cash", HANDOVER),)
        assert records_of_staff(work, OPERATIONS) == (("cash", HANDOVER),)
    branch.act(receive_cash, SUPERVISOR, received(299_000))
    assert branch.published[0] == ("cash", HANDOVER)
    with branch.batch() as work:
        counted = PUBLISHERS["cash"](work, [HANDOVER])[HANDOVER]
        assert records_of_staff(work, OFFICER) == ()
    assert counted.buckets == concerned | {desk_bucket(OPERATIONS)}
    assert decode_record("cash", encode(counted.body)) == CashMovementRecord(
        "HANDOVER",
        "RECEIVED",
        OFFICER,
        OPERATIONS,
        300_000,
        TODAY,
        299_000,
        SUPERVISOR,
        "bag 7",
    )


def test_open_cash_follows_the_officer_to_a_new_supervisor(branch: Branch) -> None:
    branch.act(hand_over_cash, OFFICER, HANDED)
    branch.act(change_staff, ADMIN, StaffChanged(OFFICER, OTHER_SUPERVISOR, "ACTIVE"))
    with branch.batch() as work:
        assert team_bucket(OTHER_SUPERVISOR) in PUBLISHERS["cash"](work, [HANDOVER])[HANDOVER].buckets
    with pytest.raises(RuleRefused):
        branch.act(receive_cash, SUPERVISOR, received(300_000))
    assert branch.act(receive_cash, OTHER_SUPERVISOR, received(300_000)).outcome == "applied"
