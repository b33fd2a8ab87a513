"""How files reach the server: tus 1.0, each request signed by the device's key.

The rule kept here: how far a file has come is the server's word alone, and that it has all of it only what
the institution signed.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from fieldapp.syncing.faults import AnswerDamaged, Refused
from fieldapp.syncing.transport import Plain
from shared.contract.codec import Malformed, decode
from shared.contract.files.receipts import SignedReceipt

FILES_PATH = "/files"
PART_BYTES = 256 * 1024
_VERSION = {"Tus-Resumable": "1.0.0"}
_PART_TYPE = {"Content-Type": "application/offset+octet-stream"}
_RECEIPT = "fieldapp-receipt"


@dataclass(frozen=True, slots=True)
class FileProgress:
    """How many bytes the server has, and its receipt once it has all of them."""

    taken: int
    receipt: SignedReceipt | None


class OtherOffset(Exception):
    """The server has more or less of the file than was thought."""


class FilesWay(Protocol):
    """Carries files; raises a `SyncFault` when no answer came, `Refused` among them."""

    def begin(self, digest: bytes, size: int) -> FileProgress: ...
    def send_part(self, digest: bytes, offset: int, data: bytes) -> FileProgress: ...
    def fetch_part(self, digest: bytes, offset: int) -> bytes: ...


class Sending(Protocol):
    """Sends a signed request and returns its answer."""

    def send(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None, /
    ) -> Plain: ...


class HttpFilesWay:
    """The way of one device."""

    def __init__(self, transport: Sending) -> None:
        self._transport = transport

    def begin(self, digest: bytes, size: int) -> FileProgress:
        """Begin to send a file, or hear how far it has come."""
        named = f"sha256 {base64.b64encode(digest).decode()}"
        headers = {**_VERSION, "Upload-Length": str(size), "Upload-Metadata": named}
        return _progress(self._transport.send("POST", FILES_PATH, b"", headers))

    def send_part(self, digest: bytes, offset: int, data: bytes) -> FileProgress:
        """Send a part. Raises `OtherOffset` where it is not the one that follows."""
        headers = {**_VERSION, **_PART_TYPE, "Upload-Offset": str(offset)}
        try:
            return _progress(self._transport.send("PATCH", _place(digest), data, headers))
        except Refused as refused:
            if refused.status == 409:
                raise OtherOffset from refused
            raise

    def fetch_part(self, digest: bytes, offset: int) -> bytes:
        """Return the part of a file that begins there."""
        headers = {"Range": f"bytes={offset}-{offset + PART_BYTES - 1}"}
        return self._transport.send("GET", _place(digest), b"", headers).data


def _place(digest: bytes) -> str:
    return f"{FILES_PATH}/{digest.hex()}"


def _progress(answer: Plain) -> FileProgress:
    offset, sealed = answer.headers.get("upload-offset", ""), answer.headers.get(_RECEIPT, "")
    if not (offset.isascii() and offset.isdigit() and len(offset) < 13):
        raise AnswerDamaged("no offset")
    try:
        receipt = decode(SignedReceipt, base64.b64decode(sealed, validate=True)) if sealed else None
    except (binascii.Error, ValueError, Malformed) as fault:
        raise AnswerDamaged("a receipt that is none") from fault
    return FileProgress(int(offset), receipt)
