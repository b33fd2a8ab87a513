"""The history of repayments, as it is opened, filtered, and with nothing to show."""

from __future__ import annotations

from fieldapp.screens.repayments.page import RepaymentsPage
from fieldapp.screens.targets import Target
from shared.ids import LoanId
from tests.screens import people
from tests.screens.scenes.odd import bare, odd
from tests.screens.scenes.receipts import THIRD, taken
from tests.screens.scenes.scene import demo, scene, small
from tests.screens.scenes.studio import Studio


def _history(at: Studio) -> RepaymentsPage:
    at.place.open(Target("repayments"))
    at.settle()
    page = at.place.page
    assert isinstance(page, RepaymentsPage)
    return page


@scene(demo("officer"))
def repayments(at: Studio) -> None:
    """The last thirty days."""
    _history(at)


@scene(demo("supervisor"))
def repayments_of_team(at: Studio) -> None:
    """All that a team ever received, of one state."""
    filters = _history(at).filters
    filters.time.chip.choose("all")
    filters.time.chip.picked.emit("all")
    filters.standing.button("unconfirmed").click()


@scene(small())
def repayments_waiting(at: Studio) -> None:
    """What was received just now, by transfer too, and between two days."""
    taken(at, THIRD)
    taken(at, LoanId(people.loan_id(1)), method="TRANSFER", reference="GTB-88213")
    filters = _history(at).filters
    filters.time.chip.choose("span")
    filters.time.chip.picked.emit("span")


@scene(small())
def repayments_export(at: Studio) -> None:
    """Asked as which file they are exported."""
    taken(at, THIRD)
    _history(at).export.click()


@scene(bare())
def repayments_empty(at: Studio) -> None:
    """Nothing was received."""
    _history(at)


@scene(odd)
def repayments_long_text(at: Studio) -> None:
    """Names and amounts without end."""
    for number in range(4):
        taken(at, LoanId(people.loan_id(number)), method="POS", reference="T" * 40, note="x")
    _history(at)
