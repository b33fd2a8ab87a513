"""Questions, sheets, messages and progress, opened over the gallery by buttons."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QWidget

from fieldapp.screens.gallery.board import beside, shown
from fieldapp.screens.theme.look import Look
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.overlays.dialog import Question, ask, impact_box
from fieldapp.screens.widgets.overlays.progress import Progress
from fieldapp.screens.widgets.overlays.sheet import Menu, MenuItem
from fieldapp.screens.widgets.overlays.toast import Toasts
from fieldapp.screens.words import Told

_IMPACT = (
    ("Instalment 9 opens again, left ₦", "5,000"),
    ("Owed on the loan ₦", "148,000"),
    ("Your cash in hand", "no change"),
)
QUESTION = Question(
    "Reverse receipt HT07-001176?", "Keep receipt", "Reverse ₦5,000", impact=_IMPACT,
    reason="Reason, at least 15 letters", icon="arrow-u-up-left",
)  # fmt: skip
MENU = (
    MenuItem("print", "Print 58 mm", "check"),
    MenuItem("share", "Share", "arrow-up", "As a picture or a PDF"),
    MenuItem("reverse", "Reverse", "arrow-u-up-left", why="Only your supervisor can"),
)


def hang(look: Look) -> Iterable[Card]:
    """Return the cards of this room."""
    yield _questions(look)
    yield shown("Impact", impact_box(_IMPACT))
    yield _progress(look)


def _questions(look: Look) -> Card:
    told = Told("error", "Not reversed", "The tablet has no room left. Nothing was changed.")
    toasts: dict[int, Toasts] = {}

    def opener(words: str, run: Callable[[QWidget], object]) -> Button:
        button = Button(look, words)
        button.clicked.connect(lambda: run(button.window()))
        return button

    def say(around: QWidget) -> None:
        said = toasts.setdefault(id(around), Toasts(look, around))
        said.say("Saved on this tablet · 25 amounts", "Show", lambda: said.say("Shown"))

    buttons = (
        opener("A question", lambda around: ask(look, around, QUESTION, lambda asked, _: asked.fail(told))),
        opener("A menu", lambda around: Menu(look, around, "Receipt").offer(MENU)),
        opener("A message", say),
    )
    return shown("Over the page", beside(*buttons))


def _progress(look: Look) -> Card:
    running, starting, over = (Progress(look, "Saving 250 receipts as one file") for _ in range(3))
    running.show_done(92, 250, "About 1 min left")
    over.finish("250 receipts saved")
    return shown("Long work", running, starting, over)
