"""Around every request: its id, one log line, headers that hold for all answers, and the last resort.

The rule kept here: whatever happens inside, the answer is a response of ours with the request's id on it.
"""

import logging
import re
import secrets
import time
from contextvars import ContextVar

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from syncserver.api.problems import problem_of, problem_response

REQUEST_ID_HEADER = "X-Request-Id"
request_id: ContextVar[str] = ContextVar("request_id", default="")
_SENT_ID = re.compile(rb"[0-9A-Za-z_-]{8,64}")
_log = logging.getLogger(__name__)


class Edge:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

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
            await self._app(scope, receive, send_marked)
        except Exception as fault:
            if status:  # the answer has begun: all that is left is to break it off
                raise
            response = problem_response(problem_of(fault, secrets.token_hex(4)), request_id.get())
            await response(scope, receive, send_marked)
        finally:
            _log_request(scope, status, started)


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
