"""The shape of the store and how it came to be.

The rule kept here: a step that shipped never changes, a new one is added; exact bytes of operations are held
by triggers, so that no step and no mistake can rewrite what somebody signed.
"""

from __future__ import annotations

from collections.abc import Sequence

from fieldapp.store.migrations.running import Migration
from fieldapp.store.projection.refresh import rebuild
from fieldapp.store.transaction import Transaction
from shared.contract.bodies.documents import DocumentAttached
from shared.contract.codec import decode
from shared.contract.operations import Operation


def _run(tx: Transaction, statements: Sequence[str]) -> None:
    for statement in statements:
        tx.execute(statement)


def create_base(tx: Transaction) -> None:
    """Records as the server delivered them, and how far each bucket has been read."""
    _run(
        tx,
        (
            """CREATE TABLE base_record (
                kind TEXT NOT NULL, id BLOB NOT NULL, version INTEGER NOT NULL, body BLOB NOT NULL,
                PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID""",
            """CREATE TABLE base_membership (
                kind TEXT NOT NULL, id BLOB NOT NULL, bucket INTEGER NOT NULL,
                PRIMARY KEY (kind, id, bucket)) STRICT, WITHOUT ROWID""",
            """CREATE TABLE base_bucket (
                number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, cursor INTEGER NOT NULL,
                level INTEGER NOT NULL, count INTEGER NOT NULL, digest BLOB NOT NULL) STRICT""",
            """CREATE TABLE staged_page (number INTEGER PRIMARY KEY, page BLOB NOT NULL) STRICT""",
            """CREATE TABLE staged_bucket (
                name TEXT PRIMARY KEY, cursor INTEGER NOT NULL) STRICT, WITHOUT ROWID""",
        ),
    )


def create_outbox(tx: Transaction) -> None:
    """Operations signed here, for ever as they were signed, and what the server said of each."""
    _run(
        tx,
        (
            """CREATE TABLE outbox_operation (
                seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, kind TEXT NOT NULL,
                data BLOB NOT NULL, signature BLOB NOT NULL, hash BLOB NOT NULL,
                at_ms INTEGER NOT NULL, value_minor INTEGER NOT NULL,
                state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'acknowledged')),
                in_overlay INTEGER NOT NULL DEFAULT 1, attention INTEGER NOT NULL DEFAULT 0,
                outcome TEXT, code TEXT NOT NULL DEFAULT '', title TEXT NOT NULL DEFAULT '',
                detail TEXT NOT NULL DEFAULT '', differences BLOB) STRICT""",
            "CREATE INDEX outbox_waiting ON outbox_operation (seq, value_minor) WHERE state = 'waiting'",
            "CREATE INDEX outbox_overlay ON outbox_operation (kind, state, seq) WHERE in_overlay = 1",
            "CREATE INDEX outbox_attention ON outbox_operation (seq) WHERE attention = 1",
            """CREATE TABLE outbox_subject (
                kind TEXT NOT NULL, id BLOB NOT NULL, seq INTEGER NOT NULL REFERENCES outbox_operation,
                PRIMARY KEY (kind, id, seq)) STRICT, WITHOUT ROWID""",
            "CREATE INDEX outbox_subject_by_seq ON outbox_subject (seq)",
            """CREATE TABLE outbox_effect (
                seq INTEGER NOT NULL REFERENCES outbox_operation, bucket TEXT NOT NULL,
                number INTEGER NOT NULL, PRIMARY KEY (seq, bucket, number)) STRICT, WITHOUT ROWID""",
            """CREATE TRIGGER outbox_bytes_stand
                BEFORE UPDATE OF seq, id, kind, data, signature, hash, at_ms ON outbox_operation
                BEGIN SELECT RAISE(ABORT, 'a signed operation never changes'); END""",
            """CREATE TRIGGER outbox_waiting_stays BEFORE DELETE ON outbox_operation
                WHEN OLD.state = 'waiting'
                BEGIN SELECT RAISE(ABORT, 'an operation without an answer is never deleted'); END""",
        ),
    )


