"""An officer's loans: the list in its states, and finding whom a new application is for."""

from __future__ import annotations

from fieldapp.desk import queries
from fieldapp.officer.drafts.loan_draft import LoanDraft, draft_key, packed
from fieldapp.screens.application.finding import FindMemberPage
from fieldapp.screens.officer.loans.page import LoansPage
from fieldapp.screens.targets import Target
from fieldapp.store.author import Desk
from shared.ids import LoanId, MemberId, ProductId
from tests.screens.scenes.odd import odd
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


def _listed(at: Studio, state: str) -> LoansPage:
    at.go_to("loans")
    page = at.page(LoansPage)
    at.until(lambda: page.states.chips)
    next(chip for chip in page.states.chips if chip.option.key == state).click()
    return page


@scene(_OFFICER)
def loans(at: Studio) -> None:
    """What is under way, one form typed and not saved among it."""
    member = at.ask(verified_without_a_loan)
    typed = LoanDraft(LoanId(b"l" * 16), ProductId(b"p" * 16), "50,000", "24", "", "", "")
    at.place.bench.notes.put("draft", draft_key(member), packed(typed))
    _listed(at, "open")


@scene(_OFFICER)
def loans_all(at: Studio) -> None:
    """Every loan, a page of them."""
    _listed(at, "all")


@scene(_OFFICER)
def loans_refused(at: Studio) -> None:
    """Those that were not granted, with why."""
    _listed(at, "refused")


@scene(_OFFICER)
def loans_nothing_found(at: Studio) -> None:
    """Nothing is called that."""
    _listed(at, "all").finder.setText("zzz")


@scene(odd)
def loans_long_text(at: Studio) -> None:
    """Names and amounts without end."""
    _listed(at, "all")


@scene(_OFFICER)
def application_whom(at: Studio) -> None:
    """Before anybody is found."""
    at.place.open(Target("application"))
    at.page(FindMemberPage)


@scene(_OFFICER)
def application_found(at: Studio) -> None:
    """Looking for a member to ask for."""
    at.place.open(Target("application"))
    page = at.page(FindMemberPage)
    page.line.setText("a")
    at.until(lambda: page.hits.rows)


@scene(odd)
def application_nobody_found(at: Studio) -> None:
    """Nobody is called that."""
    at.place.open(Target("application"))
    page = at.page(FindMemberPage)
    page.line.setText("nobody at all")
    at.until(lambda: not page.hits.isVisible())
