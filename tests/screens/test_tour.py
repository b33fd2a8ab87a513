"""The tour: once for each person, around the real controls, by keyboard, in every window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from fieldapp.screens.officer.today.page import TodayPage
from fieldapp.screens.workplace.over.steps import steps_of
from tests.screens.driver import Window


def test_the_tour_is_shown_once_and_by_keyboard(window: Window) -> None:
    place = window.unlock(touring=True)
    tour = place.over.tour
    window.wait(tour.isVisible, "the tour")
    seen = []
    while tour.step is not None:
        seen.append(tour.step.title)
        assert tour._hole.isValid()
        assert not tour._hole.intersects(tour.bubble.geometry())
        window.press(Qt.Key.Key_Return)
    assert seen == [
        "Your day begins here",
        "Cash in hand",
        "Where things stand",
        "Find anything",
        "Everything else",
    ]
    window.shell.lock()
    tour = window.unlock(touring=True).over.tour
    window.qtbot.wait(600)
    assert not tour.isVisible()


@pytest.mark.parametrize(("width", "height"), [(800, 1280), (1280, 800)])
def test_the_tour_begins_with_the_unions_that_meet_today(window: Window, width: int, height: int) -> None:
    place = window.unlock()
    window.shell.resize(width, height)
    window.settle()
    page = window.page(TodayPage)
    shown = steps_of("CREDIT_OFFICER", page, place.top, place.navigation)[0].show()
    assert shown is page.unions


@pytest.mark.parametrize(("width", "height"), [(800, 1280), (1024, 600), (1440, 900)])
def test_the_tour_fits_every_window_and_can_be_left_and_taken_again(
    window: Window, width: int, height: int
) -> None:
    place = window.unlock()
    window.shell.resize(width, height)
    window.settle()
    place.over.show_help()
    window.click(place.over.help.tour)
    tour = place.over.tour
    while tour.step is not None and tour.step.title != "Everything else":
        assert tour.rect().contains(tour.bubble.geometry())
        window.click(tour.next)
    window.click(tour.previous)
    window.press(Qt.Key.Key_Escape)
    assert not tour.isVisible()
    assert QApplication.focusWidget() is not None
