"""A session's keys and store go at the lock, whatever happens on the way."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fieldapp.background import Lanes, open_lanes
from fieldapp.screens.workplace.session import Means, Session, open_session
from fieldapp.store.author import SystemClock
from fieldapp.syncing.faults import Unreachable
from fieldapp.vault.keeping.keyring_access import FileKeyring
from fieldapp.vault.vault import Vault
from shared.contract.exchange import ExchangeRequest, ExchangeResponse
from tests.fieldapp.vault.tablet import Tablet, seeded


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
