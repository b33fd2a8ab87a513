"""The server's whole application in this process, reached by an ordinary client without a port."""

import asyncio

import httpx
from fastapi import FastAPI

from syncserver.app import create_app
from syncserver.sync.server import Server


class InProcess(httpx.BaseTransport):
    """Hands each request to the application and waits for its answer, bytes as they are."""

    def __init__(self, server: Server) -> None:
        self._app: FastAPI = create_app(server)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return asyncio.run(self._answer(request))

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        answer = await httpx.ASGITransport(self._app).handle_async_request(request)
        body = b"".join([part async for part in answer.aiter_raw()])
        return httpx.Response(answer.status_code, headers=answer.headers, stream=httpx.ByteStream(body))


def client_of(server: Server) -> httpx.Client:
    """Return a client whose every request reaches this server."""
    return httpx.Client(transport=InProcess(server), base_url="http://office.example")
