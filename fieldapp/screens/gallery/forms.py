"""Fields, amounts, keys, counting and signing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from math import sin

from fieldapp.screens.gallery.board import shown, spread
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Height
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.dates.date_field import DateField
from fieldapp.screens.widgets.dates.limits import Days
from fieldapp.screens.widgets.dates.range_field import RangeField, Span
from fieldapp.screens.widgets.forms.amount_field import AmountField, HeroAmount
from fieldapp.screens.widgets.forms.fields import NoteField, TextField
from fieldapp.screens.widgets.forms.keypad import Keypad
from fieldapp.screens.widgets.forms.note_count import NoteCount
from fieldapp.screens.widgets.forms.pin_pad import PinPad
from fieldapp.screens.widgets.forms.signature import Signature
from fieldapp.screens.words import Formats
from shared.calendar import BusinessCalendar


def hang(look: Look) -> Iterable[Card]:
    """Return the cards of this room."""
    yield _fields(look)
    yield _keypad(look)
    yield _dates(look)
    yield _count(look)
    yield _notes(look)
    yield _signatures(look)
    pad = PinPad(look)
    pad.setMinimumHeight(5 * Height.PIN_KEY)
    yield shown("PIN", pad)


def _fields(look: Look) -> Card:
    amount = AmountField(look, "Amount ₦", "Due 8,400")
    amount.set_amount(840_000)
    odd = AmountField(look, "Pasted ₦")
    odd.edit.setText("1e5 naira")
    phone = TextField(look, "Phone")
    phone.set_text("0803 555 01")
    phone.set_problem("One digit is missing")
    code = TextField(look, "Member code", "Given by the tablet", lock=True)
    code.set_text("OJ-1041")
    return shown("Fields", spread(amount, phone), spread(code, odd))


def _keypad(look: Look) -> Card:
    hero = HeroAmount(look, "Amount", "₦")
    hero.set_amount(1_600_000)
    pad = Keypad(look, hero.edit)
    pad.offer(0, "Overdue", 500_000)
    pad.offer(1, "Due", 1_500_000)
    pad.setMinimumHeight(4 * Height.FIELD)
    return shown("The amount of a page", hero, pad)


def _dates(look: Look) -> Card:
    calendar = BusinessCalendar(frozenset({6}), frozenset({date(2026, 11, 25)}))
    days = Days(date(2026, 11, 20), first=date(2026, 11, 3), why_first="October is closed", calendar=calendar)
    due, wrong = DateField(look, "Due on", Formats, days), DateField(look, "Too early", Formats, days)
    due.set_day(date(2026, 11, 25))
    wrong.set_day(date(2026, 10, 1))
    span = RangeField(look, Formats, days)
    span.put(Span(date(2026, 11, 20), date(2026, 11, 26)))
    return shown("Days", spread(due, wrong), span)


def _count(look: Look) -> Card:
    count = NoteCount(look, "₦")
    count.set_denominations(((100_000, 96), (50_000, 77), (20_000, 84)))
    return shown("Count the cash", count)


def _notes(look: Look) -> Card:
    note = NoteField(look, "Note", "What the supervisor should know")
    reason = NoteField(look, "Reason, at least 15 letters", least=15, most=60)
    reason.set_text("Counted tw")
    long = NoteField(look, "Reason", most=20, lines=2)
    long.set_text("Counted twice with Musa, the note was found")
    return shown("Notes and reasons", note, reason, long)


def _signatures(look: Look) -> Card:
    signed = Signature(look, "Officer", "Funmilayo Adeyemi")
    wave = tuple((150 + 5 * step, 270 + round(60 * sin(step / 4))) for step in range(120))
    signed.pad.set_strokes((wave,))
    signed.say("Signed 12:05", "paid")
    waiting = Signature(look, "Union leader", "Alhaja Rukayat Lawal, chair", "Refuses to sign")
    for each in (signed, waiting):
        each.pad.setMinimumHeight(Height.SIGNATURE)
    return shown("Signatures", signed, waiting)
