"""What is asked of the history: standing, days, union, method, who received it, and words; remembered.

The rule kept here: every filter says what it holds, and one press lets go of all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import get_args

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from fieldapp.desk.facts import UnionFacts
from fieldapp.everyone.repayments.history import STANDINGS, Standing, Wanted
from fieldapp.screens.repayments.cells import standing_mark
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.badge import shape_of
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import column, row
from fieldapp.screens.widgets.choices.chip import Option
from fieldapp.screens.widgets.choices.chips import Choice, MenuChip
from fieldapp.screens.widgets.choices.flow import Flow
from fieldapp.screens.widgets.dates.limits import Days
from fieldapp.screens.widgets.dates.period import Period, Time
from fieldapp.screens.widgets.dates.range_field import Span
from fieldapp.screens.widgets.lists.find_field import FindField
from fieldapp.screens.words import method_name, tr
from fieldapp.screens.workbench import Workbench
from shared.contract.bodies.lending import PaymentMethod
from shared.contract.codec import Malformed, Message, decode, encode
from shared.ids import StaffId, UnionId

_EVERY = "all"
_NOTE = ("preference", "repayments")


class _Kept(Message, frozen=True):
    standing: str
    time: str
    method: str
    union: bytes = b""
    by: bytes = b""
    first: date | None = None
    last: date | None = None


class Filters(QWidget):
    """`changed` whenever something else is asked for."""

    changed = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        every = (_EVERY, self.tr("all"))
        self.standing = Choice(bench.look, self.tr("State"), _standings(), low=True)
        self.standing.choose(_EVERY)
        self.time = _received(bench, self)
        self.union = MenuChip(bench.look, self.tr("Union"), (every,), "users-three")
        self.method = MenuChip(bench.look, self.tr("Method"), (every, *_methods()), "money")
        self.by = MenuChip(bench.look, self.tr("Received by"), (every,), "user")
        self.text = FindField(bench.look, self.tr("Find a member, loan, union or receipt"))
        self.text.setMinimumWidth(Width.SEARCH)
        self.clear = Button(bench.look, self.tr("Clear"), "quiet")
        # What was chosen stays chosen until it is known whether it is still there.
        self._of: dict[str, bytes] = {"union": b"", "by": b""}
        self._lay_out()
        self._recall()
        self.standing.chosen.connect(lambda _: self._tell())
        self.time.changed.connect(self._tell)
        self.method.picked.connect(lambda _: self._tell())
        self.union.picked.connect(lambda key: self._take("union", key))
        self.by.picked.connect(lambda key: self._take("by", key))
        self.text.textChanged.connect(lambda _: self.changed.emit())
        self.clear.clicked.connect(self.let_go)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand in two lines or in three: words to look for have room in each."""
        super().resizeEvent(event)
        look_for = Width.SEARCH * self._bench.look.scale + self.clear.sizeHint().width() + Gap.S
        beside = self.width() >= self._chips.sizeHint().width() + look_for + Gap.S
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._more.setDirection(way)

    @property
    def untouched(self) -> bool:
        """Whether it asks for what it asks for at first."""
        chosen = (self.standing.current, self.method.current, *self._of.values(), self.text.text().strip())
        return self.time.untouched and chosen == (_EVERY, _EVERY, b"", b"", "")

    def wanted(self, today: date) -> Wanted:
        """Return what is asked for as of a day."""
        first, last = self.time.days(today)
        return Wanted(
            standing=next((each for each in STANDINGS if each == self.standing.current), None),
            first=first,
            last=last,
            union=UnionId(self._of["union"]) if self._of["union"] else None,
            method=next((each for each in get_args(PaymentMethod) if each == self.method.current), None),
            received_by=StaffId(self._of["by"]) if self._of["by"] else None,
            text=self.text.text(),
        )

    def offer(self, unions: Iterable[UnionFacts], receivers: Iterable[tuple[StaffId, str]]) -> None:
        """Offer these unions and people; what was chosen stays chosen while it is among them."""
        _offer(self.union, [(each.union, each.name) for each in unions], self._of["union"])
        _offer(self.by, receivers, self._of["by"])

    def show_counts(self, counts: dict[Standing, int]) -> None:
        """Show how many repayments each standing has."""
        self.standing.set_count(_EVERY, sum(counts.values()))
        for standing, count in counts.items():
            self.standing.set_count(standing, count)

    def let_go(self) -> None:
        """Ask for everything again, as at first."""
        self.ask_for(_EVERY, "")

    def ask_for(self, standing: str, time: str = "all") -> None:
        """Ask for those of one standing alone."""
        self.standing.choose(standing)
        self.time.choose(time)
        self._of = {"union": b"", "by": b""}
        for chip in (self.union, self.method, self.by):
            chip.choose(_EVERY)
        self.text.blockSignals(True)
        self.text.clear()
        self.text.blockSignals(False)
        self._tell()

    def _lay_out(self) -> None:
        chips, found = Flow(), row(Gap.S)
        self._chips = chips
        for widget in (self.time.chip, self.union, self.method, self.by):
            chips.addWidget(widget)
        found.addWidget(self.text, 1)
        found.addWidget(self.clear)
        self._more = row(Gap.S)
        self._more.addLayout(chips)
        self._more.addLayout(found, 1)
        box = column(Gap.S)
        box.addWidget(self.standing)
        box.addLayout(self._more)
        box.addWidget(self.time.span)
        self.setLayout(box)

    def _take(self, which: str, key: str) -> None:
        self._of[which] = b"" if key == _EVERY else bytes.fromhex(key)
        self._tell()

    def _tell(self) -> None:
        days = self.time.asked
        first, last = (days.first, days.last) if days is not None else (None, None)
        kept = _Kept(
            self.standing.current, self.time.chip.current, self.method.current,
            self._of["union"], self._of["by"], first, last,
        )  # fmt: skip
        self._bench.notes.put(*_NOTE, encode(kept))
        self.changed.emit()

    def _recall(self) -> None:
        data = self._bench.notes.get(*_NOTE)
        try:
            kept = decode(_Kept, data) if data is not None else None
        except Malformed:
            kept = None
        if kept is not None:
            self.standing.choose(kept.standing if kept.standing in STANDINGS else _EVERY)
            self.method.choose(kept.method if kept.method in get_args(PaymentMethod) else _EVERY)
            span = Span(kept.first, kept.last) if kept.first and kept.last else None
            self.time.choose(kept.time, span)
            self._of = {"union": kept.union, "by": kept.by}


