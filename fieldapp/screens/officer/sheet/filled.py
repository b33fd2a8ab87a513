"""Filling in a whole sheet at once, and taking that back.

The rule kept here: what was typed or marked by hand is never overwritten, and what somebody changed since,
or what was saved, stays when the act is taken back, with the mark of who pays it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fieldapp.officer.drafts.sheet_draft import Key, SheetDraft
from fieldapp.officer.meeting_sheet import SheetRow
from fieldapp.screens.words import counted, money, tr
from shared.ids import MemberId


@dataclass(frozen=True, slots=True)
class Filled:
    """What an act on all rows wrote, and whom it marked present."""

    amounts: dict[Key, str]
    marked: frozenset[MemberId]


def mark_others_present(draft: SheetDraft, rows: Iterable[SheetRow]) -> Filled:
    """Mark everybody present who is not marked yet."""
    members = frozenset(row.member for row in rows)
    draft.assumed -= members
    others = members - draft.attendance.keys()
    draft.attendance.update(dict.fromkeys(others, "PRESENT"))
    return Filled({}, others)


def offer_due(draft: SheetDraft, rows: Iterable[SheetRow]) -> Filled:
    """Type the exact amount to pay where nothing was typed; who pays is there."""
    paying = [row for row in rows if row.to_pay_minor > 0 and (row.member, row.loan) not in draft.amounts]
    amounts = {(row.member, row.loan): money(row.to_pay_minor) for row in paying}
    for key, text in amounts.items():
        draft.type(key, text)
    marked = frozenset(row.member for row in paying) - draft.attendance.keys()
    for member in marked:
        draft.assume(member)
    return Filled(amounts, marked)


def take_back(draft: SheetDraft, filled: Filled) -> None:
    """Undo an act on all rows."""
    theirs = {key[0] for key, text in filled.amounts.items() if draft.amounts.get(key) != text}
    for key, text in filled.amounts.items():
        if draft.amounts.get(key) == text:
            draft.type(key, "")
    for member in filled.marked - theirs:
        if draft.attendance.get(member) == "PRESENT":
            del draft.attendance[member]
            draft.assumed.discard(member)


def filled_words(filled: Filled) -> str:
    """Say what an act on all rows did."""
    members = counted(len(filled.marked), tr("member"), tr("members"))
    marked = tr("{members} marked present").format(members=members)
    if not filled.amounts:
        return marked
    amounts = counted(len(filled.amounts), tr("amount"), tr("amounts"))
    return tr("{amounts} filled in, nothing is saved yet").format(amounts=amounts)
