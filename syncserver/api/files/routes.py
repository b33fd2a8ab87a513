"""POST /files, HEAD, PATCH and GET /files/{sha256}: the file of a document, there and back.

The rules kept here: a file has no name but its hash; it is handed out as bytes to be saved, never as what a
browser would show, run or unpack.
"""

import re
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from syncserver.api.bodies import problem_description, signature_parameters
from syncserver.api.files.headers import (
    MAX_PART_BYTES,
    PART_TYPE,
    capabilities,
    described,
    digest_in,
    digest_in_metadata,
    number,
    require_version,
)
from syncserver.api.problems import Problem
from syncserver.api.signatures import authenticate, signed
from syncserver.people.devices.queries import Device
from syncserver.sync.files.receiving import (
    NoSuchFile,
    OtherContent,
    OtherOffset,
    Progress,
    begin,
    give,
    progress_of,
    take_part,
)
from syncserver.sync.server import Server

_RANGE = re.compile(r"bytes=([0-9]{1,12})-([0-9]{1,12})")
_PROBLEMS: dict[int | str, dict[str, object]] = {
    status: problem_description(text)
    for status, text in {
        400: "A header or the name is not of the agreed form.",
        401: "Not signed by an enrolled device, signed at another time (code clock), or sent before.",
        404: "No such file, or none of the asker's; an upload: no document of this person names it.",
        412: "Another version of tus.",
        413: "More bytes than are taken at once.",
        422: "Not the size or kind of file that its document says.",
        503: "The database takes nothing just now.",
    }.items()
}
_TAKING: dict[int | str, dict[str, object]] = {
    **_PROBLEMS,
    409: problem_description("The part begins elsewhere than where the last one ended: ask with HEAD."),
    415: problem_description("A part has to be application/offset+octet-stream."),
    460: problem_description("All bytes came and are not the file that was named: begin anew."),
}
_SIGNED: dict[str, object] = {"parameters": signature_parameters()}


async def part_body(request: Request) -> bytes:
    """Return the body as it was sent; problem 413 for too much of it."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_PART_BYTES:
            detail = f"At most {MAX_PART_BYTES} bytes are taken at once."
            raise Problem(413, "too_large", "Too large", detail)
    return bytes(body)


Body = Annotated[bytes, Depends(part_body)]


def files_routes(server: Server) -> APIRouter:
    """Return the routes of files."""
    router = APIRouter(tags=["files"])
    _add_capabilities(router)
    _add_begin(router, server)
    _add_progress(router, server)
    _add_part(router, server)
    _add_download(router, server)
    return router


def _add_capabilities(router: APIRouter) -> None:
    @router.options("/files", summary="What this server speaks: tus 1.0 with creation", status_code=204)
    def options_files() -> Response:
        return Response(status_code=204, headers=capabilities())


def _add_begin(router: APIRouter, server: Server) -> None:
    @router.post(
        "/files",
        summary="Begin to send the file of a document, or hear how far it has come",
        response_class=Response,
        status_code=201,
        responses=_PROBLEMS,
        openapi_extra=_SIGNED,
    )
    def post_file(request: Request, body: Body) -> Response:
        device = authenticate(server, request, body)
        require_version(request)
        digest, size = digest_in_metadata(request), number(request, "upload-length")
        progress = _or_problem(lambda: begin(server, device, digest, size))
        answer = Response(status_code=201, headers={"Location": f"/files/{digest.hex()}"})
        return signed(server, request, described(answer, progress))


def _add_progress(router: APIRouter, server: Server) -> None:
    @router.head(
        "/files/{name}",
        summary="How far a file has come",
        response_class=Response,
        responses=_PROBLEMS,
        openapi_extra=_SIGNED,
    )
    def head_file(request: Request, name: str) -> Response:
        device = authenticate(server, request, b"")
        require_version(request)
        progress = _or_problem(lambda: progress_of(server, device, digest_in(name)))
        return signed(server, request, described(Response(), progress))


def _add_part(router: APIRouter, server: Server) -> None:
    @router.patch(
        "/files/{name}",
        summary="Send the part that follows what came before",
        response_class=Response,
        status_code=204,
        responses=_TAKING,
        openapi_extra=_SIGNED,
    )
    def patch_file(request: Request, name: str, body: Body) -> Response:
        device = authenticate(server, request, body)
        require_version(request)
        if request.headers.get("content-type") != PART_TYPE:
            raise Problem(415, "unsupported_media_type", "Type not taken", f"A part has to be {PART_TYPE}.")
        progress = _taken(server, device, digest_in(name), number(request, "upload-offset"), body)
        return signed(server, request, described(Response(status_code=204), progress))


def _add_download(router: APIRouter, server: Server) -> None:
    @router.get(
        "/files/{name}",
        summary="A file, or with Range a part of it",
        response_class=Response,
        responses=_PROBLEMS,
        openapi_extra=_SIGNED,
    )
    def get_file(request: Request, name: str) -> Response:
        device = authenticate(server, request, b"")
        digest = digest_in(name)
        try:
            content = give(server, device, digest)
        except NoSuchFile as fault:
            raise _missing() from fault
        return signed(server, request, _handed_out(content, request.headers.get("range", "")))


def _handed_out(content: bytes, wanted: str) -> Response:
    headers = {"Content-Disposition": "attachment", "Accept-Ranges": "bytes"}
    status = 200
    if wanted:
        found = _RANGE.fullmatch(wanted)
        if found is None or int(found[1]) > int(found[2]) or int(found[1]) >= len(content):
            headers = {"Content-Range": f"bytes */{len(content)}"}
            raise Problem(416, "range", "No such part", "Ask for bytes that the file has.", headers)
        first, last = int(found[1]), min(int(found[2]), len(content) - 1)
        headers["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
        content, status = content[first : last + 1], 206
    return Response(content, status, headers, media_type="application/octet-stream")


def _taken(server: Server, device: Device, digest: bytes, offset: int, body: bytes) -> Progress:
    try:
        return _or_problem(lambda: take_part(server, device, digest, offset, body))
    except OtherOffset as fault:
        detail = f"The next part begins at {fault.taken}."
        headers = {"Upload-Offset": str(fault.taken)}
        raise Problem(409, "offset", "Another offset", detail, headers, {"offset": fault.taken}) from fault
    except OtherContent as fault:
        detail = "All bytes came, and they are another file than the document names. Begin anew."
        raise Problem(460, "checksum", "Not the file that was named", detail) from fault
    except OSError as fault:
        raise Problem(
            503, "no_room", "No room just now", "Send the part again later.", {"Retry-After": "60"}
        ) from fault


def _or_problem(work: Callable[[], Progress]) -> Progress:
    try:
        return work()
    except NoSuchFile as fault:
        raise _missing() from fault


def _missing() -> Problem:
    return Problem(404, "not_found", "No such file", "There is no such file here, or none of yours.")
