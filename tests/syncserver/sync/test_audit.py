"""Whoever rewrites history is found: by the chain alone, or by a checkpoint that somebody else kept."""

import secrets
from hashlib import sha256
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection, func, select, text

from shared.contract.audit.checkpoints import SignedCheckpoint, as_line, is_genuine, sign_checkpoint
from shared.contract.codec import decode, encode
from shared.contract.exchange import Verdict
from shared.contract.operations import Operation, SignedOperation
from shared.contract.signing import operation_hash
from shared.ids import IdMaker, as_text
from syncserver.backup.queries import begin_epoch
from syncserver.database.engine import reading, writing
from syncserver.sync.audit.chain import digest_of, hash_of
from syncserver.sync.audit.checkpoints import read_witness, record_checkpoint, write_witness
from syncserver.sync.audit.queries import AuditRow, audit_rows, kept_of_batch
from syncserver.sync.tables import audit_checkpoint, operation
from tests.syncserver.world import Tablet, World, member_enrolled


@pytest.fixture
def officer(world: World) -> Tablet:
    return world.enrol(world.add_staff("CREDIT_OFFICER", world.add_staff("SUPERVISOR")))


@pytest.fixture
def union(world: World, officer: Tablet) -> bytes:
    return world.add_union(officer.staff)


@pytest.fixture
def history(world: World, officer: Tablet, union: bytes) -> int:
    """Three batches of two operations of the officer; the number of the first."""
    for _ in range(3):
        world.exchange(officer, [officer.sign(member_enrolled(officer, union)) for _ in range(2)])
    with reading(world.engine) as connection:
        first = select(func.min(operation.c.batch)).where(operation.c.device == officer.device)
        return connection.scalar(first) or 0


def _as_owner(connection: Connection, *tables: str) -> None:
    """Take away what refuses changes, as somebody can who owns the database."""
    for table in tables:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER {table}_append_only"))
        else:
            connection.execute(text(f"DROP TRIGGER {table}_no_update"))
            connection.execute(text(f"DROP TRIGGER {table}_no_delete"))


def _tamper(world: World, statement: str, **values: object) -> None:
    with writing(world.engine) as connection:
        _as_owner(connection, "operation", "audit_batch", "audit_checkpoint")
        assert connection.execute(text(statement), values).rowcount >= 1


def _checkpoint(world: World) -> SignedCheckpoint:
    with writing(world.engine) as connection:
        signed = record_checkpoint(connection, world.server.keys, world.clock())
    assert signed is not None
    return signed


def _operation(world: World, batch: int, seq: int) -> str:
    with reading(world.engine) as connection:
        wanted = select(operation.c.id).where(operation.c.batch == batch, operation.c.seq == seq)
        return as_text(connection.scalars(wanted).one())


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ("data = :x", "the operation was changed"),
        ("signature = :s", "the operation was changed"),
        ("verdict = :x", "the verdict was changed"),
        ("outcome = 'refused'", "the verdict was changed"),
    ],
)
def test_a_changed_operation_or_verdict_is_named(
    world: World, officer: Tablet, history: int, changed: str, says: str
) -> None:
    assert world.proved().broken is None
    named = _operation(world, history + 1, 3)
    values = {"x": b"\x90", "s": bytes(64)}
    used = {name: value for name, value in values.items() if f":{name}" in changed}
    _tamper(world, f"UPDATE operation SET {changed} WHERE batch = {history + 1} AND seq = 3", **used)
    broken = world.proved().broken
    assert broken is not None
    assert broken.row == history + 1
    assert says in broken.says
    assert named in broken.says


@pytest.mark.parametrize("changed", ["at_ms = at_ms + 1", "digest = :x", "previous = :x", "hash = :x"])
def test_a_changed_audit_row_is_named(world: World, history: int, changed: str) -> None:
    used = {"x": b"x" * 32} if ":x" in changed else {}
    _tamper(world, f"UPDATE audit_batch SET {changed} WHERE number = {history}", **used)
    broken = world.proved().broken
    assert broken is not None
    assert broken.row == history


