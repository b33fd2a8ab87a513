"""The pages of a workplace: one for each destination, and those opened over them.

The rules kept here: the pages of destinations stay as they are; a page left by going back is let go of and
made again when somebody goes forward, for what was typed is kept as a draft and not in the page; two pages
never show the same thing. A page is made in one turn and has its place in the next, so that the window
answers in between; it is seen when what it asked for is there, or cannot wait for it any longer. The one that
is left gets nothing from the moment on at which it is left.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget

from fieldapp.screens.frame import Page
from fieldapp.screens.targets import Target
from fieldapp.screens.workplace.way.curtain import Curtain
from fieldapp.screens.workplace.way.trail import Step, Trail

MOST_OPEN = 6


class Shelf:
    """The pages there are: those of destinations for good, the others as long as a way leads to them.

    `make` makes the page of a target, `ground_of` names the destination it stands at, "" for none.
    """

    def __init__(self, make: Callable[[Target], Page], ground_of: Callable[[Target], str]) -> None:
        self._make = make
        self._ground_of = ground_of
        self._grounds: dict[str, Page] = {}
        self._over: dict[Step, Page] = {}

    def page_of(self, step: Step) -> Page:
        """Return the page of a step; one that shows the same thing already is taken for it."""
        ground = self._ground_of(step.target)
        if ground:
            if ground not in self._grounds:
                self._grounds[ground] = self._make(step.target)
            return self._grounds[ground]
        if step not in self._over:
            other = next((each for each in self._over if each.target == step.target), None)
            self._over[step] = self._make(step.target) if other is None else self._over.pop(other)
        return self._over[step]

    def forget(self, step: Step) -> None:
        """Let go of the page of a step that was left, if it has one of its own."""
        page = self._over.pop(step, None)
        if page is not None:
            page.hide()
            page.deleteLater()

    def keep(self, steps: tuple[Step, ...]) -> None:
        """Let go of pages that none of these steps leads to, and of the oldest of too many."""
        kept = [step for step in steps if step in self._over][-MOST_OPEN:]
        for step in [step for step in self._over if step not in kept]:
            self.forget(step)


class PageStack(QStackedWidget):
    """Shows the page of the step somebody is at; `turned` when it is another or its heading changed."""

    turned = Signal()

    def __init__(self, make: Callable[[Target], Page], ground_of: Callable[[Target], str]) -> None:
        super().__init__()
        self._ground_of = ground_of
        self._trail = Trail()
        self._shelf = Shelf(make, ground_of)
        self._coming: Page | None = None
        self._curtain = Curtain(self)

    @property
    def page(self) -> Page | None:
        """The page shown, or the one that is about to be."""
        shown = self._coming or self.currentWidget()
        return shown if isinstance(shown, Page) else None

    @property
    def pushed(self) -> bool:
        """Whether the page shown was opened over another."""
        return self._trail.here is not None and self._trail.here.depth > 0

    @property
    def place(self) -> tuple[Target, ...]:
        """The destination with what was opened over it, for coming back after an unlock."""
        steps = self._trail.place
        here = self.page.target if self.page is not None else None
        return (*(step.target for step in steps[:-1]), here) if here is not None else ()

    def open(self, target: Target) -> None:
        """Go to a destination, or open a page over the present one; where somebody is already, they stay."""
        here, ground = self._trail.here, self._ground_of(target)
        if here is None or not self._same(here, target, ground):
            self._note_target()
            here = self._trail.go(target, over=not ground)
        here.target = target
        self._show_here()

    def back(self) -> bool:
        """Leave the page shown for the one before it; False at the beginning of the way."""
        self._note_target()
        left = self._trail.here
        if left is None or self._trail.back() is None:
            return False
        self._show_here()
        self._shelf.forget(left)
        return True

    def forward(self) -> bool:
        """Go forward to where somebody went back from; False at the end of the way."""
        self._note_target()
        if self._trail.forward() is None:
            return False
        self._show_here()
        return True

    def restore(self, place: tuple[Target, ...]) -> None:
        """Stand where somebody stood before; only the page that is shown is made."""
        for target in place:
            self._trail.go(target, over=not self._ground_of(target))
        self._show_here()

    def _note_target(self) -> None:
        """A page may have become one of something else while it was open: coming back is to that."""
        here, page = self._trail.here, self.page
        if here is not None and page is not None and page.target is not None:
            here.target = page.target

    def _same(self, here: Step, target: Target, ground: str) -> bool:
        if ground:
            return not here.depth and self._ground_of(here.target) == ground
        return here.target == target

    def _show_here(self) -> None:
        step = self._trail.here
        if step is None:
            return
        page = self._shelf.page_of(step)
        fresh = self.indexOf(page) < 0
        if fresh:
            # First of what is queued here, so that what the page queues as it arrives finds it shown.
            QTimer.singleShot(0, self, self._come)
        page.arrive(step.target)
        if fresh:
            self._coming = page
            self._curtain.fall()
            page.load_ahead()
            self.addWidget(page)
            page.headed.connect(self.turned)
            self.turned.emit()
        elif page is not self._coming:
            self._coming = None
            self._curtain.forget()
            if page is not self.currentWidget():
                page.load_ahead()
            self._stand(page)
            self._curtain.rise()
            self.turned.emit()
        self._shelf.keep(self._trail.steps)

    def _come(self) -> None:
        page, self._coming = self._coming, None
        if page is not None:
            self._stand(page)
            self._curtain.rise_for(page)

    def _stand(self, page: Page) -> None:
        self.setCurrentWidget(page)
        page.setFocus()
