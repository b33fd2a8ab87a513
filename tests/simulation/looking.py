"""What the server's database says, asked in other words than the server asks it.

The rule kept here: nothing here is used by the programs; a fault in their queries is not repeated.
"""

from __future__ import annotations

from sqlalchemy import Engine, text

from syncserver.database.engine import reading


def rows(engine: Engine, sql: str, **values: object) -> list[tuple[object, ...]]:
    """Every row of a question."""
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(text(sql), values)]


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
