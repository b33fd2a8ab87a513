"""Every error as a problem document (RFC 9457): a stable code for programs, words for people, a request id.

The rule kept here: what went wrong inside never leaves; a failure of the server gives out an incident id.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from shared.contract.codec import Malformed
from shared.contract.signing import BadSignature
from shared.errors import RuleRefused
from syncserver.database.engine import is_unavailable
from syncserver.sync.enrolment import RETRY_AFTER_S, TooManyAttempts
from syncserver.sync.inbox.batch import UnknownDevice

MEDIA_TYPE = "application/problem+json"
_log = logging.getLogger(__name__)

SCHEMA: dict[str, object] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "request_id"],
    "properties": {
        "type": {"type": "string", "description": "urn:fieldapp:problem: and the code"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "description": "stable, for programs"},
        "request_id": {"type": "string"},
        "server_time_ms": {"type": "integer", "description": "with code clock"},
        "incident": {"type": "string", "description": "with code server_fault"},
    },
}


@dataclass(slots=True)
class Problem(Exception):
    """An answer that is an error; `members` are further members of the document."""

    status: int
    code: str
    title: str
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, str | int] = field(default_factory=dict)


def problem_response(problem: Problem, request_id: str) -> JSONResponse:
    """Return the document as a response."""
    content = {
        "type": f"urn:fieldapp:problem:{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "code": problem.code,
        "request_id": request_id,
        **problem.members,
    }
    return JSONResponse(content, problem.status, dict(problem.headers), media_type=MEDIA_TYPE)


def problem_of(fault: Exception, new_incident: str) -> Problem:
    """Translate whatever came up to the edge; only what is nobody's fault but ours is logged as an error."""
    if isinstance(fault, Problem):
        return fault
    if isinstance(fault, HTTPException):
        return _of_framework(fault)
    if isinstance(fault, RuleRefused):
        return Problem(422, fault.code, fault.title, fault.detail)
    if isinstance(fault, Malformed):
        return Problem(400, "malformed", "Not readable", str(fault))
    if isinstance(fault, BadSignature):
        return Problem(401, "bad_signature", "Signature not valid", str(fault))
    if isinstance(fault, UnknownDevice):
        return Problem(401, "unknown_device", "Device not known", "The device is not enrolled here.")
    if isinstance(fault, ClientDisconnect):  # nobody is there to read it, and nothing of ours failed
        return Problem(400, "cut_short", "Cut short", "The connection ended before the request did.")
    if isinstance(fault, TooManyAttempts):
        return _later(429, "too_many_attempts", "Too many attempts", RETRY_AFTER_S)
    if is_unavailable(fault):
        _log.warning("http.unavailable", extra={"fault": type(fault).__name__})
        return _later(503, "unavailable", "Not available just now", 2)
    _log.error("http.server_fault", exc_info=fault, extra={"incident": new_incident})
    detail = f"The server could not work this out: incident {new_incident}."
    return Problem(500, "server_fault", "The server failed", detail, members={"incident": new_incident})


def _later(status: int, code: str, title: str, seconds: int) -> Problem:
    headers = {"Retry-After": str(seconds)}
    return Problem(status, code, title, f"Ask again in {seconds} seconds.", headers)


def _of_framework(fault: HTTPException) -> Problem:
    phrase = HTTPStatus(fault.status_code).phrase
    code = phrase.lower().replace(" ", "_").replace("-", "_")
    detail = str(fault.detail) if fault.detail != phrase else f"The server answered: {phrase}."
    return Problem(fault.status_code, code, phrase, detail, dict(fault.headers or {}))
