"""What a printer is told, in the commands of ESC/POS.

The rule kept here: a paper is sent as dots, so it looks the same on every printer.
"""

from __future__ import annotations

from io import BytesIO

ASK_STATE = b"\x10\x04\x01"
ASK_PAPER = b"\x10\x04\x04"
"""Answered at once, whatever is being printed."""
ASK_WHEN_DONE = b"\x1dr\x01"
"""Answered after everything before it is on paper."""
_AT_ONCE = 0x10
_OFFLINE = 0x08
_NO_PAPER = 0x60
_NO_PAPER_WHEN_DONE = 0x0C
_LINES_AT_ONCE = 240
"""Small printers hold no more of a picture."""


def job_of(picture: bytes) -> bytes:
    """Return all a printer needs to put a black and white picture, a PNG, on paper and cut it off."""
    from escpos.printer import Dummy  # noqa: PLC0415  # its half second is not the program's start

    printer = Dummy()
    printer.hw("INIT")
    printer.image(BytesIO(picture), impl="bitImageRaster", fragment_height=_LINES_AT_ONCE)
    printer.cut()
    return bytes(printer.output)


def is_at_once(answer: int) -> bool:
    """Whether a byte answers a question that is answered at once."""
    return bool(answer & _AT_ONCE)


def is_offline(answer: int) -> bool:
    """Whether the answer to `ASK_STATE` says that it does not print."""
    return bool(answer & _OFFLINE)


def has_no_paper(answer: int) -> bool:
    """Whether an answer about paper says that there is none."""
    mask = _NO_PAPER if is_at_once(answer) else _NO_PAPER_WHEN_DONE
    return answer & mask == mask
