"""A loan application as it is being typed, kept until it is saved or given up.

The rule kept here: a draft keeps the id its loan will be drafted under, so that one saved just before a
crash is known again and not drafted twice; what was typed is kept as it was typed, also where it makes no
sense yet; one that does not decode exactly is dropped, never guessed at.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from shared.contract.codec import Id, Malformed, Message, decode, encode
from shared.ids import LoanId, ProductId

_log = logging.getLogger(__name__)
_PREFIX = "application/"


@dataclass(frozen=True, slots=True)
class LoanDraft:
    """What was typed, each field as its text; `product` is the one chosen."""

    loan: LoanId
    product: ProductId
    amount: str
    term: str
    expected: str
    first_due: str
    purpose: str


class _Draft(Message, frozen=True):
    loan: Id
    product: Id
    amount: str
    term: str
    expected: str
    first_due: str
    purpose: str


def draft_key(about: bytes) -> str:
    """Return under which key it is kept; `about` is the loan, or the member of one not saved yet."""
    return f"{_PREFIX}{about.hex()}"


def about_of(key: str) -> bytes | None:
    """Return what the draft under a key is about, None where it is none of an application."""
    try:
        return bytes.fromhex(key.removeprefix(_PREFIX)) if key.startswith(_PREFIX) else None
    except ValueError:
        return None


def packed(draft: LoanDraft) -> bytes:
    """Return the bytes of a draft."""
    return encode(
        _Draft(
            draft.loan,
            draft.product,
            draft.amount,
            draft.term,
            draft.expected,
            draft.first_due,
            draft.purpose,
        )
    )


def unpacked(data: bytes | None) -> LoanDraft | None:
    """Return the draft in `data`, None when there is none or it cannot be read."""
    if data is None:
        return None
    try:
        found = decode(_Draft, data)
    except Malformed:
        _log.warning("loan_draft_dropped bytes=%d", len(data))
        return None
    return LoanDraft(
        LoanId(found.loan),
        ProductId(found.product),
        found.amount,
        found.term,
        found.expected,
        found.first_due,
        found.purpose,
    )
