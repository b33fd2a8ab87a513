"""The network between tablets and office as it is in the field: it cuts, resets, holds and slows down.

The rule kept here: bytes arrive in order and as they were sent, or not at all; what TCP itself promises, this
network keeps. What becomes of a connection is drawn from the seed when it is opened.
"""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from random import Random
from typing import Literal
from urllib.parse import urlsplit

Fate = Literal["passes", "slow", "request_cut", "answer_cut", "reply_lost", "half_open"]
_FATES: tuple[Fate, ...] = ("slow", "request_cut", "answer_cut", "reply_lost", "half_open")
_CHUNK = 65536
_RESET = struct.pack("ii", 1, 0)
_MOST_BYTES = 3_000


@dataclass(frozen=True, slots=True)
class _Connection:
    """Both ends of a connection, and what becomes of it after so many bytes, or seconds."""

    client: socket.socket
    server: socket.socket
    fate: Fate
    after: int
    pause_s: float

    def reset(self) -> None:
        """Break it off as a router does that has forgotten it."""
        for end in (self.client, self.server):
            with suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


class FaultProxy:
    """Passes connections on to a server; `chance` in a hundred meet a fault, and `met` counts them."""

    def __init__(self, server_url: str, rng: Random) -> None:
        self._rng = rng
        self._open: set[_Connection] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.chance = 0
        self.met: Counter[str] = Counter()
        self.lead_to(server_url)

    @property
    def url(self) -> str:
        """Where clients connect."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def lead_to(self, server_url: str) -> None:
        """Reach this server from now on; whoever is connected to the one before is cut off."""
        parts = urlsplit(server_url)
        self._server = (parts.hostname or "127.0.0.1", parts.port or 80)
        self.cut_all()

    def cut_all(self) -> None:
        """The mast is gone for a moment."""
        with self._lock:
            cut, self._open = self._open, set()
        for connection in cut:
            connection.reset()

    def run(self) -> None:
        """Take connections until the proxy is closed."""
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def close(self) -> None:
        """End the proxy and every connection."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut_all()

    def _serve(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(self._server, timeout=5)
        except OSError:
            client.close()
            return
        server.settimeout(None)
        connection = self._drawn(client, server)
        threading.Thread(target=self._requests, args=(connection,), daemon=True).start()
        self._answers(connection)

    def _drawn(self, client: socket.socket, server: socket.socket) -> _Connection:
        with self._lock:
            faulty = self._rng.randrange(100) < self.chance
            fate: Fate = self._rng.choice(_FATES) if faulty else "passes"
            after, pause_s = self._rng.randrange(_MOST_BYTES), self._rng.uniform(0.02, 0.4)
            connection = _Connection(client, server, fate, after, pause_s)
            self._open.add(connection)
            if faulty:
                self.met[fate] += 1
        return connection

    def _requests(self, connection: _Connection) -> None:
        sent = 0
        with suppress(OSError):
            while data := connection.client.recv(_CHUNK):
                if connection.fate == "half_open":
                    time.sleep(connection.pause_s * 4)
                    self._reset(connection)
                    return
                if connection.fate == "slow" and sent < _MOST_BYTES:
                    time.sleep(connection.pause_s)
                if connection.fate == "request_cut" and sent + len(data) > connection.after:
                    connection.server.sendall(data[: connection.after - sent])
                    self._reset(connection)
                    return
                connection.server.sendall(data)
                sent += len(data)
        with suppress(OSError):
            connection.server.shutdown(socket.SHUT_WR)

    def _answers(self, connection: _Connection) -> None:
        passed = 0
        with suppress(OSError):
            while data := connection.server.recv(_CHUNK):
                if connection.fate == "reply_lost":
                    break
                if connection.fate == "slow" and passed < _MOST_BYTES:
                    time.sleep(connection.pause_s)
                if connection.fate == "answer_cut" and passed + len(data) > connection.after:
                    connection.client.sendall(data[: connection.after - passed])
                    break
                connection.client.sendall(data)
                passed += len(data)
            else:
                connection.client.shutdown(socket.SHUT_WR)
        self._reset(connection)

    def _reset(self, connection: _Connection) -> None:
        with self._lock:
            self._open.discard(connection)
        connection.reset()


@contextmanager
def fault_proxy(server_url: str, rng: Random) -> Iterator[FaultProxy]:
    """A proxy to a server for as long as the block lasts."""
    proxy = FaultProxy(server_url, rng)
    taking = threading.Thread(target=proxy.run, daemon=True)
    taking.start()
    try:
        yield proxy
    finally:
        proxy.close()
        taking.join()
