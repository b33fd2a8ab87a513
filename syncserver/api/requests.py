"""Around every request: its id, one log line, headers that hold for all answers, and the last resort; and
how long a body may take to come.

The rules kept here: whatever happens inside, the answer is a response of ours with the request's id on it; a
body that hardly moves is not waited for, while one that moves over a slow link is.
"""

import asyncio
import logging
import re
import secrets
import time
from contextvars import ContextVar

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from syncserver.api.problems import Problem, problem_of, problem_response

REQUEST_ID_HEADER = "X-Request-Id"
request_id: ContextVar[str] = ContextVar("request_id", default="")
BODY_SECONDS = 30.0
"""How long any body may take; one that moves gets a second more for each `_LEAST_BYTES_A_SECOND` of it."""
_LEAST_BYTES_A_SECOND = 256
_LONGEST_BODY_S = 10 * 60.0
_SENT_ID = re.compile(rb"[0-9A-Za-z_-]{8,64}")
_log = logging.getLogger(__name__)


class Edge:
    """The outermost layer of the application; `body_s` is how long a body may take that hardly moves."""

    def __init__(self, app: ASGIApp, body_s: float = BODY_SECONDS) -> None:
        self._app = app
        self._body_s = body_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        token = request_id.set(_request_id(scope))
        try:
            await self._answer(scope, receive, send)
        finally:
            request_id.reset(token)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        started, status = time.perf_counter(), 0

        async def send_marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message["headers"], *_headers()]}
            await send(message)

        try:
            await self._app(scope, _in_time(receive, self._body_s), send_marked)
        except Exception as fault:
            if status:  # the answer has begun: all that is left is to break it off
                raise
            response = problem_response(problem_of(fault, secrets.token_hex(4)), request_id.get())
            await response(scope, receive, send_marked)
        finally:
            _log_request(scope, status, started)


def _in_time(receive: Receive, body_s: float) -> Receive:
    """Return what receives a body as long as it comes in time; then problem 408."""
    began = asyncio.get_running_loop().time()
    came, whole = 0, False

    async def receive_in_time() -> Message:
        nonlocal came, whole
        if whole:  # from here on somebody waits for the other end to go away
            return await receive()
        until = began + min(body_s + came / _LEAST_BYTES_A_SECOND, _LONGEST_BODY_S)
        try:
            async with asyncio.timeout_at(until):
                message = await receive()
        except TimeoutError as fault:
            raise _too_slow() from fault
        came += len(message.get("body", b""))
        whole = not message.get("more_body", False)
        return message

    return receive_in_time


def _too_slow() -> Problem:
    detail = "The rest of the request did not come in time. Send it again."
    return Problem(408, "too_slow", "Too slow", detail, {"Connection": "close"})


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _SENT_ID.fullmatch(value):
            return str(value, "ascii")
    return secrets.token_hex(8)


def _headers() -> list[tuple[bytes, bytes]]:
    return [
        (REQUEST_ID_HEADER.lower().encode(), request_id.get().encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]


def _log_request(scope: Scope, status: int, started: float) -> None:
    """The path is logged only where it is one of ours: anything else could hold anything."""
    route = scope.get("route")
    _log.info(
        "http.request",
        extra={
            "method": scope["method"],
            "path": getattr(route, "path", "-"),
            "status": status,
            "ms": round((time.perf_counter() - started) * 1000, 1),
        },
    )
