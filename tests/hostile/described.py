"""Every endpoint as the server describes itself, and a request to each as a device would send it.

The rule kept here: nothing is listed by hand; an endpoint that is not described well enough to be asked fails
the tests.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI

from shared.contract.codec import Message
from shared.contract.http_signing import SignedBy, sign_request
from shared.contract.packing import pack, unpack
from syncserver.app import create_app
from syncserver.sync.server import Server
from tests.hostile.shapes import Plain, plain, samples
from tests.syncserver.http_world import MEDIA_TYPE
from tests.syncserver.in_process import InProcess
from tests.syncserver.world import Tablet

Json = Mapping[str, object]
METHODS = ("get", "put", "post", "delete", "patch", "head", "options")


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something in the path, the query or the headers, and whether it is text."""

    name: str
    place: str
    shape: Json

    @property
    def usual(self) -> str:
        """A value that is not out of the question."""
        if self.shape.get("type") == "integer":
            return str(self.shape.get("minimum", 0))
        return str(self.shape.get("example", "0"))


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one path; `message` is a sample of its body, None where it has none of ours."""

    method: str
    path: str
    parameters: tuple[Parameter, ...]
    media_type: str | None
    message: Message | None
    statuses: frozenset[int]

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Signer:
    """One of a device's two keys, by the office's clock."""

    device: bytes
    key: Ed25519PrivateKey
    clock: Callable[[], int]

    def headers(self, method: str, path: str, body: bytes) -> dict[str, str]:
        """What signs a request, each under a nonce of its own."""
        by = SignedBy(self.device, self.clock() // 1000, os.urandom(16))
        return sign_request(method, path, body, by=by, key=self.key)


def signers(tablet: Tablet) -> tuple[Signer, Signer]:
    """The key that needs a PIN, and the one that needs none."""
    return (
        Signer(tablet.device, tablet.key, tablet.clock),
        Signer(tablet.device, tablet.contact, tablet.clock),
    )


@dataclass(slots=True)
class Filled:
    """A request to an endpoint."""

    endpoint: Endpoint
    values: dict[str, str]
    body: Plain | bytes = b""
    extra_headers: dict[str, str] = field(default_factory=dict)

    def sent(self, client: httpx.Client, signer: Signer | None) -> httpx.Response:
        """Send it, signed if there is somebody to sign it; the answer's bytes are left packed."""
        path, query, headers = self.endpoint.path, {}, {}
        for parameter in self.endpoint.parameters:
            value = self.values[parameter.name]
            if parameter.place == "path":
                path = path.replace("{" + parameter.name + "}", value)
            elif parameter.place == "query":
                query[parameter.name] = value
            elif parameter.name not in _SIGNED:
                headers[parameter.name] = value
        content = self.body if isinstance(self.body, bytes) else pack(msgspec.msgpack.encode(self.body))
        if signer is not None:
            headers |= signer.headers(self.endpoint.method, path, content)
        if self.endpoint.media_type is not None:
            headers["Content-Type"] = self.endpoint.media_type
            headers |= {"Content-Encoding": "zstd"} if self.endpoint.media_type == MEDIA_TYPE else {}
        headers |= self.extra_headers
        asked = client.build_request(
            self.endpoint.method, path, params=query, headers=headers, content=content
        )
        answer = client.send(asked, stream=True)
        answer._content = b"".join(answer.iter_raw())
        return answer


_SIGNED = frozenset({"Content-Digest", "Signature-Input", "Signature"})
_EMPTY: Mapping[str, Mapping[str, object]] = {"ExchangeRequest": {"operations": (), "wanted_blocks": ()}}
"""What would stop a device for good, and what is another at each request."""


def application(server: Server) -> tuple[FastAPI, httpx.Client]:
    """The whole application and a client of it in this process."""
    app = create_app(server)
    return app, httpx.Client(transport=InProcess(server), base_url="http://office.example")


def endpoints(app: FastAPI) -> tuple[Endpoint, ...]:
    """Everything the server says it answers."""
    paths = cast("Mapping[str, Mapping[str, Json]]", app.openapi()["paths"])
    return tuple(
        _endpoint(method, path, said)
        for path, methods in paths.items()
        for method, said in methods.items()
        if method in METHODS
    )


def usual(endpoint: Endpoint) -> Filled:
    """A request that is of the described form."""
    body: Plain | bytes = b"" if endpoint.message is None else plain(endpoint.message)
    return Filled(endpoint, {one.name: one.usual for one in endpoint.parameters}, body)


def _endpoint(method: str, path: str, said: Json) -> Endpoint:
    parameters = tuple(
        Parameter(str(one["name"]), str(one["in"]), cast("Json", one.get("schema", {})))
        for one in cast("list[Json]", said.get("parameters", []))
    )
    content = cast("Mapping[str, Json]", cast("Json", said.get("requestBody", {})).get("content", {}))
    media_type = next(iter(content), None)
    message = None
    if media_type == MEDIA_TYPE:
        words = str(cast("Json", content[media_type]["schema"])["description"]).split()
        message = samples()[words[0]]
        message = msgspec.structs.replace(message, **_EMPTY.get(words[0], {}))
    statuses = frozenset(int(status) for status in cast("Json", said["responses"]))
    return Endpoint(method.upper(), path, parameters, media_type, message, statuses)


def volatile_free(response: httpx.Response, *hidden: bytes) -> Iterator[object]:
    """An answer without what is new in every one of them, and without what was asked about."""
    content = response.content
    if response.headers.get("content-encoding") == "zstd":
        content = unpack(content)
    for one in hidden:
        for written in (one, one.hex().encode(), base64.b64encode(one)):
            content = content.replace(written, b"?" * len(written))
    yield response.status_code
    yield sorted(set(response.headers) - {"content-length"})
    if response.headers.get("content-type") == MEDIA_TYPE:
        yield _calm(msgspec.msgpack.decode(content))
    else:
        yield content.replace(response.headers.get("x-request-id", "-").encode(), b"")


def _calm(value: object) -> object:
    """Signatures and sealed texts are another each time."""
    if isinstance(value, list):
        return [_calm(one) for one in value]
    return len(value) if isinstance(value, bytes) and len(value) == 64 else value
