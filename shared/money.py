"""Money as whole minor units: splitting, rounding, reading what people type.

An amount is an `int` of minor units (kobo). Nothing here makes a float or a Decimal. Rounding is half-up.
"""

from __future__ import annotations

import re
import unicodedata

from shared.errors import RuleRefused

MAX_AMOUNT_MINOR = 10**14
"""The largest amount one fact may carry: one thousand billion naira, far inside a 64-bit column."""

_MAX_TEXT = 64
_SIGNS = ("NAIRA", "NGN", "=N=", "₦", "#", "N")
_PUNCTUATION = str.maketrans("，．٬٫،’－−‒–", ",.,.,'----")
_PLAIN = re.compile(r"(?P<whole>\d+)?(?:\.(?P<part>\d*))?")
_GROUPED = re.compile(r"(?P<whole>\d{1,3}(?:(?P<gap>[, '])\d{3})(?:(?P=gap)\d{3})*)(?:\.(?P<part>\d*))?")


def half_up_div(numerator: int, denominator: int, unit: int = 1) -> int:
    """Divide and round half-up to a whole multiple of `unit`.

    `denominator` and `unit` are positive. Half-up means towards plus infinity on a tie: 5 ÷ 2 is 3, −5 ÷ 2
    is −2.
    """
    step = denominator * unit
    return (2 * numerator + step) // (2 * step) * unit


def split_evenly(total_minor: int, parts: int, unit: int = 1) -> tuple[int, ...]:
    """Split an amount into parts that sum to it exactly.

    Each part is the smaller of half-up(total ÷ parts), rounded to `unit` minor units, and what remains; the
    last part takes the rest. Refuses a negative total and fewer than one part.
    """
    if parts < 1:
        raise RuleRefused(
            "split.no_parts", "Nothing to split into", f"{parts} parts were asked for; at least 1 is needed."
        )
    if total_minor < 0:
        raise RuleRefused(
            "split.negative", "Cannot split a negative amount", f"The amount is {total_minor} minor units."
        )
    part = half_up_div(total_minor, parts, unit)
    shares = []
    rest = total_minor
    for _ in range(parts - 1):
        share = part if part < rest else rest
        shares.append(share)
        rest -= share
    shares.append(rest)
    return tuple(shares)


def parse_amount(text: str, places: int = 2) -> int:
    """Read an amount as people type or paste it, in minor units: "₦ 12,000.50" is 1200050.

    Takes digits of any script, one sign of the naira (₦, NGN, N, =N=, # or the word) before or after, and
    thousands grouped by commas, spaces or apostrophes. Marks of writing direction say nothing. A comma that
    does not group thousands is refused, never guessed to be a decimal point.
    Refusals: `amount.empty`, `amount.not_a_number`, `amount.negative`, `amount.too_many_decimals`,
    `amount.zero`, `amount.too_large`.
    """
    bare = _without_sign(_plain_characters(text))
    if not bare:
        raise RuleRefused("amount.empty", "No amount", "Enter an amount.")
    if bare.startswith("-"):
        raise RuleRefused("amount.negative", "Negative amount", "Enter an amount above zero.")
    match = _GROUPED.fullmatch(bare) or _PLAIN.fullmatch(bare)
    whole, part = (match["whole"] or "", match["part"] or "") if match else ("", "")
    if not whole and not part:
        raise RuleRefused("amount.not_a_number", "Not an amount", "Write it like 12,000.50.")
    if len(part) > places:
        raise RuleRefused(
            "amount.too_many_decimals", "Too many decimals", f"At most {places} digits may follow the point."
        )
    digits = re.sub("[, ']", "", whole) + part.ljust(places, "0")
    return _within_bounds(int(digits))


def check_amount(amount_minor: int) -> int:
    """Give back an amount of minor units that may be recorded: whole, above zero and within bounds.

    Refusals: `amount.not_whole`, `amount.negative`, `amount.zero`, `amount.too_large`.
    """
    if type(amount_minor) is not int:
        raise RuleRefused(
            "amount.not_whole", "Not a whole amount", "Amounts are whole numbers of minor units."
        )
    if amount_minor < 0:
        raise RuleRefused("amount.negative", "Negative amount", "Enter an amount above zero.")
    return _within_bounds(amount_minor)


def _plain_characters(text: str) -> str:
    """ASCII digits, single spaces and upper case for whatever script, width and spacing the text came in."""
    if len(text) > _MAX_TEXT:
        raise RuleRefused(
            "amount.not_a_number", "Not an amount", f"It is longer than {_MAX_TEXT} characters."
        )
    plain = "".join(c for c in text.translate(_PUNCTUATION) if unicodedata.category(c) != "Cf")
    digits = (str(unicodedata.decimal(c)) if c.isdecimal() else c for c in plain)
    return " ".join("".join(digits).upper().split())


def _without_sign(text: str) -> str:
    for sign in _SIGNS:
        if text.startswith(sign):
            return text.removeprefix(sign).strip()
        if text.endswith(sign):
            return text.removesuffix(sign).strip()
    return text


def _within_bounds(amount_minor: int) -> int:
    if amount_minor == 0:
        raise RuleRefused("amount.zero", "Amount is zero", "Enter an amount above zero.")
    if amount_minor > MAX_AMOUNT_MINOR:
        raise RuleRefused(
            "amount.too_large",
            "Amount is too large",
            "The largest amount is {largest_minor}.",
            largest_minor=MAX_AMOUNT_MINOR,
        )
    return amount_minor
