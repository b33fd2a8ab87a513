"""The bad network does what it says, and nothing that TCP would not let happen."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from random import Random

import pytest

from tests.simulation.chaos.proxy import fault_proxy

_SAID = bytes(range(256)) * 200


@pytest.fixture
def echo() -> Iterator[tuple[str, list[bytes]]]:
    """A server that says again what it hears until there is no more, and what it has heard."""
    heard: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                end, _ = listener.accept()
            except OSError:
                return
            with end, suppress(OSError):
                heard.append(_all_of(end))
                end.sendall(heard[-1])

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}", heard
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()


def test_without_faults_everything_passes(echo: tuple[str, list[bytes]]) -> None:
    url, heard = echo
    with fault_proxy(url, Random(1)) as proxy:
        assert _asked(proxy.url) == _SAID
    assert (heard, proxy.met.total()) == ([_SAID], 0)


def test_with_faults_what_passes_is_the_beginning_of_what_was_sent(echo: tuple[str, list[bytes]]) -> None:
    url, heard = echo
    with fault_proxy(url, Random(2)) as proxy:
        proxy.chance = 100
        answers = [_asked(proxy.url) for _ in range(25)]
    assert all(_SAID.startswith(one) for one in (*answers, *heard))
    assert len(proxy.met) >= 4
    assert len(set(map(len, answers))) > 3


def _asked(url: str) -> bytes:
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as end:
        try:
            end.sendall(_SAID)
            end.shutdown(socket.SHUT_WR)
        except OSError:
            return b""
        return _all_of(end)


def _all_of(end: socket.socket) -> bytes:
    parts = []
    with suppress(OSError):
        while data := end.recv(65536):
            parts.append(data)
    return b"".join(parts)
