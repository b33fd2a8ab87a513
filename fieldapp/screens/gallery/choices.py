"""Chips, filters, segments and tabs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtWidgets import QWidget

from fieldapp.screens.gallery.board import beside, shown
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Height, Width
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.choices.chip import Option
from fieldapp.screens.widgets.choices.chips import Choice, FilterRow, MenuChip
from fieldapp.screens.widgets.choices.linked import Part
from fieldapp.screens.widgets.choices.parted import Parted
from fieldapp.screens.widgets.choices.segments import Segments, attendance_parts
from fieldapp.screens.widgets.choices.tabs import Tabs
from fieldapp.screens.widgets.text import label

_METHODS = (
    Option("cash", "Cash", "wallet"),
    Option("transfer", "Transfer"),
    Option("pos", "POS"),
    Option("mobile", "Mobile"),
    Option("ussd", "USSD"),
    Option("other", "Other"),
)
_FILTERS = (
    Option("all", "All", count=25),
    Option("left", "To collect", count=13),
    Option("late", "Arrears", "warning-fill", "overdue", 5),
    Option("promise", "Promise", "bookmark-simple", "promise", 3),
    Option("absent", "Absent", "x", "overdue", 2),
)
_ATTENDANCE = {"PRESENT": "Present", "LATE": "Late", "ABSENT": "Absent", "EXCUSED": "Excused"}


def hang(look: Look) -> Iterable[Card]:
    """Return the cards of this room."""
    yield _filters(look)
    yield _choices(look)
    yield _segments(look)
    yield _tabs(look)


def _filters(look: Look) -> Card:
    wide, narrow = FilterRow(look, "Show"), FilterRow(look, "Show")
    for line in (wide, narrow):
        line.offer(_FILTERS, (Option("officer", "Officer: Musa Ibrahim"),))
        line.choose("all")
    narrow.setFixedWidth(Width.FIELD)
    officer = MenuChip(
        look, "Officer", (("", "all"), ("musa", "Musa Ibrahim"), ("funmi", "Funmilayo Adeyemi")), "user"
    )
    return shown("Filters", wide, narrow, beside(officer))


def _choices(look: Look) -> Card:
    method = Choice(look, "Method", _METHODS)
    method.choose("cash")
    closed = Choice(look, "Closed", (("yes", "Yes"), ("no", "No")))
    closed.choose("yes")
    closed.setEnabled(False)
    return shown("Choices", method, closed)


def _segments(look: Look) -> Card:
    custom = Segments(look, "Amount", (Part("due", "Due", "15,000"), Part("custom", "Custom")))
    custom.choose("custom")
    lines = []
    for key in _ATTENDANCE:
        line = Segments(look, "Attendance", attendance_parts(_ATTENDANCE), Height.SEGMENT)
        line.choose(key)
        lines.append(line)
    short = Segments(look, "Attendance", attendance_parts(_ATTENDANCE), Height.SEGMENT)
    short.choose("LATE")
    short.setFixedWidth(Width.ATTENDANCE_SHORT)
    none = Segments(look, "Attendance", attendance_parts(_ATTENDANCE))
    return shown("Segments", custom, *lines, short, none)


def _tabs(look: Look) -> Card:
    parts = (
        Part("summary", "Summary"),
        Part("schedule", "Schedule", "24"),
        Part("payments", "Payments", "9"),
    )
    made: dict[str, tuple[str, Callable[[], QWidget]]] = {
        part.key: (part.text, partial(label, f"{part.text}, made when it was looked at")) for part in parts
    }
    parted = Parted(look, "Loan", made)
    parted.open("summary")
    return shown("Tabs", Tabs(look, "Loan", parts), parted)
