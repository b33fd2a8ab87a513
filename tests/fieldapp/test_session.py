"""A session's keys and store go at the lock, whatever happens on the way."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fieldapp.background import Lanes, open_lanes
from fieldapp.screens.workplace.session import Means, Session, open_session
from fieldapp.store.author import SystemClock
from fieldapp.store.chain.checking import newest
from fieldapp.store.outbox import append
from fieldapp.syncing.faults import Unreachable
from fieldapp.vault.keeping.head_mark import MarkedHead
from fieldapp.vault.keeping.keyring_access import FileKeyring
from fieldapp.vault.vault import Vault
from shared.contract.bodies.lending import RepaymentRecorded
from shared.contract.exchange import ExchangeRequest, ExchangeResponse
from tests.fieldapp.vault.tablet import PIN, Tablet, seeded


class NoNetwork:
    """A way to the server that is always down."""

    def exchange(self, request: ExchangeRequest) -> ExchangeResponse:
        raise Unreachable()


@pytest.fixture
def lanes(qtbot: QtBot) -> Iterator[Lanes]:
    opened = open_lanes()
    yield opened
    opened.close()


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Tablet(tmp_path / "data", FileKeyring(tmp_path / "keyring")).enrol()


def opened(vault: Vault, lanes: Lanes) -> Session:
    assert vault.keys is not None
    means = Means(SystemClock(bytes(16)), seeded(3), lanes, lambda identity, keys: NoNetwork())
    return open_session(vault, vault.keys, means)


def close(session: Session, qtbot: QtBot) -> None:
    closed: list[bool] = []
    session.close(lambda: closed.append(True))
    qtbot.waitUntil(lambda: closed == [True])


def test_the_lock_lets_go_of_the_keys(vault: Vault, lanes: Lanes, qtbot: QtBot) -> None:
    session = opened(vault, lanes)
    close(session, qtbot)
    assert vault.keys is None
    assert session.run_round() is None


def record(session: Session) -> None:
    desk = session.desk
    with desk.store.transaction() as tx:
        body = RepaymentRecorded(desk.author.ids.make(), None, bytes(16), 5, "CASH", date(2026, 1, 5), "D1-1")
        append(tx, desk.author, body)


def test_the_head_is_marked_at_each_round_each_minute_and_at_the_lock(
    vault: Vault, lanes: Lanes, qtbot: QtBot
) -> None:
    session = opened(vault, lanes)
    marked = []
    for act in (session.run_round, session.keep_mark, lambda: close(session, qtbot)):
        record(session)
        assert vault.head_mark.read() != newest_of(session)
        act()
        marked.append(vault.head_mark.read())
    assert [mark.seq for mark in marked if mark] == [1, 2, 3]
    session = opened_again(vault, lanes)
    assert vault.head_mark.read() == newest_of(session)
    close(session, qtbot)


def newest_of(session: Session) -> MarkedHead:
    with session.desk.store.read() as tx:
        return newest(tx)


def opened_again(vault: Vault, lanes: Lanes) -> Session:
    vault.unlock(PIN)
    return opened(vault, lanes)


@pytest.mark.expects_errors
def test_the_keys_go_also_when_the_store_cannot_be_closed(
    vault: Vault,
    lanes: Lanes,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    session = opened(vault, lanes)
    real_close = session.desk.store.close

    def fails() -> None:
        real_close()
        raise OSError("the disk is gone")

    monkeypatch.setattr(session.desk.store, "close", fails)
    with caplog.at_level(logging.ERROR):
        close(session, qtbot)
    assert vault.keys is None
    assert "session_close_failed fault=OSError" in caplog.text
