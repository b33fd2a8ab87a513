"""The edge over real HTTP: exchanges, enrolment, and a problem document for everything else."""

import json
import os
import socket
import time
from collections.abc import Iterator

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.contract.bodies.people import StaffAdded
from shared.contract.codec import Message, encode
from shared.contract.exchange import ExchangeRequest
from shared.contract.operations import GENESIS, KIND_OF, Operation, SignedOperation
from shared.contract.packing import pack
from shared.contract.signing import public_key, sign_operation, verify_certificate, verify_head
from shared.contract.version import MAX_BODY_BYTES, PROTOCOL, RECORD_SCHEMA
from tests.syncserver.api.conftest import Live
from tests.syncserver.http_world import MEDIA_TYPE, Sender, enrol, send

EXCHANGE = "/sync/exchange"


def _request(*operations: SignedOperation, **changes: object) -> ExchangeRequest:
    return ExchangeRequest(PROTOCOL, RECORD_SCHEMA, b"", "", 0, GENESIS, operations=operations, **changes)  # type: ignore[arg-type]  # the changes have many types


def _problem(response: httpx.Response, status: int, code: str) -> dict[str, object]:
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json"), (
        response.content
    )
    document: dict[str, object] = json.loads(response.content)
    assert document["code"] == code
    assert document["status"] == status
    assert document["type"] == f"urn:fieldapp:problem:{code}"
    assert document["request_id"] == response.headers["x-request-id"]
    assert document["title"]
    assert document["detail"]
    return document


def _operation(live: Live, sender: Sender, body: Message, seq: int, prev: bytes) -> SignedOperation:
    kind, version = KIND_OF[type(body)]
    now_ms = int(time.time() * 1000)
    operation = Operation(
        os.urandom(16),
        sender.device,
        seq,
        prev,
        live.enrolment.certificate.staff,
        kind,
        version,
        encode(body),
        (),
        (),
        now_ms,
        1,
        bytes(16),
        now_ms,
    )
    return sign_operation(operation, sender.key)


def test_health(live: Live) -> None:
    response = httpx.get(live.address + "/health", trust_env=False)
    assert response.status_code == 200
    health = response.json()
    assert health["status"] == "ok"
    assert health["epoch"] == live.enrolment.epoch.hex()
    assert health["database"] in {"sqlite", "postgresql"}
    assert response.headers["x-content-type-options"] == "nosniff"


def test_an_exchange_end_to_end(live: Live) -> None:
    server_key = public_key(live.enrolment.server_public_key)
    verify_certificate(live.enrolment.certificate, live.enrolment.certificate_signature, server_key)
    staff = StaffAdded(os.urandom(16), "Sola", "SUPERVISOR", f"{os.urandom(4).hex()}@ajo.ng")
    first = live.admin.exchange(_request())
    seq, prev = first.expected_seq, first.head.hash
    signed = _operation(live, live.admin, staff, seq, prev)
    response = live.admin.exchange(_request(signed))
    assert [(v.seq, v.outcome) for v in response.verdicts] == [(seq, "applied")]
    verify_head(response.head, response.head_signature, server_key)
    assert response.head.seq == seq
    assert ("staff", staff.staff) in {(change.kind, change.id) for change in response.changes}
    assert response.lease_until_ms > response.server_time_ms


def test_the_request_id_is_the_senders(live: Live) -> None:
    response = httpx.get(live.address + "/health", headers={"X-Request-Id": "round-0042"}, trust_env=False)
    assert response.headers["x-request-id"] == "round-0042"
    response = httpx.get(live.address + "/health", headers={"X-Request-Id": "no good!"}, trust_env=False)
    assert response.headers["x-request-id"] != "no good!"


@pytest.mark.parametrize("path", ["/", "/nothing", "/sync", "/sync/exchange/more", "/docs", "/%00"])
def test_unknown_places(live: Live, path: str) -> None:
    _problem(httpx.get(live.address + path, trust_env=False), 404, "not_found")


@pytest.mark.parametrize(
    ("method", "path"), [("GET", EXCHANGE), ("DELETE", "/enrolment"), ("POST", "/health")]
)
def test_other_methods(live: Live, method: str, path: str) -> None:
    response = httpx.request(method, live.address + path, trust_env=False)
    _problem(response, 405, "method_not_allowed")
    assert response.headers["allow"]


@pytest.mark.parametrize(
    "headers",
    [{}, {"Content-Type": "application/json"}, {"Content-Type": MEDIA_TYPE}, {"Content-Encoding": "zstd"}],
)
def test_other_types(live: Live, headers: dict[str, str]) -> None:
    _problem(send(live.address, EXCHANGE, b"{}", headers), 415, "unsupported_media_type")


PACKED = {"Content-Type": MEDIA_TYPE, "Content-Encoding": "zstd"}


def test_bodies_that_are_too_large(live: Live) -> None:
    large = b"x" * (MAX_BODY_BYTES + 1)
    _problem(send(live.address, EXCHANGE, large, PACKED), 413, "too_large")
    many = _operation(live, live.admin, StaffAdded(bytes(16), "x" * 300, "ADMIN", "a@b.ng"), 1, GENESIS)
    heavy = SignedOperation(many.data + os.urandom(60_000), many.signature)
    _problem(live.admin.post(_request(*[heavy] * 9)), 413, "too_large")


