"""What stands where content would: loading, empty, error; and what is unusual beside content."""

from __future__ import annotations

from collections.abc import Iterable

from fieldapp.screens.gallery.board import shown
from fieldapp.screens.theme.look import Look
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.forms.strip import Strip
from fieldapp.screens.widgets.states import EmptyState, ErrorState, Loading, StandIn
from fieldapp.screens.words import Told


def hang(look: Look) -> Iterable[Card]:
    """Return the cards of this room."""
    yield shown("Loading", Loading(look))
    empty = EmptyState(
        look, "calendar-check", "Nothing is due in this union today",
        "The next meeting is Friday 27 November.", "Show next 7 days",
    )  # fmt: skip
    yield shown("Empty", empty)
    told = Told(
        "error",
        "The receipt was not printed",
        "The payment is saved on this tablet. The printer does not answer: switch it on and print again.",
        "Print again",
        "printer_silent 7f3a",
    )
    yield shown("Error", ErrorState(look, told, later="Later"))
    yield _stand_ins(look)
    yield _strip(
        look, "Offline", "Approving needs the office",
        "Last known 09:12. Your decision waits here and goes out first.", "Keep decision",
    )  # fmt: skip
    yield _strip(
        look, "Refused", "The cap on cash is reached", "Hand over what you hold before you take more.",
        refused=True,
    )  # fmt: skip


def _stand_ins(look: Look) -> Card:
    gone, failed = StandIn(look), StandIn(look)
    card = shown("In place of a page", gone, failed)
    gone.tell(Told("note", "This loan is not on this tablet", "It may have moved."), gone=True)
    failed.tell(Told("error", "This tablet's data is damaged", "Do not delete anything.", support="damaged"))
    return card


def _strip(
    look: Look, name: str, title: str, detail: str, action: str = "", *, refused: bool = False
) -> Card:
    """What shows itself is hung first: without a place it would be a window of its own."""
    strip = Strip(look, refused=refused)
    card = shown(name, strip)
    strip.say(title, detail, action)
    return card
