"""Only a decoded answer of our own type is an answer; everything else is a fault of the way."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fieldapp.syncing import transport
from fieldapp.syncing.faults import (
    AnswerDamaged,
    ClockWrong,
    NotOurServer,
    Refused,
    ServerBusy,
    ServerFault,
    SyncFault,
    Unreachable,
    UntrustedAnswer,
    UpgradeNeeded,
)
from fieldapp.syncing.transport import MEDIA_TYPE, PROBLEM_TYPE, HttpLink, HttpTransport
from shared.contract.codec import decode, encode
from shared.contract.exchange import (
    Certificate,
    EnrolmentRequest,
    EnrolmentResponse,
    ExchangeRequest,
    ExchangeResponse,
)
from shared.contract.http_signing import read_signature_input, sign_answer, verify_request
from shared.contract.packing import pack, unpack
from shared.contract.signing import public_bytes
from tests.fieldapp.desk.branch import DayClock
from tests.fieldapp.store.world import DEVICE, FakeServer
from tests.fieldapp.syncing.loopback import Loopback, Respond, cuts, drips, hangs_up, loopback, sends, signs

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
SERVER_KEY = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
REQUEST = ExchangeRequest(1, 1, b"", "", 0, bytes(32))
ANSWER = FakeServer().answer()
PACKED = pack(encode(ANSWER))
OURS = {"Content_Type": MEDIA_TYPE, "Content_Encoding": "zstd"}


@contextmanager
def talking_to(*answers: Respond, clock: DayClock | None = None) -> Iterator[tuple[HttpTransport, Loopback]]:
    with loopback(*answers) as server, httpx.Client(trust_env=False) as client:
        yield a_transport(server.url, client, clock), server


def a_transport(url: str, client: httpx.Client, clock: DayClock | None = None) -> HttpTransport:
    clock = clock or DayClock()
    return HttpTransport(
        HttpLink(url, clock, client), DEVICE, KEY, SERVER_KEY.public_key(), clock, os.urandom
    )


def exchanged(*answers: Respond) -> ExchangeResponse:
    with talking_to(*answers) as (talk, _):
        return talk.exchange(REQUEST)


def problem(status: int, code: str, **more: object) -> Respond:
    body = {
        "type": f"urn:fieldapp:problem:{code}",
        "title": "No",
        "status": status,
        "detail": "Because.",
        "code": code,
    }
    return sends(status, json.dumps({**body, **more}).encode(), Content_Type=PROBLEM_TYPE)


def test_an_answer_of_ours_is_returned() -> None:
    assert exchanged(signs(SERVER_KEY, PACKED, **OURS)) == ANSWER


def test_an_answer_need_not_be_packed() -> None:
    assert exchanged(signs(SERVER_KEY, encode(ANSWER), Content_Type=f"{MEDIA_TYPE}; v=1")) == ANSWER


def test_a_request_is_packed_and_signed_by_the_device() -> None:
    with talking_to(signs(SERVER_KEY, PACKED, **OURS)) as (talk, server):
        talk.exchange(REQUEST)
        talk.exchange(REQUEST)
    nonces = set()
    for seen in server.seen:
        assert seen.path == "/sync/exchange"
        assert (seen.headers["Content-Type"], seen.headers["Content-Encoding"]) == (MEDIA_TYPE, "zstd")
        assert decode(ExchangeRequest, unpack(seen.body)) == REQUEST
        by = read_signature_input(seen.headers["Signature-Input"])
        signature = seen.headers["Signature"]
        verify_request("POST", seen.path, seen.body, by=by, signature=signature, key=KEY.public_key())
        assert by.key_id == DEVICE
        nonces.add(by.nonce)
    assert len(nonces) == 2


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (sends(200, b"<html>Welcome to the market Wi-Fi</html>", Content_Type="text/html"), NotOurServer),
        (sends(200, b"", Content_Type="text/html"), NotOurServer),
        (sends(200, PACKED), NotOurServer),
        (sends(200, PACKED, Content_Type="application/octet-stream"), NotOurServer),
        (sends(302, b"", Location="http://portal.example/login"), NotOurServer),
        (sends(511, b"login first", Content_Type="text/html"), NotOurServer),
        (sends(404, b"<html>Not found</html>", Content_Type="text/html"), NotOurServer),
        (sends(401, b"{}", Content_Type="application/json"), NotOurServer),
        (sends(400, b"not json", Content_Type=PROBLEM_TYPE), NotOurServer),
        (sends(400, b"[]", Content_Type=PROBLEM_TYPE), NotOurServer),
        (sends(400, b"[" * 10_000, Content_Type=PROBLEM_TYPE), NotOurServer),
        (sends(400, b'{"code": 5}', Content_Type=PROBLEM_TYPE), NotOurServer),
        (sends(500, b"<html>oops</html>", Content_Type="text/html"), ServerFault),
        (sends(502, b"bad gateway"), ServerFault),
        (sends(504, b""), ServerFault),
        (problem(500, "server_fault", incident="ab"), ServerFault),
        (sends(503, b"<html>later</html>", Content_Type="text/html"), ServerBusy),
        (problem(426, "anything"), UpgradeNeeded),
        (problem(408, "too_slow"), Unreachable),
        (problem(400, "upgrade"), UpgradeNeeded),
        (signs(SERVER_KEY, b"garbage", **OURS), AnswerDamaged),
        (signs(SERVER_KEY, PACKED[:-5], **OURS), AnswerDamaged),
        (signs(SERVER_KEY, PACKED + b"x", **OURS), AnswerDamaged),
        (signs(SERVER_KEY, b"", **OURS), AnswerDamaged),
        (signs(SERVER_KEY, pack(b"\x93\x01\x02\x03"), **OURS), AnswerDamaged),
        (signs(SERVER_KEY, pack(bytes(5_000_000)), **OURS), AnswerDamaged),
        (signs(SERVER_KEY, pack(bytes(20_000_000)), **OURS), AnswerDamaged),
        (sends(200, PACKED, Content_Type=MEDIA_TYPE, Content_Encoding="gzip"), AnswerDamaged),
        (signs(SERVER_KEY, pack(encode(REQUEST)), **OURS), AnswerDamaged),
        (sends(200, PACKED, **OURS), UntrustedAnswer),
        (signs(KEY, PACKED, **OURS), UntrustedAnswer),
        (drips(1_000, bytes(64 * 1024), **OURS), AnswerDamaged),
        (cuts(len(PACKED), PACKED[:-5], **OURS), Unreachable),
        (cuts(1_000, b"", **OURS), Unreachable),
        (hangs_up, Unreachable),
    ],
)
def test_what_is_no_answer_is_a_fault_with_words_for_a_person(
    answer: Respond, fault: type[SyncFault]
) -> None:
    with pytest.raises(SyncFault) as caught:
        exchanged(answer)
    assert type(caught.value) is fault
    assert len(caught.value.title) > 10 and len(caught.value.detail) > 10


def test_an_answer_to_another_request_is_none() -> None:
    """Whoever recorded an answer yesterday cannot give it today."""
    with talking_to(signs(SERVER_KEY, PACKED, **OURS)) as (talk, server):
        talk.exchange(REQUEST)
        asked = server.seen[0].headers["Signature"]
    seal = sign_answer(200, PACKED, request_signature=asked, key=SERVER_KEY)
    with pytest.raises(UntrustedAnswer):
        exchanged(sends(200, PACKED, **OURS, **seal))


def test_a_changed_byte_anywhere_in_an_answer_is_noticed() -> None:
    """A packed body may well unpack after one: to another amount."""

    def changed(at: int) -> Respond:
        body = bytearray(PACKED)
        body[at] ^= 1

        def respond(handler: BaseHTTPRequestHandler) -> None:
            asked = handler.headers["Signature"]
            seal = sign_answer(200, PACKED, request_signature=asked, key=SERVER_KEY)
            sends(200, bytes(body), **OURS, **seal)(handler)

        return respond

    for at in range(len(PACKED)):
        with pytest.raises(UntrustedAnswer):
            exchanged(changed(at))


def test_an_answer_without_end_is_given_up_at_the_bound() -> None:
    with pytest.raises(AnswerDamaged, match="larger"):
        exchanged(drips(1_000, bytes(64 * 1024), **OURS))


def test_nobody_there_is_unreachable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with httpx.Client(trust_env=False) as client, pytest.raises(Unreachable):
            a_transport(url, client).exchange(REQUEST)


def test_a_tablet_locked_meanwhile_is_unreachable() -> None:
    client = httpx.Client(trust_env=False)
    talk = a_transport("http://127.0.0.1:9", client)
    client.close()
    with pytest.raises(Unreachable, match="closed"):
        talk.exchange(REQUEST)


def test_silence_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "TIMEOUTS", httpx.Timeout(0.1))
    with socket.create_server(("127.0.0.1", 0)) as silent, httpx.Client(trust_env=False) as client:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(Unreachable):
            a_transport(url, client).exchange(REQUEST)


def test_an_answer_that_drips_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "LONGEST_ANSWER_MS", 5)
    clock = DayClock()

    class Hurrying(DayClock):
        def mono_ms(self) -> int:
            clock.at_ms += 1
            return clock.at_ms

    answer = drips(100, b"x" * 65_536, **OURS)
    with talking_to(answer, clock=Hurrying()) as (talk, _), pytest.raises(Unreachable, match="too long"):
        talk.exchange(REQUEST)


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({"Retry_After": "7"}, 7),
        ({"Retry_After": "0"}, 0),
        ({"Retry_After": "Wed, 21 Oct 2026 07:28:00 GMT"}, 30),
        ({"Retry_After": "-5"}, 30),
        ({"Retry_After": "99999999999999"}, 30),
        ({"Retry_After": "٧"}, 30),
        ({}, 30),
    ],
)
def test_a_busy_server_says_when_to_come_back(headers: dict[str, str], wait_s: int) -> None:
    headers = {name: value.encode().decode("latin-1") for name, value in headers.items()}
    for status in (429, 503):
        with pytest.raises(ServerBusy) as caught:
            exchanged(sends(status, b"", **headers))
        assert caught.value.retry_after_s == wait_s


def test_a_problem_carries_the_servers_words() -> None:
    with pytest.raises(Refused) as caught:
        exchanged(problem(401, "unknown_device"))
    fault = caught.value
    assert (fault.status, fault.code, fault.problem_title, fault.detail) == (
        401,
        "unknown_device",
        "No",
        "Because.",
    )


def test_a_wrong_clock_is_corrected_once_by_the_servers() -> None:
    late = problem(401, "clock", server_time_ms=1_790_000_000_000)
    with talking_to(late, signs(SERVER_KEY, PACKED, **OURS)) as (talk, server):
        assert talk.exchange(REQUEST) == ANSWER
        assert talk.exchange(REQUEST) == ANSWER
    times = [read_signature_input(seen.headers["Signature-Input"]).created_s for seen in server.seen]
    assert times == [1_770_000_000, 1_790_000_000, 1_790_000_000]


def test_a_clock_that_stays_wrong_is_a_fault() -> None:
    late = problem(401, "clock", server_time_ms=1_790_000_000_000)
    with talking_to(late) as (talk, server), pytest.raises(ClockWrong):
        talk.exchange(REQUEST)
    assert len(server.seen) == 2


def test_enrolment_is_packed_and_not_signed() -> None:
    certificate = Certificate(DEVICE, bytes(16), bytes(32), "K7", 1)
    answer = EnrolmentResponse(
        certificate, b"", public_bytes(SERVER_KEY), bytes(16), 1, bytes(32), 2, "Bisi", "ADMIN", "Harvest"
    )
    request = EnrolmentRequest(1, "CODE", bytes(32), bytes(64), "Tablet 3")
    with (
        loopback(signs(SERVER_KEY, pack(encode(answer)), **OURS)) as server,
        httpx.Client(trust_env=False) as client,
    ):
        assert HttpLink(server.url + "/", DayClock(), client).enrol(request) == answer
    (seen,) = server.seen
    assert seen.path == "/enrolment"
    assert decode(EnrolmentRequest, unpack(seen.body)) == request
    assert "Signature" not in seen.headers
