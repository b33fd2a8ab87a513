"""A server with an officer and a colleague, and files on their way to it over its application."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from hashlib import sha256

import httpx

from shared.contract.bodies.documents import DocumentAttached
from shared.contract.codec import decode
from shared.contract.files.receipts import FileReceipt, SignedReceipt, open_receipt
from shared.contract.http_signing import SIGNATURE, SignedBy, sign_request, verify_answer
from shared.contract.records import DocumentRecord, decode_record
from tests.syncserver.in_process import client_of
from tests.syncserver.world import Tablet, World

PART = 256 * 1024
DAY_MS = 24 * 60 * 60 * 1000


def picture(size: int, seed: bytes = b"a") -> bytes:
    """A file that begins as a JPEG and is so long."""
    return (b"\xff\xd8\xff\xe0" + seed * size)[:size]


@dataclass
class Office:
    """A server, an officer with a member, a colleague with none of it."""

    world: World
    officer: Tablet
    stranger: Tablet
    supervisor: bytes
    union: bytes
    member: bytes

    def attach(self, content: bytes, by: Tablet | None = None, **changes: object) -> str:
        """Put a document on record; return what the server said of it."""
        who = by or self.officer
        fields: dict[str, object] = {
            "document": who.ids.make(),
            "owner_kind": "member",
            "owner": self.member,
            "type": "Identity card",
            "file_name": "../../etc/passwd",
            "sha256": sha256(content).digest(),
            "size": len(content),
            "media_type": "image/jpeg",
        }
        body = DocumentAttached(**{**fields, **changes})  # type: ignore[arg-type]  # tests change any field
        return self.world.exchange(who, [who.sign(body)]).verdicts[0].outcome

    def send(
        self, method: str, path: str, body: bytes = b"", by: Tablet | None = None, **headers: str
    ) -> httpx.Response:
        who = by or self.officer
        signed_by = SignedBy(who.device, self.world.clock.now_ms // 1000, os.urandom(16))
        signature = sign_request(method, path, body, by=signed_by, key=who.key)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with client_of(self.world.server) as client:
            answer = client.request(
                method, path, content=body, headers={"Tus-Resumable": "1.0.0", **named, **signature}
            )
        if answer.status_code < 400:
            verify_answer(
                answer.status_code,
                answer.content,
                signature=answer.headers[SIGNATURE],
                request_signature=signature[SIGNATURE],
                key=self.world.server.keys.institution.public_key(),
            )
        return answer

    def begin(self, content: bytes, by: Tablet | None = None, size: int | None = None) -> httpx.Response:
        named = base64.b64encode(sha256(content).digest()).decode()
        length = str(len(content) if size is None else size)
        return self.send("POST", "/files", by=by, Upload_Length=length, Upload_Metadata=f"sha256 {named}")

    def part(self, content: bytes, offset: int, data: bytes, by: Tablet | None = None) -> httpx.Response:
        return self.send(
            "PATCH",
            place(content),
            data,
            by,
            Upload_Offset=str(offset),
            Content_Type="application/offset+octet-stream",
        )

    def upload(self, content: bytes, by: Tablet | None = None) -> httpx.Response:
        """Send the whole file in parts; return the last answer."""
        answer = self.begin(content, by)
        assert answer.status_code == 201, answer.text
        for start in range(int(answer.headers["Upload-Offset"]), len(content), PART):
            answer = self.part(content, start, content[start : start + PART], by)
        return answer

    def receipt(self, answer: httpx.Response) -> FileReceipt:
        signed = decode(SignedReceipt, base64.b64decode(answer.headers["Fieldapp-Receipt"]))
        return open_receipt(signed, self.world.server.keys.institution.public_key())

    def documents(self, by: Tablet | None = None) -> list[DocumentRecord]:
        who = by or self.officer
        self.world.pull(who)
        bodies = (body for (kind, _), body in who.records.items() if kind == "document")
        found = [decode_record("document", body) for body in bodies]
        return [one for one in found if isinstance(one, DocumentRecord)]


def place(content: bytes) -> str:
    return f"/files/{sha256(content).hexdigest()}"
