"""Products, loans, payments and approvals as tables.

The rules kept here: an instalment, a payment, its reversal and a decision are only ever inserted; a decision
is never made by whoever asked, a reversal never by whoever received the money; no amount is negative.
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
    UniqueConstraint,
)

from shared.lending.lifecycle import LoanState
from syncserver.database.append_only import append_only
from syncserver.database.base import Id, metadata


def _one_of(column: str, *choices: str) -> CheckConstraint:
    listed = ", ".join(f"'{choice}'" for choice in choices)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _not_negative(*columns: str) -> CheckConstraint:
    return CheckConstraint(" AND ".join(f"{column} >= 0" for column in columns), name="not_negative")


def _later(target: str) -> ForeignKey:
    """A reference checked at commit, because one batch may write both rows in either order."""
    return ForeignKey(target, deferrable=True, initially="DEFERRED")


def _amount(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


product = Table(
    "product",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code", String, nullable=False, unique=True),
    Column("active", Boolean, nullable=False),
    Column("definition", LargeBinary, nullable=False, comment="the contract's ProductDefinition, whole"),
)

loan = Table(
    "loan",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", String, nullable=False, unique=True),
    Column("member", Id, _later("member.id"), nullable=False, index=True),
    Column("product", Id, _later("product.id"), nullable=False),
    Column("officer", Id, _later("staff.id"), nullable=False),
    Column("drafted_by", Id, nullable=False),
    Column("state", String, nullable=False),
    _amount("principal_minor"),
    Column("term_count", Integer, nullable=False),
    Column("expected_on", Date, nullable=False),
    Column("first_due_on", Date),
    Column("purpose", String, nullable=False),
    Column("definition_hash", LargeBinary, nullable=False),
    Column("term_unit", String, nullable=False),
    Column("term_step", Integer, nullable=False),
    Column("method", String, nullable=False),
    Column("rate_percent", String, nullable=False, comment="exact: a whole number, a decimal or a fraction"),
    Column("rate_period", String, nullable=False),
    Column("grace_principal", Integer, nullable=False),
    Column("grace_interest", Integer, nullable=False),
    Column("round_instalment_to_minor", BigInteger, nullable=False),
    Column("allocation_order", String, nullable=False, comment="parts joined by commas"),
    Column("penalty_per_day_minor", BigInteger),
    Column("penalty_grace_days", Integer),
    Column("penalty_cap_minor", BigInteger),
    _amount("fee_deducted_minor"),
    _amount("fee_collected_minor"),
    _amount("fee_first_instalment_minor"),
    _amount("tax_deducted_minor"),
    _amount("tax_collected_minor"),
    _amount("tax_first_instalment_minor"),
    Column("content_hash", LargeBinary, nullable=False),
    Column("approval", Id, _later("approval.id")),
    Column("disbursed_on", Date),
    Column("closed_on", Date),
    Column("reason", String, nullable=False),
    _one_of("state", *LoanState),
    CheckConstraint("principal_minor > 0 AND term_count > 0", name="something_lent"),
    CheckConstraint(
        "(disbursed_on IS NULL) = (state IN ('DRAFT', 'PENDING_APPROVAL', 'APPROVED', 'CANCELED'))",
        name="disbursed",
    ),
    CheckConstraint("(closed_on IS NOT NULL) = (state IN ('COMPLETED', 'WRITTEN_OFF'))", name="closed"),
    _not_negative(
        "fee_deducted_minor",
        "fee_collected_minor",
        "fee_first_instalment_minor",
        "tax_deducted_minor",
        "tax_collected_minor",
        "tax_first_instalment_minor",
    ),
    Index("ix_loan_state_officer", "state", "officer"),
)

instalment = append_only(
    Table(
        "instalment",
        metadata,
        Column("loan", Id, ForeignKey("loan.id"), primary_key=True),
        Column("sequence", Integer, primary_key=True),
        Column("due_on", Date, nullable=False, index=True),
        _amount("principal_minor"),
        _amount("interest_minor"),
        _amount("fee_minor"),
        _not_negative("principal_minor", "interest_minor", "fee_minor"),
    )
)

loan_total = Table(
    "loan_total",
    metadata,
    Column("loan", Id, _later("loan.id"), primary_key=True),
    _amount("interest_minor"),
    _amount("principal_minor"),
    _amount("fee_minor"),
    _amount("penalty_minor"),
    _amount("credit_minor"),
    _not_negative("interest_minor", "principal_minor", "fee_minor", "penalty_minor", "credit_minor"),
    comment="what the ledger has been told of a loan's payments, by part",
)

repayment = append_only(
    Table(
        "repayment",
        metadata,
        Column("id", Id, primary_key=True),
        Column("operation", Id, nullable=False),
        Column("loan", Id, ForeignKey("loan.id"), index=True),
        Column("member", Id, comment="as recorded; it names the member only where no loan does"),
        _amount("amount_minor"),
        Column("method", String, nullable=False),
        Column("value_on", Date, nullable=False),
        Column("posted_on", Date, nullable=False, index=True),
        Column("recorded_at_ms", BigInteger, nullable=False),
        Column("receipt_number", String, nullable=False, index=True),
        Column("received_by", Id, nullable=False, index=True),
        Column("recorded_by", Id, nullable=False),
        Column("posting", String, nullable=False),
        Column("reference", String, nullable=False),
        Column("meeting", Id, index=True),
        Column("note", String, nullable=False),
        Column("repeat_reason", String, nullable=False),
        Column("reason", String, nullable=False, comment="why it is in suspense, or what was done otherwise"),
        _one_of("method", "CASH", "TRANSFER", "POS", "MOBILE", "USSD", "OTHER"),
        _one_of("posting", "POSTED", "SUSPENDED"),
        CheckConstraint("amount_minor > 0", name="something_received"),
        CheckConstraint("posting = 'SUSPENDED' OR loan IS NOT NULL", name="posted_to_a_loan"),
    )
)

repayment_reversal = append_only(
    Table(
        "repayment_reversal",
        metadata,
        Column("repayment", Id, _later("repayment.id"), primary_key=True),
        Column("operation", Id, nullable=False),
        Column("received_by", Id, nullable=False),
        Column("reversed_by", Id, nullable=False),
        Column("reason", String, nullable=False),
        Column("posted_on", Date, nullable=False),
        Column("replacement", Id, _later("repayment.id")),
        CheckConstraint("reversed_by <> received_by", name="maker_and_checker"),
    )
)

approval = Table(
    "approval",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String, nullable=False),
    Column("subject", Id, nullable=False, index=True),
    Column("title", String, nullable=False),
    _amount("amount_minor"),
    Column("asked_by", Id, nullable=False),
    Column("officer", Id, nullable=False),
    Column("asked_on", Date, nullable=False),
    Column("state", String, nullable=False),
    Column("stage", Integer, nullable=False),
    Column("stages", Integer, nullable=False),
    Column("content_hash", LargeBinary, nullable=False),
    Column("version_no", Integer, nullable=False, server_default="1"),
    Column("submitted", LargeBinary, comment="LoanApplication, as MessagePack; null: not kept"),
    Column("since_last", LargeBinary, comment="Resubmission, as MessagePack; null: the first"),
    _one_of("kind", "loan"),
    _one_of("state", "OPEN", "APPROVED", "SENT_BACK", "REFUSED", "WITHDRAWN"),
    CheckConstraint("stage BETWEEN 1 AND stages AND stages <= 2", name="stages"),
    Index("ix_approval_officer_state", "officer", "state"),
)

approval_decision = append_only(
    Table(
        "approval_decision",
        metadata,
        Column("approval", Id, ForeignKey("approval.id"), primary_key=True),
        Column("stage", Integer, primary_key=True),
        Column("operation", Id, nullable=False),
        Column("asked_by", Id, nullable=False),
        Column("decided_by", Id, nullable=False),
        Column("decision", String, nullable=False),
        Column("comment", String, nullable=False),
        Column("decided_at_ms", BigInteger, nullable=False),
        _one_of("decision", "APPROVE", "SEND_BACK", "REFUSE"),
        CheckConstraint("decided_by <> asked_by", name="maker_and_checker"),
        UniqueConstraint("approval", "decided_by"),
    )
)
