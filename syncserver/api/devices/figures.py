"""POST /devices/figures: what the server holds of one device, for a supervisor or administrator."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from shared.contract.custody.figures import DeviceAsked
from syncserver.api.bodies import (
    message_response,
    packed_body,
    read_message,
    request_description,
    responses_description,
    signature_parameters,
)
from syncserver.api.signatures import authenticate, signed
from syncserver.sync.custody.figures import device_figures
from syncserver.sync.server import Server

_PROBLEMS = {
    400: "Not MessagePack of the agreed form, or not one zstd frame.",
    401: "Not signed by an enrolled device, signed at another time (code clock), or sent before.",
    413: "More bytes than are taken at once.",
    415: "Another media type or encoding.",
    422: "No such device, or not of somebody below.",
    503: "The database takes nothing just now.",
}


def figures_routes(server: Server) -> APIRouter:
    """Return the route of a device's figures."""
    router = APIRouter(tags=["devices"])

    @router.post(
        "/devices/figures",
        summary="Everything a device has ever sent, by what became of it",
        response_class=Response,
        responses=responses_description("DeviceFigures", _PROBLEMS),
        openapi_extra={
            "requestBody": request_description("DeviceAsked"),
            "parameters": signature_parameters(),
        },
    )
    def post_figures(request: Request, body: Annotated[bytes, Depends(packed_body)]) -> Response:
        asker = authenticate(server, request, body)
        asked = read_message(DeviceAsked, body)
        return signed(server, request, message_response(device_figures(server, asker, asked.device)))

    return router