def create_sync_state(tx: Transaction) -> None:
    """What is known of the server, and the numbers this device may give out."""
    _run(
        tx,
        (
            """CREATE TABLE sync_state (
                one INTEGER PRIMARY KEY CHECK (one = 1), epoch BLOB NOT NULL, scope_version TEXT NOT NULL,
                acknowledged_seq INTEGER NOT NULL, acknowledged_hash BLOB NOT NULL,
                last_contact_ms INTEGER NOT NULL, server_offset_ms INTEGER NOT NULL,
                lease_until_ms INTEGER NOT NULL, device_state TEXT NOT NULL, device_reason TEXT NOT NULL,
                rereading INTEGER NOT NULL) STRICT""",
            "INSERT INTO sync_state VALUES (1, x'', '', 0, zeroblob(32), 0, 0, 0, 'ACTIVE', '', 0)",
            """CREATE TABLE number_block (
                kind TEXT NOT NULL, prefix TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
                next INTEGER NOT NULL, PRIMARY KEY (kind, prefix, first)) STRICT, WITHOUT ROWID""",
            "CREATE TABLE number_counter (kind TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT",
        ),
    )


def create_projection(tx: Transaction) -> None:
    """The query tables, folded anew from what is stored."""
    rebuild(tx)


def create_notes(tx: Transaction) -> None:
    """What this tablet notes for the person at it and never sends."""
    tx.execute(
        """CREATE TABLE note (
            room TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, at_ms INTEGER NOT NULL,
            PRIMARY KEY (room, key)) STRICT, WITHOUT ROWID"""
    )


def index_days_and_subjects(tx: Transaction) -> None:
    """What falls due or comes in on a day, and the requests about a record; new stores have these already."""
    _run(
        tx,
        (
            "CREATE INDEX IF NOT EXISTS p_instalment_by_day ON p_instalment (due_on, owed_minor, union_id,"
            " principal_minor, interest_minor, fee_minor, provisional)",
            "CREATE INDEX IF NOT EXISTS p_repayment_by_day ON p_repayment (value_on)",
            "CREATE INDEX IF NOT EXISTS p_approval_by_subject ON p_approval (subject_id)",
        ),
    )


def tell_what_changed(tx: Transaction) -> None:
    """The query tables anew: requests tell what changed, and what was signed since is read at last."""
    rebuild(tx)


def index_own_cash(tx: Transaction) -> None:
    """The cash somebody received, summed without a look at the receipts; new stores have this already."""
    tx.execute(
        "CREATE INDEX IF NOT EXISTS p_repayment_cash ON p_repayment (received_by, value_on,"
        " amount_minor, method, state) WHERE method = 'CASH' AND state <> 'REVERSED'"
    )


def find_pictures(tx: Transaction) -> None:
    """The query tables anew: a name is found by a picture in it, as by its words."""
    rebuild(tx)


def keep_what_is_broken(tx: Transaction) -> None:
    """Where the chain of operations was found not to hold; empty as long as it does."""
    tx.execute(
        "CREATE TABLE IF NOT EXISTS chain_broken (one INTEGER PRIMARY KEY CHECK (one = 1),"
        " seq INTEGER NOT NULL, title TEXT NOT NULL) STRICT"
    )


def create_checkpoints(tx: Transaction) -> None:
    """What the office's audit chain was, hour by hour, as it signed it."""
    _run(
        tx,
        (
            """CREATE TABLE IF NOT EXISTS checkpoint (
                epoch BLOB NOT NULL, number INTEGER NOT NULL, hash BLOB NOT NULL, at_ms INTEGER NOT NULL,
                signature BLOB NOT NULL, PRIMARY KEY (epoch, number, hash)) STRICT, WITHOUT ROWID""",
            "CREATE INDEX IF NOT EXISTS checkpoint_by_time ON checkpoint (at_ms)",
        ),
    )


def create_courier(tx: Transaction) -> None:
    """What was given to a courier, and the key such a bundle is sealed to.

    `answer_key` opens the answer to one bundle; `asked` are the cursors it asked with.
    """
    if not tx.tuples("SELECT 1 FROM pragma_table_info('sync_state') WHERE name = 'courier_key'"):
        tx.execute("ALTER TABLE sync_state ADD COLUMN courier_key BLOB NOT NULL DEFAULT x''")
    tx.execute(
        """CREATE TABLE IF NOT EXISTS courier_bundle (
            id BLOB PRIMARY KEY, made_at_ms INTEGER NOT NULL, last_seq INTEGER NOT NULL,
            count INTEGER NOT NULL, value_minor INTEGER NOT NULL, epoch BLOB NOT NULL,
            asked BLOB NOT NULL, answer_key BLOB NOT NULL, answered_at_ms INTEGER) STRICT"""
    )


