"""All repayments there are on this tablet, in one list: filtered, sorted, summed, a page at a time.

The rule kept here: counts, sums and rows of a page are read in one transaction, so they agree; what was taken
back is listed and counted in no sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fieldapp.desk import queries as facts
from fieldapp.desk.facts import MemberFacts, RepaymentFacts, UnionFacts
from fieldapp.everyone.hub.queries import LoanLine, lines_of
from fieldapp.everyone.repayments import queries
from fieldapp.everyone.repayments.queries import STANDINGS, By, Filter, Found, Standing, Sum
from fieldapp.store.author import Desk
from fieldapp.store.search import ids_found
from fieldapp.store.transaction import Reading
from shared.contract.bodies.lending import PaymentMethod
from shared.ids import LoanId, MemberId, RepaymentId, StaffId, UnionId

__all__ = ["STANDINGS", "By", "Standing", "Wanted", "load_history", "load_repayments"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; None and empty ask for all. `text` finds members, loans, unions and receipts."""

    standing: Standing | None = None
    first: date | None = None
    last: date | None = None
    union: UnionId | None = None
    method: PaymentMethod | None = None
    received_by: StaffId | None = None
    text: str = ""
    by: By = "received"
    descending: bool = True
    offset: int = 0
    limit: int = 50


@dataclass(frozen=True, slots=True)
class RepaymentRow:
    """One repayment, its amount in minor units; `posted_on` is None until the server has it.

    Loan and member are empty where they are not known on this tablet.
    """

    repayment: RepaymentId
    value_on: date
    posted_on: date | None
    receipt_number: str
    loan: LoanId | None
    loan_number: str
    member_name: str
    member_code: str
    union_name: str
    amount_minor: int
    method: PaymentMethod
    reference: str
    received_by_name: str
    standing: Standing
    provisional: bool


@dataclass(frozen=True, slots=True)
class Sums:
    """What is filtered, all pages together, in minor units; what was taken back is in `listed` alone."""

    listed: int
    count: int
    minor: int
    waiting: tuple[int, int]
    unconfirmed: tuple[int, int]
    by_method: tuple[tuple[PaymentMethod, int, int], ...]

    @property
    def average_minor(self) -> int:
        """What one payment is on average, rounded half up; 0 of none."""
        return (2 * self.minor + self.count) // (2 * self.count) if self.count else 0


@dataclass(frozen=True, slots=True)
class RepaymentPage:
    """A page of the history; `counts` has every standing whichever is asked for."""

    rows: tuple[RepaymentRow, ...]
    sums: Sums
    counts: dict[Standing, int]


@dataclass(frozen=True, slots=True)
class History:
    """A page, and what there is to choose from: unions, and everybody who received something."""

    page: RepaymentPage
    unions: tuple[UnionFacts, ...]
    receivers: tuple[tuple[StaffId, str], ...]


def load_history(desk: Desk, wanted: Wanted) -> History:
    """Return the history with what there is to choose from."""
    with desk.store.read() as tx:
        return History(_page(tx, wanted), facts.unions(tx), queries.receivers(tx))


def load_repayments(desk: Desk, wanted: Wanted) -> RepaymentPage:
    """Return a page."""
    with desk.store.read() as tx:
        return _page(tx, wanted)


def _page(tx: Reading, wanted: Wanted) -> RepaymentPage:
    asked = _filter(tx, wanted)
    found = queries.sums(tx, asked)
    ids = queries.page_of(
        tx,
        asked,
        wanted.standing,
        wanted.by,
        descending=wanted.descending,
        offset=max(0, wanted.offset),
        limit=max(0, wanted.limit),
    )
    shown = [each for each in found if wanted.standing in (None, each.standing)]
    counts = {
        standing: sum(each.count for each in found if each.standing == standing) for standing in STANDINGS
    }
    return RepaymentPage(_rows(tx, ids), _sums(shown), counts)


def _filter(tx: Reading, wanted: Wanted) -> Filter:
    text = wanted.text.strip()
    found = (
        Found(
            ids_found(tx, text, "member"),
            ids_found(tx, text, "loan"),
            ids_found(tx, text, "union"),
            ids_found(tx, text, "repayment"),
        )
        if text
        else None
    )
    return Filter(wanted.first, wanted.last, wanted.union, wanted.method, wanted.received_by, found)


def _sums(found: list[Sum]) -> Sums:
    counted = [each for each in found if each.standing != "corrected"]
    methods: dict[PaymentMethod, tuple[int, int]] = {}
    for each in counted:
        count, minor = methods.get(each.method, (0, 0))
        methods[each.method] = count + each.count, minor + each.minor
    largest = sorted(methods.items(), key=lambda of: -of[1][1])
    return Sums(
        listed=sum(each.count for each in found),
        count=sum(each.count for each in counted),
        minor=sum(each.minor for each in counted),
        waiting=_of(counted, "waiting"),
        unconfirmed=_of(counted, "unconfirmed"),
        by_method=tuple((method, *of) for method, of in largest),
    )


def _of(found: list[Sum], standing: Standing) -> tuple[int, int]:
    of = [each for each in found if each.standing == standing]
    return sum(each.count for each in of), sum(each.minor for each in of)


def _rows(tx: Reading, ids: tuple[RepaymentId, ...]) -> tuple[RepaymentRow, ...]:
    known = facts.repayments_among(tx, ids)
    loans = lines_of(tx, {row.loan for row in known.values() if row.loan})
    members = facts.members_among(tx, {row.member for row in known.values() if row.member})
    unions = {union.union: union.name for union in facts.unions(tx)} if members else {}
    names = {person.staff: person.name for person in facts.people(tx)}
    posted = queries.posted_on(tx, ids)
    return tuple(
        _row(
            known[each],
            loans.get(known[each].loan or LoanId(b"")),
            members.get(known[each].member or MemberId(b"")),
            unions,
            names.get(known[each].received_by, ""),
            posted.get(each),
        )
        for each in ids
    )


def _row(
    row: RepaymentFacts,
    line: LoanLine | None,
    member: MemberFacts | None,
    unions: dict[UnionId, str],
    received_by: str,
    posted_on: date | None,
) -> RepaymentRow:
    if line is not None:
        who = line.member_name, line.member_code, line.union_name
    elif member is not None:
        who = member.name, member.code, unions.get(member.union, "")
    else:
        who = "", "", ""
    return RepaymentRow(
        repayment=row.repayment,
        value_on=row.value_on,
        posted_on=posted_on,
        receipt_number=row.receipt_number,
        loan=row.loan if line is not None else None,
        loan_number=line.number if line is not None else "",
        member_name=who[0],
        member_code=who[1],
        union_name=who[2],
        amount_minor=row.amount_minor,
        method=row.method,
        reference=row.reference,
        received_by_name=received_by,
        standing=_standing(row),
        provisional=row.provisional,
    )


def _standing(row: RepaymentFacts) -> Standing:
    """As the queries say it of many."""
    if row.state == "REVERSED":
        return "corrected"
    if row.state == "SUSPENDED":
        return "suspense"
    if row.provisional:
        return "waiting"
    return "posted" if row.method == "CASH" else "unconfirmed"
