"""A repayment as it is being typed, kept until it is recorded or given up.

The rule kept here: a draft keeps the id its repayment will be recorded under, so that one recorded just
before a crash is known again and not recorded twice; one that does not decode exactly is dropped, never
guessed at.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from shared.contract.bodies.lending import PaymentMethod
from shared.contract.codec import Id, Malformed, Message, decode, encode
from shared.ids import LoanId, RepaymentId

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RepaymentDraft:
    """What was typed; amount and day as they were typed, `value_on` None for whatever day it is then."""

    repayment: RepaymentId
    amount: str
    method: PaymentMethod = "CASH"
    reference: str = ""
    value_on: str | None = None
    note: str = ""
    repeat_reason: str = ""


class _Draft(Message, frozen=True):
    repayment: Id
    amount: str
    method: PaymentMethod
    reference: str
    value_on: str | None
    note: str
    repeat_reason: str


def draft_key(loan: LoanId) -> str:
    """Return under which key the draft of a repayment for a loan is kept."""
    return f"repayment/{loan.hex()}"


def packed(draft: RepaymentDraft) -> bytes:
    """Return the bytes of a draft."""
    return encode(
        _Draft(
            draft.repayment,
            draft.amount,
            draft.method,
            draft.reference,
            draft.value_on,
            draft.note,
            draft.repeat_reason,
        )
    )


def unpacked(data: bytes | None) -> RepaymentDraft | None:
    """Return the draft in `data`, None when there is none or it cannot be read."""
    if data is None:
        return None
    try:
        found = decode(_Draft, data)
    except Malformed:
        _log.warning("repayment_draft_dropped bytes=%d", len(data))
        return None
    return RepaymentDraft(
        RepaymentId(found.repayment),
        found.amount,
        found.method,
        found.reference,
        found.value_on,
        found.note,
        found.repeat_reason,
    )
