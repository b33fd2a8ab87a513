"""Steps of the store's shape, and the triggers that hold what was signed."""

from __future__ import annotations

import msgspec
import pytest
from sqlcipher3 import dbapi2

from fieldapp.store.migrations.running import found_version, migrate
from fieldapp.store.migrations.steps import MIGRATIONS, find_pictures, tell_what_changed
from fieldapp.store.outbox import append
from fieldapp.store.search import search
from fieldapp.store.settle import settle
from shared.contract.bodies.people import MemberEnrolled, MemberProfile
from shared.contract.codec import encode
from shared.contract.records import ApprovalRecord, Resubmission
from tests.fieldapp.store.world import STAFF, START, a_member, a_store, found_village, pull, send_waiting


def test_a_new_store_has_taken_every_step_once(tmp_path):
    for _ in range(2):
        store = a_store(tmp_path)
        with store.read() as tx:
            assert tx.rows(str, "SELECT name FROM migration ORDER BY number") == [
                step.__name__ for step in MIGRATIONS
            ]
        store.close()


def test_a_step_that_fails_leaves_the_store_a_step_behind(store):
    def good_step(tx):
        tx.execute("CREATE TABLE good (a INTEGER) STRICT")

    def bad_step(tx):
        tx.execute("CREATE TABLE bad (a INTEGER) STRICT")
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        migrate(store.transaction, [*MIGRATIONS, good_step, bad_step])

    with store.read() as tx:
        assert found_version(tx) == len(MIGRATIONS) + 1
        names = tx.rows(str, "SELECT name FROM sqlite_schema WHERE name IN ('good', 'bad')")
    assert names == ["good"]


@pytest.fixture
def one_waiting(store, author):
    with store.transaction() as tx:
        profile = a_member(bytes(16)).profile
        append(tx, author, MemberEnrolled(author.ids.make(), bytes(16), "K7-M000001", profile))
    return store


@pytest.mark.parametrize("column", ["seq", "id", "kind", "data", "signature", "hash", "at_ms"])
def test_no_statement_changes_what_was_signed(one_waiting, column):
    with pytest.raises(dbapi2.IntegrityError, match="never changes"), one_waiting.transaction() as tx:
        tx.execute(f"UPDATE outbox_operation SET {column} = {column}")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM outbox_subject; DELETE FROM outbox_operation",
        "DELETE FROM outbox_subject;"
        " INSERT OR REPLACE INTO outbox_operation (seq, id, kind, data, signature, hash, at_ms, value_minor)"
        " SELECT seq, id, kind, x'00', signature, hash, at_ms, value_minor FROM outbox_operation",
    ],
)
def test_no_statement_removes_what_the_server_has_not_answered(one_waiting, statement):
    with pytest.raises(dbapi2.IntegrityError, match="never deleted"), one_waiting.transaction() as tx:
        for part in statement.split(";"):
            tx.execute(part)


def test_what_was_signed_stands_after_the_answer_too(one_waiting, server):
    settle(one_waiting, server.answer([], send_waiting(one_waiting, server)), now_ms=1)

    with pytest.raises(dbapi2.IntegrityError, match="never changes"), one_waiting.transaction() as tx:
        tx.execute("UPDATE outbox_operation SET data = x'00'")


def test_what_an_older_program_could_not_read_is_shown_after_the_upgrade(store, author, server):
    """It stored the record whole, as it was sent; the step that is added shows it from there."""
    village = found_village(server)
    since = Resubmission("less", None)
    request = ApprovalRecord("loan", village.loan, "L", 5, STAFF, START, "OPEN", 1, 1, bytes(32), (), "")
    request = msgspec.structs.replace(request, version_no=2, since_last=since)
    server.put("approval", b"approval-0000001", request, village.bucket)
    pull(store, server)
    at = MIGRATIONS.index(tell_what_changed)
    with store.transaction() as tx:
        tx.execute("DROP TABLE p_approval")
        tx.execute("CREATE TABLE p_approval (id BLOB PRIMARY KEY, kind TEXT NOT NULL) STRICT")
        tx.execute("DELETE FROM migration WHERE number > ?", (at,))

    migrate(store.transaction, MIGRATIONS)

    with store.read() as tx:
        assert tx.tuples("SELECT version_no, since_last FROM p_approval") == [(2, encode(since))]


def test_a_picture_in_a_name_written_before_is_found_after_the_upgrade(store, author):
    with store.transaction() as tx:
        enrolled = MemberEnrolled(author.ids.make(), bytes(16), "K7-M000001", MemberProfile("🌺", "Bello"))
        append(tx, author, enrolled)
        tx.execute("UPDATE p_searchable SET words = ' bello k7 m000001 1'")
        tx.execute("INSERT INTO p_search (p_search) VALUES ('rebuild')")
        assert search(tx, "🌺") == ()
        tx.execute("DELETE FROM migration WHERE number > ?", (MIGRATIONS.index(find_pictures),))

    migrate(store.transaction, MIGRATIONS)

    with store.read() as tx:
        assert [hit.title for hit in search(tx, "🌺")] == ["🌺 Bello"]


def test_a_store_of_an_earlier_version_gets_the_indexes_a_new_one_has(tmp_path):
    wanted = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql NOT NULL ORDER BY name"
    store = a_store(tmp_path)
    with store.read() as tx:
        new = tx.rows(_index, wanted)
    added = ("p_instalment_by_day", "p_repayment_by_day", "p_repayment_cash", "p_approval_by_subject")
    with store.transaction() as tx:
        for name in added:
            tx.execute(f"DROP INDEX {name}")
        tx.execute("DROP TABLE note")
        tx.execute("DELETE FROM migration WHERE number > 4")
    store.close()

    store = a_store(tmp_path)
    with store.read() as tx:
        assert tx.rows(_index, wanted) == new
        assert tx.tuples("SELECT * FROM note") == []
    store.close()


def _index(name: str, sql: str) -> tuple[str, str]:
    return name, " ".join(sql.split())
