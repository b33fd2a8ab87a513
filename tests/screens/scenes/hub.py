"""The schedules hub, as it is opened, filtered, and with nothing to show."""

from __future__ import annotations

from fieldapp.screens.schedules.page import SchedulesPage
from fieldapp.screens.targets import Target
from tests.screens.scenes.odd import bare
from tests.screens.scenes.scene import demo, scene, small
from tests.screens.scenes.studio import Studio


def _hub(at: Studio) -> SchedulesPage:
    at.place.open(Target("schedules"))
    at.settle()
    page = at.place.page
    assert isinstance(page, SchedulesPage)
    return page


@scene(demo("officer"))
def schedules(at: Studio) -> None:
    """What is overdue and what falls due this week."""
    _hub(at)


@scene(demo("supervisor"))
def schedules_overdue(at: Studio) -> None:
    """A supervisor looks at what is late."""
    _hub(at).filters.status.button("OVERDUE").click()


@scene(demo("officer"))
def schedules_span(at: Studio) -> None:
    """What falls due from one day to another."""
    filters = _hub(at).filters
    filters.due.chip.choose("span")
    filters.due.chip.picked.emit("span")


@scene(bare())
def schedules_empty(at: Studio) -> None:
    """No loan at all."""
    _hub(at)


@scene(small())
def schedules_nothing_found(at: Studio) -> None:
    """Words that nobody is called."""
    _hub(at).filters.text.setText("nobody of this name")
