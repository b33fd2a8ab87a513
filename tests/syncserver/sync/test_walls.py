"""The second wall: on PostgreSQL a query without its condition gives away nothing that is out of scope."""

from collections.abc import Sequence

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import ProgrammingError

from shared.contract.records import INSTITUTION_BUCKET, desk_bucket, union_bucket
from syncserver.database.bulk import run
from syncserver.database.engine import open_engine, reading, writing
from syncserver.database.migrating import WrongSchema, upgrade
from syncserver.database.walls import as_places, places_of, stand_behind_wall
from syncserver.sync import queries
from tests.databases import Databases
from tests.syncserver.world import Tablet, World, keep, member_enrolled


@pytest.fixture
def two(world: World) -> tuple[Tablet, Tablet]:
    """Two officers, each with a union of five members."""
    boss = world.add_staff("SUPERVISOR")
    tablets = [world.enrol(world.add_staff("CREDIT_OFFICER", boss)) for _ in range(2)]
    for tablet in tablets:
        union = world.add_union(tablet.staff)
        world.exchange(tablet, [tablet.sign(member_enrolled(tablet, union)) for _ in range(5)])
    return tablets[0], tablets[1]


def _is_postgres(world: World) -> bool:
    return world.engine.dialect.name == "postgresql"


def _members(tablet: Tablet) -> set[bytes]:
    return {identifier for kind, identifier in tablet.records if kind == "member"}


def _foreign(mine: Tablet, theirs: Tablet) -> int:
    """How many of the other officer's members a tablet has."""
    return len(_members(mine) & _members(theirs))


def test_everybody_gets_their_own_through_the_wall(world: World, two: tuple[Tablet, Tablet]) -> None:
    for tablet in two:
        world.pull(tablet)
        assert len(_members(tablet)) == 5
    assert _foreign(*two) == 0


@pytest.mark.parametrize("planted", ["no condition on the bucket", "another bucket for each"])
def test_a_forgotten_scope_filter_gives_nothing_away(
    world: World, two: tuple[Tablet, Tablet], planted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, theirs = two
    world.pull(theirs)
    monkeypatch.setattr(queries, *_PLANTS[planted](theirs))
    keep(mine, world.exchange(mine))
    assert (_foreign(mine, theirs) == 0) is _is_postgres(world), "without the wall the plant has to leak"


def _without_condition(_: Tablet) -> tuple[str, object]:
    """The feed of any bucket comes as if it were of the first one asked for."""
    right = queries._places_in.__wrapped__

    def wrong(connection: Connection, cursors: dict[int, int]) -> dict[int, list[queries.FeedRow]]:
        statement = right(len(cursors), connection.dialect.name)
        statement = statement.replace("f.bucket = which", "TRUE").replace("bucket = which", "TRUE")
        flat = tuple(value for pair in cursors.items() for value in pair)
        rows = [
            queries.FeedRow(*row[1:])  # type: ignore[call-arg]  # the driver knows no types
            for row in run(connection, statement, flat)
        ]
        return dict.fromkeys(cursors, rows)

    return "feed_of_many", wrong


def _another_bucket(theirs: Tablet) -> tuple[str, object]:
    """Whatever bucket is asked for, the other officer's union comes."""
    right = queries.buckets_named

    def wrong(connection: Connection, wanted: Sequence[str]) -> dict[str, queries.BucketRow]:
        other = union_bucket(_union_of(theirs))
        return dict.fromkeys(wanted, *right(connection, [other]).values())

    return "buckets_named", wrong


_PLANTS = {"no condition on the bucket": _without_condition, "another bucket for each": _another_bucket}


def _union_of(tablet: Tablet) -> bytes:
    (union,) = (identifier for kind, identifier in tablet.records if kind == "union")
    return union


def test_behind_the_wall_any_query_sees_only_the_buckets_given(
    world: World, two: tuple[Tablet, Tablet]
) -> None:
    if not _is_postgres(world):
        return
    world.pull(two[0])
    scope = [INSTITUTION_BUCKET, desk_bucket(two[0].staff), union_bucket(_union_of(two[0]))]
    with reading(world.engine) as connection:
        stand_behind_wall(connection, scope)
        assert set(connection.scalars(text("SELECT name FROM bucket"))) <= set(scope)
        seen = set(connection.scalars(text("SELECT id FROM record_body WHERE kind = 'member'")))
        assert seen == _members(two[0])
        placed = set(connection.scalars(text("SELECT id FROM feed WHERE kind = 'member'")))
        assert placed == seen
    with reading(world.engine) as connection:
        stand_behind_wall(connection, [])
        for table in ("bucket", "feed", "record_body"):
            assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == 0
    with reading(world.engine) as connection:
        assert connection.scalar(text("SELECT count(*) FROM record_body")) > len(seen)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM staff",
        "SELECT * FROM operation",
        "UPDATE feed SET removed = true",
        "DELETE FROM bucket",
    ],
)
def test_behind_the_wall_nothing_else_is_read_or_written(world: World, statement: str) -> None:
    if not _is_postgres(world):
        return
    with pytest.raises(ProgrammingError, match="permission denied"), writing(world.engine) as connection:
        stand_behind_wall(connection, [INSTITUTION_BUCKET])
        connection.execute(text(statement))


def test_the_wall_comes_down_with_the_transaction(world: World) -> None:
    with world.engine.connect() as connection:
        with connection.begin():
            stand_behind_wall(connection, [])
        with connection.begin():
            assert connection.scalar(text("SELECT count(*) FROM staff")) is not None
            assert connection.scalar(text("SELECT count(*) FROM bucket"))


def test_a_user_who_may_make_no_role_is_told_what_to_have_done(databases: Databases) -> None:
    if databases.engine != "postgresql":
        return
    url = databases.empty()
    admin = open_engine(url)
    name = f"poor_{admin.url.database}"
    with writing(admin) as connection:
        connection.exec_driver_sql(f"CREATE ROLE {name} LOGIN NOSUPERUSER NOCREATEROLE")
        connection.exec_driver_sql(f"GRANT ALL ON SCHEMA public TO {name}")
    poor = open_engine(url.replace("postgres@", f"{name}@"))
    try:
        with pytest.raises(WrongSchema, match="GRANT fieldapp_reader TO"):
            upgrade(poor)
        with writing(admin) as connection:
            connection.exec_driver_sql(f"GRANT fieldapp_reader TO {name}")
        upgrade(poor)
        _reads_behind_the_wall(poor)
    finally:
        poor.dispose()
        with writing(admin) as connection:
            connection.exec_driver_sql(f"DROP OWNED BY {name} CASCADE")
            connection.exec_driver_sql(f"DROP ROLE {name}")
        admin.dispose()
        databases.discard(url)


def _reads_behind_the_wall(engine: Engine) -> None:
    with reading(engine) as connection:
        stand_behind_wall(connection, ["institution"])
        assert connection.scalar(text("SELECT count(*) FROM feed")) == 0


def test_places_are_read_as_they_were_written() -> None:
    for buckets in ((), (1,), (1, 5, 70_000)):
        assert places_of(as_places(buckets)) == buckets
