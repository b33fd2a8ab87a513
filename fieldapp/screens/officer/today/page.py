"""Today: who meets, what is due, what came in, what is in hand, and what needs a look.

The rule kept here: a due payment is two taps away, and nothing warns of being offline.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from fieldapp.officer.drafts.left_money import FoundMoney, load_left
from fieldapp.officer.today import Today, load_today
from fieldapp.screens.frame import Page
from fieldapp.screens.officer.today.cash_card import CashCard
from fieldapp.screens.officer.today.collect_card import CollectCard
from fieldapp.screens.officer.today.figures import CollectedCard, Tiles
from fieldapp.screens.officer.today.not_closed import NotClosedCard
from fieldapp.screens.officer.today.not_saved import NotSavedCard
from fieldapp.screens.officer.today.plan_card import PlanCard
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap, Height, Width
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Area, column, loosen
from fieldapp.screens.words import counted, tr
from fieldapp.screens.workbench import Workbench


class TodayPage(Page):
    """The day at a glance; a union opens its sheet, a loan its repayment."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, tr("Today"))
        self.collected = CollectedCard(bench.look)
        self.tiles = Tiles(bench.look)
        self.not_closed = NotClosedCard(bench)
        self.not_saved = NotSavedCard(bench, self)
        self.plan = PlanCard(bench)
        self.to_collect = CollectCard(bench)
        self.cash = CashCard(bench)
        self.attention = self._banner("warning", lambda: bench.go.open(Target("sync")))
        self.lease = self._banner("clock", lambda: bench.go.open(Target("sync")))
        self.alone = self._banner("cloud-slash", lambda: bench.go.open(Target("sync")))
        self.unions, self.collect = self.plan.list, self.to_collect.table
        self.begins_with = self.unions
        self._board = _Board(self)
        self.body.addWidget(self._board, 1)

    def load(self) -> None:
        left = self.not_saved.left()
        self.read(lambda desk: (load_today(desk), load_left(desk, left)), self._show)

    def _banner(self, icon: str, act: Callable[[], None]) -> Button:
        button = Button(self.bench.look, "", "plain", icon)
        button.hide()
        button.clicked.connect(act)
        return button

    def _show(self, found: tuple[Today, tuple[FoundMoney, ...]]) -> None:
        today, left_money = found
        say = self.bench.formats
        self.head(say.long_day(today.on), _greeting(today.staff_name))
        self.collected.show_day(today, say)
        self.tiles.show_day(today, say)
        self.not_closed.show_day(today)
        self.not_saved.show_money(left_money)
        self.plan.show_day(today)
        self.plan.setVisible(self.bench.go.may_open(Target("unions")))
        self.to_collect.show_day(today)
        self.cash.show_day(today)
        self.attention.setVisible(today.attention > 0)
        answers = counted(today.attention, self.tr("answer"), self.tr("answers"))
        self.attention.set_words(self.tr("{things} from the office to look at").format(things=answers))
        self.alone.setVisible(bool(today.alone.stands))
        self.alone.set_words(_alone_words(today))
        self.lease.setVisible(today.lease_low)
        days = today.lease_days_left
        left = counted(days, self.tr("day"), self.tr("days")) if days else self.tr("less than a day")
        self.lease.set_words(self.tr("Works offline for {left} more: connect soon").format(left=left))


def _greeting(staff_name: str) -> str:
    """Wish a good day by the first name, where there is one."""
    names = staff_name.split()
    return tr("Good day, {name}").format(name=names[0]) if names else tr("Good day")


def _alone_words(today: Today) -> str:
    """Say that much of today's cash is known to this tablet alone, from before it is too much on."""
    over = today.alone.stands == "over"
    return (
        tr("Too much cash known here alone: connect")
        if over
        else tr("Much cash known here alone: connect soon")
    )


class _Board(Area):
    """The cards of the day: in two columns that fill a wide window, or one under the other."""

    def __init__(self, page: TodayPage) -> None:
        inner = QWidget()
        inner.setObjectName("canvas")
        super().__init__(inner)
        self._page = page
        self._wide: bool | None = None
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, inner)
        self._box.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
        self._box.setSpacing(Gap.M)
        self._main, self._side = column(Gap.M), column(Gap.M)
        self._box.addLayout(self._main, 1)
        self._beside = QWidget()
        self._beside.setLayout(self._side)
        self._side.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
        self._box.addWidget(self._beside)
        self._arrange(wide=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        least = (Width.SIDE_BY_SIDE_FROM - Width.RAIL - 2 * Gap.L) * self._page.bench.look.scale
        self._arrange(wide=self.width() >= least)

    def _arrange(self, *, wide: bool) -> None:
        """Put the cards where they belong; they are moved and never built anew."""
        if wide is self._wide:
            return
        self._wide = wide
        page = self._page
        main: tuple[QWidget, ...] = (page.collected, page.to_collect)
        first = (page.attention, page.lease, page.alone, page.not_saved)
        side: tuple[QWidget, ...] = (*first, page.not_closed, page.plan, page.cash)
        self._beside.setVisible(wide)
        self._beside.setMinimumWidth(Width.SIDE_PANE if wide else 0)
        self._beside.setMaximumWidth(Width.SIDE_PANE if wide else Width.ANY)
        for box in (self._main, self._side):
            loosen(box)
        if wide:
            self._main.addWidget(main[0])
            self._main.addLayout(page.tiles)
            self._main.addWidget(main[1], 1)
            for card in side:
                self._side.addWidget(card)
            self._side.addStretch(1)
        else:
            for card in (*first, page.collected, page.not_closed, page.plan):
                self._main.addWidget(card)
            self._main.addLayout(page.tiles)
            self._main.addWidget(page.to_collect)
            self._main.addWidget(page.cash)
            self._main.addStretch(1)
        page.to_collect.set_narrow(not wide)
        page.to_collect.setMinimumHeight(5 * Height.ROW_TODAY if wide else 0)
