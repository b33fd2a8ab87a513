"""The portfolio, as an officer and a supervisor see it, and with nothing out yet."""

from __future__ import annotations

from fieldapp.screens.officer.portfolio.page import PortfolioPage
from fieldapp.screens.targets import Target
from tests.screens.scenes.odd import bare
from tests.screens.scenes.scene import demo, scene
from tests.screens.scenes.studio import Studio


def _known(at: Studio) -> None:
    """Opened, with everything worked out."""
    at.place.open(Target("portfolio"))
    at.settle()
    page = at.place.page
    assert isinstance(page, PortfolioPage)
    at.until(lambda: page.known)


@scene(demo("officer"))
def portfolio(at: Studio) -> None:
    """An officer's unions."""
    _known(at)


@scene(demo("supervisor"))
def portfolio_supervisor(at: Studio) -> None:
    """A supervisor's team."""
    _known(at)


@scene(bare())
def portfolio_empty(at: Studio) -> None:
    """No union at all."""
    _known(at)
