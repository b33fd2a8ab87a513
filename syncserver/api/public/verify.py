"""GET /verify: anybody asks whether a receipt is genuine and whether the office has it."""

from hashlib import sha256

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from syncserver.api.bodies import problem_description
from syncserver.api.public.page import HEADERS, too_many_page, verify_page
from syncserver.api.public.throttle import Throttle
from syncserver.sync.custody.verifying import verify_receipt
from syncserver.sync.server import Server

_A_MINUTE = 30
_HTML: dict[str, object] = {"text/html": {"schema": {"type": "string"}}}


def verify_routes(server: Server) -> APIRouter:
    """Return the route of the public page."""
    router = APIRouter(tags=["public"])
    throttle = Throttle(_A_MINUTE, server.inbox.clock_ms)

    @router.get(
        "/verify",
        summary="A page for anybody: is this receipt genuine, and does the office have it",
        response_class=HTMLResponse,
        responses={
            200: {"description": "The page, with the answer where a code was given.", "content": _HTML},
            400: problem_description("A query that is not of the described form."),
            429: {"description": "Too many questions from this address.", "content": _HTML},
            503: problem_description("The database does not answer."),
        },
    )
    def get_verify(request: Request, code: str = "") -> HTMLResponse:
        if not throttle.admits(_source(request)):
            return HTMLResponse(too_many_page(), 429, {**HEADERS, "Retry-After": "60"})
        return HTMLResponse(verify_page(verify_receipt(server, code)), headers=HEADERS)

    return router


def _source(request: Request) -> bytes:
    address = request.client.host if request.client is not None else ""
    return sha256(b"fieldapp/public/1\x00" + address.encode()).digest()
