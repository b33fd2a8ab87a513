"""POST /contact and /contact/journal: what a device says where nobody has typed a PIN.

The rule kept here: these are signed by the contact key, which is good for nothing else, and no other key is
good for these.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from shared.contract.custody.contact import ContactRequest, JournalPart
from syncserver.api.bodies import (
    message_response,
    packed_body,
    read_message,
    request_description,
    responses_description,
    signature_parameters,
)
from syncserver.api.signatures import authenticate, contact_key, signed
from syncserver.sync.custody.contact import contact, take_part
from syncserver.sync.server import Server

_PROBLEMS = {
    400: "Not MessagePack of the agreed form, or not one zstd frame.",
    401: "Not signed by a device's contact key, signed at another time (code clock), or sent before.",
    413: "More bytes than are taken at once.",
    415: "Another media type or encoding.",
    422: "Too many journals of this device.",
    503: "The database takes nothing just now.",
}


def contact_routes(server: Server) -> APIRouter:
    """Return the routes of contacts."""
    router = APIRouter(tags=["contact"])

    @router.post(
        "/contact",
        summary="Say how a device stands; get its lease, its orders and the server's time",
        response_class=Response,
        responses=responses_description("ContactResponse", _PROBLEMS),
        openapi_extra={
            "requestBody": request_description("ContactRequest"),
            "parameters": signature_parameters(),
        },
    )
    def post_contact(request: Request, body: Annotated[bytes, Depends(packed_body)]) -> Response:
        device = authenticate(server, request, body, contact_key)
        answer = contact(server, device, read_message(ContactRequest, body))
        return signed(server, request, message_response(answer))

    @router.post(
        "/contact/journal",
        summary="Send a part of the sealed journal; get where the next part begins",
        response_class=Response,
        responses=responses_description("JournalTaken", _PROBLEMS),
        openapi_extra={
            "requestBody": request_description("JournalPart"),
            "parameters": signature_parameters(),
        },
    )
    def post_journal(request: Request, body: Annotated[bytes, Depends(packed_body)]) -> Response:
        device = authenticate(server, request, body, contact_key)
        taken = take_part(server, device, read_message(JournalPart, body))
        return signed(server, request, message_response(taken))

    return router
