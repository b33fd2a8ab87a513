"""Bodies that hardly move: they are given up after a while, and hold up nobody meanwhile."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import httpx
import pytest

from tests.databases import Databases
from tests.syncserver.http_world import MEDIA_TYPE, installed, serving

PATIENCE_S = 2
PATHS = ("/sync/exchange", "/enrolment", "/enrolment/sign-in", "/contact", "/contact/journal", "/files")


@pytest.fixture(scope="module")
def address(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server process of its own, with little patience."""
    folder = tmp_path_factory.mktemp("slow")
    url = databases.empty()
    environment = {
        "SYNCSERVER_DATA_FOLDER": str(folder),
        "SYNCSERVER_DATABASE_URL": url,
        "SYNCSERVER_BODY_SECONDS": str(PATIENCE_S),
    }
    installed(environment)
    with serving(environment, Path(folder) / "log") as found:
        yield found
    databases.discard(url)


def begun(address: str, path: str, length: int) -> socket.socket:
    """A connection on which the head of a request was sent and nothing of its body."""
    url = httpx.URL(address)
    connection = socket.create_connection((url.host, url.port or 80))
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {url.host}\r\nContent-Type: {MEDIA_TYPE}\r\n"
        f"Content-Encoding: zstd\r\nContent-Length: {length}\r\n\r\n"
    )
    connection.sendall(head.encode())
    return connection


def said(connection: socket.socket, within_s: float) -> tuple[int, bytes]:
    """The status and everything that came until the other end closed, which it does in time."""
    connection.settimeout(within_s)
    answer = bytearray()
    while part := connection.recv(65_536):
        answer += part
    found = re.match(rb"HTTP/1.1 (\d+) ", bytes(answer))
    assert found is not None, answer
    return int(found[1]), bytes(answer)


@pytest.mark.parametrize("path", PATHS)
def test_a_body_of_which_nothing_comes_is_given_up(address: str, path: str) -> None:
    began = time.monotonic()
    with closing(begun(address, path, 100_000)) as connection:
        status, answer = said(connection, PATIENCE_S + 5)
    assert status == 408
    assert b'"code":"too_slow"' in answer
    assert PATIENCE_S - 0.5 < time.monotonic() - began < PATIENCE_S + 4


def test_a_byte_now_and_then_gains_next_to_no_time(address: str) -> None:
    began = time.monotonic()
    with closing(begun(address, "/sync/exchange", 100_000)) as connection:
        connection.settimeout(0.2)
        answer = b""
        while not answer and time.monotonic() - began < 20:
            connection.sendall(b"x")
            try:
                answer = connection.recv(4096)
            except TimeoutError:
                continue
    assert b" 408 " in answer
    assert time.monotonic() - began < PATIENCE_S + 4


def test_a_body_that_moves_over_a_slow_link_is_waited_for(address: str) -> None:
    """Twice the patience at a kilobyte a second: it is read whole, and answered for what it is."""
    with closing(begun(address, "/sync/exchange", 4_096)) as connection:
        for _ in range(8):
            connection.sendall(bytes(512))
            time.sleep(0.5)
        connection.settimeout(5)
        assert b"HTTP/1.1 40" in (answer := connection.recv(4096))
        assert b" 408 " not in answer


def test_many_of_them_hold_up_nobody(address: str) -> None:
    with ExitStack() as held:
        for _ in range(100):
            held.enter_context(closing(begun(address, "/sync/exchange", 1_000_000)))
        began = time.monotonic()
        assert httpx.get(f"{address}/health", trust_env=False).status_code == 200
        assert time.monotonic() - began < 2
    assert httpx.get(f"{address}/health", trust_env=False).status_code == 200