def test_what_was_taken_out_or_put_in_is_named(world: World, history: int) -> None:
    _tamper(world, f"UPDATE operation SET batch = 999 WHERE batch = {history} AND seq = 2")
    broken = world.proved().broken
    assert broken is not None
    assert broken.row == history
    with writing(world.engine) as connection:
        connection.execute(text(f"UPDATE operation SET batch = {history} WHERE batch = 999"))
    assert world.proved().broken is None
    with writing(world.engine) as connection:
        connection.execute(text(f"DELETE FROM audit_batch WHERE number = {history + 2}"))
    assert world.proved().broken is not None


def test_an_operation_signed_by_another_key_is_found_however_it_was_fitted_in(
    world: World, officer: Tablet, history: int
) -> None:
    """Amounts cannot be rewritten without the device's key, even where everything is computed anew."""

    def forge(kept_data: bytes) -> SignedOperation:
        changed = replace(decode(Operation, kept_data), at_ms=1)
        return SignedOperation(encode(changed), secrets.token_bytes(64))

    with writing(world.engine) as connection:
        _as_owner(connection, "operation", "audit_batch")
        row = connection.execute(
            select(operation).where(operation.c.batch == history, operation.c.seq == 1)
        ).one()
        forged = forge(row.data)
        connection.execute(
            operation.update()
            .where(operation.c.id == row.id)
            .values(data=forged.data, signature=forged.signature, hash=operation_hash(forged))
        )
        _recompute(connection, world)
    broken = world.proved().broken
    assert broken is not None
    assert (broken.row, "did not sign" in broken.says) == (history, True)


def _recompute(connection: Connection, world: World) -> None:
    """Compute the whole chain anew, so that it fits what is there now."""
    previous = bytes(32)
    for row in list(audit_rows(connection)):
        kept = kept_of_batch(connection, row.number)
        operations, digest = digest_of((one.hash, one.verdict) for one in kept)
        new = AuditRow(row.number, row.at_ms, row.device, operations, digest, previous, b"")
        previous = hash_of(new)
        connection.execute(
            text("UPDATE audit_batch SET digest = :d, previous = :p, hash = :h WHERE number = :n"),
            {"d": digest, "p": new.previous, "h": previous, "n": row.number},
        )
    connection.execute(text("UPDATE server_state SET audit_hash = :h"), {"h": previous})


def _rewrite(world: World, batch: int) -> None:
    """Make a refusal of what was applied, and a chain that fits; the database's own witnesses go."""
    with writing(world.engine) as connection:
        _as_owner(connection, "operation", "audit_batch", "audit_checkpoint")
        row = connection.execute(
            select(operation).where(operation.c.batch == batch, operation.c.seq == 3)
        ).one()
        verdict = encode(replace(decode(Verdict, row.verdict), outcome="refused", effects=()))
        connection.execute(
            operation.update().where(operation.c.id == row.id).values(verdict=verdict, outcome="refused")
        )
        _recompute(connection, world)
        connection.execute(audit_checkpoint.delete())


def test_a_chain_computed_anew_is_found_by_whoever_kept_a_checkpoint(
    world: World, history: int, tmp_path: Path
) -> None:
    before, file = _checkpoint(world), tmp_path / "away" / "checkpoints.txt"
    with reading(world.engine) as connection:
        assert write_witness(connection, file) == 1
    _rewrite(world, history + 1)
    assert world.proved().broken is None, "without a witness it fits together"
    broken = world.proved(*read_witness(file)).broken
    assert broken is not None
    assert f"rows 1 to {before.checkpoint.number} were rewritten" in broken.says


