"""The link passes everything on, but for the one reply it is told to lose."""

import socket
import threading
from collections.abc import Iterator

import pytest
from stage.link import CuttingLink, cutting_link


@pytest.fixture
def echo() -> Iterator[tuple[str, list[bytes]]]:
    """A server that says every line again, and what it has heard."""
    heard: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                end, _ = listener.accept()
            except OSError:
                return
            with end, end.makefile("rb") as lines:
                for line in lines:
                    heard.append(line)
                    end.sendall(line)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}", heard
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()


def _ask(link: CuttingLink, line: bytes) -> bytes:
    host, _, port = link.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=5) as end:
        end.sendall(line)
        return end.recv(100)


def test_a_reply_is_lost_after_the_request_arrived(echo: tuple[str, list[bytes]]) -> None:
    url, heard = echo
    with cutting_link(url) as link:
        assert _ask(link, b"one\n") == b"one\n"
        link.cut_next_reply()
        assert _ask(link, b"two\n") == b""
        assert _ask(link, b"three\n") == b"three\n"
        assert heard == [b"one\n", b"two\n", b"three\n"]
        assert link.replies_cut == 1
