"""A real HTTP server on loopback that answers what a test tells it, garbage included."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.contract.http_signing import SIGNATURE, sign_answer

Headers = dict[str, str]
Respond = Callable[[BaseHTTPRequestHandler], None]


@dataclass(slots=True)
class Seen:
    """One request as it arrived."""

    path: str
    headers: Headers
    body: bytes


@dataclass(slots=True)
class Loopback:
    """The server: `answers` are used up one a request, the last one for ever."""

    url: str
    answers: list[Respond] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)

    def respond(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length", "0")))
        self.seen.append(Seen(handler.path, dict(handler.headers.items()), body))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        answer(handler)


def sends(status: int, body: bytes, **headers: str) -> Respond:
    """Answer with a status, headers (underscores become hyphens) and a body of honest length."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return respond


def signs(key: Ed25519PrivateKey, body: bytes, **headers: str) -> Respond:
    """Answer 200 with a body and that key's signature over it, for the request that is answered."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        asked = handler.headers.get(SIGNATURE, "")
        seal = sign_answer(200, body, request_signature=asked, key=key)
        sends(200, body, **headers, **seal)(handler)

    return respond


def cuts(promised: int, body: bytes, **headers: str) -> Respond:
    """Promise more bytes than are sent, then close."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(promised))
        handler.end_headers()
        handler.wfile.write(body)
        handler.close_connection = True

    return respond


def hangs_up(handler: BaseHTTPRequestHandler) -> None:
    """Close the connection without a word."""
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def drips(chunks: int, chunk: bytes, **headers: str) -> Respond:
    """Send chunk after chunk without ever saying how many."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Connection", "close")
        handler.end_headers()
        try:
            for _ in range(chunks):
                handler.wfile.write(chunk)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the client has had enough, which is what is tested
        handler.close_connection = True

    return respond


@contextmanager
def loopback(*answers: Respond) -> Iterator[Loopback]:
    """Run a server that gives these answers; it stops with the block."""
    running: list[Loopback] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            running[0].respond(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    running.append(Loopback(f"http://127.0.0.1:{server.server_address[1]}", list(answers)))
    try:
        yield running[0]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