def test_the_first_bad_row_lies_between_two_checkpoints(
    world: World, officer: Tablet, union: bytes, history: int
) -> None:
    early = _checkpoint(world)
    world.exchange(officer, [officer.sign(member_enrolled(officer, union)) for _ in range(2)])
    late = _checkpoint(world)
    assert world.proved(early, late).broken is None
    with writing(world.engine) as connection:
        _as_owner(connection, "operation", "audit_batch", "audit_checkpoint")
        batch = late.checkpoint.number
        connection.execute(text("DELETE FROM operation WHERE batch = :b AND seq = 8"), {"b": batch})
        connection.execute(text("UPDATE audit_batch SET operations = 1 WHERE number = :b"), {"b": batch})
        _recompute(connection, world)
        connection.execute(audit_checkpoint.delete())
    broken = world.proved(early, late).broken
    assert broken is not None
    assert (broken.row, "were rewritten" in broken.says) == (early.checkpoint.number + 1, True)


def test_a_chain_cut_short_is_found(world: World, history: int) -> None:
    late = _checkpoint(world)
    last = late.checkpoint.number
    with writing(world.engine) as connection:
        _as_owner(connection, "operation", "audit_batch", "audit_checkpoint")
        connection.execute(audit_checkpoint.delete())
        connection.execute(text("DELETE FROM operation WHERE batch = :n"), {"n": last})
        connection.execute(text("DELETE FROM audit_batch WHERE number = :n"), {"n": last})
        hashed = connection.scalar(text("SELECT hash FROM audit_batch ORDER BY number DESC LIMIT 1"))
        moved = text("UPDATE server_state SET audit_number = :n, audit_hash = :h")
        connection.execute(moved, {"n": last - 1, "h": hashed})
    assert world.proved().broken is None
    broken = world.proved(late).broken
    assert broken is not None
    assert "were cut off" in broken.says


def test_a_checkpoint_that_is_not_the_institutions_proves_nothing_and_is_told(
    world: World, history: int
) -> None:
    good = _checkpoint(world)
    other = sign_checkpoint(replace(good.checkpoint, hash=sha256(b"x").digest()), world.server.keys.device)
    assert not is_genuine(other, world.server.keys.institution.public_key())
    proved = world.proved(other)
    assert proved.broken is None
    assert any("1 lines" in note for note in proved.notes)
    _tamper(world, "UPDATE audit_checkpoint SET signature = :s", s=bytes(64))
    broken = world.proved().broken
    assert broken is not None
    assert "not signed" in broken.says


def test_rows_that_a_restore_lost_are_told_apart_from_rows_rewritten(world: World, history: int) -> None:
    """A tablet may hold a checkpoint of a row that came after the backup."""
    now = _checkpoint(world).checkpoint
    later = sign_checkpoint(
        replace(now, number=now.number + 3, hash=sha256(b"lost").digest()), world.server.keys.institution
    )
    assert world.proved(later).broken is not None
    world.clock.now_ms += 1  # a restore comes after what it brings back
    with writing(world.engine) as connection:
        begin_epoch(connection, IdMaker(world.clock, secrets.token_bytes).make())
        assert record_checkpoint(connection, world.server.keys, world.clock()) is not None
    proved = world.proved(later)
    assert proved.broken is None
    assert any("lost by a restore" in note for note in proved.notes)


def test_a_checkpoint_is_made_only_where_the_chain_went_on(
    world: World, officer: Tablet, union: bytes, history: int, tmp_path: Path
) -> None:
    first = _checkpoint(world)
    with writing(world.engine) as connection:
        assert record_checkpoint(connection, world.server.keys, world.clock()) is None
    world.exchange(officer, [officer.sign(member_enrolled(officer, union))])
    world.clock.now_ms += 3_600_000
    second, file = _checkpoint(world), tmp_path / "checkpoints.txt"
    file.write_text("# kept away\n" + as_line(first)[:40])  # a power cut left half a line
    with reading(world.engine) as connection:
        assert write_witness(connection, file) == 2
        assert write_witness(connection, file) == 0
    assert set(read_witness(file)) == {first, second}


def test_a_device_is_given_the_newest_checkpoint(world: World, officer: Tablet, history: int) -> None:
    assert world.exchange(officer).checkpoints == ()
    signed = _checkpoint(world)
    assert world.exchange(officer).checkpoints == (signed,)
