"""The parts a paper is set in, and how they are cut into pages.

The rule kept here: a band is never cut; a page holds at least one, however high it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtGui import QPainter

from fieldapp.screens.paper.drawing.ink import Drawn
from fieldapp.screens.theme.look import Look


@dataclass(frozen=True, slots=True)
class Band:
    """A part that stays together; `head` is drawn again above it where it begins another page."""

    height: float
    drawn: tuple[Drawn, ...]
    head: Band | None = None


def height_of(bands: Iterable[Band]) -> float:
    """Return how high bands are, one below the other."""
    return sum(band.height for band in bands)


def paint_bands(painter: QPainter, look: Look, bands: Iterable[Band]) -> None:
    """Draw bands one below the other, from the painter's origin on."""
    painter.save()
    for band in bands:
        for each in band.drawn:
            each.paint(painter, look)
        painter.translate(0, band.height)
    painter.restore()


def paged(bands: Iterable[Band], height: float) -> tuple[tuple[Band, ...], ...]:
    """Return bands as pages of a height, each as full as it can be."""
    pages: list[list[Band]] = [[]]
    for band in bands:
        if pages[-1] and height_of(pages[-1]) + band.height > height:
            pages.append([band.head] if band.head else [])
        pages[-1].append(band)
    return tuple(map(tuple, pages))
