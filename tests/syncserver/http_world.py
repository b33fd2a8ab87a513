"""The real server process on a real port, and a device that talks to it."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TypeVar

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.contract.codec import Message, decode, encode
from shared.contract.exchange import (
    EnrolmentRequest,
    EnrolmentResponse,
    ExchangeRequest,
    ExchangeResponse,
)
from shared.contract.http_signing import SignedBy, sign_request
from shared.contract.packing import pack, unpack
from shared.contract.signing import prove_possession, public_bytes
from shared.contract.version import PROTOCOL
from syncserver.__main__ import main

MEDIA_TYPE = "application/vnd.fieldapp+msgpack"
_T = TypeVar("_T", bound=Message)
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str


def run_command(environment: Mapping[str, str], *arguments: str) -> Ran:
    """Run the server's command line to its end, in this process."""
    out, err = StringIO(), StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        for name, value in environment.items():
            patch.setenv(name, value)
        code = main(arguments)
    return Ran(code, out.getvalue(), err.getvalue())


def installed(environment: Mapping[str, str]) -> str:
    """Make a server with an institution and an administrator; return the administrator's enrolment code."""
    for arguments in (["init"], ["institution", "create", "--name", "Ajo"]):
        ran = run_command(environment, *arguments)
        assert ran.code == 0, ran
    ran = run_command(environment, "admin", "create", "--name", "Ada", "--email", "ada@ajo.ng")
    assert ran.code == 0, ran
    return code_in(ran.out)


def code_in(text: str) -> str:
    """Return the enrolment code a command printed."""
    found = re.search(r"Enrolment code: (\S+)", text)
    assert found is not None, text
    return found[1]


@contextmanager
def serving(environment: Mapping[str, str], log: Path) -> Iterator[str]:
    """Run `syncserver serve` on a free port; yield its address and stop it as an operator would."""
    with serving_process(environment, log) as (address, _):
        yield address


@contextmanager
def serving_process(environment: Mapping[str, str], log: Path) -> Iterator[tuple[str, int]]:
    """As `serving`; yield the id of the process too."""
    with log.open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "syncserver", "serve", "--port", "0"],
            env={**os.environ, **environment},
            cwd=_ROOT,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line.startswith("Ready on "), log.read_text()
        yield line.removeprefix("Ready on ").strip(), process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(15)
        process.stdout.close()
    assert process.returncode in {0, -signal.SIGTERM}, log.read_text()


@dataclass(slots=True)
class Sender:
    """Signs requests as one device."""

    address: str
    device: bytes
    key: Ed25519PrivateKey
    now_s: int

    def headers(self, path: str, body: bytes, **changes: object) -> dict[str, str]:
        fields: dict[str, object] = {
            "key_id": self.device,
            "created_s": self.now_s,
            "nonce": os.urandom(16),
        }
        by = SignedBy(**{**fields, **changes})  # type: ignore[arg-type]  # tests forge any field
        signed = sign_request("POST", path, body, by=by, key=self.key)
        return {"Content-Type": MEDIA_TYPE, "Content-Encoding": "zstd", **signed}

    def post(self, request: ExchangeRequest, **changes: object) -> httpx.Response:
        body = pack(encode(request))
        return send(self.address, "/sync/exchange", body, self.headers("/sync/exchange", body, **changes))

    def exchange(self, request: ExchangeRequest) -> ExchangeResponse:
        return answer(ExchangeResponse, self.post(request))


def send(address: str, path: str, body: bytes, headers: Mapping[str, str]) -> httpx.Response:
    """Post bytes; the answer's bytes are left packed in `content`."""
    with (
        httpx.Client(timeout=30, trust_env=False) as client,
        client.stream("POST", address + path, content=body, headers=dict(headers)) as response,
    ):
        response._content = b"".join(response.iter_raw())
    return response


def answer(wanted: type[_T], response: httpx.Response) -> _T:
    """Return the message of a good answer."""
    assert response.status_code == 200, response.content
    assert response.headers["content-type"] == MEDIA_TYPE
    return decode(wanted, unpack(response.content))


def enrol(
    address: str, code: str, key: Ed25519PrivateKey, contact: Ed25519PrivateKey | None = None
) -> httpx.Response:
    """Present a code."""
    proof = prove_possession(key, code.encode())
    contact_key = b"" if contact is None else public_bytes(contact)
    request = EnrolmentRequest(PROTOCOL, code, public_bytes(key), proof, "T", contact_key)
    headers = {"Content-Type": MEDIA_TYPE, "Content-Encoding": "zstd"}
    return send(address, "/enrolment", pack(encode(request)), headers)


def enrolled(address: str, code: str, now_s: int) -> tuple[Sender, EnrolmentResponse]:
    """Enrol a new device over HTTP."""
    key = Ed25519PrivateKey.generate()
    response = answer(EnrolmentResponse, enrol(address, code, key))
    return Sender(address, response.certificate.device, key, now_s), response
