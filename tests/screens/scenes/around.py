"""What lies around and over the pages: More, search everywhere, the keys, the tour."""

from __future__ import annotations

from tests.screens.scenes.scene import demo, scene
from tests.screens.scenes.studio import Studio

_OFFICER = demo("officer")


@scene(_OFFICER)
def more(at: Studio) -> None:
    """Everything that has no item of its own."""
    at.place.over.show_more()


@scene(_OFFICER)
def search_empty(at: Studio) -> None:
    """Nothing typed: places and acts."""
    at.place.over.show_search()


@scene(_OFFICER)
def search_found(at: Studio) -> None:
    """A few letters, and what they find."""
    at.place.over.show_search()
    palette = at.place.over.palette
    palette.field.setText("o")
    at.until(lambda: any(found.group == "Unions" for found in palette.list.found))


@scene(_OFFICER)
def search_nothing(at: Studio) -> None:
    """What nobody is called."""
    at.place.over.show_search()
    palette = at.place.over.palette
    palette.field.setText("xyzzy")
    at.until(palette.nothing.isVisible)


@scene(_OFFICER)
def help_sheet(at: Studio) -> None:
    """The keys of the window."""
    at.go_to("unions")
    at.place.over.show_help()


@scene(_OFFICER)
def tour(at: Studio) -> None:
    """The first step."""
    at.place.over.show_tour()


@scene(_OFFICER)
def tour_badge(at: Studio) -> None:
    """The step about the sync badge."""
    at.place.over.show_tour()
    at.place.over.tour.next.click()
    at.place.over.tour.next.click()


@scene(demo("supervisor"))
def tour_supervisor(at: Studio) -> None:
    """What a supervisor is shown first."""
    at.place.over.show_tour()
