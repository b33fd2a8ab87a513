"""Requests that want the server's memory or its time, to a real process whose growth is measured.

The rule kept here: no request makes the process grow by 64 MiB, whatever it says it holds, and whoever sends
slowly holds up nobody else.
"""

from __future__ import annotations

import random
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import zstandard

from shared.contract.packing import pack
from shared.contract.version import MAX_BODY_BYTES
from tests.databases import SqliteDatabases
from tests.syncserver.http_world import MEDIA_TYPE, Sender, enrolled, installed, send, serving_process

_MIB = 1024 * 1024
_MOST_GROWTH = 64 * _MIB
_PACKED = {"Content-Type": MEDIA_TYPE, "Content-Encoding": "zstd"}
EXCHANGE = "/sync/exchange"


@dataclass(frozen=True, slots=True)
class Process:
    """The server's process, and a device that is let in."""

    address: str
    number: int
    device: Sender

    def memory(self, name: str) -> int:
        """A figure of the system about the process, in bytes."""
        lines = Path(f"/proc/{self.number}/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))

    def growth(self, ask: Callable[[], object]) -> int:
        """How much more memory the process had at its most during a request than before it."""
        Path(f"/proc/{self.number}/clear_refs").write_text("5")  # the peak is measured from here on
        before = self.memory("VmRSS:")
        ask()
        return max(self.memory("VmHWM:") - before, 0)

    def post(self, path: str, body: bytes) -> httpx.Response:
        """Send a body, signed as a device would."""
        return send(self.address, path, body, self.device.headers(path, body))


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    folder = tmp_path_factory.mktemp("server")
    environment = {
        "SYNCSERVER_DATA_FOLDER": str(folder),
        "SYNCSERVER_DATABASE_URL": SqliteDatabases(folder).empty(),
    }
    code = installed(environment)
    with serving_process(environment, folder / "log") as (address, number):
        sender, _ = enrolled(address, code, int(time.time()))
        yield Process(address, number, sender)


def _zeros(size: int, *, named: bool) -> bytes:
    """A frame that unpacks to zeros without end; `named` where it says so at its beginning."""
    packer = zstandard.ZstdCompressor(level=1, write_content_size=named).compressobj(size if named else -1)
    parts = [packer.compress(bytes(_MIB)) for _ in range(size // _MIB)]
    return b"".join([*parts, packer.flush()])


def _lying(size: int) -> bytes:
    """A frame that says it holds little, and holds more."""
    frame = bytearray(zstandard.ZstdCompressor(write_content_size=True).compress(bytes(size)))
    frame[5:9] = (1000).to_bytes(4, "little")
    return bytes(frame)


_HEAD = b"\x9a\x01\x01\xc4\x00\xa0\x00\xc4\x20" + bytes(32)
"""An exchange up to its cursors."""


def _small_numbers(count: int) -> bytes:
    """Numbers that cannot be packed well, so that their frame is believed."""
    return bytes(byte & 0x7F for byte in random.Random(7).randbytes(count))


def _places(count: int) -> bytes:
    """Cursors of buckets, each of a name and a number."""
    return b"".join(
        b"\x92\xa3" + bytes((97 + a % 26, 97 + b % 26, 97 + c % 26)) + b"\x01" for a, b, c in _three(count)
    )


def _three(count: int) -> Iterator[tuple[int, int, int]]:
    data = random.Random(8).randbytes(count * 3)
    return zip(data[::3], data[1::3], data[2::3], strict=True)


BOMBS: Mapping[str, Callable[[], bytes]] = {
    "gigabytes, and says so": lambda: _zeros(4096 * _MIB, named=True),
    "gigabytes, and does not say so": lambda: _zeros(1024 * _MIB, named=False),
    "says little and holds much": lambda: _lying(64 * _MIB),
    "as much as is taken, of nothing": lambda: pack(bytes(MAX_BODY_BYTES)),
    "an array of four thousand million": lambda: pack(b"\xdd\xff\xff\xff\xff"),
    "a map of four thousand million": lambda: pack(b"\xdf\xff\xff\xff\xff"),
    "a text of four gigabytes": lambda: pack(b"\xdb\xff\xff\xff\xff"),
    "bytes of four gigabytes": lambda: pack(b"\x9a\x01\x01\xc6\xff\xff\xff\xff"),
    "sixty thousand levels": lambda: pack(b"\x91" * 60_000),
    "six million numbers": lambda: pack(_HEAD + b"\xdd\x00\x5b\x8d\x80" + _small_numbers(6_000_000)),
    "a million places": lambda: pack(_HEAD + b"\xdd\x00\x0f\x42\x40" + _places(1_000_000)),
    "frames one after another": lambda: pack(b"\x90") * 10_000,
}


@pytest.mark.timeout(300)
def test_no_body_takes_memory(process: Process) -> None:
    process.post(EXCHANGE, pack(b"\x90"))  # what is loaded at the first request is no one's growth
    grown: dict[str, int] = {}
    for name, make in BOMBS.items():
        body = make()
        for path in (EXCHANGE, "/enrolment"):
            growth = process.growth(lambda: _refused(process.post(path, body)))  # noqa: B023 - called at once
            grown[name] = max(grown.get(name, 0), growth)
    heavy = b"x" * (MAX_BODY_BYTES * 4)
    grown["more than is taken"] = process.growth(lambda: _refused(process.post(EXCHANGE, heavy)))
    grown["more than is taken, in pieces"] = process.growth(lambda: _refused(_in_pieces(process, heavy)))
    figures = {name: f"{size / _MIB:.1f} MiB" for name, size in grown.items()}
    sys.stdout.write("\n".join(f"{figure:>10}  {name}" for name, figure in figures.items()) + "\n")
    assert max(grown.values()) < _MOST_GROWTH, figures
    assert max(grown.values()) > _MIB, "it is measured: the largest body that is taken is held for a moment"


def _refused(response: httpx.Response) -> None:
    assert response.status_code in {400, 413}, response.content


def _in_pieces(process: Process, body: bytes) -> httpx.Response:
    pieces = (body[at : at + 65536] for at in range(0, len(body), 65536))
    return httpx.post(process.address + EXCHANGE, content=pieces, headers=_PACKED, trust_env=False)


def test_thousands_of_headers_and_endless_lines_take_no_memory(process: Process) -> None:
    thousands = "".join(f"X-Header-{number}: {'v' * 40}\r\n" for number in range(20_000))
    for head in (
        f"GET /health HTTP/1.1\r\nHost: x\r\n{thousands}\r\n",
        "GET /health HTTP/1.1\r\nHost: x\r\nX-Long: " + "v" * 8 * _MIB + "\r\n\r\n",
        "GET /" + "a" * 8 * _MIB + " HTTP/1.1\r\nHost: x\r\n\r\n",
    ):
        growth = process.growth(lambda: _said(process, head.encode()))  # noqa: B023 - called at once
        assert growth < _MOST_GROWTH, f"{growth / _MIB:.1f} MiB"
    assert httpx.get(process.address + "/health", trust_env=False).status_code == 200


def _said(process: Process, data: bytes) -> bytes:
    """What a server says to bytes, as far as it listens to them."""
    url = httpx.URL(process.address)
    with socket.create_connection((url.host, url.port or 80), timeout=20) as connection:
        try:
            connection.sendall(data)
            return connection.recv(65536)
        except OSError:
            return b""  # it hung up in the middle of it


def test_who_sends_slowly_holds_up_nobody_else(process: Process) -> None:
    url = httpx.URL(process.address)
    lines = "".join(f"{name}: {value}\r\n" for name, value in _PACKED.items())
    head = f"POST {EXCHANGE} HTTP/1.1\r\nHost: x\r\n{lines}Content-Length: 100000\r\n\r\n"
    slow = [socket.create_connection((url.host, url.port or 80)) for _ in range(200)]
    try:
        growth = process.growth(lambda: _all_begin(slow, head.encode() + b"a"))
        started = time.perf_counter()
        assert httpx.get(process.address + "/health", trust_env=False).status_code == 200
        taken_s = time.perf_counter() - started
    finally:
        for one in slow:
            one.close()
    assert growth < _MOST_GROWTH, f"{growth / _MIB:.1f} MiB"
    assert taken_s < 5


def _all_begin(slow: Sequence[socket.socket], data: bytes) -> None:
    for one in slow:
        one.sendall(data)
