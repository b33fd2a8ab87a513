"""Products, loans, approvals and payments."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

from syncserver.database.append_only import guard

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step on; there is no way back but a backup."""
    _create_approval()
    _create_product()
    _create_approval_decision()
    _create_loan()
    _create_instalment()
    _create_loan_total()
    _create_repayment()
    _create_repayment_reversal()
    for table in ("approval_decision", "instalment", "repayment", "repayment_reversal"):
        guard(op.get_bind(), table)


def _create_approval() -> None:
    op.create_table(
        "approval",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.LargeBinary(length=16), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.LargeBinary(length=16), nullable=False),
        sa.Column("officer", sa.LargeBinary(length=16), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("stages", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("kind IN ('loan')", name=op.f("ck_approval_kind")),
        sa.CheckConstraint(
            "state IN ('OPEN', 'APPROVED', 'SENT_BACK', 'REFUSED', 'WITHDRAWN')",
            name=op.f("ck_approval_state"),
        ),
        sa.CheckConstraint("stage BETWEEN 1 AND stages AND stages <= 2", name=op.f("ck_approval_stages")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )
    op.create_index("ix_approval_officer_state", "approval", ["officer", "state"], unique=False)
    op.create_index(op.f("ix_approval_subject"), "approval", ["subject"], unique=False)


def _create_product() -> None:
    op.create_table(
        "product",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column(
            "definition", sa.LargeBinary(), nullable=False, comment="the contract's ProductDefinition, whole"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("code", name=op.f("uq_product_code")),
    )


def _create_approval_decision() -> None:
    op.create_table(
        "approval_decision",
        sa.Column("approval", sa.LargeBinary(length=16), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("operation", sa.LargeBinary(length=16), nullable=False),
        sa.Column("asked_by", sa.LargeBinary(length=16), nullable=False),
        sa.Column("decided_by", sa.LargeBinary(length=16), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("decided_at_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "decision IN ('APPROVE', 'SEND_BACK', 'REFUSE')", name=op.f("ck_approval_decision_decision")
        ),
        sa.CheckConstraint("decided_by <> asked_by", name=op.f("ck_approval_decision_maker_and_checker")),
        sa.ForeignKeyConstraint(["approval"], ["approval.id"], name=op.f("fk_approval_decision_approval")),
        sa.PrimaryKeyConstraint("approval", "stage", name=op.f("pk_approval_decision")),
        sa.UniqueConstraint("approval", "decided_by", name=op.f("uq_approval_decision_approval_decided_by")),
    )


def _create_loan() -> None:
    op.create_table("loan", *_columns_of_loan(), *_rules_of_loan())
    op.create_index(op.f("ix_loan_member"), "loan", ["member"], unique=False)
    op.create_index("ix_loan_state_officer", "loan", ["state", "officer"], unique=False)


def _columns_of_loan() -> list[SchemaItem]:
    return [
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("member", sa.LargeBinary(length=16), nullable=False),
        sa.Column("product", sa.LargeBinary(length=16), nullable=False),
        sa.Column("officer", sa.LargeBinary(length=16), nullable=False),
        sa.Column("drafted_by", sa.LargeBinary(length=16), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("principal_minor", sa.BigInteger(), nullable=False),
        sa.Column("term_count", sa.Integer(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("definition_hash", sa.LargeBinary(), nullable=False),
        sa.Column("term_unit", sa.String(), nullable=False),
        sa.Column("term_step", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column(
            "rate_percent",
            sa.String(),
            nullable=False,
            comment="exact: a whole number, a decimal or a fraction",
        ),
        sa.Column("rate_period", sa.String(), nullable=False),
        sa.Column("grace_principal", sa.Integer(), nullable=False),
        sa.Column("grace_interest", sa.Integer(), nullable=False),
        sa.Column("round_instalment_to_minor", sa.BigInteger(), nullable=False),
        sa.Column("allocation_order", sa.String(), nullable=False, comment="parts joined by commas"),
        sa.Column("penalty_per_day_minor", sa.BigInteger(), nullable=True),
        sa.Column("penalty_grace_days", sa.Integer(), nullable=True),
        sa.Column("penalty_cap_minor", sa.BigInteger(), nullable=True),
        sa.Column("fee_deducted_minor", sa.BigInteger(), nullable=False),
        sa.Column("fee_collected_minor", sa.BigInteger(), nullable=False),
        sa.Column("fee_first_instalment_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_deducted_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_collected_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_first_instalment_minor", sa.BigInteger(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("approval", sa.LargeBinary(length=16), nullable=True),
        sa.Column("disbursed_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
    ]


def _rules_of_loan() -> list[SchemaItem]:
    return [
        sa.CheckConstraint(
            "(closed_on IS NOT NULL) = (state IN ('COMPLETED', 'WRITTEN_OFF'))", name=op.f("ck_loan_closed")
        ),
        sa.CheckConstraint(
            ("(disbursed_on IS NULL) = (state IN ('DRAFT', 'PENDING_APPROVAL', 'APPROVED', 'CANCELED'))"),
            name=op.f("ck_loan_disbursed"),
        ),
        sa.CheckConstraint(
            (
                "state IN ('DRAFT', 'PENDING_APPROVAL', 'APPROVED', 'ACTIVE', 'COMPLETED', "
                "'DEFAULTED', 'WRITTEN_OFF', 'CANCELED')"
            ),
            name=op.f("ck_loan_state"),
        ),
        sa.CheckConstraint(
            (
                "fee_deducted_minor >= 0 AND fee_collected_minor >= 0 AND "
                "fee_first_instalment_minor >= 0 AND tax_deducted_minor >= 0 AND "
                "tax_collected_minor >= 0 AND tax_first_instalment_minor >= 0"
            ),
            name=op.f("ck_loan_not_negative"),
        ),
        sa.CheckConstraint("principal_minor > 0 AND term_count > 0", name=op.f("ck_loan_something_lent")),
        sa.ForeignKeyConstraint(
            ["approval"],
            ["approval.id"],
            name=op.f("fk_loan_approval"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["member"], ["member.id"], name=op.f("fk_loan_member"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["officer"], ["staff.id"], name=op.f("fk_loan_officer"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["product"], ["product.id"], name=op.f("fk_loan_product"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan")),
        sa.UniqueConstraint("number", name=op.f("uq_loan_number")),
    ]


def _create_instalment() -> None:
    op.create_table(
        "instalment",
        sa.Column("loan", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("principal_minor", sa.BigInteger(), nullable=False),
        sa.Column("interest_minor", sa.BigInteger(), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "principal_minor >= 0 AND interest_minor >= 0 AND fee_minor >= 0",
            name=op.f("ck_instalment_not_negative"),
        ),
        sa.ForeignKeyConstraint(["loan"], ["loan.id"], name=op.f("fk_instalment_loan")),
        sa.PrimaryKeyConstraint("loan", "sequence", name=op.f("pk_instalment")),
    )
    op.create_index(op.f("ix_instalment_due_on"), "instalment", ["due_on"], unique=False)


def _create_loan_total() -> None:
    op.create_table(
        "loan_total",
        sa.Column("loan", sa.LargeBinary(length=16), nullable=False),
        sa.Column("interest_minor", sa.BigInteger(), nullable=False),
        sa.Column("principal_minor", sa.BigInteger(), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("penalty_minor", sa.BigInteger(), nullable=False),
        sa.Column("credit_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            (
                "interest_minor >= 0 AND principal_minor >= 0 AND fee_minor >= 0 AND "
                "penalty_minor >= 0 AND credit_minor >= 0"
            ),
            name=op.f("ck_loan_total_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["loan"], ["loan.id"], name=op.f("fk_loan_total_loan"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("loan", name=op.f("pk_loan_total")),
        comment="what the ledger has been told of a loan's payments, by part",
    )


def _create_repayment() -> None:
    op.create_table(
        "repayment",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("operation", sa.LargeBinary(length=16), nullable=False),
        sa.Column("loan", sa.LargeBinary(length=16), nullable=True),
        sa.Column(
            "member",
            sa.LargeBinary(length=16),
            nullable=True,
            comment="as recorded; it names the member only where no loan does",
        ),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("value_on", sa.Date(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("recorded_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("receipt_number", sa.String(), nullable=False),
        sa.Column("received_by", sa.LargeBinary(length=16), nullable=False),
        sa.Column("recorded_by", sa.LargeBinary(length=16), nullable=False),
        sa.Column("posting", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("meeting", sa.LargeBinary(length=16), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("repeat_reason", sa.String(), nullable=False),
        sa.Column(
            "reason", sa.String(), nullable=False, comment="why it is in suspense, or what was done otherwise"
        ),
        sa.CheckConstraint(
            "method IN ('CASH', 'TRANSFER', 'POS', 'MOBILE', 'USSD', 'OTHER')",
            name=op.f("ck_repayment_method"),
        ),
        sa.CheckConstraint(
            "posting = 'SUSPENDED' OR loan IS NOT NULL", name=op.f("ck_repayment_posted_to_a_loan")
        ),
        sa.CheckConstraint("posting IN ('POSTED', 'SUSPENDED')", name=op.f("ck_repayment_posting")),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_repayment_something_received")),
        sa.ForeignKeyConstraint(["loan"], ["loan.id"], name=op.f("fk_repayment_loan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repayment")),
    )
    op.create_index(op.f("ix_repayment_loan"), "repayment", ["loan"], unique=False)
    op.create_index(op.f("ix_repayment_meeting"), "repayment", ["meeting"], unique=False)
    op.create_index(op.f("ix_repayment_posted_on"), "repayment", ["posted_on"], unique=False)
    op.create_index(op.f("ix_repayment_receipt_number"), "repayment", ["receipt_number"], unique=False)
    op.create_index(op.f("ix_repayment_received_by"), "repayment", ["received_by"], unique=False)


def _create_repayment_reversal() -> None:
    op.create_table(
        "repayment_reversal",
        sa.Column("repayment", sa.LargeBinary(length=16), nullable=False),
        sa.Column("operation", sa.LargeBinary(length=16), nullable=False),
        sa.Column("received_by", sa.LargeBinary(length=16), nullable=False),
        sa.Column("reversed_by", sa.LargeBinary(length=16), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("replacement", sa.LargeBinary(length=16), nullable=True),
        sa.CheckConstraint(
            "reversed_by <> received_by", name=op.f("ck_repayment_reversal_maker_and_checker")
        ),
        sa.ForeignKeyConstraint(
            ["repayment"],
            ["repayment.id"],
            name=op.f("fk_repayment_reversal_repayment"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["replacement"],
            ["repayment.id"],
            name=op.f("fk_repayment_reversal_replacement"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("repayment", name=op.f("pk_repayment_reversal")),
    )
