"""A paper as a PDF: one page that holds everything, or as many as it takes.

The rules kept here: fonts are embedded and words stay words; whatever theme is on and however large its
text, paper is light and set at 100 %.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from fieldapp.everyone.receipts.in_pdf import about_receipt
from fieldapp.screens.paper.blocks import Block
from fieldapp.screens.paper.drawing.band import Band, height_of, paged, paint_bands
from fieldapp.screens.paper.drawing.ink import END, Words
from fieldapp.screens.paper.drawing.setting import set_blocks
from fieldapp.screens.paper.legible import PaperLook, legible
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.words import tr

_DOTS_PER_INCH = 300
_MARGIN_MM = 10
_ROUNDING = 1
"""What shrinking leaves free, so that rounding never asks for another page."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A size of page and how wide a paper is set on it; on a `single` one everything is shrunk to fit."""

    size: QPageSize.PageSizeId
    width: int
    single: bool


RECEIPT = Sheet(QPageSize.PageSizeId.A5, Width.RECEIPT - 2 * Gap.RECEIPT, single=True)
STATEMENT = Sheet(QPageSize.PageSizeId.A4, Width.STATEMENT, single=False)


def numbered() -> Callable[[int, int], str]:
    """Return what says below each page which one it is, in the language of now."""
    words = tr("Page {page} of {pages}")
    return lambda page, pages: words.format(page=page, pages=pages)


def pdf_of(
    paper: Sequence[Block], title: str, sheet: Sheet, foot: Callable[[int, int], str], code: str = ""
) -> bytes:
    """Return the PDF of a paper; `foot` says what stands below a page of so many, empty for nothing.

    The `code` of a receipt stands in what is told of the file, where `codes_in_pdf` finds it again.
    """
    look, data = PaperLook(), QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    if code:
        writer.setDocumentXmpMetadata(QByteArray(about_receipt(code)))
    writer.setResolution(_DOTS_PER_INCH)
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    upright = QPageLayout.Orientation.Portrait
    writer.setPageLayout(QPageLayout(QPageSize(sheet.size), upright, margins, QPageLayout.Unit.Millimeter))
    painter = QPainter(writer)
    dots = writer.width() / sheet.width
    painter.scale(dots, dots)
    _paint(writer, painter, look, set_blocks(look, paper, sheet.width), sheet, foot)
    painter.end()
    buffer.close()
    return legible(bytes(data.data()), look)


def _paint(
    writer: QPdfWriter,
    painter: QPainter,
    look: Look,
    bands: tuple[Band, ...],
    sheet: Sheet,
    foot: Callable[[int, int], str],
) -> None:
    """Draw all pages, in the units of the paper."""
    high = writer.height() * sheet.width / writer.width()
    if sheet.single:
        shrunk = min(1.0, (high - _ROUNDING) / height_of(bands))
        painter.translate(sheet.width * (1 - shrunk) / 2, 0)
        painter.scale(shrunk, shrunk)
        paint_bands(painter, look, bands)
        return
    line = _foot(look, sheet, "0").height + Gap.M
    pages = paged(bands, high - line)
    for number, page in enumerate(pages, start=1):
        if number > 1:
            writer.newPage()
        paint_bands(painter, look, page)
        _foot(look, sheet, foot(number, len(pages))).at(0, high - line + Gap.M).paint(painter, look)


def _foot(look: Look, sheet: Sheet, text: str) -> Words:
    return Words(look, "caption", text, sheet.width, colour=look.colours.muted, align=END)
