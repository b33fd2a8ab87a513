"""Finds the code of a receipt in a picture, or in the PDF it was saved as.

The rule kept here: it runs away from the screen; a picture is refused by its size before it is unpacked, and
what else is in it is left alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import zxingcpp
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageReader

from fieldapp.everyone.receipts.in_pdf import codes_in_pdf, is_pdf
from fieldapp.everyone.receipts.verifying import looks_like_code
from fieldapp.screens.words import tr
from shared.contract.printed.receipt_code import tidied
from shared.errors import RuleRefused

MOST_BYTES = 20 * 1024 * 1024
_MOST_PIXELS = 40_000_000
_GREY = QImage.Format.Format_Grayscale8


def code_in_file(path: Path) -> str:
    """Return the code in a picture, or in the PDF of a receipt, that lies somewhere.

    Refusals: `picture.too_large`, `picture.unreadable`, `picture.no_code`, `picture.two_codes`,
    `pdf.no_code`.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as fault:
        raise _unreadable() from fault
    if len(data) > MOST_BYTES:
        raise _too_large()
    if is_pdf(data):
        return _one_of({text for text in codes_in_pdf(data) if looks_like_code(text)} or _none_in_pdf())
    return code_in(_unpacked(data))


def code_in(image: QImage) -> str:
    """Return the code in a picture; refusals as of `code_in_file`."""
    if image.isNull():
        raise _unreadable()
    if image.width() * image.height() > _MOST_PIXELS:
        raise _too_large()
    return _one_of({tidied(text) for text in _texts(image) if looks_like_code(text)})


def _one_of(found: set[str]) -> str:
    if not found:
        raise RuleRefused(
            "picture.no_code",
            tr("No code of a receipt in this picture"),
            tr("The square has to be whole, sharp and lit. Take it again from nearer, or paste its letters."),
        )
    if len(found) > 1:
        raise RuleRefused(
            "picture.two_codes",
            tr("More than one receipt in this file"),
            tr("Take a picture of one receipt alone, or cut the others off."),
        )
    return found.pop()


def _none_in_pdf() -> NoReturn:
    raise RuleRefused(
        "pdf.no_code",
        tr("This PDF carries no code of a receipt"),
        tr("Only PDFs that Fieldapp saved are read. Take a picture of it instead, or paste its letters."),
    )


def _unpacked(data: bytes) -> QImage:
    """Turned as the camera was held; the size it says is looked at first."""
    held = QByteArray(data)
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and size.width() * size.height() > _MOST_PIXELS:
        raise _too_large()
    return reader.read()


def _texts(image: QImage) -> list[str]:
    """What every square says: as it is, and once more with a border, where it was cut close."""
    grey = image.convertToFormat(_GREY)
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    found = [code.text for code in zxingcpp.read_barcodes(_view(grey), formats=formats)]
    return found or [code.text for code in zxingcpp.read_barcodes(_view(_bordered(grey)), formats=formats)]


def _view(grey: QImage) -> memoryview:
    """The picture's bytes, one a pixel, line by line without what fills lines up."""
    width, height, line = grey.width(), grey.height(), grey.bytesPerLine()
    data = bytes(grey.constBits())
    if line != width:
        data = b"".join(data[at : at + width] for at in range(0, line * height, line))
    return memoryview(data).cast("B", (height, width))


def _bordered(grey: QImage) -> QImage:
    edge = max(grey.width(), grey.height()) // 8 + 8
    return grey.copy(-edge, -edge, grey.width() + 2 * edge, grey.height() + 2 * edge)


def _too_large() -> RuleRefused:
    return RuleRefused(
        "picture.too_large",
        tr("This picture is too large"),
        tr("At most 20 MB and 40 million pixels are looked at. Take a smaller one, or cut the square out."),
    )


def _unreadable() -> RuleRefused:
    return RuleRefused(
        "picture.unreadable",
        tr("This is not a picture that can be read"),
        tr("Take a photo or a screenshot (PNG or JPEG), or paste the letters of the code."),
    )
