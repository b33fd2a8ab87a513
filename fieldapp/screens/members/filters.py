"""What is asked of the list of members: standing, union, officer, days, person, and words; remembered.

The rule kept here: every filter says what it holds, and one press lets go of all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from fieldapp.everyone.members.listing import Members, Standing, Wanted
from fieldapp.everyone.members.queries import STANDINGS
from fieldapp.screens.member.form.words import genders, marital_statuses
from fieldapp.screens.members.cells import standing_mark
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
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench
from shared.contract.codec import Malformed, Message, decode, encode
from shared.ids import StaffId, UnionId

_EVERY = "all"
_NOTE = ("preference", "members")


class Asked(Message, frozen=True):
    """All filters but the words, as they are remembered; ids as hex, "all" for all."""

    standing: str = _EVERY
    union: str = _EVERY
    officer: str = _EVERY
    gender: str = _EVERY
    marital_status: str = _EVERY
    profession: str = _EVERY
    time: str = _EVERY
    first: date | None = None
    last: date | None = None


AT_FIRST = Asked()


class Filters(QWidget):
    """`changed` whenever something else is asked for; `chips` takes more of them."""

    changed = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        every = (_EVERY, self.tr("all"))
        self.standing = Choice(bench.look, self.tr("State"), _standings(), low=True)
        self.time = _registered(bench, self)
        names = {
            "union": MenuChip(bench.look, self.tr("Union"), (every,), "users-three"),
            "officer": MenuChip(bench.look, self.tr("Officer"), (every,), "user"),
            "gender": MenuChip(bench.look, self.tr("Gender"), (every, *genders())),
            "marital_status": MenuChip(bench.look, self.tr("Marital status"), (every, *marital_statuses())),
            "profession": MenuChip(bench.look, self.tr("Profession"), (every,)),
        }
        self.menus = names
        # What was chosen stays chosen until it is known whether it is still there.
        self._chosen = dict.fromkeys(names, _EVERY)
        self.text = FindField(bench.look, self.tr("Find by name, code, phone or email"))
        self.text.setMinimumWidth(Width.SEARCH)
        self.clear = Button(bench.look, self.tr("Clear"), "quiet")
        self.chips = Flow()
        self._lay_out()
        self.put(_recalled(bench))
        self.standing.chosen.connect(lambda _: self._tell())
        self.time.changed.connect(self._tell)
        for key, menu in names.items():
            menu.picked.connect(lambda chosen, key=key: self._take(key, chosen))
        self.text.textChanged.connect(lambda _: self.changed.emit())
        self.clear.clicked.connect(self.let_go)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words to look for stand beside the states, or below them where they have no room."""
        super().resizeEvent(event)
        look_for = Width.SEARCH * self._bench.look.scale + self.clear.sizeHint().width() + Gap.S
        beside = self.width() >= self.standing.sizeHint().width() + look_for + Gap.S
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._more.setDirection(way)

    @property
    def untouched(self) -> bool:
        """Whether it asks for everybody."""
        return self.asked == AT_FIRST and not self.text.text().strip()

    @property
    def asked(self) -> Asked:
        """All filters but the words."""
        days = self.time.asked
        first, last = (days.first, days.last) if days is not None else (None, None)
        chosen = self._chosen
        return Asked(
            self.standing.current, chosen["union"], chosen["officer"], chosen["gender"],
            chosen["marital_status"], chosen["profession"], self.time.chip.current, first, last,
        )  # fmt: skip

    def wanted(self, today: date) -> Wanted:
        """Return what is asked for as of a day."""
        first, last = self.time.days(today)
        held = {key: "" if value == _EVERY else value for key, value in self._chosen.items()}
        return Wanted(
            standing=next((each for each in STANDINGS if each == self.standing.current), None),
            union=UnionId(bytes.fromhex(held["union"])) if held["union"] else None,
            officer=StaffId(bytes.fromhex(held["officer"])) if held["officer"] else None,
            gender=held["gender"],
            marital_status=held["marital_status"],
            profession=held["profession"],
            first=first,
            last=last,
            text=self.text.text(),
        )

    def offer(self, found: Members) -> None:
        """Offer these unions, officers and professions; what was chosen stays chosen while it is there."""
        offers: dict[str, Iterable[tuple[str, str]]] = {
            "union": [(one.union.hex(), one.name) for one in found.unions],
            "officer": [(staff.hex(), name) for staff, name in found.officers],
            "profession": [(name, name) for name in found.professions],
        }
        for key, names in offers.items():
            menu, known = self.menus[key], dict(names)
            menu.set_options(((_EVERY, self.tr("all")), *known.items()))
            menu.choose(self._chosen[key] if self._chosen[key] in known else _EVERY)
        self.menus["officer"].setVisible(len(found.officers) > 1)

    def show_counts(self, counts: dict[Standing, int]) -> None:
        """Show how many members each standing has."""
        self.standing.set_count(_EVERY, sum(counts.values()))
        for standing, count in counts.items():
            self.standing.set_count(standing, count)

    def put(self, asked: Asked) -> None:
        """Ask for this, without saying so."""
        self.standing.choose(asked.standing if asked.standing in STANDINGS else _EVERY)
        span = Span(asked.first, asked.last) if asked.first and asked.last else None
        self.time.choose(asked.time, span)
        for key, menu in self.menus.items():
            self._chosen[key] = getattr(asked, key)
            menu.choose(self._chosen[key])

    def let_go(self) -> None:
        """Ask for everybody again."""
        self.text.blockSignals(True)
        self.text.clear()
        self.text.blockSignals(False)
        self.put(AT_FIRST)
        self._tell()

    def _lay_out(self) -> None:
        found = row(Gap.S)
        for widget in (self.time.chip, *self.menus.values()):
            self.chips.addWidget(widget)
        found.addWidget(self.text, 1)
        found.addWidget(self.clear)
        self._more = row(Gap.S)
        self._more.addWidget(self.standing)
        self._more.addLayout(found, 1)
        box = column(Gap.S)
        box.addLayout(self._more)
        box.addLayout(self.chips)
        box.addWidget(self.time.span)
        self.setLayout(box)

    def _take(self, key: str, chosen: str) -> None:
        self._chosen[key] = chosen
        self._tell()

    def _tell(self) -> None:
        self._bench.notes.put(*_NOTE, encode(self.asked))
        self.changed.emit()


def _recalled(bench: Workbench) -> Asked:
    data = bench.notes.get(*_NOTE)
    try:
        return decode(Asked, data) if data is not None else AT_FIRST
    except Malformed:
        return AT_FIRST


def _standings() -> tuple[Option, ...]:
    found = [Option(_EVERY, tr("All"))]
    for standing in STANDINGS:
        mark = standing_mark(standing)
        status, icon = shape_of(mark.kind)
        found.append(Option(standing, mark.text, icon, status))
    return tuple(found)


def _registered(bench: Workbench, parent: QWidget) -> Period:
    """The times somebody may have been registered in; at first any."""
    today = bench.today()
    times = {
        _EVERY: Time(tr("any time"), lambda _: (None, None)),
        "week": Time(tr("last 7 days"), lambda day: (day - timedelta(days=6), day)),
        "month": Time(tr("this month"), lambda day: (day.replace(day=1), day)),
        "year": Time(tr("this year"), lambda day: (day.replace(month=1, day=1), day)),
        "span": Time(tr("from … to …"), lambda _: (None, None)),
    }
    return Period(
        bench.look,
        tr("Registered"),
        times,
        Span(today.replace(day=1), today),
        say=lambda: bench.formats,
        days=lambda: Days(bench.today(), last=bench.today()),
        parent=parent,
    )
