"""What the server's database says, asked in other words than the server asks it.

The rule kept here: nothing here is used by the programs; a fault in their queries is not repeated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import Engine

from shared.contract.codec import Message, decode
from shared.contract.operations import Operation, decode_body
from tests.simulation.ground.tablet import Tablet

_MARK = re.compile(r":(\w+)")


def rows(engine: Engine, sql: str, **values: object) -> list[tuple[object, ...]]:
    """Every row of a question, as the driver hands them out."""
    if engine.dialect.name == "postgresql":
        sql = _MARK.sub(r"%(\1)s", sql.replace("%", "%%"))
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(sql, values)
        return [tuple(row) for row in cursor.fetchall()]
    finally:
        connection.close()


def bytes_of(value: object) -> bytes:
    """The bytes in a row, whichever way the driver hands them out."""
    assert isinstance(value, bytes | memoryview)
    return bytes(value)


def number_of(value: object) -> int:
    """The number in a row."""
    assert isinstance(value, int)
    return value


def officers_of_unions(engine: Engine) -> list[tuple[bytes, bytes]]:
    """Every union and whose it is, by age."""
    found = rows(engine, "SELECT id, officer FROM unions ORDER BY id")
    return [(bytes_of(union), bytes_of(officer)) for union, officer in found]


def signed_bodies(tablet: Tablet) -> Iterator[tuple[Operation, Message]]:
    """Every operation about money received or corrected that was recorded on a tablet, in order."""
    for noted in tablet.noted:
        operation = decode(Operation, noted.data)
        if operation.kind in ("repayment.recorded", "repayment.corrected"):
            yield operation, decode_body(operation.kind, operation.kind_version, operation.body)
