"""The bar over a page: what stands in it where there is not room for all."""

from __future__ import annotations

from fieldapp.screens.officer.sheet.page import MeetingSheetPage
from fieldapp.screens.targets import Target
from tests.screens import people
from tests.screens.driver import Window


def test_how_safe_something_is_stands_in_the_top_bar(window: Window) -> None:
    place = window.unlock()
    place.open(Target("sheet", people.OJA_OBA))
    window.page(MeetingSheetPage).say_kept("Saved on this tablet 10:42:07")
    assert place.top.kept.isVisible()
    assert place.top.kept.text == "Saved on this tablet 10:42:07"
    window.shell.resize(800, 1280)
    window.settle()
    assert place.top.kept.isVisible()
    assert place.top.folded == tuple(place.page.acts if place.page else ())
    place.back()
    assert not place.top.kept.isVisible()
