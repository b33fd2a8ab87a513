"""The way between a tablet and the office: the client's own HTTP library at one end, the server's application
at the other, and weather in between.

The rule kept here: what arrives has passed the real edge of both programs; only the cable is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

import httpx

from shared.contract.packing import pack, unpack
from tests.simulation.ground.dying import Killed
from tests.simulation.ground.office import Answer, Asked, Headers, Office
from tests.simulation.ground.weather import Fault, Weather

URL = "http://localhost"
_PORTAL = b"<html><head><title>Welcome</title></head><body>Log in to use this network.</body></html>"


@dataclass(frozen=True, slots=True)
class Wire:
    """Carries the requests of one tablet."""

    office: Office
    weather: Weather

    @property
    def url(self) -> str:
        """Where the office is."""
        return URL

    def client(self) -> httpx.Client:
        """A client of the HTTP library whose requests go this way."""
        return httpx.Client(transport=_Cable(self), trust_env=False)

    def carry(self, request: httpx.Request) -> httpx.Response:
        """Bring a request to the office, or whatever becomes of it."""
        asked = Asked(request.method, request.url.path, tuple(request.headers.raw), request.read())
        fault = self.weather.next()
        return _FATES[fault](self, asked, request) if fault else _reply(self.office.answer(asked))


class _Cable(httpx.BaseTransport):
    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._wire.carry(request)


class _Body(httpx.SyncByteStream):
    """A body as it comes off the wire; one that is cut ends before it should."""

    def __init__(self, part: bytes, cut: bool = False) -> None:
        self._part, self._cut = part, cut

    def __iter__(self) -> Iterator[bytes]:
        yield self._part
        if self._cut:
            raise httpx.ReadError("cut")


def _reply(answer: Answer, cut_at: int | None = None) -> httpx.Response:
    body = _Body(answer.body) if cut_at is None else _Body(answer.body[:cut_at], cut=True)
    return httpx.Response(answer.status, headers=list(answer.headers), stream=body)


def _said(status: int, body: bytes, *headers: tuple[bytes, bytes]) -> httpx.Response:
    """What somebody on the way says in the office's place."""
    return _reply(Answer(status, ((b"Content-Type", b"text/html"), *headers), body))


def _cut_before(_: Wire, __: Asked, ___: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no route")


def _reply_lost(wire: Wire, asked: Asked, _: httpx.Request) -> httpx.Response:
    wire.office.answer(asked)
    raise httpx.ReadError("lost")


def _reply_cut(wire: Wire, asked: Asked, _: httpx.Request) -> httpx.Response:
    answer = wire.office.answer(asked)
    return _reply(answer, wire.weather.rng.randrange(len(answer.body) + 1))


def _reply_damaged(wire: Wire, asked: Asked, _: httpx.Request) -> httpx.Response:
    answer = wire.office.answer(asked)
    return _reply(Answer(answer.status, answer.headers, _with_a_bit_changed(answer.body, wire.weather.rng)))


def _reply_forged(wire: Wire, asked: Asked, _: httpx.Request) -> httpx.Response:
    """Whoever ends the encryption on the way changes what is inside, and packs it again."""
    answer = wire.office.answer(asked)
    if answer.status != 200:
        return _reply(
            Answer(answer.status, _with_another_offset(answer.headers, wire.weather.rng), answer.body)
        )
    inside = _with_a_bit_changed(unpack(answer.body), wire.weather.rng)
    return _reply(Answer(answer.status, answer.headers, pack(inside)))


def _with_another_offset(headers: Headers, rng: Random) -> Headers:
    """How far a file has come stands in no signature; the receipt for all of it does."""
    forged = str(rng.randrange(2**20)).encode()
    return [(name, forged if name.lower() == b"upload-offset" else value) for name, value in headers]


def _with_a_bit_changed(content: bytes, rng: Random) -> bytes:
    changed = bytearray(content)
    if changed:
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _half_open(_: Wire, __: Asked, ___: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("nobody answers")


def _doubled(wire: Wire, asked: Asked, _: httpx.Request) -> httpx.Response:
    answer = wire.office.answer(asked)
    wire.office.answer(asked)
    return _reply(answer)


def _delayed(wire: Wire, asked: Asked, _: httpx.Request) -> httpx.Response:
    """The tablet gives up; the request arrives when nobody thinks of it any more, others before it."""
    wire.office.on_the_way.append(asked)
    raise httpx.ReadTimeout("given up")


def _portal(_: Wire, __: Asked, ___: httpx.Request) -> httpx.Response:
    return _said(200, _PORTAL)


def _busy(_: Wire, __: Asked, ___: httpx.Request) -> httpx.Response:
    return _said(503, b"busy", (b"Retry-After", b"3"))


def _bad_gateway(_: Wire, __: Asked, ___: httpx.Request) -> httpx.Response:
    return _said(502, b"<h1>Bad gateway</h1>")


def _server_dies(wire: Wire, asked: Asked, _: httpx.Request) -> httpx.Response:
    """Between any two statements, or right before or after the commit."""
    wire.office.fuse.light(wire.weather.rng.randrange(60))
    try:
        return _reply(wire.office.answer(asked))
    except Killed:
        wire.office.restart()
        raise httpx.ReadError("reset") from None
    finally:
        wire.office.fuse.put_out()


_FATES: dict[Fault, Callable[[Wire, Asked, httpx.Request], httpx.Response]] = {
    "cut_before": _cut_before,
    "reply_lost": _reply_lost,
    "reply_cut": _reply_cut,
    "reply_damaged": _reply_damaged,
    "reply_forged": _reply_forged,
    "half_open": _half_open,
    "doubled": _doubled,
    "delayed": _delayed,
    "portal": _portal,
    "busy": _busy,
    "bad_gateway": _bad_gateway,
    "server_dies": _server_dies,
}
