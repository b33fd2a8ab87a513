"""Harm that befalls a file without any process asking for it: bits that flip, pages that lie elsewhere or are
old, an end that is gone.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

PAGE = 4096
"""Bytes of a page of the store, and of the piece that is harmed in other files."""

Harm = Callable[[bytes, bytes, Random], bytes]
"""Makes a harmed file of the file as it is and as it was some time before."""


def flip_a_bit(now: bytes, _: bytes, rng: Random) -> bytes:
    """One bit anywhere."""
    at = rng.randrange(len(now))
    return now[:at] + bytes([now[at] ^ 1 << rng.randrange(8)]) + now[at + 1 :]


def swap_two_pages(now: bytes, _: bytes, rng: Random) -> bytes:
    """Two pages change places."""
    pages = _pages(now)
    if len(pages) < 2:
        return now
    one, other = rng.sample(range(len(pages)), 2)
    pages[one], pages[other] = pages[other], pages[one]
    return b"".join(pages)


def zero_a_page(now: bytes, _: bytes, rng: Random) -> bytes:
    """A page that the disk lost."""
    pages = _pages(now)
    place = rng.randrange(len(pages))
    pages[place] = bytes(len(pages[place]))
    return b"".join(pages)


def put_a_page_back(now: bytes, before: bytes, rng: Random) -> bytes:
    """A page as it was before: it is a good page, and of this file."""
    pages, old = _pages(now), _pages(before)
    changed = [place for place, page in enumerate(old[: len(pages)]) if page != pages[place]]
    if changed:
        place = rng.choice(changed)
        pages[place] = old[place]
    return b"".join(pages)


def put_all_back(_: bytes, before: bytes, __: Random) -> bytes:
    """The whole file as it was before."""
    return before


def cut_the_end(now: bytes, _: bytes, rng: Random) -> bytes:
    """The file ends somewhere."""
    return now[: rng.randrange(len(now))]


HARMS: dict[str, Harm] = {
    harm.__name__: harm
    for harm in (flip_a_bit, swap_two_pages, zero_a_page, put_a_page_back, put_all_back, cut_the_end)
}


def _pages(content: bytes) -> list[bytes]:
    return [content[at : at + PAGE] for at in range(0, len(content), PAGE)]
