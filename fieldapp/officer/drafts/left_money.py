"""Money that was typed and never saved, in whatever draft it lies, and what is known of whose it is.

The rule kept here: a draft that holds money is nothing to be swept out; somebody has seen that money, and
only somebody says that it is not needed any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from fieldapp.desk import queries
from fieldapp.officer.drafts import handover_draft, repayment_draft, sheet_draft
from fieldapp.store.author import Desk
from fieldapp.store.transaction import Reading
from shared.ids import LoanId, UnionId

What = Literal["sheet", "repayment"]


@dataclass(frozen=True, slots=True)
class LeftMoney:
    """One draft with money in it: `amounts` of them, `minor` as far as they can be read.

    `about` is the union of a sheet or the loan of a repayment, `on` the day of a sheet or on which a
    repayment was typed last, `names` for whom the amounts of a sheet were typed.
    """

    key: str
    what: What
    about: bytes
    amounts: int
    minor: int
    on: date
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundMoney:
    """The same with the name of its union or member; empty where that is not on this tablet any more."""

    left: LeftMoney
    name: str


def holds_money(key: str, data: bytes) -> bool:
    """Whether a draft holds money that was typed, or counted, and is recorded nowhere."""
    if key == handover_draft.KEY:
        counted = handover_draft.unpacked(data)
        return counted is not None and any(pieces for _, pieces in counted.pieces)
    return left_money(key, data, date.min) is not None


def left_money(key: str, data: bytes | None, kept_on: date) -> LeftMoney | None:
    """Return the money in the draft of a sheet or a repayment, None where there is none."""
    what, _, rest = key.partition("/")
    about, _, day = rest.partition("/")
    try:
        if what == "sheet":
            return _on_sheet(key, bytes.fromhex(about), date.fromisoformat(day), data)
        if what == "repayment":
            return _of_loan(key, bytes.fromhex(about), kept_on, data)
    except ValueError:
        # The key names no union, loan or day: nobody can be led there.
        return None
    return None


def load_left(desk: Desk, left: Iterable[LeftMoney]) -> tuple[FoundMoney, ...]:
    """Return each with its name."""
    with desk.store.read() as tx:
        return tuple(FoundMoney(each, _name(tx, each)) for each in left)


def _name(tx: Reading, left: LeftMoney) -> str:
    if left.what == "sheet":
        union = queries.union(tx, UnionId(left.about))
        return union.name if union is not None else ""
    loan = queries.loan(tx, LoanId(left.about))
    member = queries.member(tx, loan.member) if loan is not None else None
    return member.name if member is not None else ""


def _on_sheet(key: str, union: bytes, on: date, data: bytes | None) -> LeftMoney | None:
    draft = sheet_draft.unpacked(data, 0)
    texts, names = tuple(draft.unsaved.values()), tuple(sorted(draft.names.values()))
    return LeftMoney(key, "sheet", union, len(texts), _sum(texts), on, names) if texts else None


def _of_loan(key: str, loan: bytes, kept_on: date, data: bytes | None) -> LeftMoney | None:
    draft = repayment_draft.unpacked(data)
    if draft is None or not any(sheet_draft.read_amount(draft.amount)):
        return None
    return LeftMoney(key, "repayment", loan, 1, _sum((draft.amount,)), kept_on)


def _sum(texts: tuple[str, ...]) -> int:
    return sum(sheet_draft.read_amount(text)[0] for text in texts)
