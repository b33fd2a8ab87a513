"""A loan: late, up to date, completed, an application in each state, with names without end."""

from __future__ import annotations

from fieldapp.desk import queries
from fieldapp.officer.today import load_today
from fieldapp.screens.loan.page import LoanPage
from fieldapp.screens.targets import Target
from fieldapp.store.author import Desk
from shared.ids import LoanId
from shared.lending.lifecycle import LoanState
from tests.screens import people
from tests.screens.scenes.odd import odd
from tests.screens.scenes.receipts import taken
from tests.screens.scenes.scene import demo, scene, small
from tests.screens.scenes.studio import Studio

_OFFICER = demo("officer")
LATE = LoanId(people.loan_id(4))


def show_loan(at: Studio, loan: bytes, extra: str = "") -> LoanPage:
    """Open a loan and wait until it is read."""
    at.place.open(Target("loan", loan, extra))
    page = at.page(LoanPage)
    at.until(lambda: page.view is not None)
    return page


def _in_state(at: Studio, state: LoanState) -> LoanId:
    def found(desk: Desk) -> LoanId:
        with desk.store.read() as tx:
            return queries.loans_in_state(tx, state)[0].loan

    return at.ask(found)


@scene(_OFFICER)
def loan(at: Studio) -> None:
    """One that is late."""
    show_loan(at, at.ask(load_today).to_collect[0].loan)


@scene(small())
def loan_provisional(at: Studio) -> None:
    """With a payment that is on this tablet only."""
    taken(at, LATE, amount_minor=500_000)
    show_loan(at, LATE)


@scene(small())
def loan_payments(at: Studio) -> None:
    """Every payment and where it went."""
    taken(at, LATE, amount_minor=1_000_000)
    show_loan(at, LATE, "payments")


@scene(small())
def loan_history(at: Studio) -> None:
    """What happened."""
    taken(at, LATE, amount_minor=1_000_000)
    show_loan(at, LATE).tabs.open("history")


@scene(_OFFICER)
def loan_draft(at: Studio) -> None:
    """A draft."""
    show_loan(at, _in_state(at, LoanState.DRAFT))


@scene(_OFFICER)
def loan_pending(at: Studio) -> None:
    """One that waits for a decision."""
    show_loan(at, _in_state(at, LoanState.PENDING_APPROVAL))


@scene(_OFFICER)
def loan_approved(at: Studio) -> None:
    """One that waits for its money."""
    show_loan(at, _in_state(at, LoanState.APPROVED))


@scene(small(people.SUPERVISOR))
def loan_supervisor(at: Studio) -> None:
    """As somebody sees it who takes no money."""
    show_loan(at, LATE)


@scene(odd)
def loan_long_text(at: Studio) -> None:
    """Names and amounts without end."""
    show_loan(at, people.loan_id(1))
