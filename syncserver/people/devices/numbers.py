"""Blocks of member and loan numbers that a device may give out by itself.

The rule kept here: no number is in two blocks; what a device never uses stays unused.
"""

from collections.abc import Iterable
from typing import Literal, cast, get_args

from sqlalchemy import Connection

from shared.contract.exchange import NumberBlock
from syncserver.people.devices import queries

Kind = Literal["member", "loan"]
_BLOCK = 50
_SERIES = 1_000_000
"""A number is written with six digits; the next million gets a longer prefix."""
_PREFIX: dict[Kind, str] = {"member": "M", "loan": "L"}


def give_blocks(
    connection: Connection, device: bytes, wanted: Iterable[str], now_ms: int
) -> tuple[NumberBlock, ...]:
    """Hand a device one new block of each kind it wants; kinds not known here are passed over."""
    kinds = sorted(set(wanted) & set(get_args(Kind)))
    return tuple(_block(connection, cast(Kind, kind), device, now_ms) for kind in kinds)


def _block(connection: Connection, kind: Kind, device: bytes, now_ms: int) -> NumberBlock:
    first = queries.take_numbers(connection, kind, _BLOCK)
    queries.add_block(connection, kind, first, first + _BLOCK - 1, device, now_ms)
    series, start = divmod(first - 1, _SERIES)
    prefix = _PREFIX[kind] + (str(series) if series else "")
    return NumberBlock(kind, prefix, start, start + _BLOCK - 1)
