"""What a target of this room knows beside its id: whether something is fresh, and who comes after it.

The rule kept here: a target that was written down by an older program is read as far as it can be.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from fieldapp.screens.targets import Target
from shared.ids import ID_BYTES, LoanId, RepaymentId

MOST_AFTER = 30
_FRESH, _LED = "new", "led"


Start = Literal["", "due", "other"]
"""How a form begins: with what was typed before, else what is due; with what is due in any case; with no
amount unless one was typed before.
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """`fresh`: it was saved a moment ago, so its receipt is the first. `after`: the loans to go on with.

    `led`: a receipt led here, from the button that stands where the one that saves does.
    """

    fresh: bool = False
    led: bool = False
    start: Start = ""
    after: tuple[LoanId, ...] = ()


def repay(loan: LoanId, after: Iterable[LoanId] = (), start: Start = "") -> Target:
    """Return where a repayment for a loan is recorded, and who is next in turn."""
    return Target("repay", loan, " ".join(part for part in (start, _written(after)) if part))


def led(loan: LoanId, after: Iterable[LoanId]) -> Target:
    """Return where what is due of the next in turn is recorded, from the receipt of the one before."""
    return Target("repay", loan, " ".join(part for part in ("due", _LED, _written(after)) if part))


def receipt(repayment: RepaymentId, after: Iterable[LoanId] = ()) -> Target:
    """Return where the receipt of a repayment that was just saved is shown."""
    return Target("receipt", repayment, " ".join(part for part in (_FRESH, _written(after)) if part))


def again(repayment: RepaymentId, after: Iterable[LoanId] = ()) -> Target:
    """Return where a receipt that was shown before is shown as a copy, and who is still next in turn."""
    return Target("receipt", repayment, _written(after))


def turn_of(target: Target) -> Turn:
    """Return what a target knows."""
    parts = target.extra.split()
    loans = [LoanId(found) for found in map(_id, parts) if found is not None]
    start: Start = "due" if "due" in parts else "other" if "other" in parts else ""
    return Turn(_FRESH in parts, _LED in parts, start, tuple(loans))


def _written(loans: Iterable[LoanId]) -> str:
    return " ".join(loan.hex() for loan in list(loans)[:MOST_AFTER])


def _id(text: str) -> bytes | None:
    try:
        found = bytes.fromhex(text)
    except ValueError:
        return None
    return found if len(found) == ID_BYTES else None
