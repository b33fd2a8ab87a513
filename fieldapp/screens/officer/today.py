"""Today: who meets, what is due, what came in, what is in hand, and what needs a look."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from fieldapp.officer.queries import ToCollect
from fieldapp.officer.today import Today, UnionToday, load_today
from fieldapp.screens.frame import Page, SideBySide
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap, Height
from fieldapp.screens.widgets.badge import Badge, Mark
from fieldapp.screens.widgets.bar import Bar
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, column, row
from fieldapp.screens.widgets.lists.row_list import Row, RowList
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.widgets.text import Fact, Figure, label
from fieldapp.screens.words import cash_age, counted, days_late, tr
from fieldapp.screens.workbench import Workbench
from shared.ids import UnionId


class TodayPage(Page):
    """The day at a glance; a union opens its sheet."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, tr("Today"))
        look = bench.look
        self._collected = Figure(self.tr("Collected today"), "display")
        self._target = Figure(self.tr("Falls due today"), "figure", right=True)
        self._bar = Bar(look, Height.BAR_MAIN)
        self._split = label("", "label")
        self._due, self._overdue = (
            Figure(self.tr("Due today"), "figure"),
            Figure(self.tr("Overdue"), "figure"),
        )
        self._due_mark = Badge(look, Mark("pending", "–"))
        self._overdue_mark = Badge(look, Mark("overdue", "–"))
        self.unions = RowList(look, self.tr("Unions that meet today"))
        self.collect = RowList(look, self.tr("To collect next"))
        self._no_unions = EmptyState(
            look, "users-three", self.tr("No union meets today"), self.tr("Every union is under Unions.")
        )
        self._in_hand = Figure(self.tr("Cash in hand"), "figure")
        self._cash_bar = Bar(look)
        self._cash_facts = Fact(self.tr("May hold")), Fact(self.tr("Oldest cash"))
        self.attention = Button(look, "", "plain", "warning")
        self.attention.hide()
        self.attention.clicked.connect(self._open_centre)
        self.unions.chosen.connect(self._open_sheet)
        self.collect.chosen.connect(self._open_sheet_of)
        self._unions_of: dict[bytes, UnionId] = {}
        self.body.addWidget(SideBySide(self._main(), self._side()), 1)

    def load(self) -> None:
        self.read(load_today, self._show)

    def _main(self) -> QWidget:
        top = Card()
        figures = row(Gap.L)
        figures.addWidget(self._collected)
        figures.addStretch()
        figures.addWidget(self._target)
        top.body.addLayout(figures)
        top.body.addWidget(self._bar)
        top.body.addWidget(self._split)
        unions = Card(self.tr("Meeting today"), edge=Gap.NONE)
        unions.body.addWidget(self.unions)
        unions.body.addWidget(self._no_unions)
        main = QWidget()
        box = column(Gap.M)
        box.addWidget(top)
        box.addLayout(self._tiles())
        box.addWidget(unions, 1)
        main.setLayout(box)
        return main

    def _tiles(self) -> QHBoxLayout:
        tiles = row(Gap.M)
        for figure, mark in ((self._due, self._due_mark), (self._overdue, self._overdue_mark)):
            card = Card()
            line = row(Gap.M)
            line.addWidget(figure)
            line.addStretch()
            line.addWidget(mark)
            card.body.addLayout(line)
            tiles.addWidget(card, 1)
        return tiles

    def _side(self) -> QWidget:
        cash = Card()
        cash.body.addWidget(self._in_hand)
        cash.body.addWidget(self._cash_bar)
        for fact in self._cash_facts:
            cash.body.addWidget(fact)
        collect = Card(self.tr("To collect next"), edge=Gap.NONE)
        collect.body.addWidget(self.collect)
        side = QWidget()
        box = column(Gap.M)
        box.addWidget(self.attention)
        box.addWidget(cash)
        box.addWidget(collect, 1)
        side.setLayout(box)
        return side

    def _show(self, today: Today) -> None:
        say = self.bench.formats
        self.head(say.long_day(today.on), today.staff_name)
        self._collected.set_value(say.signed(today.collected_minor))
        self._target.set_value(say.signed(today.target_minor))
        self._bar.set_parts(
            ((today.posted_minor, "paid"), (today.provisional_minor, "pending")),
            today.target_minor,
            self.tr("Collected of what falls due"),
        )
        words = self.tr("Posted {posted} · on this tablet {here}")
        self._split.setText(
            words.format(posted=say.signed(today.posted_minor), here=say.signed(today.provisional_minor))
        )
        self._due.set_value(say.signed(today.due_minor))
        self._due_mark.set_mark(Mark("pending", counted(today.due_count, self.tr("loan"), self.tr("loans"))))
        self._overdue.set_value(say.signed(today.overdue_minor))
        late = counted(today.overdue_count, self.tr("loan"), self.tr("loans"))
        self._overdue_mark.set_mark(Mark("overdue" if today.overdue_count else "paid", late))
        self._show_lists(today)
        self._show_cash(today)
        self.attention.setVisible(today.attention > 0)
        self.attention.set_words(
            self.tr("{things} from the office to look at").format(
                things=counted(today.attention, self.tr("answer"), self.tr("answers"))
            )
        )

    def _show_lists(self, today: Today) -> None:
        in_order = sorted(today.unions, key=lambda found: found.union.meeting_time)
        self.unions.set_rows(_union_row(self.bench, found) for found in in_order)
        self.unions.setVisible(bool(today.unions))
        self._no_unions.setVisible(not today.unions)
        self._unions_of = {found.loan: found.union for found in today.to_collect}
        self.collect.set_rows(_collect_row(self.bench, found) for found in today.to_collect)

    def _show_cash(self, today: Today) -> None:
        say, cash, cap = self.bench.formats, today.cash, today.cash_cap_minor
        over = cap is not None and cash.in_hand_minor > cap
        self._in_hand.set_value(say.signed(cash.in_hand_minor), "overdue" if over else "")
        part = "overdue" if over else "pending"
        self._cash_bar.setVisible(cap is not None)
        self._cash_bar.set_parts(
            ((max(cash.in_hand_minor, 0), "overdue" if part == "overdue" else "pending"),),
            cap or 0,
            self.tr("Cash in hand of what you may hold"),
        )
        may_hold, oldest = self._cash_facts
        may_hold.set_value(say.signed(cap) if cap is not None else self.tr("no limit"))
        oldest.set_value(cash_age((today.on - cash.oldest_on).days if cash.oldest_on else None))

    def _open_sheet(self, key: object) -> None:
        if isinstance(key, bytes):
            self.bench.go.open(Target("sheet", key))

    def _open_sheet_of(self, key: object) -> None:
        if isinstance(key, bytes) and key in self._unions_of:
            self._open_sheet(self._unions_of[key])

    def _open_centre(self) -> None:
        self.bench.go.open(Target("sync"))


