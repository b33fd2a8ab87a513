"""The lines a printer hangs on: a network, or a device of the system.

The rule kept here: nothing waits for longer than it was told to; every fault is an OSError.
"""

from __future__ import annotations

import os
import select
import socket
import termios
import time
from contextlib import suppress

from fieldapp.everyone.printing.choice import PrinterChoice, device_and_speed, host_and_port

_AT_ONCE = 4_096
_MOST_ANSWER = 64


class NetworkLine:
    """A printer at an address."""

    def __init__(self, host: str, port: int, wait_s: float) -> None:
        self._socket = socket.create_connection((host, port), wait_s)

    def write(self, data: bytes, wait_s: float) -> None:
        """Send everything, waiting so long at most while nothing is taken."""
        self._socket.settimeout(wait_s)
        left = memoryview(data)
        while left:
            left = left[self._socket.send(left[:_AT_ONCE]) :]

    def read(self, wait_s: float) -> bytes:
        """Return what it answered, b"" where nothing came in time. Raises OSError where it is gone."""
        self._socket.settimeout(wait_s)
        try:
            found = self._socket.recv(_MOST_ANSWER)
        except TimeoutError:
            return b""
        if not found:
            raise ConnectionResetError("the printer hung up")
        return found

    def close(self) -> None:
        """Hang up, after what was sent has gone."""
        with suppress(OSError):  # It may be gone already.
            self._socket.shutdown(socket.SHUT_WR)
        self._socket.close()


class DeviceLine:
    """A printer on a device: USB as the system shows it, or a serial line with its speed."""

    def __init__(self, device: str, speed: int) -> None:
        self._file = os.open(device, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        try:
            if os.isatty(self._file):
                _make_raw(self._file, speed)
        except (OSError, termios.error) as fault:
            os.close(self._file)
            raise OSError(str(fault)) from fault

    def write(self, data: bytes, wait_s: float) -> None:
        """Send everything, waiting so long at most while nothing is taken."""
        left = memoryview(data)
        while left:
            if not select.select([], [self._file], [], wait_s)[1]:
                raise TimeoutError("the printer takes no more")
            left = left[os.write(self._file, left[:_AT_ONCE]) :]

    def read(self, wait_s: float) -> bytes:
        """Return what it answered, b"" where nothing came in time."""
        until = time.monotonic() + wait_s
        while (rest := until - time.monotonic()) > 0:
            if not select.select([self._file], [], [], rest)[0]:
                break
            found = os.read(self._file, _MOST_ANSWER)
            if found:
                return found
            # A device that has nothing to say may say so at once, over and over.
            time.sleep(min(rest, 0.05))
        return b""

    def close(self) -> None:
        """Let go of it."""
        os.close(self._file)


def opened(choice: PrinterChoice, wait_s: float) -> NetworkLine | DeviceLine:
    """Return the line to a printer. Raises OSError; refusals: `printer.bad_address`."""
    if choice.kind == "network":
        return NetworkLine(*host_and_port(choice.address), wait_s)
    return DeviceLine(*device_and_speed(choice.address))


def _make_raw(file: int, speed: int) -> None:
    """Every byte as it is, at this speed."""
    baud = getattr(termios, f"B{speed}", None)
    if baud is None:
        raise OSError(f"no line has a speed of {speed}")
    state = termios.tcgetattr(file)
    state[0] = state[1] = state[3] = 0
    state[2] = termios.CS8 | termios.CREAD | termios.CLOCAL
    state[4] = state[5] = baud
    termios.tcsetattr(file, termios.TCSANOW, state)
