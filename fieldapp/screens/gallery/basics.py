"""Buttons, states of things, people, figures and facts."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from fieldapp.screens.gallery.board import beside, shown
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Height, Width
from fieldapp.screens.widgets.avatar import Avatar
from fieldapp.screens.widgets.badge import Badge, BadgeKind, Mark
from fieldapp.screens.widgets.bar import Bar
from fieldapp.screens.widgets.buttons import Button, CommitButton
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.drawn.ring import Ring
from fieldapp.screens.widgets.drawn.subject import Subject
from fieldapp.screens.widgets.drawn.tiles import Tiles
from fieldapp.screens.widgets.notice import Notice
from fieldapp.screens.widgets.text import ElidedLabel, Fact, Figure, Tone, label
from fieldapp.screens.words import Told

_LONG = "Alhaja Rukayat Oluwaseun Adeyemi-Ogunleye of the Oja-Oba Traders and Craftswomen Union"
_BADGES: tuple[tuple[BadgeKind, str], ...] = (
    ("pending", "Pending"),
    ("paid", "Paid"),
    ("partial", "Partial"),
    ("overdue", "14 days late"),
    ("promise", "Promise 27 Nov"),
    ("provisional", "Provisional"),
    ("on_this_tablet", "On this tablet"),
    ("sent", "Sent 10:41"),
    ("posted", "Posted"),
    ("attention", "Needs attention"),
    ("credit", "Credit 1,200"),
    ("verified", "Verified"),
    ("draft", "Draft"),
    ("refused", "Refused"),
)


def hang(look: Look) -> Iterable[Card]:
    """Return the cards of this room."""
    yield _buttons(look)
    yield _acts(look)
    yield _badges(look)
    yield _people(look)
    yield _subject(look)
    yield _figures(look)
    yield _notices(look)
    yield _texts()


def _buttons(look: Look) -> Card:
    disabled = Button(look, "Disabled", "plain", "check")
    disabled.setEnabled(False)
    first = beside(
        Button(look, "Primary", "primary", "check"),
        Button(look, "Secondary"),
        Button(look, "Tonal", "tonal"),
        Button(look, "Link", "quiet"),
    )
    second = beside(
        Button(look, "Refuse", "refuse", "x"),
        disabled,
        Button(look, "", "icon", "dots-three-vertical", "More acts"),
        Button(look, "", "plain", "backspace", "Delete"),
    )
    return shown("Buttons", first, second)


def _acts(look: Look) -> Card:
    ready = CommitButton(look, "Save ₦16,000", "check")
    closed = CommitButton(look, "Lock meeting", "lock-simple")
    closed.allow(False, "The union leader still has to sign")
    busy = CommitButton(look, "Save", "check")
    busy.click()
    return shown("Acts that write", beside(ready, busy), closed.why, beside(closed))


def _badges(look: Look) -> Card:
    usual = [Badge(look, Mark(kind, text)) for kind, text in _BADGES]
    small = [Badge(look, Mark(kind, text), Height.BADGE_ROW) for kind, text in _BADGES[3:7]]
    long = Badge(look, Mark("promise", _LONG))
    return shown(
        "States: word, shape, colour", beside(*usual), label("In a row", "label"), beside(*small, long)
    )


def _people(look: Look) -> Card:
    names = ("Esther Ogbonna", "Ẹniọlá", "ƙyauta Ɗanladi", "🌻", "", _LONG)
    rounds = [Avatar(look, name) for name in names]
    small = [Avatar(look, name, Width.AVATAR_SMALL) for name in names]
    return shown("People", beside(*rounds), beside(*small))


def _figures(look: Look) -> Card:
    owed, due = Figure("Owes in all ₦"), Figure("Due now ₦", "display")
    owed.set_value("15,000")
    due.set_value("15,000")
    short = Figure("Difference ₦", "heading")
    short.set_value("− 300", "overdue")
    bar = Bar(look, Height.BAR_MAIN)
    bar.set_parts(((50, "paid"), (12, "pending")), 100, "62 % of expected", 70)
    thin = Bar(look)
    thin.set_parts(((40, "paid"), (9, "partial")), 100, "49 % paid")
    ring = Ring(look)
    ring.set_part(5 / 7, "5", "5 days left")
    last = Ring(look)
    last.set_part(1 / 7, "1", "1 day left", "overdue")
    facts: list[QWidget] = [Fact("Loan", "LN-204-0088 · Traders 24 weeks"), Fact("Taken by", _LONG)]
    return shown("Figures and facts", beside(owed, due, short), bar, thin, beside(ring, last), *facts)


def _subject(look: Look) -> Card:
    subject = Subject(look)
    second = "LN-204-0901 · Weekly group loan, 24 weeks · fees ₦1,500"
    mark = Mark("pending", "Waits 2 days")
    subject.show_subject("Uche Obi", "Loan of ₦144,000 for Uche Obi", second, mark, "Nobody verified her yet")
    tiles = Tiles(look, ("Instalment", "Member will owe", "Your limit"))
    figures: tuple[tuple[str, str, Tone], ...] = (
        ("₦6,720", "24 times", "muted"),
        ("₦161,280", "interest ₦17,280", "muted"),
        ("₦500,000", "within your limit", "paid"),
    )
    for tile, (figure, more, tone) in zip(tiles.tiles, figures, strict=True):
        tile.show_figure(figure, more, tone)
    return shown("What a page is about", subject, tiles)


def _notices(look: Look) -> Card:
    told = (
        Told("done", "Saved on this tablet", "25 amounts, 66,300 in all.", "Show"),
        Told("note", "₦1,000 more than the loan owes", "It is kept as Esther's credit.", "Use 15,000"),
        Told("error", "Not saved", "The tablet has no room left. Nothing was lost.", "", "disk_full"),
    )
    boxes = [Notice(look) for _ in told]
    card = shown("Notices", *boxes)
    for box, each in zip(boxes, told, strict=True):
        box.tell(each)
    return card


def _texts() -> Card:
    steps = (
        label("₦ 16,000", "display"),
        label("Card figures 26", "figure"),
        label("Page title 22", "heading"),
        label("Card title 18", "title"),
        label("Names and buttons 15", "strong"),
        label("Text 15, and Ẹ ọ ṣ ƙ ɗ ɓ ị ụ ṅ", "body"),
        label("Field labels and second lines 13", "label"),
        label("Table headers 12", "caption"),
        ElidedLabel(_LONG, "strong"),
    )
    return shown("Text", *steps)