def _chunks() -> Iterator[bytes]:
    for _ in range(MAX_BODY_BYTES // 65536 + 2):
        yield bytes(65536)


def test_a_body_that_hides_its_size(live: Live) -> None:
    response = httpx.post(live.address + EXCHANGE, content=_chunks(), headers=PACKED, trust_env=False)
    _problem(response, 413, "too_large")


def test_a_request_cut_short_is_no_fault_of_the_server(live: Live) -> None:
    before, url = _logged(live), httpx.URL(live.address)
    headers = "".join(f"{name}: {value}\r\n" for name, value in PACKED.items())
    with socket.create_connection((url.host, url.port or 80)) as connection:
        head = f"POST {EXCHANGE} HTTP/1.1\r\nHost: x\r\n{headers}Content-Length: 1000\r\n\r\n"
        connection.sendall(head.encode() + b"the beginning")
        time.sleep(0.2)  # or the server hears of the end before it has begun
    deadline = time.monotonic() + 10
    while len(_logged(live)) == len(before) and time.monotonic() < deadline:
        time.sleep(0.05)
    told = _logged(live)[len(before) :]
    assert [(line["event"], line["level"]) for line in told] == [("http.request", "INFO")]


def _logged(live: Live) -> list[dict[str, object]]:
    return [json.loads(line) for line in live.log.read_text().splitlines() if line.endswith("}")]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x28\xb5\x2f\xfd",
        b"no frame",
        pack(b"\xc1"),
        pack(b"\x93\x01"),
        pack(b"\x91" * 5000),
        pack(bytes(MAX_BODY_BYTES)),
        pack(encode(_request()) + b"\x00"),
    ],
)
def test_bodies_that_are_not_messages(live: Live, body: bytes) -> None:
    response = send(live.address, EXCHANGE, body, live.admin.headers(EXCHANGE, body))
    _problem(response, 400, "malformed")
    _problem(send(live.address, "/enrolment", body, PACKED), 400, "malformed")


def test_nobody_is_answered_without_a_signature(live: Live) -> None:
    body = pack(encode(_request()))
    _problem(send(live.address, EXCHANGE, body, PACKED), 400, "malformed")
    headers = live.admin.headers(EXCHANGE, body)
    del headers["Signature"]
    _problem(send(live.address, EXCHANGE, body, headers), 400, "malformed")


def test_signatures_that_do_not_hold(live: Live) -> None:
    body = pack(encode(_request()))
    elsewhere = live.admin.headers("/enrolment", body)
    _problem(send(live.address, EXCHANGE, body, elsewhere), 401, "bad_signature")
    changed = pack(encode(_request(wanted_blocks=("loan",))))
    _problem(send(live.address, EXCHANGE, changed, live.admin.headers(EXCHANGE, body)), 401, "bad_signature")
    forged = Sender(live.address, live.admin.device, Ed25519PrivateKey.generate(), live.admin.now_s)
    _problem(forged.post(_request()), 401, "bad_signature")
    _problem(live.admin.post(_request(), key_id=bytes(16)), 401, "unknown_device")


def test_a_request_is_taken_once(live: Live) -> None:
    body = pack(encode(_request()))
    headers = live.admin.headers(EXCHANGE, body)
    assert send(live.address, EXCHANGE, body, headers).status_code == 200
    _problem(send(live.address, EXCHANGE, body, headers), 401, "replayed")


@pytest.mark.parametrize("away_s", [-310, 310, 10**9])
def test_a_clock_that_differs_is_told_the_time(live: Live, away_s: int) -> None:
    now_s = int(time.time())
    document = _problem(live.admin.post(_request(), created_s=now_s + away_s), 401, "clock")
    told = document["server_time_ms"]
    assert isinstance(told, int)
    assert abs(told - now_s * 1000) < 60_000


def test_a_code_is_good_once_and_the_answer_may_be_asked_for_again(live: Live) -> None:
    code, key = live.new_code(), Ed25519PrivateKey.generate()
    first, again = enrol(live.address, code, key), enrol(live.address, code.lower().replace("-", ""), key)
    assert first.status_code == again.status_code == 200
    _problem(enrol(live.address, code, Ed25519PrivateKey.generate()), 422, "code.unusable")
    _problem(enrol(live.address, live.new_code(), key), 422, "key.reused")


def test_nothing_personal_is_logged(live: Live) -> None:
    lines = [json.loads(line) for line in live.log.read_text().splitlines()]
    assert any(line["event"] == "http.request" and line["path"] == EXCHANGE for line in lines)
    allowed = {"at", "level", "from", "event", "request", "method", "path", "status", "ms"}
    assert {name for line in lines for name in line} <= allowed | {"device", "fault", "error", "incident"}
    text = live.log.read_text()
    assert "ajo.ng" not in text
    assert "Ada" not in text
    assert not [line for line in lines if line["level"] == "ERROR"]


def test_openapi_says_what_there_is(live: Live) -> None:
    document = httpx.get(live.address + "/openapi.json", trust_env=False).json()
    assert set(document["paths"]) == {
        EXCHANGE,
        "/contact",
        "/contact/journal",
        "/courier/part",
        "/courier/take",
        "/devices/figures",
        "/enrolment",
        "/enrolment/sign-in",
        "/files",
        "/files/{name}",
        "/health",
        "/verify",
    }
    for path, methods in document["paths"].items():
        if path == "/verify" or path.startswith("/files"):
            continue  # a page for people, and tus: they have answers of their own
        for operation in methods.values():
            if path != "/health":
                assert list(operation["requestBody"]["content"]) == [MEDIA_TYPE]
                assert list(operation["responses"]["200"]["content"]) == [MEDIA_TYPE]
            for status, answer in operation["responses"].items():
                if status not in {"200", "202"}:
                    assert list(answer["content"]) == ["application/problem+json"]
