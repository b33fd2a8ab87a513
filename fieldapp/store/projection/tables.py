"""The query tables, their keys and indexes.

The rule kept here: a column holds what records and operations say, never what follows from today; amounts are
minor units, dates ISO text, `version` is 0 where the server has delivered nothing yet, and `provisional` is 1
where an operation in the overlay shaped the row.
"""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Table:
    """One query table: all rows of one record share the value of the first column of the key."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    definition: str
    indexes: tuple[str, ...]

    @property
    def owner(self) -> str:
        """The column that says which record a row belongs to."""
        return self.key[0]

    @property
    def insert(self) -> str:
        """The statement that puts one row, whole."""
        marks = ", ".join("?" * len(self.columns))
        return f"INSERT OR REPLACE INTO {self.name} VALUES ({marks})"


def _table(name: str, columns: str, *indexes: str, key: str = "id") -> Table:
    parts = [part.strip() for part in columns.split(",")]
    typed = [part.removesuffix("?") if part.endswith("?") else f"{part} NOT NULL" for part in parts]
    return Table(
        name,
        tuple(part.split()[0] for part in parts),
        tuple(key.split(", ")),
        f"CREATE TABLE {name} ({', '.join(typed)}, PRIMARY KEY ({key})) STRICT, WITHOUT ROWID",
        indexes,
    )


SETTING = _table("p_setting", "id BLOB, name TEXT, settings BLOB, version INTEGER, provisional INTEGER")
STAFF = _table(
    "p_staff",
    "id BLOB, name TEXT, role TEXT, status TEXT, supervisor_id BLOB?, approval_limit_minor INTEGER?,"
    "version INTEGER, provisional INTEGER",
)
PRODUCT = _table(
    "p_product",
    "id BLOB, code TEXT, name TEXT, active INTEGER, definition BLOB, version INTEGER, provisional INTEGER",
)
UNION = _table(
    "p_union",
    "id BLOB, name TEXT, location TEXT, officer_id BLOB, meeting_weekday INTEGER?, meeting_time TEXT?,"
    "meeting_frequency TEXT, meeting_place TEXT, profile BLOB, version INTEGER, provisional INTEGER",
    "CREATE INDEX p_union_by_officer ON p_union (officer_id, name)",
)
MEMBER = _table(
    "p_member",
    "id BLOB, union_id BLOB, code TEXT, first_name TEXT, last_name TEXT, phone TEXT,"
    "active INTEGER, verified INTEGER, enrolled_by BLOB, verified_by BLOB?, profile BLOB, version INTEGER,"
    "provisional INTEGER, conflicts BLOB?, email TEXT, born_on TEXT?, gender TEXT, marital_status TEXT,"
    "profession TEXT, enrolled_at_ms INTEGER, verified_at_ms INTEGER",
    "CREATE INDEX p_member_by_born ON p_member (born_on) WHERE born_on IS NOT NULL",
    "CREATE INDEX p_member_listed ON p_member (first_name COLLATE NOCASE, last_name COLLATE NOCASE, id,"
    " union_id, active, verified, gender, marital_status, profession, enrolled_at_ms, code)",
    "CREATE INDEX p_member_by_union ON p_member (union_id, last_name, first_name)",
    "CREATE INDEX p_member_in_conflict ON p_member (id) WHERE conflicts IS NOT NULL",
)
LOAN = _table(
    "p_loan",
    "id BLOB, number TEXT, member_id BLOB, union_id BLOB, product_id BLOB, officer_id BLOB, state TEXT,"
    "principal_minor INTEGER, term_count INTEGER, terms BLOB?, expected_on TEXT, first_due_on TEXT?,"
    "purpose TEXT, drafted_by BLOB, content_hash BLOB, approval_id BLOB?, disbursed_on TEXT?,"
    "closed_on TEXT?, reason TEXT, outstanding_minor INTEGER, paid_minor INTEGER, penalty_paid_minor INTEGER,"
    "credit_minor INTEGER, version INTEGER, provisional INTEGER",
    "CREATE INDEX p_loan_by_member ON p_loan (member_id, state)",
    "CREATE INDEX p_loan_by_union ON p_loan (union_id, state)",
    "CREATE INDEX p_loan_by_state ON p_loan (state)",
    "CREATE INDEX p_loan_provisional ON p_loan (provisional, member_id) WHERE provisional = 1",
)
INSTALMENT = _table(
    "p_instalment",
    "loan_id BLOB, sequence INTEGER, union_id BLOB, due_on TEXT, principal_minor INTEGER,"
    "interest_minor INTEGER, fee_minor INTEGER, principal_paid_minor INTEGER, interest_paid_minor INTEGER,"
    "fee_paid_minor INTEGER, owed_minor INTEGER, provisional INTEGER",
    "CREATE INDEX p_instalment_owed ON p_instalment (union_id, due_on, owed_minor) WHERE owed_minor > 0",
    "CREATE INDEX p_instalment_by_day ON p_instalment (due_on, owed_minor, union_id, principal_minor,"
    " interest_minor, fee_minor, provisional)",
    key="loan_id, sequence",
)
REPAYMENT = _table(
    "p_repayment",
    "id BLOB, loan_id BLOB?, member_id BLOB?, amount_minor INTEGER, method TEXT, value_on TEXT,"
    "posted_on TEXT?, receipt_number TEXT, state TEXT, reason TEXT, received_by BLOB, meeting_id BLOB?,"
    "reference TEXT, version INTEGER, provisional INTEGER",
    "CREATE INDEX p_repayment_by_loan ON p_repayment (loan_id)",
    "CREATE INDEX p_repayment_by_meeting ON p_repayment (meeting_id) WHERE meeting_id IS NOT NULL",
    "CREATE INDEX p_repayment_by_receiver ON p_repayment (received_by, value_on)",
    "CREATE INDEX p_repayment_by_day ON p_repayment (value_on, meeting_id, amount_minor, method, state,"
    " provisional)",
    "CREATE INDEX p_repayment_cash ON p_repayment (received_by, value_on, amount_minor, method,"
    " state) WHERE method = 'CASH' AND state <> 'REVERSED'",
)
MEETING = _table(
    "p_meeting",
    "id BLOB, union_id BLOB, held_on TEXT, closed_by BLOB, expected_cash_minor INTEGER,"
    "counted_cash_minor INTEGER, sheet BLOB, version INTEGER, provisional INTEGER",
    "CREATE INDEX p_meeting_by_union ON p_meeting (union_id, held_on)",
)
APPROVAL = _table(
    "p_approval",
    "id BLOB, kind TEXT, subject_id BLOB, title TEXT, amount_minor INTEGER, asked_by BLOB, asked_on TEXT,"
    "state TEXT, stage INTEGER, stages INTEGER, content_hash BLOB, decided_by BLOB, comment TEXT,"
    "version_no INTEGER, since_last BLOB?, sent_decision TEXT?, version INTEGER, provisional INTEGER",
    "CREATE INDEX p_approval_by_state ON p_approval (state, asked_on)",
    "CREATE INDEX p_approval_by_subject ON p_approval (subject_id)",
)
CASH = _table(
    "p_cash",
    "id BLOB, kind TEXT, state TEXT, from_staff BLOB?, to_staff BLOB?, amount_minor INTEGER, moved_on TEXT,"
    "counted_minor INTEGER?, counted_by BLOB?, note TEXT, version INTEGER, provisional INTEGER",
    "CREATE INDEX p_cash_by_state ON p_cash (state, moved_on)",
)
TASK = _table(
    "p_task",
    "id BLOB, kind TEXT, title TEXT, detail TEXT, about_kind TEXT, about_id BLOB, staff_id BLOB,"
    "opened_on TEXT, open INTEGER, version INTEGER, provisional INTEGER",
    "CREATE INDEX p_task_by_open ON p_task (open, opened_on)",
)
DEVICE = _table(
    "p_device",
    "id BLOB, staff_id BLOB, state TEXT, device BLOB, sent TEXT?, version INTEGER, provisional INTEGER",
    "CREATE INDEX p_device_by_state ON p_device (state)",
)
DOCUMENT = _table(
    "p_document",
    "id BLOB, owner_kind TEXT, owner_id BLOB, type TEXT, file_name TEXT, sha256 BLOB, size INTEGER,"
    "media_type TEXT, attached_by BLOB, attached_at_ms INTEGER, stored INTEGER, issuing_authority TEXT,"
    "issued_on TEXT?, expires_on TEXT?, version INTEGER, provisional INTEGER",
    "CREATE INDEX p_document_by_owner ON p_document (owner_id, attached_at_ms)",
)
VISIT = _table(
    "p_visit",
    "id BLOB, member_id BLOB, visited_by BLOB, purpose TEXT, note TEXT, arrived_at_ms INTEGER,"
    "left_at_ms INTEGER, latitude_e7 INTEGER?, longitude_e7 INTEGER?, accuracy_m INTEGER?, source TEXT?,"
    "doubts TEXT, doubt INTEGER, version INTEGER, provisional INTEGER",
    "CREATE INDEX p_visit_by_member ON p_visit (member_id, arrived_at_ms)",
)
SEARCHABLE = _table("p_searchable", "number INTEGER, kind TEXT, id BLOB, words TEXT", key="number")

TABLES = (
    SETTING, STAFF, PRODUCT, UNION, MEMBER, LOAN, INSTALMENT, REPAYMENT, MEETING, APPROVAL, CASH, TASK,
    DEVICE, DOCUMENT, VISIT, SEARCHABLE,
)  # fmt: skip

_INDEX_OF_WORDS = (
    "CREATE VIRTUAL TABLE p_search USING fts5(words, content='p_searchable', content_rowid='number',"
    " tokenize=ascii, detail=none)"
)


def create_tables(tx: Transaction) -> None:
    """Drop whatever query tables there are and make them anew, empty."""
    for name in ("p_search", *(table.name for table in TABLES)):
        tx.execute(f"DROP TABLE IF EXISTS {name}")
    for table in TABLES:
        tx.execute(table.definition)
        for index in table.indexes:
            tx.execute(index)
    tx.execute(_INDEX_OF_WORDS)
