"""How a request reaches the server and its answer comes back: the one place that translates HTTP errors.

The rule kept here: only an answer of our own media type that the institution signed, for the very request
sent, is an answer. Everything else, whatever its status code, is a fault of the way, and says nothing about
any operation.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import NoReturn, Protocol, TypeVar

import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from fieldapp.syncing.faults import (
    AnswerDamaged,
    ClockWrong,
    NotOurServer,
    Refused,
    ServerBusy,
    ServerFault,
    Unreachable,
    UntrustedAnswer,
    UpgradeNeeded,
)
from shared.contract.codec import Malformed, Message, decode, encode
from shared.contract.entering.sign_in import SignInRequest, SignInResponse
from shared.contract.exchange import (
    EnrolmentPending,
    EnrolmentRequest,
    EnrolmentResponse,
    ExchangeRequest,
    ExchangeResponse,
)
from shared.contract.http_signing import SIGNATURE, SignedBy, sign_request, verify_answer
from shared.contract.packing import pack, unpack
from shared.contract.signing import BadSignature, public_key
from shared.contract.version import MAX_BODY_BYTES

MEDIA_TYPE = "application/vnd.fieldapp+msgpack"
PLAIN_TYPE = "application/octet-stream"
PROBLEM_TYPE = "application/problem+json"
EXCHANGE_PATH = "/sync/exchange"
ENROLMENT_PATH = "/enrolment"
SIGN_IN_PATH = "/enrolment/sign-in"
TIMEOUTS = httpx.Timeout(30.0, connect=10.0)
"""Seconds without a byte moving; a slow link that moves is not cut off."""
LONGEST_ANSWER_MS = 10 * 60_000
"""A server that drips for longer than this holds the lane for nothing."""
BUSY_WITHOUT_TIME_S = 30
_MAX_PROBLEM_BYTES = 64 * 1024

_log = logging.getLogger(__name__)
_Answer = TypeVar("_Answer", bound=Message)
_T = TypeVar("_T")


class Transport(Protocol):
    """Carries one exchange to the server; raises a `SyncFault` when no answer came."""

    def exchange(self, request: ExchangeRequest) -> ExchangeResponse: ...


class TransportClock(Protocol):
    """Milliseconds: since 1970 in UTC, and on a clock that nobody can set."""

    def now_ms(self) -> int: ...
    def mono_ms(self) -> int: ...


class _Problem(msgspec.Struct, frozen=True):
    """A problem of RFC 9457 with this server's extra members; anything else in it is left aside."""

    title: str = ""
    detail: str = ""
    code: str = ""
    server_time_ms: int = 0


@dataclass(frozen=True, slots=True)
class Arrived:
    """An answer of our type as it came off the wire, not to be believed before `verify`."""

    status: int
    data: bytes
    is_packed: bool
    signature: str

    def verify(self, key: Ed25519PublicKey, request_signature: str) -> None:
        """Raise `UntrustedAnswer` unless this key signed it, in answer to the request of that signature."""
        try:
            verify_answer(
                self.status,
                self.data,
                signature=self.signature,
                request_signature=request_signature,
                key=key,
            )
        except BadSignature as fault:
            raise UntrustedAnswer("answer") from fault

    def decoded(self, wanted: type[_Answer]) -> _Answer:
        """Return the message in it; `AnswerDamaged` when there is none."""
        try:
            return decode(wanted, unpack(self.data) if self.is_packed else self.data)
        except Malformed as fault:
            raise AnswerDamaged("not as agreed") from fault


@dataclass(frozen=True, slots=True)
class Plain:
    """An answer that is bytes and headers, named in small letters; believed only as far as its caller may."""

    status: int
    headers: Mapping[str, str]
    data: bytes


