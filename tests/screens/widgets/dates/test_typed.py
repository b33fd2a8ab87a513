"""Days as people type them."""

from __future__ import annotations

from datetime import date

import pytest

from fieldapp.screens.widgets.dates.typed import DayWords, read_day

_FRIDAY = date(2026, 11, 20)
_WORDS = DayWords(
    "today",
    "tomorrow",
    "yesterday",
    (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("20/11", date(2026, 11, 20)),
        ("20/11/2026", date(2026, 11, 20)),
        ("20-11-26", date(2026, 11, 20)),
        (" 20 . 11 . 2026 ", date(2026, 11, 20)),
        ("20 nov 2026", date(2026, 11, 20)),
        ("Nov 20", date(2026, 11, 20)),
        ("20November", date(2026, 11, 20)),
        ("20112026", date(2026, 11, 20)),
        ("201126", date(2026, 11, 20)),
        ("2011", date(2026, 11, 20)),
        ("2026-11-20", date(2026, 11, 20)),
        ("٢٠/١١/٢٠٢٦", date(2026, 11, 20)),
        ("3 jan", date(2027, 1, 3)),
        ("3/6", date(2026, 6, 3)),
        ("22", date(2026, 11, 22)),
        ("1", date(2026, 12, 1)),
        ("TODAY", _FRIDAY),
        ("tomorrow", date(2026, 11, 21)),
        ("yesterday", date(2026, 11, 19)),
        ("+7", date(2026, 11, 27)),
        ("- 1", date(2026, 11, 19)),
        ("friday", _FRIDAY),
        ("mon", date(2026, 11, 23)),
        ("29/2/2028", date(2028, 2, 29)),
    ],
)
def test_a_day_is_read_however_it_is_written(text: str, meant: date) -> None:
    assert read_day(text, _FRIDAY, "DD/MM/YYYY", _WORDS) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "x",
        "31/2/2026",
        "11/20",
        "ju 3",
        "ma",
        "1/2/3/4",
        "20 nov dec",
        "nov",
        "0/0",
        "99",
        "🌻",
        "t",
    ],
)
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    assert read_day(text, _FRIDAY, "DD/MM/YYYY", _WORDS) is None


def test_the_institution_says_what_comes_first() -> None:
    assert read_day("11/12", _FRIDAY, "MM/DD/YYYY", _WORDS) == date(2026, 11, 12)
    assert read_day("20261120", _FRIDAY, "YYYY-MM-DD", _WORDS) == _FRIDAY
    assert read_day("11-12", _FRIDAY, "YYYY-MM-DD", _WORDS) == date(2026, 11, 12)
