"""Writing in bulk means the same on both engines."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Engine,
    LargeBinary,
    MetaData,
    String,
    Table,
    select,
)
from sqlalchemy.exc import DBAPIError, IntegrityError

from syncserver.database.append_only import append_only
from syncserver.database.bulk import insert_rows, upsert_rows
from syncserver.database.engine import open_engine, reading, writing

_METADATA = MetaData()
_THING = Table(
    "order",
    _METADATA,
    Column("id", LargeBinary(16), primary_key=True),
    Column("on", Date),
    Column("union", BigInteger),
    Column("yes", Boolean),
    Column("text", String(8)),
)
_GROWING = append_only(Table("growing", _METADATA, Column("id", BigInteger, primary_key=True)))


@pytest.fixture
def engine(engine_url: str) -> Iterator[Engine]:
    engine = open_engine(engine_url)
    with writing(engine) as connection:
        _METADATA.create_all(connection)
    yield engine
    engine.dispose()


def _row(number: int, **changes: object) -> dict[str, object]:
    usual = {"id": bytes([number]) * 16, "on": date(2026, 2, 28), "union": 2**40, "yes": True, "text": "a"}
    return {**usual, **changes}


def _rows(connection: Connection) -> list[dict[str, object]]:
    return [dict(row._mapping) for row in connection.execute(select(_THING).order_by(_THING.c.id))]


def test_rows_come_back_as_they_went_in(engine: Engine) -> None:
    odd = ['{a,"b"}', "NULL", "\\N", "tab\there", "Ọbí", "%s ?"]
    rows = [_row(n, text=text) for n, text in enumerate(odd)]
    rows.append(_row(9, on=None, union=None, yes=None, text=None))
    with writing(engine) as connection:
        insert_rows(connection, _THING, rows[:4])
        upsert_rows(connection, _THING, rows[4:])
    with reading(engine) as connection:
        assert _rows(connection) == rows


def test_an_upsert_changes_only_the_columns_it_names(engine: Engine) -> None:
    with writing(engine) as connection:
        insert_rows(connection, _THING, [_row(1), _row(2)])
        upsert_rows(
            connection, _THING, [{"id": _row(1)["id"], "text": "b"}, {"id": _row(3)["id"], "text": "c"}]
        )
        upsert_rows(connection, _THING, [{"id": _row(2)["id"]}])
    with reading(engine) as connection:
        assert [row["text"] for row in _rows(connection)] == ["b", "a", "c"]
        assert _rows(connection)[0] == _row(1, text="b")


def test_a_row_that_is_there_is_an_error(engine: Engine) -> None:
    with pytest.raises(IntegrityError), writing(engine) as connection:
        insert_rows(connection, _THING, [_row(2)])
        insert_rows(connection, _THING, [_row(1), _row(2)])
    with reading(engine) as connection:
        assert _rows(connection) == []


def test_nothing_to_write_is_nothing_written(engine: Engine) -> None:
    with writing(engine) as connection:
        insert_rows(connection, _THING, [])
        upsert_rows(connection, _THING, [])
        assert _rows(connection) == []


@pytest.mark.parametrize("act", ["UPDATE growing SET id = 2", "DELETE FROM growing"])
def test_what_is_append_only_is_refused_by_the_database(engine: Engine, act: str) -> None:
    with writing(engine) as connection:
        insert_rows(connection, _GROWING, [{"id": 1}])
    with pytest.raises(DBAPIError), writing(engine) as connection:
        connection.exec_driver_sql(act)
    with reading(engine) as connection:
        assert connection.scalars(select(_GROWING.c.id)).all() == [1]


def test_parameters_are_never_part_of_a_message(engine: Engine) -> None:
    with pytest.raises(DBAPIError) as fault, writing(engine) as connection:
        connection.execute(_THING.insert(), _row(1))
        connection.execute(_THING.insert(), _row(1, text="secret"))
    assert "secret" not in str(fault.value)


def test_columns_of_nothing_and_numbers_of_every_size(engine: Engine) -> None:
    empty = {"on": None, "union": None, "yes": None, "text": None}
    sizes = [0, -1, 2**15, -(2**31), 2**63 - 1]
    with writing(engine) as connection:
        insert_rows(connection, _THING, [_row(1, **empty), _row(2, **empty)])
        upsert_rows(connection, _THING, [_row(2, **empty)])
        insert_rows(connection, _THING, [_row(n, union=size) for n, size in enumerate(sizes, 3)])
    with reading(engine) as connection:
        rows = _rows(connection)
    assert rows[:2] == [_row(1, **empty), _row(2, **empty)]
    assert [row["union"] for row in rows[2:]] == sizes