def _offer(chip: MenuChip, among: Iterable[tuple[bytes, str]], chosen: bytes) -> None:
    names = [(each.hex(), name) for each, name in among]
    chip.set_options(((_EVERY, tr("all")), *names))
    chip.choose(chosen.hex() if chosen.hex() in dict(names) else _EVERY)


def _standings() -> tuple[Option, ...]:
    found = [Option(_EVERY, tr("All"))]
    for standing in STANDINGS:
        mark = standing_mark(standing)
        status, icon = shape_of(mark.kind)
        found.append(Option(standing, mark.text, icon, status))
    return tuple(found)


def _methods() -> tuple[tuple[str, str], ...]:
    return tuple((method, method_name(method)) for method in get_args(PaymentMethod))


def _received(bench: Workbench, parent: QWidget) -> Period:
    """The times the history asks for; at first the last thirty days."""
    today = bench.today()
    times = {
        "thirty": Time(tr("last 30 days"), lambda day: (day - timedelta(days=29), day)),
        "today": Time(tr("today"), lambda day: (day, day)),
        "seven": Time(tr("last 7 days"), lambda day: (day - timedelta(days=6), day)),
        "month": Time(tr("this month"), lambda day: (day.replace(day=1), day)),
        "span": Time(tr("from … to …"), lambda _: (None, None)),
        "all": Time(tr("any time"), lambda _: (None, None)),
    }
    return Period(
        bench.look,
        tr("Received"),
        times,
        Span(today.replace(day=1), today),
        say=lambda: bench.formats,
        days=lambda: Days(bench.today(), last=bench.today()),
        parent=parent,
    )
