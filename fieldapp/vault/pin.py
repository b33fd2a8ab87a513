"""Which PINs and passphrases are good enough to guard a tablet.

The rule kept here: what a thief tries first is refused. A PIN is enough only together with a secret in a
real keyring; without one a passphrase of six words takes its place. Nothing here remembers or logs what was
typed.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from shared.errors import RuleRefused

_COMMON = frozenset(
    {
        *("123321", "123654", "123789", "142536", "142857", "147369", "147852", "159753", "159951"),
        *("192837", "258456", "314159", "357159", "456852", "654123", "789123", "789654", "852456"),
        *(
            "951753",
            "987123",
            "11235813",
            "12344321",
            "14789632",
            "15935728",
            "31415926",
            "87654312",
            "98765412",
        ),
    }
)
"""Patterns of the keypad and famous numbers that the other rules do not see."""
_KEYPAD_ROWS = ("147258369", "741852963", "123456789", "159357", "7894561230")


@dataclass(frozen=True, slots=True)
class PinPolicy:
    """How long a PIN may be, in digits, and how many words a passphrase has at least."""

    fewest_digits: int = 6
    most_digits: int = 12
    fewest_words: int = 6

    def check_pin(self, pin: str) -> None:
        """Refuse with `pin.digits`, `.length`, `.repeated`, `.sequence`, `.date` or `.common`."""
        if not (pin.isascii() and pin.isdigit()):
            raise RuleRefused("pin.digits", "A PIN has digits only", "Use the digits 0 to 9, without spaces.")
        if not self.fewest_digits <= len(pin) <= self.most_digits:
            raise RuleRefused(
                "pin.length",
                "This PIN has the wrong length",
                f"Use {self.fewest_digits} to {self.most_digits} digits.",
            )
        for found, code, title in (
            (_repeats(pin), "pin.repeated", "This PIN repeats itself"),
            (_runs(pin), "pin.sequence", "This PIN is a sequence"),
            (_is_date(pin), "pin.date", "This PIN looks like a date"),
            (_is_common(pin), "pin.common", "This PIN is among those tried first"),
        ):
            if found:
                raise RuleRefused(code, title, "Choose digits that nobody would try first.")

    def check_passphrase(self, passphrase: str) -> None:
        """Refuse fewer than six different words of three letters or more: `passphrase.words`."""
        words = {word for word in canonical(passphrase).split() if len(word) >= 3}
        if len(words) < self.fewest_words:
            raise RuleRefused(
                "passphrase.words",
                "This passphrase is too short",
                f"Use at least {self.fewest_words} different words of three letters or more.",
            )


def canonical(secret: str) -> str:
    """Return one spelling for what keyboards write in several: case, width, accents, spaces."""
    return " ".join(unicodedata.normalize("NFKC", secret).casefold().split())


def _repeats(pin: str) -> bool:
    """Whether few digits or a short block make up the whole: 122112, 123123, 112233."""
    in_pairs = len(pin) % 2 == 0 and pin[::2] == pin[1::2]
    blocks = any(pin == pin[:size] * (len(pin) // size) for size in range(1, len(pin) // 2 + 1))
    return len(set(pin)) <= 2 or in_pairs or blocks


def _runs(pin: str) -> bool:
    """Whether each digit is the same step from the one before, 9 being followed by 0: 456789, 864208."""
    digits = [int(digit) for digit in pin]
    steps = {(after - before) % 10 for before, after in pairwise(digits)}
    return len(steps) == 1


def _is_common(pin: str) -> bool:
    return pin in _COMMON or any(pin in row or pin in row[::-1] for row in _KEYPAD_ROWS)


def _is_date(pin: str) -> bool:
    """Whether it reads as a day of 1900 to 2099 in any usual order, or as a month and a year."""
    if len(pin) == 8:
        first, second, tail = pin[:2], pin[2:4], pin[4:]
        readings = [(tail, second, first), (tail, first, second), (pin[:4], pin[4:6], pin[6:])]
    elif len(pin) == 6:
        first, second, third = pin[:2], pin[2:4], pin[4:]
        short_years = [(third, second, first), (third, first, second), (first, second, third)]
        readings = [("20" + year, month, day) for year, month, day in short_years]
        readings += [(pin[:4], third, "01"), (pin[2:], first, "01")]
    else:
        return False
    return any(_is_day(year, month, day) for year, month, day in readings)


def _is_day(year: str, month: str, day: str) -> bool:
    if not 1900 <= int(year) <= 2099:
        return False
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True
