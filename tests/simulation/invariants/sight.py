"""Checks of what each tablet shows: no more and no less than its person may see, as the server has it."""

from __future__ import annotations

from collections.abc import Iterator

from fieldapp.store.projection.refresh import rebuild
from fieldapp.store.transaction import Transaction
from fieldapp.syncing.cross_check import cross_check
from tests.fieldapp.store.dumps import Dump, dump
from tests.simulation.ground.tablet import Tablet
from tests.simulation.ground.world import OFFICERS, World
from tests.simulation.looking import officers_of_unions, rows

_Records = dict[tuple[object, object], tuple[object, object]]
_RECORDS = "SELECT kind, id, version, body FROM base_record ORDER BY kind, id"
_UNION_OF = {
    "union": "SELECT id FROM unions WHERE id = :id",
    "member": "SELECT union_id FROM member WHERE id = :id",
    "loan": "SELECT m.union_id FROM loan l JOIN member m ON m.id = l.member WHERE l.id = :id",
    "meeting": "SELECT union_id FROM meeting WHERE id = :id",
}
"""The union that decides whose a record is, by the server's own tables."""


def nothing_out_of_scope(world: World) -> Iterator[str]:
    """What hangs on a union is on the tablet of no other officer."""
    officer_of = dict(officers_of_unions(world.office.engine))
    for name in OFFICERS:
        tablet = world.tablets[name]
        if tablet.desk is None:
            continue
        for kind, identifier in tablet.look(lambda tx: tx.tuples("SELECT kind, id FROM base_record")):
            found = (
                rows(world.office.engine, _UNION_OF[str(kind)], id=identifier) if kind in _UNION_OF else []
            )
            owners = {officer_of[union[0]] for union in found if isinstance(union[0], bytes)}
            if owners - {tablet.staff}:
                yield f"{name} holds a {kind!r} of another officer"


def records_are_the_servers(world: World) -> Iterator[str]:
    """Byte by byte, for every record in the buckets that the server's assignments give a person."""
    for tablet in _in_use(world):
        ours: _Records = {
            (row[0], row[1]): (row[2], row[3]) for row in tablet.look(lambda tx: tx.tuples(_RECORDS))
        }
        theirs = _servers_records(world, tablet)
        for key in sorted(ours.keys() | theirs.keys(), key=str):
            if ours.get(key) != theirs.get(key):
                here, there = key in ours, key in theirs
                yield f"{tablet.name}: {key[0]!r} differs (on the tablet: {here}, at the office: {there})"


def buckets_are_level(world: World) -> Iterator[str]:
    """Count and digest, counted again from the rows, and reached to the end."""
    for tablet in _in_use(world):
        assert tablet.desk is not None
        for bucket in cross_check(tablet.desk.store):
            yield f"{tablet.name}: {bucket} does not add up"
        for name, level in tablet.look(lambda tx: tx.tuples("SELECT name, level FROM base_bucket")):
            if not level:
                yield f"{tablet.name}: {name!r} is not level"


def projection_is_rebuilt_the_same(world: World) -> Iterator[str]:
    """Made anew from records and outbox, every row is the same."""
    for tablet in world.everyone:
        if tablet.desk is None:
            continue
        with tablet.desk.store.transaction() as tx:
            before, after = dump(tx), _rebuilt(tx)
        for table in before:
            if before[table] != after[table]:
                yield f"{tablet.name}: {table} is another after it was made anew"


def _rebuilt(tx: Transaction) -> Dump:
    rebuild(tx)
    return dump(tx)


def _in_use(world: World) -> list[Tablet]:
    return [tablet for tablet in world.tablets.values() if tablet.desk is not None]


def _servers_records(world: World, tablet: Tablet) -> _Records:
    """What lies in a person's buckets at the office, by the assignments as they are now."""
    names = [f"desk/{tablet.staff.hex()}", "institution"]
    unions = officers_of_unions(world.office.engine)
    role = tablet.machine.identity.role
    if role == "CREDIT_OFFICER":
        names += [f"union/{union.hex()}" for union, officer in unions if officer == tablet.staff]
    elif role == "SUPERVISOR":
        names += [f"team/{tablet.staff.hex()}", *(f"union/{union.hex()}" for union, _ in unions)]
    elif role == "OPERATIONS":
        names.append("operations")
    sql = (
        "SELECT f.kind, f.id, r.version, r.body FROM feed f JOIN bucket b ON b.id = f.bucket"
        " JOIN record_body r ON r.kind = f.kind AND r.id = f.id WHERE b.name = :name AND NOT f.removed"
    )
    return {
        (row[0], row[1]): (row[2], row[3])
        for name in names
        for row in rows(world.office.engine, sql, name=name)
    }
