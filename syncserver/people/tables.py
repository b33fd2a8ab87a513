"""The institution, its staff, unions, members and tasks as tables, with the history that has to explain them.

The rules kept here: nobody supervises or verifies their own, every officer has a supervisor, and who was
responsible for whom at what time is only ever added to.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
)

from syncserver.database.append_only import append_only
from syncserver.database.base import Id, metadata


def _later(target: str) -> ForeignKey:
    """A reference checked at commit, because one batch may write both rows in either order."""
    return ForeignKey(target, deferrable=True, initially="DEFERRED")


institution = Table(
    "institution",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(300), nullable=False),
    Column("settings", LargeBinary, nullable=False, comment="the contract's InstitutionSettings, whole"),
)

staff = Table(
    "staff",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(300), nullable=False),
    Column("role", String(24), nullable=False),
    Column("email", String(300), nullable=False, unique=True, comment="folded to small letters"),
    Column("supervisor", Id, _later("staff.id"), nullable=True, index=True),
    Column("phone", String(300), nullable=False),
    Column("status", String(12), nullable=False),
    Column("approval_limit_minor", BigInteger, nullable=True),
    CheckConstraint(
        "role IN ('CREDIT_OFFICER', 'COLLECTIONS_OFFICER', 'SUPERVISOR', 'OPERATIONS', 'ADMIN')", name="role"
    ),
    CheckConstraint("status IN ('ACTIVE', 'SUSPENDED', 'ON_LEAVE')", name="status"),
    CheckConstraint("supervisor IS NULL OR supervisor <> id", name="not_own_supervisor"),
    CheckConstraint(
        "supervisor IS NOT NULL OR role NOT IN ('CREDIT_OFFICER', 'COLLECTIONS_OFFICER')",
        name="officers_are_supervised",
    ),
    CheckConstraint("approval_limit_minor IS NULL OR approval_limit_minor >= 0", name="limit"),
)

# "union" is a word of SQL's own, so the table is in the plural and columns that name one end in _id.
union = Table(
    "unions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("officer", Id, _later("staff.id"), nullable=False, index=True),
    Column("name", String(300), nullable=False),
    Column("location", String(300), nullable=False),
    Column("address", String(300), nullable=False),
    Column("meeting_weekday", Integer, nullable=True),
    Column("meeting_time", String(5), nullable=True),
    Column("meeting_frequency", String(12), nullable=False),
    Column("meeting_place", String(300), nullable=False),
    Column("latitude_e7", BigInteger, nullable=True),
    Column("longitude_e7", BigInteger, nullable=True),
    CheckConstraint(
        "meeting_frequency IN ('DAILY', 'WEEKLY', 'FORTNIGHTLY', 'MONTHLY')", name="meeting_frequency"
    ),
)

union_assignment = append_only(
    Table(
        "union_assignment",
        metadata,
        Column("operation", Id, primary_key=True),
        Column("union_id", Id, _later("unions.id"), nullable=False),
        Column("old_officer", Id, nullable=True, comment="nobody before the union began"),
        Column("new_officer", Id, nullable=False),
        Column("by", Id, nullable=False),
        Column("reason", String(300), nullable=False),
        Column("at_ms", BigInteger, nullable=False),
        CheckConstraint("old_officer IS NULL OR old_officer <> new_officer", name="changes_officer"),
        Index("ix_union_assignment_union_id", "union_id", "at_ms"),
    )
)

member = Table(
    "member",
    metadata,
    Column("id", Id, primary_key=True),
    Column("union_id", Id, _later("unions.id"), nullable=False, index=True),
    Column("code", String(64), nullable=False, unique=True),
    Column("first_name", String(300), nullable=False),
    Column("last_name", String(300), nullable=False),
    Column("phone", String(300), nullable=False),
    Column("email", String(300), nullable=False),
    Column("address", String(300), nullable=False),
    Column("city", String(300), nullable=False),
    Column("state", String(300), nullable=False),
    Column("country", String(300), nullable=False),
    Column("zip_code", String(300), nullable=False),
    Column("date_of_birth", Date, nullable=True),
    Column("gender", String(300), nullable=False),
    Column("marital_status", String(300), nullable=False),
    Column("profession", String(300), nullable=False),
    Column("company", String(300), nullable=False),
    Column("note", String(4000), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("enrolled_by", Id, nullable=False),
    Column("enrolled_at_ms", BigInteger, nullable=False),
    Column("verified_by", Id, nullable=True),
    Column("verified_at_ms", BigInteger, nullable=True),
    # Fields that two people changed without knowing of each other, as records carry them; null where none.
    Column("conflicts", LargeBinary, nullable=True),
    CheckConstraint("verified_by IS NULL OR verified_by <> enrolled_by", name="maker_is_not_checker"),
)

member_verification = append_only(
    Table(
        "member_verification",
        metadata,
        Column("operation", Id, primary_key=True),
        Column("member", Id, _later("member.id"), nullable=False, index=True),
        Column("enrolled_by", Id, nullable=False),
        Column("verified_by", Id, nullable=False),
        Column("checklist", LargeBinary, nullable=False, comment="the points checked, as MessagePack"),
        Column("note", String(4000), nullable=False),
        Column("at_ms", BigInteger, nullable=False),
        CheckConstraint("verified_by <> enrolled_by", name="maker_is_not_checker"),
    )
)

member_change = append_only(
    Table(
        "member_change",
        metadata,
        Column("operation", Id, primary_key=True),
        Column("field", String(64), primary_key=True),
        Column("member", Id, _later("member.id"), nullable=False, index=True),
        Column("earlier", String(4000), nullable=False),
        Column("value", String(4000), nullable=False),
        Column("by", Id, nullable=False),
        Column("made_at_ms", BigInteger, nullable=False, comment="when it was typed, by the tablet's clock"),
        Column("at_ms", BigInteger, nullable=False),
    )
)

member_move = append_only(
    Table(
        "member_move",
        metadata,
        Column("operation", Id, primary_key=True),
        Column("member", Id, _later("member.id"), nullable=False),
        Column("from_union_id", Id, nullable=False),
        Column("to_union_id", Id, nullable=False),
        Column("from_officer", Id, nullable=False),
        Column("to_officer", Id, nullable=False),
        Column("by", Id, nullable=False),
        Column("reason", String(300), nullable=False),
        Column("at_ms", BigInteger, nullable=False),
        CheckConstraint("from_union_id <> to_union_id", name="changes_union"),
        Index("ix_member_move_member", "member", "at_ms"),
    )
)

task = Table(
    "task",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(64), nullable=False),
    Column("title", String(300), nullable=False),
    Column("detail", String(4000), nullable=False),
    Column("about_kind", String(32), nullable=False),
    Column("about", Id, nullable=False),
    Column("staff", Id, nullable=False, index=True),
    Column("opened_on", Date, nullable=False),
    Column("is_open", Boolean, nullable=False),
)
