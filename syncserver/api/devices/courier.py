"""POST /courier/part and /courier/take: a courier's file through somebody's device with a network."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from shared.contract.custody.handing_in import (
    CourierPart,
    CourierPartTaken,
    CourierReturned,
    CourierWhole,
)
from syncserver.api.bodies import (
    message_response,
    packed_body,
    read_message,
    request_description,
    responses_description,
    signature_parameters,
)
from syncserver.api.problems import Problem
from syncserver.api.signatures import authenticate, signed
from syncserver.sync.custody.handing_in import take_courier_part, take_handed_in
from syncserver.sync.server import Server

_PROBLEMS = {
    400: "Not MessagePack of the agreed form, or not one zstd frame.",
    401: "Not signed by an enrolled device, signed at another time (code clock), or sent before.",
    413: "More bytes than are taken at once.",
    415: "Another media type or encoding.",
    422: "The asker may not hand it in, or it is no whole file of a tablet of this institution.",
    503: "The database or the disk takes nothing just now, or another file is being taken in.",
}


def courier_routes(server: Server, random_bytes: Callable[[int], bytes]) -> APIRouter:
    """Return the routes of what a courier brought."""
    router = APIRouter(tags=["courier"])
    _add_part(router, server)
    _add_take(router, server, random_bytes)
    return router


def _add_part(router: APIRouter, server: Server) -> None:
    @router.post(
        "/courier/part",
        summary="Send the next part of a courier's file",
        response_class=Response,
        responses=responses_description("CourierPartTaken", _PROBLEMS),
        openapi_extra={
            "requestBody": request_description("CourierPart"),
            "parameters": signature_parameters(),
        },
    )
    def post_part(request: Request, body: Annotated[bytes, Depends(packed_body)]) -> Response:
        asker = authenticate(server, request, body)
        try:
            taken = take_courier_part(server, asker, read_message(CourierPart, body))
        except OSError as fault:
            raise Problem(
                503, "no_room", "No room just now", "Send the part again later.", {"Retry-After": "60"}
            ) from fault
        return signed(server, request, message_response(CourierPartTaken(taken)))


def _add_take(router: APIRouter, server: Server, random_bytes: Callable[[int], bytes]) -> None:
    @router.post(
        "/courier/take",
        summary="Have a courier's file taken in, all parts of which were sent; the answer travels back",
        response_class=Response,
        responses=responses_description("CourierReturned", _PROBLEMS),
        openapi_extra={
            "requestBody": request_description("CourierWhole"),
            "parameters": signature_parameters(),
        },
    )
    def post_take(request: Request, body: Annotated[bytes, Depends(packed_body)]) -> Response:
        asker = authenticate(server, request, body)
        whole = read_message(CourierWhole, body)
        answer = take_handed_in(server, asker, whole.digest, random_bytes)
        return signed(server, request, message_response(CourierReturned(answer)))
