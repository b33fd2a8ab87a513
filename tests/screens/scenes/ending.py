"""The end of the day: with much missing, and with nothing."""

from __future__ import annotations

from fieldapp.screens.officer.ending.page import DayEndPage
from fieldapp.screens.targets import Target
from shared.ids import LoanId
from tests.screens import people
from tests.screens.scenes.odd import bare
from tests.screens.scenes.receipts import THIRD, taken
from tests.screens.scenes.scene import demo, scene, small
from tests.screens.scenes.studio import Studio


def _opened(at: Studio) -> DayEndPage:
    at.place.open(Target("day"))
    page = at.page(DayEndPage)
    at.until(lambda: page.paper.blocks)
    return page


@scene(demo("officer"))
def day(at: Studio) -> None:
    """As it stands before the tablet is put away."""
    _opened(at)


@scene(small())
def day_much_missing(at: Studio) -> None:
    """Cash in hand, a transfer nobody has confirmed, records that wait."""
    taken(at, THIRD)
    taken(at, LoanId(people.loan_id(1)), method="TRANSFER", reference="GTB-88213")
    _opened(at)


@scene(bare())
def day_nothing_missing(at: Studio) -> None:
    """Nothing was received, and nothing is missing."""
    _opened(at)
