"""Bodies in and out: a zstd frame of MessagePack, of bounded size before and after unpacking.

The rule kept here: bytes are counted while they are read; nothing is unpacked that claims to be too large.
"""

from typing import TypeVar

from fastapi import Request, Response

from shared.contract.codec import Message, decode, encode
from shared.contract.http_signing import CONTENT_DIGEST, SIGNATURE, SIGNATURE_INPUT
from shared.contract.packing import pack, unpack
from shared.contract.version import MAX_BODY_BYTES
from syncserver.api.problems import MEDIA_TYPE as PROBLEM_TYPE
from syncserver.api.problems import SCHEMA as PROBLEM_SCHEMA
from syncserver.api.problems import Problem

MEDIA_TYPE = "application/vnd.fieldapp+msgpack"
ENCODING = "zstd"
_T = TypeVar("_T", bound=Message)


async def packed_body(request: Request) -> bytes:
    """Return the body as it was sent; problems 415 for another type or encoding, 413 for too much of it."""
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != MEDIA_TYPE or request.headers.get("content-encoding", "").lower() != ENCODING:
        detail = f"A body has to be {MEDIA_TYPE} in one {ENCODING} frame."
        raise Problem(415, "unsupported_media_type", "Type not taken", detail)
    if int(request.headers.get("content-length", "0")) > MAX_BODY_BYTES:
        raise too_large()
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_BODY_BYTES:
            raise too_large()
    return bytes(body)


def too_large() -> Problem:
    """The problem of a body beyond the bounds."""
    return Problem(413, "too_large", "Too large", f"At most {MAX_BODY_BYTES} bytes are taken at once.")


def read_message(wanted: type[_T], packed: bytes) -> _T:
    """Return the message in a packed body; `Malformed` for anything else."""
    return decode(wanted, unpack(packed))


def message_response(message: Message) -> Response:
    """Return a message as a response."""
    headers = {"Content-Encoding": ENCODING}
    return Response(pack(encode(message)), media_type=MEDIA_TYPE, headers=headers)


def request_description(name: str) -> dict[str, object]:
    """Describe a packed request body for OpenAPI."""
    return {"required": True, "content": {MEDIA_TYPE: {"schema": _binary(name)}}}


def responses_description(name: str, problems: dict[int, str]) -> dict[int | str, dict[str, object]]:
    """Describe a packed answer and the problems that may come instead."""
    return {
        200: message_description(name),
        **{status: problem_description(text) for status, text in problems.items()},
    }


def signature_parameters() -> list[dict[str, object]]:
    """Describe the headers that sign a request for OpenAPI."""
    description = "RFC 9421 over @method, @path and content-digest with the device's Ed25519 key"
    return [
        {
            "name": name,
            "in": "header",
            "required": True,
            "description": description,
            "schema": {"type": "string"},
        }
        for name in (CONTENT_DIGEST, SIGNATURE_INPUT, SIGNATURE)
    ]


def message_description(name: str) -> dict[str, object]:
    """Describe an answer for OpenAPI."""
    return {
        "description": f"A {name}, MessagePack in one zstd frame.",
        "content": {MEDIA_TYPE: {"schema": _binary(name)}},
    }


def problem_description(text: str) -> dict[str, object]:
    """Describe a problem for OpenAPI."""
    return {"description": text, "content": {PROBLEM_TYPE: {"schema": PROBLEM_SCHEMA}}}


def _binary(name: str) -> dict[str, str]:
    description = f"{name} of the sync protocol: a MessagePack array in field order, in one zstd frame"
    return {"type": "string", "format": "binary", "description": description}
