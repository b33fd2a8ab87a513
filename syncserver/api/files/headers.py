"""The headers of tus 1.0, read strictly.

The rule kept here: what a header says is a number or a hash of fixed form; nothing in it is ever a name of
anything on this machine.
"""

import base64
import binascii
import re

from fastapi import Request, Response

from shared.contract.codec import Malformed, encode
from shared.fieldwork.documents import MAX_FILE_BYTES
from syncserver.api.problems import Problem
from syncserver.sync.files.receiving import Progress

VERSION = "1.0.0"
PART_TYPE = "application/offset+octet-stream"
MAX_PART_BYTES = 1024 * 1024
RECEIPT = "Fieldapp-Receipt"
_NUMBER = re.compile(r"[0-9]{1,12}")
_NAME = re.compile(r"[0-9a-f]{64}")


def require_version(request: Request) -> None:
    """Raise problem 412 unless the request speaks this version."""
    if request.headers.get("tus-resumable") != VERSION:
        headers = {"Tus-Version": VERSION}
        raise Problem(412, "tus_version", "Other version", f"Tus-Resumable has to be {VERSION}.", headers)


def number(request: Request, name: str) -> int:
    """Return the number in a header; `Malformed` for anything else."""
    text = request.headers.get(name, "")
    if _NUMBER.fullmatch(text) is None:
        raise Malformed(f"{name} has to be a number")
    return int(text)


def digest_in(name: str) -> bytes:
    """Return the hash that names a file; `Malformed` for anything else, paths and all."""
    if _NAME.fullmatch(name) is None:
        raise Malformed("a file is named by its SHA-256 in small hexadecimal letters")
    return bytes.fromhex(name)


def digest_in_metadata(request: Request) -> bytes:
    """Return the hash in Upload-Metadata: the key `sha256`, and nothing else."""
    key, _, value = request.headers.get("upload-metadata", "").partition(" ")
    try:
        digest = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise Malformed("Upload-Metadata is not base64") from fault
    if key != "sha256" or len(digest) != 32:
        raise Malformed("Upload-Metadata has to be sha256 with 32 bytes")
    return digest


def described(response: Response, progress: Progress) -> Response:
    """Add to an answer how far an upload has come, and the receipt once it is whole."""
    response.headers["Tus-Resumable"] = VERSION
    response.headers["Upload-Offset"] = str(progress.taken)
    response.headers["Upload-Length"] = str(progress.size)
    if progress.receipt is not None:
        response.headers[RECEIPT] = base64.b64encode(encode(progress.receipt)).decode()
    return response


def capabilities() -> dict[str, str]:
    """The headers that answer OPTIONS."""
    return {
        "Tus-Resumable": VERSION,
        "Tus-Version": VERSION,
        "Tus-Extension": "creation",
        "Tus-Max-Size": str(MAX_FILE_BYTES),
    }
