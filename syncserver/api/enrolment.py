"""POST /enrolment: a device is let in with a one-time code, or told to wait for its approval; and such a code
is had by signing in with a password.
"""

from collections.abc import Callable
from hashlib import sha256
from http import HTTPStatus
from threading import BoundedSemaphore
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from shared.contract.entering.sign_in import SignInRequest
from shared.contract.exchange import EnrolmentPending, EnrolmentRequest
from syncserver.api.bodies import (
    message_description,
    message_response,
    packed_body,
    read_message,
    request_description,
    responses_description,
)
from syncserver.api.signatures import signed
from syncserver.database.engine import Unavailable
from syncserver.sync.enrolment import enrol
from syncserver.sync.entering.sign_in import sign_in
from syncserver.sync.server import Server

_PROBLEMS = {
    400: "Not MessagePack of the agreed form, not one zstd frame, or a weak public key.",
    401: "The key was not proved.",
    413: "More bytes than are taken at once.",
    415: "Another media type or encoding.",
    422: "The code is wrong, used or too old, or the key was used before.",
    429: "Too many attempts from this address.",
    503: "The database takes nothing just now.",
}
_SIGN_IN_PROBLEMS = {
    **{status: text for status, text in _PROBLEMS.items() if status not in {401, 422}},
    422: "Something was not right; it is not said what.",
}
_PASSWORDS_AT_ONCE = 2
"""Each takes 32 MiB while it is compared."""
_WAIT_S = 5.0


def enrolment_routes(server: Server, random_bytes: Callable[[int], bytes]) -> APIRouter:
    """Return the routes of enrolment."""
    router = APIRouter(tags=["enrolment"])

    @router.post(
        "/enrolment",
        summary="Enrol a device with a one-time code",
        response_class=Response,
        responses={
            **responses_description("EnrolmentResponse", _PROBLEMS),
            202: message_description("EnrolmentPending"),
        },
        openapi_extra={"requestBody": request_description("EnrolmentRequest")},
    )
    def post_enrolment(request: Request, body: Annotated[bytes, Depends(packed_body)]) -> Response:
        wanted = read_message(EnrolmentRequest, body)
        answer = enrol(server, wanted, source=_source(request), random_bytes=random_bytes)
        response = message_response(answer)
        if isinstance(answer, EnrolmentPending):
            response.status_code = HTTPStatus.ACCEPTED
        return signed(server, request, response)

    at_once = BoundedSemaphore(_PASSWORDS_AT_ONCE)

    @router.post(
        "/enrolment/sign-in",
        summary="Get a one-time code with e-mail address and password",
        response_class=Response,
        responses=responses_description("SignInResponse", _SIGN_IN_PROBLEMS),
        openapi_extra={"requestBody": request_description("SignInRequest")},
    )
    def post_sign_in(request: Request, body: Annotated[bytes, Depends(packed_body)]) -> Response:
        wanted = read_message(SignInRequest, body)
        if not at_once.acquire(timeout=_WAIT_S):
            raise Unavailable("too many passwords are being compared")
        try:
            answer = sign_in(server, wanted, source=_source(request), random_bytes=random_bytes)
        finally:
            at_once.release()
        return signed(server, request, message_response(answer))

    return router


def _source(request: Request) -> bytes:
    """The address itself is not kept."""
    address = request.client.host if request.client is not None else ""
    return sha256(b"fieldapp/source/1\x00" + address.encode()).digest()
