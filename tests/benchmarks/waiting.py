"""What waits for others than the officer: applications to decide on, loans to pay out, cash to count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import msgspec

from shared.contract.codec import Message
from shared.contract.records import ApprovalRecord, CashMovementRecord, LoanRecord, team_bucket, union_bucket

Held = tuple[str, str, bytes, Message]
"""A bucket, a kind, an id and a record."""


@dataclass(frozen=True, slots=True)
class People:
    """Who asks, who decides, and who pays out and counts."""

    officer: bytes
    supervisor: bytes
    counts: bytes


def waiting(loans: Sequence[tuple[bytes, LoanRecord]], people: People, today: date) -> Iterator[Held]:
    """Turn loans that run into as many that are asked for and that wait for their money, each with cash that
    was handed over.
    """
    team = team_bucket(people.supervisor)
    for at, (identifier, running) in enumerate(loans):
        approval = b"asked" + identifier[5:]
        asked = at % 2 == 0
        record = msgspec.structs.replace(
            running,
            number=f"A{at:06d}",
            state="PENDING_APPROVAL" if asked else "APPROVED",
            expected_on=today,
            disbursed_on=None,
            items=(),
            approval=approval if asked else None,
        )
        yield union_bucket(record.union), "loan", b"other" + identifier[5:], record
        if asked:
            yield team, "approval", approval, _request(b"other" + identifier[5:], record, people, today)
        amount_minor = 1_500_000 + 10_000 * at
        cash = CashMovementRecord(
            *("HANDOVER", "OPEN", people.officer, people.counts, amount_minor),
            *(today - timedelta(days=1), None, None, ""),
        )
        yield team, "cash", b"money" + identifier[5:], cash


def _request(loan: bytes, record: LoanRecord, people: People, today: date) -> ApprovalRecord:
    return ApprovalRecord(
        kind="loan",
        subject=loan,
        title=f"Loan {record.number}",
        amount_minor=record.principal_minor,
        asked_by=people.officer,
        asked_on=today - timedelta(days=1),
        state="OPEN",
        stage=1,
        stages=1,
        content_hash=record.content_hash,
        decided_by=(),
        comment="",
    )
