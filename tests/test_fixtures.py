"""The fixtures every other test trusts: databases that are really fresh, and guards that really fail."""

import logging
import socket

import pytest
from pytest_socket import SocketConnectBlockedError
from sqlalchemy import create_engine, inspect, text

from tests.databases import Databases


def _make_table(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE visit (id INTEGER PRIMARY KEY)"))
    engine.dispose()


def _tables(url: str) -> list[str]:
    engine = create_engine(url)
    try:
        return inspect(engine).get_table_names()
    finally:
        engine.dispose()


def test_an_engine_url_leads_to_an_empty_database_of_its_own(engine_url: str, databases: Databases) -> None:
    _make_table(engine_url)

    assert engine_url.startswith(databases.engine)
    assert _tables(engine_url) == ["visit"]
    assert _tables(databases.empty()) == []


def test_a_prepared_database_is_prepared_once_and_copied(databases: Databases) -> None:
    prepared: list[str] = []

    def prepare(url: str) -> None:
        prepared.append(url)
        _make_table(url)

    first = databases.prepared("fixtures", prepare)
    second = databases.prepared("fixtures", prepare)

    assert len(prepared) == 1
    assert len({first, second, *prepared}) == 3
    assert _tables(first) == _tables(second) == ["visit"]
    databases.discard(first)
    assert _tables(second) == ["visit"]


def test_no_test_reaches_beyond_this_machine() -> None:
    with socket.socket() as outside, pytest.raises(SocketConnectBlockedError):
        outside.connect(("192.0.2.1", 80))


@pytest.mark.expects_errors
def test_an_expected_error_may_be_logged() -> None:
    logging.getLogger("fieldapp.fixtures").error("expected")


@pytest.mark.expects_errors
def test_an_unexpected_error_fails_the_test_that_caused_it(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("from tests.conftest import no_unexpected_errors")
    pytester.makepyfile(
        """
        import logging

        def test_it():
            logging.getLogger("fieldapp").error("store.locked")
        """
    )

    result = pytester.runpytest_inprocess("-p", "no:socket", "-p", "no:pytest-qt")

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*fieldapp: store.locked*"])
