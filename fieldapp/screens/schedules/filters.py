"""What is asked of the hub: status, union, time and words; remembered as they were last.

The rule kept here: every filter says what it holds, and one press lets go of all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from fieldapp.desk.facts import UnionFacts
from fieldapp.everyone.schedules import ALL, Wanted
from fieldapp.screens.schedules.due import due
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import column, row
from fieldapp.screens.widgets.choices.chip import Option
from fieldapp.screens.widgets.choices.chips import Choice, MenuChip
from fieldapp.screens.widgets.choices.flow import Flow
from fieldapp.screens.widgets.dates.range_field import Span
from fieldapp.screens.widgets.lists.find_field import FindField
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench
from shared.contract.codec import Malformed, Message, decode, encode
from shared.ids import UnionId
from shared.lending.position import ItemStatus

_EVERY = "all"
_NOTE = ("preference", "schedules")


class _Kept(Message, frozen=True):
    status: str
    union: bytes
    time: str
    first: date | None = None
    last: date | None = None


class Filters(QWidget):
    """`changed` whenever something else is asked for, with whether that may be another union."""

    changed = Signal(bool)

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self.status = Choice(bench.look, self.tr("Status"), _statuses(), low=True)
        self.status.choose(_EVERY)
        self.union = MenuChip(bench.look, self.tr("Union"), ((_EVERY, self.tr("all")),), "users-three")
        self.due = due(bench, self)
        self.text = FindField(bench.look, self.tr("Find a member or a loan"))
        self.text.setMinimumWidth(Width.SEARCH)
        self.clear = Button(bench.look, self.tr("Clear"), "quiet")
        self._lay_out()
        self._unions: dict[str, UnionId] = {}
        self._wanted_union = b""
        self._recall()
        self.status.chosen.connect(lambda _: self._tell(whole=False))
        self.union.picked.connect(self._take_union)
        self.due.changed.connect(lambda: self._tell(whole=False))
        self.text.textChanged.connect(lambda _: self.changed.emit(False))
        self.clear.clicked.connect(self.let_go)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @property
    def untouched(self) -> bool:
        """Whether it asks for what it asks for at first."""
        chosen = (self.status.current, self._wanted_union, self.text.text().strip())
        return self.due.untouched and chosen == (_EVERY, b"", "")

    def wanted(self, today: date) -> Wanted:
        """Return what is asked for as of a day."""
        status = next((frozenset({each}) for each in ItemStatus if each.value == self.status.current), ALL)
        first, last = self.due.days(today)
        union = UnionId(self._wanted_union) if self._wanted_union else None
        return Wanted(statuses=status, union=union, text=self.text.text(), first=first, last=last)

    def offer_unions(self, unions: Iterable[UnionFacts]) -> None:
        """Offer these unions; the one that was chosen stays chosen while it is among them."""
        self._unions = {each.union.hex(): each.union for each in unions}
        names = [(each.union.hex(), each.name) for each in unions]
        self.union.set_options(((_EVERY, self.tr("all")), *names))
        wanted = self._wanted_union.hex()
        self.union.choose(wanted if wanted in self._unions else _EVERY)

    def show_counts(self, counts: dict[ItemStatus, int]) -> None:
        """Show how many items each status has."""
        self.status.set_count(_EVERY, sum(counts.values()))
        for status, count in counts.items():
            self.status.set_count(status.value, count)

    def let_go(self) -> None:
        """Ask for everything again, as at first."""
        self.status.choose(_EVERY)
        self.due.choose()
        self._wanted_union = b""
        self.union.choose(_EVERY)
        self.text.blockSignals(True)
        self.text.clear()
        self.text.blockSignals(False)
        self._tell(whole=True)

    def _lay_out(self) -> None:
        chips, found = Flow(), row(Gap.S)
        self._chips = chips
        for widget in (self.union, self.due.chip):
            chips.addWidget(widget)
        found.addWidget(self.text, 1)
        found.addWidget(self.clear)
        self._more, self._all = row(Gap.S), row(Gap.S)
        self._more.addLayout(chips)
        self._more.addLayout(found, 1)
        self._all.addWidget(self.status)
        self._all.addLayout(self._more, 1)
        box = column(Gap.S)
        box.addLayout(self._all)
        box.addWidget(self.due.span)
        self.setLayout(box)

    def _fit(self) -> None:
        """Stand in one line, in two or in three: words to look for have room in each."""
        beside = QBoxLayout.Direction.LeftToRight
        below = QBoxLayout.Direction.TopToBottom
        look_for = Width.SEARCH * self._bench.look.scale + self.clear.sizeHint().width() + Gap.S
        more = self._chips.sizeHint().width() + look_for + Gap.S
        whole = self.status.sizeHint().width() + more + Gap.S
        self._more.setDirection(beside if self.width() >= more else below)
        self._all.setDirection(beside if self.width() >= whole else below)

    def _take_union(self, key: str) -> None:
        self._wanted_union = self._unions.get(key, b"")
        self._tell(whole=True)

    def _tell(self, *, whole: bool) -> None:
        days = self.due.asked
        first, last = (days.first, days.last) if days is not None else (None, None)
        kept = _Kept(self.status.current, self._wanted_union, self.due.chip.current, first, last)
        self._bench.notes.put(*_NOTE, encode(kept))
        self.changed.emit(whole)

    def _recall(self) -> None:
        data = self._bench.notes.get(*_NOTE)
        try:
            kept = decode(_Kept, data) if data is not None else None
        except Malformed:
            kept = None
        if kept is not None:
            self.status.choose(kept.status if kept.status in {each.value for each in ItemStatus} else _EVERY)
            span = Span(kept.first, kept.last) if kept.first and kept.last else None
            self.due.choose(kept.time, span)
            self._wanted_union = kept.union


def _statuses() -> tuple[Option, ...]:
    return (
        Option(_EVERY, tr("All")),
        Option(ItemStatus.PENDING.value, tr("Pending"), "clock", "pending"),
        Option(ItemStatus.PARTIAL.value, tr("Partial"), "circle-half-fill", "partial"),
        Option(ItemStatus.OVERDUE.value, tr("Overdue"), "warning-fill", "overdue"),
        Option(ItemStatus.PAID.value, tr("Paid"), "check-circle-fill", "paid"),
    )
