"""What stands where content would: loading, empty, error; and what is unusual beside content."""

from __future__ import annotations

from collections.abc import Iterable

from fieldapp.screens.gallery.board import shown
from fieldapp.screens.theme.look import Look
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.forms.strip import Strip
from fieldapp.screens.widgets.states import EmptyState, ErrorState, Loading
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
    offline, refused = Strip(look), Strip(look, refused=True)
    offline.say(
        "Approving needs the office", "Last known 09:12. Your decision waits here and goes out first.",
        "Keep decision",
    )  # fmt: skip
    refused.say("The cap on cash is reached", "Hand over what you hold before you take more.")
    yield shown("Offline", offline)
    yield shown("Refused", refused)
