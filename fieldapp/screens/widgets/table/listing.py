"""The rows of a table in memory: which are shown, in which order, on which page.

The rule kept here: finding among ten thousand rows is instant, so what is searched is folded once a row, and
no cell is asked for what it shows.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from fieldapp.screens.widgets.table.columns import Rank

R = TypeVar("R")
Order = Callable[[R], Rank]


def folded(text: str) -> str:
    """Return words as they are compared: without case and accents."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


@dataclass(frozen=True, slots=True)
class Among:
    """Which page rows are, counted from 0, and how many there are on all pages."""

    page: int
    total: int


class Listing(Generic[R]):
    """Rows under their keys; `shown` are the places of those that pass the filter, in order, on the page."""

    def __init__(self, key: Callable[[R], Hashable], search: Callable[[R], str] | None = None) -> None:
        self._key = key
        self._search = search
        self._rows: Sequence[R] = ()
        self._texts: list[str] | None = None
        self._words: tuple[str, ...] = ()
        self._order: Order[R] | None = None
        self._ascending = True
        self._page, self._size = 0, 0
        self._among: Among | None = None
        self._passed: Sequence[int] = ()
        self._places: dict[Hashable, int] | None = None
        self._keys: list[Hashable] = []
        self.shown: Sequence[int] = ()

    def put(self, rows: Sequence[R], among: Among | None = None) -> None:
        """Take other rows; with `among` they are one page of those that there are."""
        self._rows, self._texts, self._among = rows, None, among
        if among is not None:
            self._page = among.page
        self._keys = [self._key(row) for row in rows]
        self._sift()

    def sift(self, text: str) -> None:
        """Show only rows in which every word of `text` occurs, and the first page of them."""
        self._words = tuple(folded(text).split())
        self._page = 0
        self._sift()

    def sort(self, order: Order[R] | None, *, ascending: bool = True) -> None:
        """Put the rows in order; without one they stand as they came."""
        self._order, self._ascending = order, ascending
        self._sift()

    def turn(self, page: int, size: int) -> None:
        """Show a page, counted from 0, of so many rows; a size of 0 shows all."""
        self._page, self._size = page, size
        self._cut()

    @property
    def total(self) -> int:
        """How many rows pass the filter, on all pages."""
        return len(self._passed) if self._among is None else self._among.total

    @property
    def page(self) -> int:
        """The page shown, counted from 0."""
        return self._page

    def row(self, place: int) -> R:
        """Return the row at a place of what is shown."""
        return self._rows[self.shown[place]]

    def key(self, place: int) -> Hashable:
        """Return the key of the row at a place of what is shown."""
        return self._keys[self.shown[place]]

    @property
    def keys(self) -> list[Hashable]:
        """The keys of the rows shown, in order."""
        return [self._keys[place] for place in self.shown]

    def place(self, key: Hashable) -> int:
        """Return where a row is shown, or -1."""
        if self._places is None:
            self._places = {key: place for place, key in enumerate(self.keys)}
        return self._places.get(key, -1)

    def _sift(self) -> None:
        passed: Sequence[int] = range(len(self._rows))
        if self._words and self._search is not None:
            if self._texts is None:
                self._texts = [folded(self._search(row)) for row in self._rows]
            for word in self._words:
                texts = self._texts
                passed = [place for place in passed if word in texts[place]]
        if self._order is not None:
            order, rows = self._order, self._rows
            passed = sorted(passed, key=lambda place: order(rows[place]), reverse=not self._ascending)
        self._passed = passed
        self._cut()

    def _cut(self) -> None:
        self._places = None
        if self._size:
            self._page = min(self._page, max(0, (self.total - 1) // self._size))
        if not self._size or self._among is not None:
            self.shown = self._passed
        else:
            self.shown = self._passed[self._page * self._size : (self._page + 1) * self._size]
