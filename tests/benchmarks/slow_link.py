"""A bad link between a client and a server: slow, far away, and cut now and then.

Bytes pass at so many bits a second each way, arrive half a round trip later, and with a certain chance a
parcel of them cuts the connection instead. Everything random is drawn from a seed.
"""

from __future__ import annotations

import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from queue import Queue
from urllib.parse import urlsplit

_PARCEL_BYTES = 1400


@dataclass(frozen=True, slots=True)
class Quality:
    """How bad: the rate each way, the time there and back, and the share of parcels that cut."""

    bits_per_s: int
    round_trip_s: float
    cuts: float


@dataclass(slots=True)
class Link:
    """A way to a server; `address` is where clients find it, `cut` how often it was cut."""

    address: str
    cut: int = 0
    carried: int = 0


@dataclass(slots=True)
class _Connection:
    """Two sockets; cutting one cuts both."""

    near: socket.socket
    far: socket.socket
    lock: threading.Lock = field(default_factory=threading.Lock)

    def cut(self) -> None:
        for end in (self.near, self.far):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def bad_link(server_address: str, quality: Quality, seed: int) -> Iterator[Link]:
    """Carry connections to a server until the block ends."""
    place = urlsplit(server_address)
    target = (place.hostname or "", place.port or 80)
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        link = Link(f"http://127.0.0.1:{listener.getsockname()[1]}")
        carrier = _Carrier(link, quality, random.Random(seed), target)
        threading.Thread(target=carrier.accept, args=(listener,), daemon=True).start()
        yield link
        listener.shutdown(socket.SHUT_RDWR)


class _Carrier:
    def __init__(self, link: Link, quality: Quality, chance: random.Random, target: tuple[str, int]) -> None:
        self._link, self._quality, self._chance, self._target = link, quality, chance, target

    def accept(self, listener: socket.socket) -> None:
        """Take connections; each costs a round trip before it carries anything."""
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._connect, args=(near,), daemon=True).start()

    def _connect(self, near: socket.socket) -> None:
        time.sleep(self._quality.round_trip_s)
        connection = _Connection(near, socket.create_connection(self._target))
        for source, target in ((connection.near, connection.far), (connection.far, connection.near)):
            flying: Queue[tuple[float, bytes]] = Queue()
            threading.Thread(target=self._take, args=(connection, source, flying), daemon=True).start()
            threading.Thread(target=self._deliver, args=(connection, target, flying), daemon=True).start()

    def _take(
        self, connection: _Connection, source: socket.socket, flying: Queue[tuple[float, bytes]]
    ) -> None:
        """Put parcels on their way, no faster than the rate."""
        with suppress(OSError):
            while parcel := source.recv(_PARCEL_BYTES):
                time.sleep(len(parcel) * 8 / self._quality.bits_per_s)
                if self._chance.random() < self._quality.cuts:
                    self._link.cut += 1
                    connection.cut()
                    break
                self._link.carried += len(parcel)
                flying.put((time.monotonic() + self._quality.round_trip_s / 2, parcel))
        flying.put((0.0, b""))

    def _deliver(
        self, connection: _Connection, target: socket.socket, flying: Queue[tuple[float, bytes]]
    ) -> None:
        """Hand over what has arrived."""
        with suppress(OSError):
            while True:
                due_s, parcel = flying.get()
                if not parcel:
                    break
                time.sleep(max(0.0, due_s - time.monotonic()))
                target.sendall(parcel)
        connection.cut()
