"""Entries balance or are never posted, and what was posted can never be changed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, NullPool, create_engine, select
from sqlalchemy.exc import DBAPIError

from syncserver.database.bulk import insert_rows
from syncserver.database.engine import reading, writing
from syncserver.database.work import Work
from syncserver.ledger import accounts
from syncserver.ledger.journal import BadEntry, Entry, Line, credit, debit, mirror, post
from syncserver.ledger.queries import (
    balance_minor,
    balances_by_loan,
    balances_by_staff,
    cash_in_hand_minor,
    faulty_entries,
    trial_balance,
)
from syncserver.ledger.tables import journal_entry, journal_line
from tests.syncserver.builders import NOW_MS, TODAY, an_id

ADA, BOLA, LOAN = an_id(1), an_id(2), an_id(3)


def an_entry(*lines: Line, operation: bytes = an_id(9)) -> Entry:
    return Entry("repayment", date(2026, 2, 27), "repayment", an_id(8), operation, lines)


def posted(engine: Engine, *entries: Entry) -> None:
    with writing(engine) as connection:
        work = Work(connection, now_ms=NOW_MS, today=TODAY)
        for entry in entries:
            post(work, entry)
        work.keep()
        work.flush()


def a_repayment(amount_minor: int, staff: bytes = ADA, operation: bytes = an_id(9)) -> Entry:
    return an_entry(
        debit(accounts.OFFICER_CASH, amount_minor, staff=staff),
        credit(accounts.INTEREST_INCOME, amount_minor // 4, loan=LOAN),
        credit(accounts.LOAN_PRINCIPAL, amount_minor - amount_minor // 4, loan=LOAN),
        operation=operation,
    )


def test_an_entry_is_posted_today_whatever_day_it_tells_of(engine: Engine) -> None:
    posted(engine, a_repayment(1000))
    with reading(engine) as connection:
        entry = connection.execute(select(journal_entry)).one()
        lines = connection.execute(select(journal_line).order_by(journal_line.c.line)).all()
    assert (entry.value_on, entry.posted_on, entry.posted_at_ms) == (date(2026, 2, 27), TODAY, NOW_MS)
    assert [(line.account, line.debit_minor, line.credit_minor) for line in lines] == [
        ("officer_cash", 1000, 0),
        ("interest_income", 0, 250),
        ("loan_principal", 0, 750),
    ]


def test_several_entries_of_one_operation_stand_side_by_side(engine: Engine) -> None:
    entry = a_repayment(1000)
    undone = an_entry(*mirror(entry.lines))
    posted(engine, entry, undone, a_repayment(400))
    with reading(engine) as connection:
        assert cash_in_hand_minor(connection, ADA) == 400
        assert [row.number for row in connection.execute(select(journal_entry))] == [0, 1, 2]
        assert faulty_entries(connection) == ()


def test_lines_of_nothing_are_left_out(engine: Engine) -> None:
    posted(engine, an_entry(debit(accounts.BANK, 0), credit(accounts.SUSPENSE, 0)))
    posted(engine, an_entry(debit(accounts.BANK, 5), credit(accounts.SUSPENSE, 5), debit(accounts.BANK, 0)))
    with reading(engine) as connection:
        assert len(connection.execute(select(journal_entry)).all()) == 1
        assert len(connection.execute(select(journal_line)).all()) == 2


@pytest.mark.parametrize(
    "lines",
    [
        (Line("bank", 5, 0), Line("suspense", 0, 4)),
        (Line("bank", 5, 0),),
        (Line("bank", 5, 5),),
        (Line("bank", -5, 0), Line("suspense", 0, -5)),
        (Line("pocket", 5, 0), Line("suspense", 0, 5)),
    ],
    ids=["unbalanced", "one-sided", "two sides in one line", "negative", "unknown account"],
)
def test_a_bad_entry_leaves_nothing_to_write(engine: Engine, lines: tuple[Line, ...]) -> None:
    with writing(engine) as connection:
        work = Work(connection, now_ms=NOW_MS, today=TODAY)
        with pytest.raises(BadEntry):
            post(work, an_entry(*lines))
        work.keep()
        work.flush()
        assert connection.execute(select(journal_entry)).all() == []
        assert connection.execute(select(journal_line)).all() == []


@given(st.lists(st.tuples(st.booleans(), st.integers(-(10**9), 10**9)), min_size=1, max_size=8))
def test_debit_and_credit_of_any_sign_keep_their_sum(sides: list[tuple[bool, int]]) -> None:
    lines = [debit("bank", amount) if is_debit else credit("bank", amount) for is_debit, amount in sides]
    expected = sum(amount if is_debit else -amount for is_debit, amount in sides)
    assert sum(line.debit_minor - line.credit_minor for line in lines) == expected
    assert all(min(line.debit_minor, line.credit_minor) == 0 for line in lines)
    undone = sum(line.debit_minor - line.credit_minor for line in mirror(lines))
    assert undone == -expected


def test_an_operation_that_was_discarded_posts_nothing(engine: Engine) -> None:
    with writing(engine) as connection:
        work = Work(connection, now_ms=NOW_MS, today=TODAY)
        post(work, a_repayment(1000))
        work.discard()
        post(work, a_repayment(300))
        work.keep()
        work.flush()
        assert cash_in_hand_minor(connection, ADA) == 300
        assert [row.number for row in connection.execute(select(journal_entry))] == [0]


@pytest.mark.parametrize("table", ["journal_entry", "journal_line"])
@pytest.mark.parametrize("act", ["UPDATE {} SET number = 7", "DELETE FROM {}"])
def test_the_database_refuses_to_change_the_journal(engine: Engine, table: str, act: str) -> None:
    posted(engine, a_repayment(1000))
    with (
        pytest.raises(DBAPIError, match=f"{table} is append-only"),
        writing(engine) as connection,
    ):
        connection.exec_driver_sql(act.format(table))
    with reading(engine) as connection:
        assert cash_in_hand_minor(connection, ADA) == 1000


@pytest.mark.parametrize("table", ["journal_entry", "journal_line"])
def test_the_database_refuses_to_empty_the_journal(engine: Engine, table: str) -> None:
    posted(engine, a_repayment(1000))
    empty = "DELETE FROM {} WHERE 1" if engine.dialect.name == "sqlite" else "TRUNCATE {} CASCADE"
    with pytest.raises(DBAPIError, match="append-only"), writing(engine) as connection:
        connection.exec_driver_sql(empty.format(table))


def test_the_journal_cannot_be_overwritten_by_an_insert(engine: Engine) -> None:
    posted(engine, a_repayment(1000))
    if engine.dialect.name == "sqlite":
        overwrite = "INSERT OR REPLACE INTO journal_line SELECT {} FROM journal_line WHERE line = 0"
    else:
        overwrite = (
            "INSERT INTO journal_line SELECT {} FROM journal_line WHERE line = 0"
            " ON CONFLICT (operation, number, line) DO UPDATE SET debit_minor = excluded.debit_minor"
        )
    columns = "operation, number, line, account, 999999, credit_minor, staff, loan"
    with pytest.raises(DBAPIError, match="append-only"), writing(engine) as connection:
        connection.exec_driver_sql(overwrite.format(columns))
    with reading(engine) as connection:
        assert cash_in_hand_minor(connection, ADA) == 1000


def test_a_program_that_is_not_this_server_is_refused_too(engine: Engine) -> None:
    posted(engine, a_repayment(1000))
    other = create_engine(engine.url, poolclass=NullPool)
    with pytest.raises(DBAPIError, match="append-only"), other.begin() as connection:
        connection.exec_driver_sql("UPDATE journal_line SET debit_minor = 1 WHERE debit_minor > 0")


@pytest.mark.parametrize(
    ("debit_minor", "credit_minor"), [(-1, 0), (0, 0), (3, 3)], ids=["negative", "nothing", "both sides"]
)
def test_a_line_is_one_side_by_constraint(engine: Engine, debit_minor: int, credit_minor: int) -> None:
    row = {
        "operation": an_id(1),
        "number": 0,
        "line": 0,
        "account": "bank",
        "debit_minor": debit_minor,
        "credit_minor": credit_minor,
        "staff": None,
        "loan": None,
    }
    with pytest.raises(Exception, match="one_side"), writing(engine) as connection:
        insert_rows(connection, journal_line, [row])


def test_balances_are_sums_by_account_person_and_loan(engine: Engine) -> None:
    posted(engine, a_repayment(1000), a_repayment(600, BOLA))
    with reading(engine) as connection:
        assert balance_minor(connection, accounts.OFFICER_CASH) == 1600
        assert balance_minor(connection, accounts.INTEREST_INCOME, loan=LOAN) == -400
        assert balance_minor(connection, accounts.OFFICER_CASH, staff=BOLA) == 600
        assert balance_minor(connection, accounts.BANK) == 0
        assert balances_by_staff(connection, accounts.OFFICER_CASH) == {ADA: 1000, BOLA: 600}
        assert balances_by_staff(connection, accounts.OFFICER_CASH, [BOLA]) == {BOLA: 600}
        assert balances_by_loan(connection, accounts.LOAN_PRINCIPAL) == {LOAN: -1200}
        assert balances_by_loan(connection, accounts.LOAN_PRINCIPAL, [an_id(77)]) == {}
        totals = trial_balance(connection)
    assert [total.account for total in totals] == ["interest_income", "loan_principal", "officer_cash"]
    assert sum(total.debit_minor - total.credit_minor for total in totals) == 0
    assert all(type(total.debit_minor) is int for total in totals)


def test_what_was_written_past_the_journal_is_found(engine: Engine) -> None:
    posted(engine, a_repayment(1000))
    line: dict[str, object] = {"number": 0, "line": 9, "account": "bank", "staff": None, "loan": None}
    entry: dict[str, object] = {
        "operation": an_id(51),
        "number": 0,
        "kind": "x",
        "value_on": TODAY,
        "posted_on": TODAY,
        "posted_at_ms": NOW_MS,
        "about_kind": "x",
        "about": an_id(1),
    }
    with writing(engine) as connection:
        insert_rows(
            connection, journal_line, [line | {"operation": an_id(9), "debit_minor": 1, "credit_minor": 0}]
        )
        insert_rows(connection, journal_entry, [entry])
        assert faulty_entries(connection) == ((an_id(9), 0), (an_id(51), 0))


def test_a_line_without_its_entry_is_refused_at_commit(engine: Engine) -> None:
    row = {"operation": an_id(50), "number": 0, "line": 0, "account": "bank", "staff": None, "loan": None}
    with pytest.raises(DBAPIError, match=r"(?i)foreign key"), writing(engine) as connection:
        insert_rows(connection, journal_line, [row | {"debit_minor": 1, "credit_minor": 0}])


def test_each_payment_method_has_its_account() -> None:
    methods = ("CASH", "TRANSFER", "POS", "MOBILE", "USSD", "OTHER")
    found = [accounts.cash_account(method) for method in methods]
    assert len(set(found)) == len(methods)
    assert set(found) <= set(accounts.NORMAL_SIDE)
