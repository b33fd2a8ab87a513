"""What can lie over the pages of one workplace, and how it is opened.

The rule kept here: one lies there at a time, and where somebody goes nothing stays lying over it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton, QWidget

from fieldapp.screens.frame import Page
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Wait
from fieldapp.screens.widgets.overlays.veil import Lying
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench
from fieldapp.screens.workplace.bars.navigation import Navigation
from fieldapp.screens.workplace.bars.top_bar import TopBar
from fieldapp.screens.workplace.destinations import Destination
from fieldapp.screens.workplace.errands import Errand, Ways, errands_of
from fieldapp.screens.workplace.finding.palette import Findable, Palette
from fieldapp.screens.workplace.keys import Shortcut, told
from fieldapp.screens.workplace.over.help import HelpSheet
from fieldapp.screens.workplace.over.more import MoreSheet
from fieldapp.screens.workplace.over.steps import steps_of
from fieldapp.screens.workplace.over.tour import Tour
from fieldapp.screens.workplace.pages import may_open

SEEN, TOUR = "seen", "tour"


@dataclass(frozen=True, slots=True)
class Around:
    """The window that things lie over, as they need to know it."""

    role: str
    places: tuple[Destination, ...]
    ways: Ways
    page: Callable[[], Page | None]
    top: TopBar
    navigation: Navigation


class Overlays:
    """More, search, help and tour over `window`."""

    def __init__(self, bench: Workbench, window: QWidget, around: Around) -> None:
        self._bench = bench
        self._window = window
        self._around = around
        self.keys: tuple[Shortcut, ...] = ()
        self.more = MoreSheet(bench.look, window, tr("More"))
        self.acts = MoreSheet(bench.look, window, tr("More about this page"), "below")
        self.help = HelpSheet(bench.look, window)
        self.tour = Tour(bench.look, window)
        findable = Findable(self._places, self._acts, lambda to: may_open(around.role, to), around.ways.open)
        self.palette = Palette(bench, window, findable)
        self.help.tour_wanted.connect(self.show_tour)
        self.tour.ended.connect(lambda: bench.notes.put(SEEN, TOUR, b"1"))
        # A timer of the tour's: where the window is gone by then, it is gone too.
        first = QTimer(self.tour)
        first.setSingleShot(True)
        first.timeout.connect(self._show_first_tour)
        first.start(Wait.TOUR)

    def show_more(self) -> None:
        """Offer the places that have no room, and everything else there is."""
        if not self.clear():
            return
        places = [self._place(place) for place in self._around.navigation.folded]
        errands = [*self._errands(), Errand("help", tr("Help"), "keyboard", self.show_help)]
        here = [each for each in errands if each.key not in ("lock", "sync_now")]
        if not self._around.navigation.search.isVisible():
            here.insert(0, Errand("search", tr("Search"), "magnifying-glass", self.show_search))
        self.more.offer((places, here, [each for each in errands if each.key == "lock"]))

    def show_acts(self) -> None:
        """Offer what the page can do and the top bar has no room for."""
        if self.clear():
            self.acts.offer(([act_errand(act) for act in self._around.top.folded if act.isEnabled()],))

    def show_search(self) -> None:
        """Open search everywhere; opened again it goes away."""
        if self.palette.isVisible():
            self.palette.close_panel()
        elif self.clear():
            self.palette.search()

    def show_help(self) -> None:
        """Show the keys of this page and of the window; opened again it goes away."""
        if self.help.isVisible():
            self.help.close_panel()
            return
        if not self.clear():
            return
        page = self._around.page()
        mine = page.keys() if page is not None else ()
        self.help.show_keys(((tr("On this page"), mine), (tr("Everywhere"), told(self.keys))))

    def show_tour(self) -> None:
        """Show around the page that is open."""
        page = self._around.page()
        if page is not None and self.clear():
            around = self._around
            self.tour.begin(steps_of(around.role, page, around.top, around.navigation))

    def _show_first_tour(self) -> None:
        """Wait until the page has what it shows, for the tour points at it; reading is done in its turn."""

        def begin() -> None:
            if self._bench.notes.get(SEEN, TOUR) is None:
                self.show_tour()

        around = self.tour.parentWidget()
        # Whoever locked before that closed the desk.
        if around is not None and around.isVisible():
            self._bench.read(self.tour, lambda _: None, lambda _: begin(), lambda _: begin())

    def close(self) -> bool:
        """Take away what lies there; False where nothing does."""
        shown = _lying_over(self._window)
        for each in shown:
            each.dismiss()
        return bool(shown)

    def clear(self) -> bool:
        """Take away what lies there; False where something has to stay, as it is being done."""
        stay = [each for each in _lying_over(self._window) if not each.dismiss()]
        return not stay

    def _errands(self) -> tuple[Errand, ...]:
        return errands_of(self._around.role, self._bench.look, self._around.ways)

    def _places(self) -> tuple[Errand, ...]:
        return tuple(self._place(place) for place in self._around.places)

    def _acts(self) -> tuple[Errand, ...]:
        page = self._around.page()
        return (
            *(page_acts(page) if page is not None else ()),
            *self._errands(),
            Errand(
                "help",
                tr("Help: keys and words"),
                "keyboard",
                self.show_help,
                also=tr("shortcuts keyboard meaning suspense provisional posted arrears"),
            ),
            Errand("tour", tr("Show me around"), "compass", self.show_tour, also=tr("tour help")),
        )

    def _place(self, place: Destination) -> Errand:
        open_it, target = self._around.ways.open, Target(place.key)
        return Errand(place.key, place.text, place.icon, lambda: open_it(target))


def _lying_over(window: QWidget) -> list[Lying]:
    """Return what lies there now: of a page, of a field in it, or of the window itself."""
    return [each for each in window.window().findChildren(Lying) if each.isVisible()]


def page_acts(page: Page) -> tuple[Errand, ...]:
    """Return what can be done on a page now, as its top bar offers it."""
    return tuple(replace(act_errand(act), second=page.title) for act in page.acts if act.isEnabled())


def act_errand(act: QAbstractButton) -> Errand:
    """Return a button of a page as something to do from elsewhere."""
    return Errand(act.accessibleName(), act.accessibleName(), "lightning", act.click)
