"""What belongs to the person at the tablet and to the tablet: the profile, the program's state."""

from __future__ import annotations

from fieldapp.screens.everyone.me.profile import ProfilePage
from fieldapp.screens.targets import Target
from tests.screens.office import PIN
from tests.screens.scenes.scene import demo, scene
from tests.screens.scenes.studio import Studio


@scene(demo("officer"))
def profile(at: Studio) -> None:
    """Who is here, how it looks, the PIN."""
    at.place.open(Target("profile"))


@scene(demo("officer"))
def profile_pin_refused(at: Studio) -> None:
    """A new PIN that anybody would guess."""
    at.place.open(Target("profile"))
    at.settle()
    page = at.place.page
    assert isinstance(page, ProfilePage)
    for field, text in ((page.pin.present, PIN), (page.pin.new, "123456"), (page.pin.again, "123456")):
        field.setText(text)
    page.pin.button.click()
    at.until(lambda: page.pin.notice.told is not None and page.pin.notice.told.kind == "error")


@scene(demo("officer"))
def about(at: Studio) -> None:
    """Versions and counts for the help desk."""
    at.place.open(Target("about"))
