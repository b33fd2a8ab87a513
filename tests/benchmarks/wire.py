"""The client's own way to the server, with a count of what went over it and how long it took."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from fieldapp.store.author import SystemClock
from fieldapp.syncing.transport import HttpLink, HttpTransport
from shared.contract.exchange import ExchangeRequest, ExchangeResponse
from tests.benchmarks.pen import Pen


@dataclass(slots=True)
class Counted:
    """A transport that counts bodies in bytes, both ways, and the seconds spent waiting for answers."""

    way: HttpTransport
    sent: int = 0
    received: int = 0
    waited_s: float = 0.0
    answers: list[ExchangeResponse] = field(default_factory=list)

    def exchange(self, request: ExchangeRequest) -> ExchangeResponse:
        """Carry one exchange."""
        started = time.perf_counter()
        answer = self.way.exchange(request)
        self.waited_s += time.perf_counter() - started
        self.answers.append(answer)
        return answer

    def count_request(self, request: httpx.Request) -> None:
        """Called by the HTTP client."""
        self.sent += int(request.headers["Content-Length"])

    def count_response(self, response: httpx.Response) -> None:
        """Called by the HTTP client."""
        self.received += int(response.headers["Content-Length"])


@contextmanager
def counted_way(address: str, pen: Pen) -> Iterator[Counted]:
    """Open a device's way to a server."""
    clock = SystemClock(boot=pen.device)
    with httpx.Client() as client:
        link = HttpLink(address, clock, client)
        way = Counted(HttpTransport(link, pen.device, pen.key, pen.server_key, clock, os.urandom))
        client.event_hooks = {"request": [way.count_request], "response": [way.count_response]}
        yield way
