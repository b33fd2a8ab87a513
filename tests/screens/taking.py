"""Recording repayments in tests: the form opened, typed into, and what came of it."""

from __future__ import annotations

from fieldapp.screens.money import turn
from fieldapp.screens.money.repay.page import RepayPage
from fieldapp.screens.workplace.window import Workplace
from fieldapp.store.author import Desk
from fieldapp.store.outbox import listing, operation_at
from shared.contract.bodies.lending import RepaymentRecorded
from shared.contract.operations import decode_body
from shared.ids import LoanId
from tests.screens import people
from tests.screens.driver import Window, ask

LATE = LoanId(people.loan_id(4))
"""A loan a week late: 15,680 due, 7,840 of it overdue, 47,040 owed in all."""
NEXT = LoanId(people.loan_id(5))
WAITING = LoanId(people.loan_id(902))


def opened(window: Window, loan: LoanId = LATE, *after: LoanId, start: turn.Start = "") -> RepayPage:
    """Open the form of a loan, unlocking first where that is needed, and wait until it was looked at."""
    if not isinstance(window.shell.page, Workplace):
        window.unlock()
    window.place.open(turn.repay(loan, after, start))
    page = window.page(RepayPage)
    looked(window, page)
    return page


def looked(window: Window, page: RepayPage) -> None:
    """Wait until what is typed was looked at."""
    window.wait(lambda: page.looking.fresh)


def typed(window: Window, page: RepayPage, text: str) -> None:
    """Type over what stands there."""
    page.amount.hero.edit.selectAll()
    window.keys(text)
    looked(window, page)


def recorded(window: Window) -> list[RepaymentRecorded]:
    """The repayments in the outbox, oldest first."""

    def bodies(desk: Desk) -> list[RepaymentRecorded]:
        with desk.store.read() as tx:
            found = [operation_at(tx, entry.seq) for entry in reversed(listing(tx, limit=100))]
        made = [decode_body(row.kind, row.kind_version, row.body) for row in found if row]
        return [body for body in made if isinstance(body, RepaymentRecorded)]

    return ask(window, bodies)


def drafts(window: Window) -> tuple[str, ...]:
    """The keys of what is kept."""
    return window.place.bench.notes.keys("draft")
