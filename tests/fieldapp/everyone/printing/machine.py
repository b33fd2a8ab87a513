"""A receipt printer at a real address: it reads ESC/POS as printers do, answers, and has faults."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from PySide6.QtGui import QImage

_READY, _OFFLINE = 0x12, 0x1A
_PAPER, _NO_PAPER = 0x12, 0x72
_DONE, _DONE_NO_PAPER = 0x00, 0x0C


@dataclass(slots=True)
class Paper:
    """What came out: lines of dots, a bit each, and how often it was cut."""

    width: int = 0
    lines: list[bytes] = field(default_factory=list)
    cuts: int = 0

    def picture(self) -> QImage:
        """What came out, to be looked at."""
        data = b"".join(
            bytes(0 if line[at // 8] >> (7 - at % 8) & 1 else 255 for at in range(self.width))
            for line in self.lines
        )
        grey = QImage.Format.Format_Grayscale8
        return QImage(data, self.width, len(self.lines), self.width, grey).copy()


@dataclass(slots=True)
class Machine:
    """A printer that takes bytes; `say` sends an answer back. The faults may be set and mended."""

    silent: bool = False
    offline: bool = False
    paper_lines: int = 1_000_000
    cut_after: int | None = None
    paper: Paper = field(default_factory=Paper)
    taken: int = 0
    _held: bytes = b""

    def take(self, data: bytes, say: Callable[[bytes], object]) -> bool:
        """Do what it was told as far as it is whole; False where its cable was pulled."""
        self.taken += len(data)
        self._held += data
        while self._held and (used := self._one(say)):
            self._held = self._held[used:]
        return self.cut_after is None or self.taken < self.cut_after

    def renewed(self) -> None:
        """A new roll, and everything mended."""
        self.silent = self.offline = False
        self.paper_lines, self.cut_after = 1_000_000, None
        self.paper, self.taken, self._held = Paper(), 0, b""

    def _one(self, say: Callable[[bytes], object]) -> int:
        """How many bytes the next command took; 0 while it is not whole."""
        held = self._held
        match held[:2]:
            case b"\x10\x04":
                return self._answer_at_once(held[2:3], say)
            case b"\x1b@" | b"\x1bd":
                return 2 + (held[1:2] == b"d")
            case b"\x1dr":
                if self.paper_lines:
                    self._say(bytes([_DONE]), say)
                return 3 if len(held) >= 3 else 0
            case b"\x1dv":
                return self._picture(held)
            case b"\x1dV":
                self.paper.cuts += 1
                return 4 if held[2:3] in (b"A", b"B") else 3
        raise AssertionError(f"no such command: {held[:8]!r}")

    def _answer_at_once(self, asked: bytes, say: Callable[[bytes], object]) -> int:
        if not asked:
            return 0
        if asked == b"\x01":
            self._say(bytes([_OFFLINE if self.offline else _READY]), say)
        else:
            self._say(bytes([_PAPER if self.paper_lines else _NO_PAPER]), say)
        return 3

    def _picture(self, held: bytes) -> int:
        if len(held) < 8:
            return 0
        across, down = held[4] + 256 * held[5], held[6] + 256 * held[7]
        whole = 8 + across * down
        if len(held) < whole:
            return 0
        self.paper.width = across * 8
        for at in range(8, whole, across):
            if self.paper_lines:
                self.paper_lines -= 1
                self.paper.lines.append(held[at : at + across])
        return whole

    def _say(self, answer: bytes, say: Callable[[bytes], object]) -> None:
        if not self.silent:
            say(answer)


class NetworkPrinter:
    """A machine that listens; `address` is what is typed to reach it."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listening.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        """Switch it off."""
        with suppress(OSError):  # It may be off already.
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(10)

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._listening.accept()
            except OSError:
                return
            with line:
                self._print(line)

    def _print(self, line: socket.socket) -> None:
        with suppress(ConnectionError):
            while data := line.recv(2_048):
                if not self.machine.take(data, line.sendall):
                    # A pulled cable says no farewell.
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
                    return
