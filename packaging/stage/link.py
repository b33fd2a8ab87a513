"""A network link on this machine that can cut an answer: the request arrives, the reply does not.

The rule kept here: a cut is at the first byte of the reply, so the server has done all it was asked.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

_CHUNK = 65536


class CuttingLink:
    """Passes bytes between a client and a server; `cut_next_reply` drops the connection at the next one."""

    def __init__(self, server_url: str) -> None:
        self._open: set[socket.socket] = set()
        self.lead_to(server_url)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._cut = threading.Event()
        self.replies_cut = 0

    @property
    def url(self) -> str:
        """Where clients connect."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def lead_to(self, server_url: str) -> None:
        """Reach this server from now on; connections to the one before end, or clients go on with them."""
        parts = urlsplit(server_url)
        self._server = (parts.hostname or "127.0.0.1", parts.port or 80)
        for end in tuple(self._open):
            _end(end)

    def cut_next_reply(self) -> None:
        """Let the next request through and lose its reply."""
        self._cut.set()

    def run(self) -> None:
        """Take connections until the link is closed."""
        while True:
            try:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._server)
            except OSError:
                return
            self._open |= {client, server}
            for work in (self._requests, self._replies):
                threading.Thread(target=work, args=(client, server), daemon=True).start()

    def close(self) -> None:
        """End the link and every connection on it."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for end in tuple(self._open):
            _end(end)

    def _requests(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := client.recv(_CHUNK):
                server.sendall(data)
        _end(server)

    def _replies(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := server.recv(_CHUNK):
                if self._cut.is_set():
                    self._cut.clear()
                    self.replies_cut += 1
                    break
                client.sendall(data)
        _end(client)
        _end(server)
        self._open -= {client, server}


@contextmanager
def cutting_link(server_url: str) -> Iterator[CuttingLink]:
    """A link to a server for as long as the block lasts."""
    link = CuttingLink(server_url)
    taking = threading.Thread(target=link.run, daemon=True)
    taking.start()
    try:
        yield link
    finally:
        link.close()
        taking.join()


def _end(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