class HttpLink:
    """Posts packed messages to one server and unpacks its answers; the client is the caller's to close."""

    def __init__(self, server_url: str, clock: TransportClock, client: httpx.Client) -> None:
        self._server_url = server_url.rstrip("/")
        self._clock = clock
        self._client = client

    def enrol(self, request: EnrolmentRequest) -> EnrolmentResponse | EnrolmentPending:
        """Present a one-time code. Raises `Refused` with the server's words when it is not taken.

        The answer is signed by the key it brings, which its certificate is signed by too.
        """
        arrived = self.post(ENROLMENT_PATH, pack(encode(request)), {})
        answer: EnrolmentResponse | EnrolmentPending
        if arrived.status == HTTPStatus.ACCEPTED:
            answer = arrived.decoded(EnrolmentPending)
        else:
            answer = arrived.decoded(EnrolmentResponse)
        try:
            arrived.verify(public_key(answer.server_public_key), "")
        except Malformed as fault:
            raise AnswerDamaged("a key that is none") from fault
        return answer

    def sign_in(self, request: SignInRequest) -> SignInResponse:
        """Get a one-time code for a password. Raises `Refused` with the server's words where it gives none.

        Nothing is believed by it: the code is spent with an enrolment, whose answer is signed.
        """
        return self.post(SIGN_IN_PATH, pack(encode(request)), {}).decoded(SignInResponse)

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> Arrived:
        """Send a packed body and return what came back. Raises a `SyncFault` for everything but an answer.

        A client closed meanwhile, because the tablet was locked, is `Unreachable` too.
        """
        headers = {
            "Content-Type": MEDIA_TYPE,
            "Content-Encoding": "zstd",
            "Accept": MEDIA_TYPE,
            "Accept-Encoding": "zstd, identity",
            **headers,
        }
        return self._ask("POST", path, body, headers, self._answer)

    def send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Plain:
        """Send plain bytes and return what came back; faults as of `post`."""
        return self._ask(method, path, body, {**headers, "Accept-Encoding": "identity"}, self._plain)

    def _ask(
        self,
        method: str,
        path: str,
        body: bytes,
        headers: Mapping[str, str],
        take: Callable[[httpx.Response], _T],
    ) -> _T:
        try:
            with self._client.stream(
                method,
                self._server_url + path,
                content=body,
                headers=dict(headers),
                timeout=TIMEOUTS,
                follow_redirects=False,
            ) as response:
                return take(response)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as fault:
            raise Unreachable(type(fault).__name__) from fault
        except RuntimeError as fault:
            if not self._client.is_closed:
                raise
            raise Unreachable("closed here") from fault

    def _plain(self, response: httpx.Response) -> Plain:
        kind = self._refuse(response)
        if kind not in ("", PLAIN_TYPE):
            raise NotOurServer("content type")
        data = self._read(response, MAX_BODY_BYTES)
        return Plain(response.status_code, {k.lower(): v for k, v in response.headers.items()}, data)

    def _refuse(self, response: httpx.Response) -> str:
        """Raise the fault of an answer that is none, and return the type of one that is."""
        status = response.status_code
        kind = str(response.headers.get("Content-Type", "")).partition(";")[0].strip().lower()
        if status in (429, 503):
            raise ServerBusy(_retry_after_s(response))
        if status == HTTPStatus.REQUEST_TIMEOUT:  # the link hardly moved: nothing was refused
            raise Unreachable("too slow")
        if kind == PROBLEM_TYPE and 400 <= status < 500:
            _raise_problem(status, self._read(response, _MAX_PROBLEM_BYTES))
        if status == 511 or status < 200 or 300 <= status < 500:
            raise NotOurServer(f"status {status}")
        if status >= 500:
            raise ServerFault(status)
        return kind

    def _answer(self, response: httpx.Response) -> Arrived:
        status = response.status_code
        if self._refuse(response) != MEDIA_TYPE:
            raise NotOurServer("content type")
        packed = response.headers.get("Content-Encoding", "").strip().lower()
        if packed not in ("", "identity", "zstd"):
            raise AnswerDamaged("content encoding")
        data = self._read(response, MAX_BODY_BYTES)
        return Arrived(status, data, packed == "zstd", response.headers.get(SIGNATURE, ""))

    def _read(self, response: httpx.Response, at_most: int) -> bytes:
        """Read the bytes as they came: unpacking within bounds is ours, not the HTTP library's."""
        until_ms = self._clock.mono_ms() + LONGEST_ANSWER_MS
        chunks: list[bytes] = []
        size = 0
        for chunk in response.iter_raw():
            size += len(chunk)
            if size > at_most:
                raise AnswerDamaged("larger than allowed")
            if self._clock.mono_ms() > until_ms:
                raise Unreachable("the answer took too long")
            chunks.append(chunk)
        return b"".join(chunks)


class HttpTransport:
    """Talks with the server as one enrolled device: requests are signed by one of its keys, answers by the
    institution's (RFC 9421).
    """

    def __init__(
        self,
        link: HttpLink,
        device: bytes,
        key: Ed25519PrivateKey,
        server_key: Ed25519PublicKey,
        clock: TransportClock,
        random_bytes: Callable[[int], bytes],
    ) -> None:
        self._link = link
        self._device = device
        self._key = key
        self._server_key = server_key
        self._clock = clock
        self._random_bytes = random_bytes
        self._offset_ms = 0

    def exchange(self, request: ExchangeRequest) -> ExchangeResponse:
        """Send one exchange."""
        return self.post(EXCHANGE_PATH, request, ExchangeResponse)

    def post(self, path: str, message: Message, wanted: type[_Answer]) -> _Answer:
        """Send a message. A clock the server does not accept is corrected by the server's own, once."""
        body = pack(encode(message))

        def post() -> _Answer:
            headers = self._signed("POST", path, body)
            arrived = self._link.post(path, body, headers)
            arrived.verify(self._server_key, headers[SIGNATURE])
            return arrived.decoded(wanted)

        return self._in_time(post)

    def send(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Plain:
        """Send plain bytes and return the answer's, signed like every other."""

        def send() -> Plain:
            signed = self._signed(method, path, body)
            answer = self._link.send(method, path, body, {**(headers or {}), **signed})
            seal = answer.headers.get(SIGNATURE.lower(), "")
            Arrived(answer.status, answer.data, False, seal).verify(self._server_key, signed[SIGNATURE])
            return answer

        return self._in_time(send)

    def _in_time(self, ask: Callable[[], _T]) -> _T:
        try:
            return ask()
        except ClockWrong as wrong:
            self._offset_ms = wrong.server_time_ms - self._clock.now_ms()
            _log.info("sync.clock_corrected")
            return ask()

    def _signed(self, method: str, path: str, body: bytes) -> dict[str, str]:
        created_s = max(0, self._clock.now_ms() + self._offset_ms) // 1000
        by = SignedBy(self._device, created_s, self._random_bytes(16))
        return sign_request(method, path, body, by=by, key=self._key)


def _raise_problem(status: int, data: bytes) -> NoReturn:
    try:
        problem = msgspec.json.decode(data, type=_Problem)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise NotOurServer(f"status {status}") from fault
    if problem.code == "clock" and problem.server_time_ms > 0:
        raise ClockWrong(problem.server_time_ms)
    if problem.code == "upgrade" or status == 426:
        raise UpgradeNeeded()
    raise Refused(status, problem.code, problem.title, problem.detail)


def _retry_after_s(response: httpx.Response) -> int:
    """The seconds a busy server asks for; a date or nonsense counts as half a minute."""
    text = response.headers.get("Retry-After", "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else BUSY_WITHOUT_TIME_S
