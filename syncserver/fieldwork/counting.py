"""Counting notes and coins.

The rule kept here: where somebody counted by denomination, the pieces add up to the amount they say.
"""

from collections.abc import Sequence

from shared.contract.bodies.cash import Denomination
from shared.errors import RuleRefused


def adds_up(denominations: Sequence[Denomination], amount_minor: int) -> bool:
    """Say whether the pieces make up an amount of minor units; with no denominations nothing is said."""
    if not denominations:
        return True
    return sum(line.value_minor * line.pieces for line in denominations) == amount_minor


def require_sum(denominations: Sequence[Denomination], amount_minor: int) -> None:
    """Raise `cash.denominations` unless the pieces make up the amount."""
    if not adds_up(denominations, amount_minor):
        raise RuleRefused(
            "cash.denominations",
            "The count does not add up",
            "Notes and coins make another sum than the amount.",
        )
