"""A meeting sheet as it is being typed: amounts, attendance, and the ids a save was asked under.

The rule kept here: a draft that does not decode exactly is dropped, never guessed at. An amount keeps the
id it was asked to be saved under, so that one recorded before a crash is known again and not recorded twice.
A zero is what somebody writes who means that nothing was paid: it holds no money, and keeps nobody waiting.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from shared.contract.bodies.cash import Attendance
from shared.contract.bodies.lending import PaymentMethod
from shared.contract.codec import Id, Instant, Malformed, Message, decode, encode
from shared.errors import RuleRefused
from shared.ids import LoanId, MemberId, RepaymentId, UnionId
from shared.money import parse_amount

_log = logging.getLogger(__name__)

Key = tuple[MemberId, LoanId | None]
"""What tells a row from all others, also after the sheet was loaded again with fresh ids."""


@dataclass(frozen=True, slots=True)
class Way:
    """How an amount is paid: the method, and the reference of a transfer or a slip."""

    method: PaymentMethod = "CASH"
    reference: str = ""


IN_CASH = Way()


@dataclass(slots=True)
class SheetDraft:
    """What was typed into a meeting sheet.

    `assumed` are those marked present because they pay, by nobody's hand: it goes with the amount.
    `ways` holds how amounts are paid that are not paid in cash. `saving` holds, for amounts that were asked
    to be saved and not changed since, the id of their repayment. `names` says for whom amounts were typed,
    so that it is known also when somebody is not on this tablet any more.
    """

    opened_at_ms: int = 0
    amounts: dict[Key, str] = field(default_factory=dict)
    attendance: dict[MemberId, Attendance] = field(default_factory=dict)
    saving: dict[Key, RepaymentId] = field(default_factory=dict)
    ways: dict[Key, Way] = field(default_factory=dict)
    assumed: set[MemberId] = field(default_factory=set)
    names: dict[MemberId, str] = field(default_factory=dict)

    @property
    def unsaved(self) -> dict[Key, str]:
        """What holds money that is not recorded yet: amounts above zero, and those that cannot be read."""
        return {key: text for key, text in self.amounts.items() if any(read_amount(text))}

    def mark(self, member: MemberId, attendance: Attendance) -> None:
        """Take how somebody says a member attended."""
        self.attendance[member] = attendance
        self.assumed.discard(member)

    def assume(self, member: MemberId) -> None:
        """Whoever pays and is not marked yet is there."""
        if member not in self.attendance:
            self.attendance[member] = "PRESENT"
            self.assumed.add(member)

    def take_assumed_back(self, member: MemberId) -> None:
        """Whoever pays nothing after all is not marked, unless somebody marked them."""
        if member in self.assumed:
            self.assumed.discard(member)
            del self.attendance[member]

    def type(self, key: Key, text: str) -> None:
        """Take what was typed into an amount; one that changes is a new one, to be saved under another id."""
        if text.strip():
            self.amounts[key] = text
        else:
            self.amounts.pop(key, None)
        self.saving.pop(key, None)

    def pay_by(self, key: Key, way: Way) -> None:
        """Take how an amount is paid; one that changes is a new one, as an amount that changes is."""
        if self.ways.get(key, IN_CASH) == way:
            return
        if way == IN_CASH:
            del self.ways[key]
        else:
            self.ways[key] = way
        self.saving.pop(key, None)

    def name(self, known: Mapping[MemberId, str]) -> None:
        """Note for whom amounts are typed; whoever is not known any more keeps the name noted before."""
        typed = {member for member, _ in self.amounts}
        names = {member: known.get(member) or self.names.get(member, "") for member in typed}
        self.names = {member: name for member, name in names.items() if name}

    def close(self) -> None:
        """The meeting is closed: what is left to keep is money that was typed and never recorded."""
        kept = self.unsaved
        self.amounts = kept
        self.ways = {key: way for key, way in self.ways.items() if key in kept}
        self.saving = {key: each for key, each in self.saving.items() if key in kept}
        self.attendance, self.assumed = {}, set()

    def save_under(self, ids: Mapping[Key, RepaymentId]) -> None:
        """Note under which ids amounts are about to be recorded."""
        self.saving.update(ids)

    def drop(self, recorded: frozenset[RepaymentId]) -> None:
        """Forget amounts that are recorded by now; one typed after its save was asked stays."""
        for key in [key for key, repayment in self.saving.items() if repayment in recorded]:
            self.amounts.pop(key, None)
            self.ways.pop(key, None)
            del self.saving[key]
            # They did pay: what they pay next has no say in it any more.
            self.assumed.discard(key[0])


class _Row(Message, frozen=True):
    member: Id
    loan: Id | None
    amount: str
    saving: Id | None
    name: str = ""


class _Mark(Message, frozen=True):
    member: Id
    attendance: Attendance
    assumed: bool = False


class _Way(Message, frozen=True):
    member: Id
    loan: Id | None
    method: PaymentMethod
    reference: str


class _Sheet(Message, frozen=True):
    opened_at_ms: Instant
    rows: tuple[_Row, ...]
    marks: tuple[_Mark, ...]
    ways: tuple[_Way, ...] = ()


def read_amount(text: str) -> tuple[int, str]:
    """Return the minor units somebody typed, 0 where they typed nothing; or why they cannot be read."""
    if not text.strip():
        return 0, ""
    try:
        return parse_amount(text), ""
    except RuleRefused as refused:
        return 0, "" if refused.code == "amount.zero" else refused.title


def draft_key(union: UnionId, on: date) -> str:
    """Return under which key the draft of a union's sheet for a day is kept."""
    return f"sheet/{union.hex()}/{on.isoformat()}"


def day_of_key(key: str, union: UnionId) -> date | None:
    """Return the day of a key of this union's sheets; None where it is another's, or none at all."""
    before, _, day = key.rpartition("/")
    if before != f"sheet/{union.hex()}":
        return None
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None


def packed(draft: SheetDraft) -> bytes:
    """Return the bytes of a draft."""
    rows = tuple(
        _Row(*key, text, draft.saving.get(key), draft.names.get(key[0], ""))
        for key, text in draft.amounts.items()
    )
    marks = tuple(_Mark(who, mark, who in draft.assumed) for who, mark in draft.attendance.items())
    ways = tuple(_Way(*key, way.method, way.reference) for key, way in draft.ways.items())
    return encode(_Sheet(draft.opened_at_ms, rows, marks, ways))


def unpacked(data: bytes | None, now_ms: int) -> SheetDraft:
    """Return the draft in `data`; a fresh one, opened now, when there is none or it cannot be read."""
    if data is None:
        return SheetDraft(now_ms)
    try:
        found = decode(_Sheet, data)
    except Malformed:
        _log.warning("sheet_draft_dropped bytes=%d", len(data))
        return SheetDraft(now_ms)
    draft = SheetDraft(found.opened_at_ms)
    for row in found.rows:
        key = _key(row)
        draft.amounts[key] = row.amount
        if row.saving is not None:
            draft.saving[key] = RepaymentId(row.saving)
        if row.name:
            draft.names[key[0]] = row.name
    draft.attendance = {MemberId(mark.member): mark.attendance for mark in found.marks}
    draft.assumed = {MemberId(mark.member) for mark in found.marks if mark.assumed}
    draft.ways = {_key(way): Way(way.method, way.reference) for way in found.ways}
    return draft


def _key(noted: _Row | _Way) -> Key:
    return MemberId(noted.member), LoanId(noted.loan) if noted.loan is not None else None
