"""Which receipt printer this tablet has, and how it is reached."""

from __future__ import annotations

import ipaddress
import re
from typing import Literal

from shared.contract.codec import Malformed, Message, decode, encode
from shared.errors import RuleRefused

PrinterKind = Literal["none", "network", "usb", "serial", "file"]
PaperWidth = Literal[58, 80]

DOTS: dict[PaperWidth, int] = {58: 384, 80: 576}
"""How many dots a line of each paper has."""
KINDS: tuple[PrinterKind, ...] = ("none", "network", "usb", "serial", "file")
PORT = 9100
SPEED = 9600
USUAL: dict[PrinterKind, str] = {"usb": "/dev/usb/lp0", "serial": "/dev/ttyUSB0"}
"""Where the system has the first printer of a kind."""
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_MOST_PORT = 65_535


class PrinterChoice(Message, frozen=True):
    """A printer, `address` as people write it: "192.168.1.5:9100", "/dev/usb/lp0", "/dev/ttyUSB0@9600"."""

    kind: PrinterKind = "none"
    address: str = ""
    paper_mm: PaperWidth = 58

    @property
    def dots(self) -> int:
        """How many dots a line has."""
        return DOTS[self.paper_mm]


def kept(choice: PrinterChoice) -> bytes:
    """Return a choice as it is noted."""
    return encode(choice)


def recalled(note: bytes | None) -> PrinterChoice:
    """Return what was noted; no printer where nothing was, or it cannot be read."""
    try:
        return decode(PrinterChoice, note) if note is not None else PrinterChoice()
    except Malformed:
        return PrinterChoice()


def host_and_port(address: str) -> tuple[str, int]:
    """Return where a printer of a network is. Refusals: `printer.bad_address`."""
    text = address.strip()
    host, found, port = text.rpartition(":")
    if not found or _is_address(text):
        host, port = text, str(PORT)
    number = int(port) if port.isascii() and port.isdigit() and len(port) <= len(str(_MOST_PORT)) else 0
    host = host.strip("[]")
    if not (_HOST.fullmatch(host) or _is_address(host)) or not 0 < number <= _MOST_PORT:
        detail = "Write it as on the printer's own test page: 192.168.1.5, or 192.168.1.5:9100."
        raise RuleRefused("printer.bad_address", "The address of the printer cannot be used", detail)
    return host, number


def device_and_speed(address: str) -> tuple[str, int]:
    """Return the device a printer hangs on, and the speed of its line. Refusals: `printer.bad_address`."""
    device, _, speed = address.strip().partition("@")
    if not device.startswith("/dev/") or ".." in device or (speed and not speed.isdecimal()):
        detail = "Write the device it hangs on: /dev/usb/lp0, or /dev/ttyUSB0@9600 with its speed."
        raise RuleRefused("printer.bad_address", "The device of the printer cannot be used", detail)
    return device, int(speed or SPEED)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True
