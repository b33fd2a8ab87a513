"""What an approver weighs before deciding: instalments, portfolio, how the member paid, who decides.

The rule kept here: only facts of this tablet's own store, each figure from the shared rules; what cannot be
known here is None, never nought.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from fieldapp.desk import queries as facts
from fieldapp.desk.accounts import LoanAccount, load_accounts
from fieldapp.desk.approving.deciders import may_decide
from fieldapp.desk.facts import ApprovalFacts, LoanFacts
from fieldapp.desk.standing import Standing
from fieldapp.store.transaction import Reading
from fieldapp.supervisor.queries import portfolio_of
from shared.ids import StaffId
from shared.lending.arrears import days_past_due, on_time_rate
from shared.lending.lifecycle import OWING_STATES
from shared.lending.schedule import Instalment

Step = Literal["drafted", "submitted", "approved", "sent_back", "refused", "withdrawn", "next", "later"]


@dataclass(frozen=True, slots=True)
class Impact:
    """What approving brings about if the money is paid out on the expected day, in minor units.

    `instalment_minor` is the first and usual instalment, paid `times` times; `even` is False where a later
    one differs. `owed_minor` is all the member will owe. The officer's portfolio is everything owed on
    running loans.
    """

    instalment_minor: int
    times: int
    even: bool
    first_due_on: date | None
    last_due_on: date | None
    owed_minor: int
    portfolio_before_minor: int
    portfolio_after_minor: int
    loans_before: int
    loans_after: int
    limit_minor: int | None
    within_limit: bool


@dataclass(frozen=True, slots=True)
class OtherLoan:
    """Another loan of the member on a day, in minor units; `overdue_minor` is of the schedule."""

    loan: LoanFacts
    outstanding_minor: int
    overdue_minor: int
    days_late: int


@dataclass(frozen=True, slots=True)
class PaymentRecord:
    """How the member paid on other loans: the share of what fell due that was paid by its day.

    `on_time` is None where nothing fell due yet or no loan's payments are all in sight; `loans` were counted.
    """

    on_time: Fraction | None
    loans: int


@dataclass(frozen=True, slots=True)
class Link:
    """One step of who decides; `stage` is 0 for what came before. `names` are those who may, or who did."""

    step: Step
    stage: int
    names: tuple[str, ...]
    mine: bool
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier request for the same loan; its own `since_last` says what changed before it."""

    approval: ApprovalFacts
    asked_by_name: str
    decided_by_names: tuple[str, ...]


def impact_of(
    tx: Reading, standing: Standing, found: ApprovalFacts, loan: LoanFacts, schedule: tuple[Instalment, ...]
) -> Impact:
    """Return what approving brings about by this schedule."""
    owed_minor = sum(item.total_minor for item in schedule)
    amounts = {item.total_minor for item in schedule}
    outstanding_minor, loans = portfolio_of(tx, loan.officer)
    limit_minor = standing.me.approval_limit_minor
    return Impact(
        instalment_minor=schedule[0].total_minor if schedule else 0,
        times=len(schedule),
        even=len(amounts) <= 1,
        first_due_on=schedule[0].due_on if schedule else None,
        last_due_on=schedule[-1].due_on if schedule else None,
        owed_minor=owed_minor,
        portfolio_before_minor=outstanding_minor,
        portfolio_after_minor=outstanding_minor + owed_minor,
        loans_before=loans,
        loans_after=loans + 1,
        limit_minor=limit_minor,
        within_limit=limit_minor is None or found.amount_minor <= limit_minor,
    )


def other_loans_of(tx: Reading, loan: LoanFacts, on: date) -> tuple[tuple[OtherLoan, ...], PaymentRecord]:
    """Return the member's other loans that owe, as they stand on a day, and how all others were paid."""
    others = [row for row in facts.loans_of_member(tx, loan.member) if row.loan != loan.loan]
    accounts = [account for account in load_accounts(tx, others) if account.instalments]
    owing = tuple(_other(account, on) for account in accounts if account.loan.state in OWING_STATES)
    counted = [account.position(on) for account in accounts if account.whole]
    return owing, PaymentRecord(on_time_rate(counted, date.min, on), len(counted))


def _other(account: LoanAccount, on: date) -> OtherLoan:
    position = account.position(on)
    overdue_minor = position.overdue_minor(on)
    return OtherLoan(account.loan, position.outstanding_minor, overdue_minor, days_past_due(position, on))


def chain_of(tx: Reading, standing: Standing, found: ApprovalFacts, loan: LoanFacts) -> tuple[Link, ...]:
    """Return who drafted, who submitted, who decided at which stage and who is next, in that order."""
    people = {person.staff: person for person in facts.people(tx)}

    def named(step: Step, stage: int, by: tuple[StaffId, ...], on: date | None = None) -> Link:
        names = tuple(people[staff].name for staff in by if staff in people)
        return Link(step, stage, names, standing.me.staff in by, on)

    links = [named("drafted", 0, (loan.drafted_by,))]
    links.append(named("submitted", 0, (found.asked_by,), found.asked_on))
    for stage, staff in enumerate(found.decided_by, start=1):
        last = stage == len(found.decided_by)
        links.append(named(_decided(found) if last else "approved", stage, (staff,)))
    if found.state == "WITHDRAWN":
        links.append(named("withdrawn", found.stage, (found.asked_by,)))
    if found.state == "OPEN":
        barred = {found.asked_by, loan.drafted_by, *found.decided_by}
        deciders = may_decide(people, loan.officer, found.amount_minor, barred)
        may = tuple(person.staff for person in deciders)
        for stage in range(found.stage, found.stages + 1):
            links.append(named("next" if stage == found.stage else "later", stage, may))
    return tuple(links)


def _decided(found: ApprovalFacts) -> Step:
    match found.state:
        case "SENT_BACK":
            return "sent_back"
        case "REFUSED":
            return "refused"
        case _:
            return "approved"


def earlier_requests(tx: Reading, found: ApprovalFacts) -> tuple[Earlier, ...]:
    """Return the requests made before for the same loan, newest first."""
    names = {person.staff: person.name for person in facts.people(tx)}
    rows = (row for row in facts.approvals_about(tx, found.subject) if row.approval != found.approval)
    return tuple(
        Earlier(
            row,
            names.get(row.asked_by, ""),
            tuple(names[staff] for staff in row.decided_by if staff in names),
        )
        for row in sorted(rows, key=lambda row: (row.version_no, row.asked_on), reverse=True)
    )
