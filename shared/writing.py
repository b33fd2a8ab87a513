"""How an institution writes amounts and days.

The rule kept here: facts hold minor units and dates; they become text where they are shown, once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

_SIGNS = {"NGN": "₦"}


def format_amount(amount_minor: int, grouped: bool = True, places: int = 2) -> str:
    """Write minor units as digits for people, without a currency sign: 1200050 is "12,000.50"."""
    minus = "-" if amount_minor < 0 else ""
    whole, part = divmod(abs(amount_minor), 10**places)
    digits = f"{whole:,}" if grouped else str(whole)
    return f"{minus}{digits}.{part:0{places}d}" if places else f"{minus}{digits}"


def short_amount(amount_minor: int) -> str:
    """Write minor units without the places of whole amounts: 1600000 is "16,000", 160050 is "1,600.50"."""
    return format_amount(amount_minor).removesuffix(".00")


@dataclass(frozen=True, slots=True)
class Writing:
    """An institution's way of writing; a currency without a sign of its own is named by its code."""

    currency: str = "NGN"
    date_format: str = "DD/MM/YYYY"

    @property
    def sign(self) -> str:
        """The sign of the currency, for headers and totals."""
        return _SIGNS.get(self.currency, self.currency)

    def signed(self, amount_minor: int) -> str:
        """Return an amount with the currency's sign, as in "₦16,000"."""
        gap = "" if len(self.sign) <= 1 else " "
        minus = "−" if amount_minor < 0 else ""
        return f"{minus}{self.sign}{gap}{short_amount(abs(amount_minor))}"

    def day(self, on: date) -> str:
        """Return a day in the institution's format."""
        parts = {"DD": f"{on.day:02d}", "MM": f"{on.month:02d}", "YYYY": f"{on.year:04d}"}
        text = self.date_format
        for part, value in parts.items():
            text = text.replace(part, value)
        return text


NEUTRAL = Writing(currency="", date_format="YYYY-MM-DD")
"""For programs and logs, where no institution's way is known."""
