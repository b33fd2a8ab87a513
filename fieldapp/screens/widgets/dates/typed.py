"""What somebody typed as a day, read forgivingly.

The rule kept here: a day that can be meant in only one way is taken, whatever stands between its parts; what
could be two days, or none, is not guessed. Without a year the nearest day is meant.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

_PARTS = re.compile(r"[^\W\d_]+|\d+")
_SHIFT = re.compile(r"([+-])\s*(\d{1,3})")
_TOGETHER = {4: (2,), 6: (2, 4), 8: (2, 4)}
"""Digits without anything between them: after which of them a part begins."""
_LEAST_OF_A_NAME = 3


@dataclass(frozen=True, slots=True)
class DayWords:
    """Words for days in the language of the screen; names of months and weekdays in order, Monday first."""

    today: str
    tomorrow: str
    yesterday: str
    months: tuple[str, ...]
    weekdays: tuple[str, ...]


def read_day(text: str, today: date, date_format: str, words: DayWords) -> date | None:
    """Return the day meant by "20/11", "20 nov 2026", "nov 20", "20112026", "today", "friday", "+3", or None.

    `date_format` says whether the day or the month comes first, or the year, as in "DD/MM/YYYY".
    """
    plain = "".join(_digit(letter) for letter in text).strip().casefold()
    near = {words.today: 0, words.tomorrow: 1, words.yesterday: -1}
    for word, days in near.items():
        if plain and word.casefold() == plain:
            return today + timedelta(days=days)
    if shift := _SHIFT.fullmatch(plain):
        days = int(shift[2])
        return today + timedelta(days=days if shift[1] == "+" else -days)
    if (weekday := _named(plain, words.weekdays)) is not None:
        return today + timedelta(days=(weekday - today.weekday()) % 7)
    parts = _PARTS.findall(plain)
    if len(parts) == 1 and parts[0].isdecimal() and len(parts[0]) in _TOGETHER:
        parts = _apart(parts[0], date_format)
    return _of_parts(parts, today, date_format, words)


def _of_parts(parts: list[str], today: date, date_format: str, words: DayWords) -> date | None:
    names = [part for part in parts if not part.isdecimal()]
    figures = [int(part) for part in parts if part.isdecimal()]
    if len(names) > 1 or not figures or len(parts) > 3:
        return None
    order = sorted("DMY", key=date_format.find)
    if names:
        month = _named(names[0], words.months)
        if month is None:
            return None
        order = [letter for letter in order if letter != "M"]
        if len(figures) == 1:
            order = ["D"]
        return _day_of(dict(zip(order, figures, strict=False)) | {"M": month + 1}, today)
    if len(figures) == 1:
        order = ["D"]
    elif len(figures) == 2:
        order = [letter for letter in order if letter != "Y"]
    if len(figures) == 3 and figures[0] > 31:
        order = ["Y", "M", "D"]
    return _day_of(dict(zip(order, figures, strict=True)), today)


def _day_of(found: dict[str, int], today: date) -> date | None:
    """The day with these parts; where year or month is left out, the nearest to today."""
    if "D" not in found:
        return None
    if "Y" in found:
        year = found["Y"] + 2000 if found["Y"] < 100 else found["Y"]
        return _exact(year, found.get("M", today.month), found["D"])
    if "M" in found:
        nearby = [_exact(today.year + year, found["M"], found["D"]) for year in (-1, 0, 1)]
    else:
        firsts = [today.replace(day=1) + timedelta(days=days) for days in (-1, 0, 32)]
        nearby = [_exact(first.year, first.month, found["D"]) for first in firsts]
    there = [day for day in nearby if day is not None]
    return min(there, key=lambda day: abs(day - today), default=None)


def _exact(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _apart(digits: str, date_format: str) -> list[str]:
    """Digits without anything between them, in the order of the format."""
    if len(digits) == 8 and date_format.startswith("Y"):
        return [digits[:4], digits[4:6], digits[6:]]
    at = [0, *_TOGETHER[len(digits)], len(digits)]
    return [digits[start:end] for start, end in pairwise(at)]


def _named(text: str, names: tuple[str, ...]) -> int | None:
    """The place of the one name that begins like this."""
    if len(text) < _LEAST_OF_A_NAME:
        return None
    found = [place for place, name in enumerate(names) if name.casefold().startswith(text)]
    return found[0] if len(found) == 1 else None


def _digit(letter: str) -> str:
    """A figure of any writing as one of ours."""
    figure = unicodedata.digit(letter, None)
    return letter if figure is None else str(figure)
