"""What the tour shows to each role: the work first, and last what is always there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QAbstractItemView, QWidget

from fieldapp.screens.frame import Page
from fieldapp.screens.targets import DestinationKey
from fieldapp.screens.words import tr
from fieldapp.screens.workplace.bars.navigation import Navigation
from fieldapp.screens.workplace.bars.top_bar import TopBar
from fieldapp.screens.workplace.over.tour import Step


def steps_of(role: str, page: Page, top: TopBar, navigation: Navigation) -> tuple[Step, ...]:
    """Return the steps for a role, around the page it begins with."""
    title, words = _work().get(role, _work()["CREDIT_OFFICER"])
    return (
        Step(title, words, lambda: first_list(page)),
        *(Step(title, words, _item(navigation, key)) for key, title, words in _places().get(role, ())),
        Step(
            tr("Where things stand"),
            tr(
                "What you record is saved on this tablet at once. Here you see how much of it waits to be "
                "sent, and when this tablet last reached the office. It is sent by itself."
            ),
            lambda: top.badge,
        ),
        Step(
            tr("Find anything"),
            tr("Type the first letters of a member, loan, receipt, union or screen. Ctrl+K opens this too."),
            lambda: navigation.search if navigation.search.isVisible() else top.search,
        ),
        Step(
            tr("Everything else"),
            tr(
                "Light or dark, larger text, the keys, this tour again, and the lock. The tablet also locks "
                "itself when it is left alone; what you typed is kept."
            ),
            lambda: navigation.more,
        ),
    )


def first_list(page: Page) -> QWidget | None:
    """Return the list a page's work begins with, else the first one of it that is seen."""
    if (mine := page.begins_with) is not None:
        return mine if mine.isVisible() else mine.parentWidget()
    return next((shown for shown in page.findChildren(QAbstractItemView) if shown.isVisible()), None)


def _item(navigation: Navigation, key: DestinationKey) -> Callable[[], QWidget | None]:
    return lambda: navigation.button(key)


def _work() -> dict[str, tuple[str, str]]:
    return {
        "CREDIT_OFFICER": (
            tr("Your day begins here"),
            tr(
                "The unions that meet today. Tap one to open its sheet, type what each member pays, and save."
            ),
        ),
        "COLLECTIONS_OFFICER": (
            tr("Your day begins here"),
            tr("Who is late and what is due, the oldest first. Tap one to record what they pay."),
        ),
        "SUPERVISOR": (
            tr("What waits for you"),
            tr(
                "Every request, and what it would change. Approve it, send it back, or refuse it and say why."
            ),
        ),
        "OPERATIONS": (
            tr("What waits for its money"),
            tr("Approved loans, by the day the money is expected. Paying one out fixes its schedule."),
        ),
        "ADMIN": (
            tr("What waits for you"),
            tr(
                "Every request, and what it would change. Approve it, send it back, or refuse it and say why."
            ),
        ),
    }


def _places() -> dict[str, tuple[tuple[DestinationKey, str, str], ...]]:
    cash = tr("The cash you hold. Hand it over from here, counted note by note.")
    count = tr("Cash that officers hand over. You count it first; only then the two counts are compared.")
    return {
        "CREDIT_OFFICER": (("cash", tr("Cash in hand"), cash),),
        "COLLECTIONS_OFFICER": (("cash", tr("Cash in hand"), cash),),
        "SUPERVISOR": (("handovers", tr("Handovers"), count),),
        "OPERATIONS": (("handovers", tr("Handovers"), count),),
    }