def _union_row(bench: Workbench, found: UnionToday) -> Row:
    union, say = found.union, bench.formats
    second = [union.meeting_time, union.meeting_place or union.location]
    second.append(counted(found.members, tr("member"), tr("members")))
    if found.overdue_minor:
        second.append(tr("{amount} overdue").format(amount=say.signed(found.overdue_minor)))
    if found.closed:
        mark = Mark("paid", tr("Closed · {amount}").format(amount=say.signed(found.collected_minor)))
    elif found.collected_minor:
        mark = Mark("partial", tr("{amount} collected").format(amount=say.signed(found.collected_minor)))
    else:
        mark = Mark("pending", tr("Not begun"))
    return Row(
        key=union.union,
        title=union.name,
        second=" · ".join(part for part in second if part),
        figure=tr("Due {amount}").format(amount=say.signed(found.due_minor)),
        mark=mark,
    )


def _collect_row(bench: Workbench, found: ToCollect) -> Row:
    late = found.overdue_minor > 0
    return Row(
        key=found.loan,
        title=found.member_name,
        second=f"{found.union_name} · {found.number}",
        figure=bench.formats.signed(found.to_pay_minor),
        mark=Mark("overdue", days_late(found.days_late)) if late else Mark("pending", tr("Due today")),
        provisional=found.provisional,
    )
