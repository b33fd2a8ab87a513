"""POST /sync/exchange: operations up, records down."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from shared.contract.exchange import ExchangeRequest
from shared.contract.version import MAX_OPERATION_BYTES_PER_EXCHANGE
from syncserver.api.bodies import (
    message_response,
    packed_body,
    read_message,
    request_description,
    responses_description,
    signature_parameters,
    too_large,
)
from syncserver.api.signatures import authenticate, signed
from syncserver.sync.exchange import exchange
from syncserver.sync.server import Server

_PROBLEMS = {
    400: "Not MessagePack of the agreed form, or not one zstd frame.",
    401: "Not signed by an enrolled device, signed at another time (code clock), or sent before.",
    413: "More bytes than are taken at once.",
    415: "Another media type or encoding.",
    503: "The database takes nothing just now; nothing was consumed.",
}


def sync_routes(server: Server) -> APIRouter:
    """Return the route of the exchange."""
    router = APIRouter(tags=["sync"])

    @router.post(
        "/sync/exchange",
        summary="Send signed operations, get verdicts and changed records",
        response_class=Response,
        responses=responses_description("ExchangeResponse", _PROBLEMS),
        openapi_extra={
            "requestBody": request_description("ExchangeRequest"),
            "parameters": signature_parameters(),
        },
    )
    def post_exchange(request: Request, body: Annotated[bytes, Depends(packed_body)]) -> Response:
        device = authenticate(server, request, body)
        wanted = read_message(ExchangeRequest, body)
        if sum(len(o.data) for o in wanted.operations) > MAX_OPERATION_BYTES_PER_EXCHANGE:
            raise too_large()
        return signed(server, request, message_response(exchange(server, device, wanted)))

    return router
