"""Counts what has come from a device: the server's own side of "nothing is lost".

The rule kept here: operations are counted as they are stored, money from their signed bytes; what was counted
once is not read again.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from shared.contract.bodies.lending import RepaymentRecorded
from shared.contract.codec import Malformed, decode
from shared.contract.operations import Operation, decode_body
from syncserver.sync import queries

MONEY = frozenset({"repayment.recorded"})
"""The kinds whose money a tablet counts as received; what it hands over is the same money once more."""


@dataclass(frozen=True, slots=True)
class Taken:
    """So many operations of a device are stored, with so much money received in them (minor units)."""

    count: int
    value_minor: int


def taken_since(connection: Connection, device: bytes, before: Taken) -> Taken:
    """Return what is stored of a device, given what was when it was last counted."""
    added = queries.count_beyond(connection, device, before.count)
    if not added:
        return before
    money = queries.money_beyond(connection, device, MONEY, before.count)
    return Taken(before.count + added, before.value_minor + sum(amount_in(data) for data in money))


def amount_in(data: bytes) -> int:
    """Return the money received that an operation tells of, as it was signed; 0 where it tells of none."""
    try:
        operation = decode(Operation, data)
        body = decode_body(operation.kind, operation.kind_version, operation.body)
    except Malformed:
        return 0
    return body.amount_minor if isinstance(body, RepaymentRecorded) else 0