def show_devices(tx: Transaction) -> None:
    """The query tables anew: devices of the people below are among what is shown."""
    rebuild(tx)


def create_files(tx: Transaction) -> None:
    """What is known of the files on this tablet, and the query tables anew: documents are shown."""
    tx.execute(
        """CREATE TABLE IF NOT EXISTS kept_file (
            digest BLOB PRIMARY KEY, size INTEGER NOT NULL, document BLOB NOT NULL,
            seq INTEGER REFERENCES outbox_operation, mine INTEGER NOT NULL,
            taken INTEGER NOT NULL DEFAULT 0, receipt BLOB, receipt_epoch BLOB,
            fault TEXT NOT NULL DEFAULT '', used_at_ms INTEGER NOT NULL) STRICT"""
    )
    rebuild(tx)


def show_visits(tx: Transaction) -> None:
    """The query tables anew: visits are among what is shown."""
    rebuild(tx)


def show_conflicts(tx: Transaction) -> None:
    """The query tables anew: fields of members of which two values were given are among what is shown."""
    rebuild(tx)


def index_meetings_of_days(tx: Transaction) -> None:
    """Which meetings the receipts of a day belong to, without a look at the receipts."""
    _run(
        tx,
        (
            "DROP INDEX IF EXISTS p_repayment_by_day",
            "CREATE INDEX p_repayment_by_day ON p_repayment (value_on, meeting_id)",
        ),
    )


def sum_repayments(tx: Transaction) -> None:
    """What was received in some days, summed without a look at the receipts."""
    _run(
        tx,
        (
            "DROP INDEX IF EXISTS p_repayment_by_day",
            "CREATE INDEX p_repayment_by_day ON p_repayment (value_on, meeting_id, amount_minor, method,"
            " state, provisional)",
        ),
    )


def list_members(tx: Transaction) -> None:
    """The query tables anew: members are listed by more than their names, and found by how those sound."""
    rebuild(tx)


def order_members(tx: Transaction) -> None:
    """Members in the order their names are read in, by an index that holds all a list is filtered by."""
    _run(
        tx,
        (
            "DROP INDEX IF EXISTS p_member_listed",
            "CREATE INDEX p_member_listed ON p_member (first_name COLLATE NOCASE, last_name COLLATE NOCASE,"
            " id, union_id, active, verified, gender, marital_status, profession, enrolled_at_ms, code)",
        ),
    )


def note_names_of_files(tx: Transaction) -> None:
    """Every operation that names a file on this tablet: the same file may have been put on record twice."""
    tx.execute(
        """CREATE TABLE IF NOT EXISTS kept_file_name (
            digest BLOB NOT NULL, seq INTEGER NOT NULL REFERENCES outbox_operation,
            PRIMARY KEY (digest, seq)) STRICT, WITHOUT ROWID"""
    )
    own = frozenset(tx.rows(bytes, "SELECT digest FROM kept_file WHERE mine = 1"))
    for data in tx.rows(bytes, "SELECT data FROM outbox_operation WHERE kind = 'document.attached'"):
        operation = decode(Operation, data)
        digest = decode(DocumentAttached, operation.body).sha256
        if digest in own:
            tx.execute("INSERT OR IGNORE INTO kept_file_name VALUES (?, ?)", (digest, operation.seq))


MIGRATIONS: tuple[Migration, ...] = (
    create_base,
    create_outbox,
    create_sync_state,
    create_projection,
    create_notes,
    index_days_and_subjects,
    tell_what_changed,
    index_own_cash,
    find_pictures,
    keep_what_is_broken,
    create_checkpoints,
    create_courier,
    show_devices,
    create_files,
    show_visits,
    show_conflicts,
    index_meetings_of_days,
    sum_repayments,
    list_members,
    order_members,
    note_names_of_files,
)
