"""What an application must keep, each point in words and whether it does.

The rule kept here: everything that stands in the way is said before anybody presses send; a refusal that has
no line of its own gets one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from fieldapp.officer.lending.outlook import Outlook
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, IconSize, Status
from fieldapp.screens.widgets.badge import Badge, Mark
from fieldapp.screens.widgets.card import Card, column, row
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench
from shared.errors import RuleRefused

_MOST_OTHERS = 4
_SHAPES: dict[Status, str] = {
    "paid": "check-circle-fill",
    "overdue": "warning-fill",
    "pending": "warning-circle-fill",
}


@dataclass(frozen=True, slots=True)
class _Point:
    """One thing that must be so: the codes that say it is not, and the words where it is."""

    codes: tuple[str, ...]
    kept: str
    of_amount: bool = False


class _Line(QWidget):
    """One point with its shape."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._status: Status = "paid"
        self._shape = label()
        self._words = label("", "body", wrap=True)
        self._more = label("", "label", "muted", wrap=True)
        words = column(Gap.NONE)
        words.addWidget(self._words)
        words.addWidget(self._more)
        line = row(Gap.S)
        line.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        self.setLayout(line)
        look.changed.connect(self._draw)

    def say(self, status: Status, title: str, detail: str = "") -> None:
        """Show a point: kept, in the way, or in the way later."""
        self._status = status
        self._words.setText(title)
        self._more.setText(detail)
        self._more.setVisible(bool(detail))
        spoken: dict[Status, str] = {
            "paid": tr("Kept"),
            "overdue": tr("In the way"),
            "pending": tr("In the way of the money"),
        }
        self.setAccessibleName(f"{spoken[status]}: {title}. {detail}")
        self._draw()

    def _draw(self) -> None:
        colour = self._look.colours.status(self._status).fg
        icon = self._look.icon(_SHAPES[self._status], colour, IconSize.LABEL)
        self._shape.setPixmap(icon.pixmap(self._look.icon_px(IconSize.LABEL)))


class ChecksCard(Card):
    """The points, and how many stand in the way."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("Can it be sent?"))
        self._bench = bench
        self._points = _points()
        self._lines: list[_Line] = []
        self._others: list[_Line] = []
        self.mark = Badge(bench.look, Mark("verified", ""))
        self.head.addWidget(self.mark)

    def _make_lines(self) -> None:
        """The lines are made when there is something to check."""
        self._lines = [_Line(self._bench.look) for _ in self._points]
        self._others = [_Line(self._bench.look) for _ in range(_MOST_OTHERS)]
        for line in (*self._others, *self._lines):
            line.hide()
            self.body.addWidget(line)

    def show_outlook(self, outlook: Outlook | None, missing: str = "", lacking: str = "") -> None:
        """Show what is kept and what is not; None while the form cannot be read.

        `missing` is what there is not yet of amount or term, and `lacking` what it needs only to be sent.
        """
        self.setVisible(outlook is not None)
        if outlook is None:
            return
        if not self._lines:
            self._make_lines()
        met = {hurdle.reason.code: hurdle for hurdle in outlook.hurdles}
        for point, line in zip(self._points, self._lines, strict=True):
            hurdle = next((met.pop(code) for code in point.codes if code in met), None)
            if hurdle is None:
                line.say("paid", point.kept)
            else:
                status: Status = "overdue" if hurdle.stops == "submission" else "pending"
                line.say(status, hurdle.reason.title, hurdle.reason.detail_in(self._bench.formats))
            line.setVisible(not (missing and point.of_amount))
        others = _others(outlook, tuple(hurdle.reason for hurdle in met.values()))
        untyped = ((words, "") for words in (missing, lacking) if words)
        say = self._bench.formats
        self._say_others((*((each.title, each.detail_in(say)) for each in others), *untyped))
        stopped = outlook.preview.refusal is not None or bool(missing or lacking)
        later = any(hurdle.stops == "payout" for hurdle in outlook.hurdles)
        if stopped:
            self.mark.set_mark(Mark("attention", tr("Not yet")))
        elif later:
            self.mark.set_mark(Mark("pending", tr("Yes, not paid out yet")))
        else:
            self.mark.set_mark(Mark("verified", tr("Yes")))

    def _say_others(self, said: tuple[tuple[str, str], ...]) -> None:
        for place, line in enumerate(self._others):
            line.setVisible(place < len(said))
            if place < len(said):
                line.say("overdue", *said[place])


def _others(outlook: Outlook, left: tuple[RuleRefused, ...]) -> Iterator[RuleRefused]:
    """What stands in the way and is no point of the list, as a tablet that may not record."""
    codes = {hurdle.reason.code for hurdle in outlook.hurdles}
    refusal = outlook.preview.refusal
    if refusal is not None and refusal.code not in codes:
        yield refusal
    yield from left


def _points() -> tuple[_Point, ...]:
    return (
        _Point(("member.inactive", "member.unknown"), tr("The member is active")),
        _Point(("member.unverified",), tr("The member is verified")),
        _Point(("loan.too_many_open",), tr("No other loan is in the way")),
        _Point(
            (
                "product.amount_too_small",
                "product.amount_too_large",
                "product.fees_too_high",
            ),
            tr("The amount is within the product's limits"),
            of_amount=True,
        ),
        _Point(
            ("product.term_too_short", "product.term_too_long", "terms.too_long", "terms.bad_term"),
            tr("The term is within the product's limits"),
        ),
        _Point(
            (
                "loan.expected_in_past",
                "loan.expected_too_late",
                "loan.first_due_too_late",
                "terms.first_due_too_early",
                "terms.bad_date",
            ),
            tr("The days are possible"),
        ),
    )
