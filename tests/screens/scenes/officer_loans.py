"""An officer's loans: applications under way, and new ones."""

from __future__ import annotations

from fieldapp.desk import queries
from fieldapp.desk.facts import LoanFacts
from fieldapp.screens.officer.loan_request import LoanRequestPage
from fieldapp.screens.officer.loans import LoansPage
from fieldapp.screens.targets import Target
from fieldapp.store.author import Desk
from shared.ids import MemberId
from shared.lending.lifecycle import LoanState
from tests.screens.scenes.scene import demo, scene
from tests.screens.scenes.studio import Studio

_OFFICER = demo("officer")


def verified_without_a_loan(desk: Desk) -> MemberId:
    """The first verified member who may ask for a loan now."""
    with desk.store.read() as tx:
        for union in queries.unions(tx):
            for member in queries.members_of(tx, union.union):
                if member.verified_by is not None and not queries.loans_of_member(tx, member.member):
                    return member.member
    raise LookupError("every member has a loan")


@scene(_OFFICER)
def loans(at: Studio) -> None:
    """Applications in their states."""
    at.go_to("loans")


@scene(_OFFICER)
def loans_found(at: Studio) -> None:
    """Looking for a member to ask for."""
    at.go_to("loans")
    page = at.page(LoansPage)
    page.finder.setText("a")
    at.until(lambda: page.hits.rows)


@scene(_OFFICER)
def loan_request(at: Studio) -> None:
    """A new application with its schedule."""
    at.place.open(Target("application", at.ask(verified_without_a_loan), "new"))
    page = at.page(LoanRequestPage)
    at.until(lambda: page.schedule.rows)
    page.purpose.setPlainText("A second sewing machine")


@scene(_OFFICER)
def loan_request_draft(at: Studio) -> None:
    """A draft that is gone on with."""
    at.place.open(Target("application", at.ask(_a_draft).loan))
    page = at.page(LoanRequestPage)
    at.until(lambda: page.schedule.rows)


def _a_draft(desk: Desk) -> LoanFacts:
    with desk.store.read() as tx:
        return queries.loans_in_state(tx, LoanState.DRAFT)[0]
