"""Who is asking: the device whose key signed the request, its time within bounds and its nonce new.

The rules kept here: nothing of a request is looked at before its signature holds, and a request is taken
once; an answer is signed by the institution, for the one request it answers.
"""

from collections.abc import Callable

from fastapi import Request, Response
from sqlalchemy import Connection

from shared.contract.http_signing import (
    SIGNATURE,
    SIGNATURE_INPUT,
    SignedBy,
    read_signature_input,
    sign_answer,
    verify_request,
)
from shared.contract.signing import public_key
from syncserver.api.problems import Problem
from syncserver.database.engine import at_once
from syncserver.people.devices.contact import queries
from syncserver.people.devices.queries import Device, find_device, use_nonce
from syncserver.sync.inbox.batch import UnknownDevice
from syncserver.sync.server import Server

WINDOW_MS = 5 * 60 * 1000
KeyOf = Callable[[Connection, Device], bytes | None]
"""Which of a device's keys a request has to be signed with; None where it has none."""


def own_key(_: Connection, device: Device) -> bytes | None:
    """The key that signs what needs a PIN."""
    return device.public_key


def contact_key(connection: Connection, device: Device) -> bytes | None:
    """The key that signs what needs none."""
    return queries.contact_key(connection, device.id)


def authenticate(server: Server, request: Request, body: bytes, key_of: KeyOf = own_key) -> Device:
    """Return the device that signed this request, with the key that is meant for it.

    Raises `Malformed`, `BadSignature` or `UnknownDevice`, and problem 401 `clock` (with the server's time) or
    `replayed`.
    """
    by = read_signature_input(request.headers.get(SIGNATURE_INPUT, ""))
    with at_once(server.inbox.engine, writes=False) as connection:
        device = find_device(connection, by.key_id)
        key = None if device is None else key_of(connection, device)
    if device is None or key is None or device.state == "PENDING":
        raise UnknownDevice(by.key_id.hex())
    verify_request(
        request.method,
        request.url.path,
        body,
        by=by,
        signature=request.headers.get(SIGNATURE, ""),
        key=public_key(key),
    )
    _require_time(server, by)
    with at_once(server.inbox.engine, writes=True) as connection:
        if not use_nonce(connection, device.id, by.nonce, by.created_s):
            raise Problem(401, "replayed", "Request repeated", "This request was taken before; sign it anew.")
    return device


def signed(server: Server, request: Request, response: Response) -> Response:
    """Return an answer with the institution's signature over it."""
    response.headers.update(
        sign_answer(
            response.status_code,
            bytes(response.body),
            request_signature=request.headers.get(SIGNATURE, ""),
            key=server.keys.institution,
        )
    )
    return response


def _require_time(server: Server, by: SignedBy) -> None:
    now_ms = server.inbox.clock_ms()
    if abs(now_ms - by.created_s * 1000) > WINDOW_MS:
        raise Problem(
            401,
            "clock",
            "Clock differs",
            "The device's clock differs from the server's by more than five minutes.",
            members={"server_time_ms": now_ms},
        )
