"""The list of members: everybody, filtered, saved filters, nobody, names without end."""

from __future__ import annotations

from fieldapp.screens.members.page import MembersPage
from fieldapp.screens.targets import Target
from tests.screens import people
from tests.screens.scenes.members import borrower
from tests.screens.scenes.odd import odd
from tests.screens.scenes.scene import demo, scene, small
from tests.screens.scenes.studio import Studio


def open_members(at: Studio) -> MembersPage:
    """Open the list."""
    at.place.open(Target("members"))
    page = at.page(MembersPage)
    at.until(lambda: not page.unanswered)
    return page


@scene(demo("officer"))
def members(at: Studio) -> None:
    """Everybody of the officer's unions."""
    open_members(at)


@scene(small(people.SUPERVISOR))
def members_supervisor(at: Studio) -> None:
    """Of several officers."""
    open_members(at)


@scene(borrower)
def members_filtered(at: Studio) -> None:
    """Filters that were given a name hold."""
    page = open_members(at)
    page.filters.standing.button("verified").click()
    page.filters.menus["gender"].picked.emit("FEMALE")
    page.saved.keep.click()
    assert page.saved.dialog is not None
    page.saved.dialog.reason.set_text("Women, verified")
    page.saved.dialog.act.click()
    at.settle()


@scene(small())
def members_nobody(at: Studio) -> None:
    """Nobody is called that."""
    page = open_members(at)
    page.filters.text.setText("zzzz")
    at.settle()


@scene(odd)
def members_long_text(at: Studio) -> None:
    """Names without end."""
    open_members(at)
