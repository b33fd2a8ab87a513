"""What the store of a tablet says, to be compared with what a person saw and with the server's books."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fieldapp.desk import queries
from fieldapp.desk.accounts import LoanAccount, load_account
from fieldapp.desk.cash import cash_standing
from fieldapp.desk.facts import MemberFacts, UnionFacts
from fieldapp.officer.meeting_sheet import MeetingSheet, load_sheet
from fieldapp.store.author import Desk
from shared.ids import LoanId, MeetingId, MemberId
from shared.lending.lifecycle import OPEN_STATES, LoanState

_NOTE_MINOR = 50_000
_AHEAD_MINOR = 200_000


@dataclass(frozen=True, slots=True)
class Offer:
    """What is put on the table for one row of a sheet, in minor units; 0 where nobody pays."""

    member: str
    amount_minor: int
    absent: bool


def today(desk: Desk) -> date:
    """The day where the institution is."""
    with desk.store.read() as tx:
        settings = queries.settings(tx)
    return desk.author.clock.today(settings.time_zone if settings else "UTC")


def union_today(desk: Desk) -> UnionFacts:
    """The officer's union that meets today."""
    weekday = today(desk).weekday()
    with desk.store.read() as tx:
        return next(union for union in queries.unions(tx) if union.meeting_weekday == weekday)


def sheet_today(desk: Desk) -> MeetingSheet:
    """The sheet of that union."""
    return load_sheet(desk, union_today(desk).union, today(desk))


def offers(sheet: MeetingSheet) -> tuple[Offer, ...]:
    """Everybody with a loan pays what is due, or ahead; the third half of it, the fifth more than is owed."""
    borrowers = {row.member for row in sheet.rows if row.loan is not None}
    found, place = [], 0
    for row in sheet.rows:
        if row.loan is None:
            found.append(Offer(row.name, 0, row.member not in borrowers))
            continue
        place += 1
        amount_minor = row.to_pay_minor or min(_NOTE_MINOR, row.owed_minor)
        if place == 3:
            amount_minor = max(_NOTE_MINOR, amount_minor // 2 // _NOTE_MINOR * _NOTE_MINOR)
        elif place == 5:
            amount_minor = row.owed_minor + _AHEAD_MINOR
        found.append(Offer(row.name, amount_minor, False))
    return tuple(found)


def offers_again(first: Sequence[Offer], amounts: int) -> tuple[Offer, ...]:
    """So many pay once more, something else than before; only the first of them pays the same again."""
    found: list[Offer] = []
    for offer in first:
        amount_minor = 0
        if offer.amount_minor and amounts:
            amount_minor = offer.amount_minor + (
                _NOTE_MINOR if any(each.amount_minor for each in found) else 0
            )
            amounts -= 1
        found.append(Offer(offer.member, amount_minor, False))
    return tuple(found)


def overpaying(sheet: MeetingSheet, found: Sequence[Offer]) -> Offer:
    """Who pays more than is owed."""
    rows = zip(sheet.rows, found, strict=True)
    return next(offer for row, offer in rows if offer.amount_minor > row.owed_minor)


def without_open_loan(desk: Desk) -> MemberFacts:
    """A verified member of the union that meets today who owes nothing."""
    union = union_today(desk).union
    with desk.store.read() as tx:
        for member in queries.members_of(tx, union):
            states = {loan.state for loan in queries.loans_of_member(tx, member.member)}
            if member.verified_by is not None and states.isdisjoint({*OPEN_STATES, LoanState.DRAFT}):
                return member
    raise LookupError("every member of the union owes something")


def newest_loan(desk: Desk, member: MemberId) -> LoanAccount:
    """The loan of a member that was asked for last, with its schedule."""
    with desk.store.read() as tx:
        loans = queries.loans_of_member(tx, member)
        return load_account(tx, max(loans, key=lambda loan: loan.loan).loan)


def owed_minor(desk: Desk, loan: LoanId) -> int:
    """What a loan owes today."""
    on = today(desk)
    with desk.store.read() as tx:
        return load_account(tx, loan).position(on).outstanding_minor


def receipts_of(desk: Desk, meeting: MeetingId) -> tuple[str, ...]:
    """The numbers of everything received at a meeting, in the order recorded."""
    with desk.store.read() as tx:
        return tuple(row.receipt_number for row in queries.repayments_of_meeting(tx, meeting))


def cash_in_hand_minor(desk: Desk) -> int:
    """What whoever works on this tablet holds."""
    with desk.store.read() as tx:
        return cash_standing(tx, desk.author.staff).in_hand_minor
