"""The sync centre: where everything recorded here stands, what the office said, and what the last rounds did.

The rule kept here: it works by itself and says so; what needs somebody comes first, with the reason in words.
"""

from __future__ import annotations

from functools import cached_property
from typing import get_args

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from fieldapp.screens.everyone.sync.attention import AttentionCard
from fieldapp.screens.everyone.sync.courier import CourierCard
from fieldapp.screens.everyone.sync.files import FilesCard
from fieldapp.screens.everyone.sync.handing_in import HandInCard
from fieldapp.screens.everyone.sync.rounds_pane import RoundsPane
from fieldapp.screens.everyone.sync.said import MARKS, ORDER, place_of, reason_of, stands_name, title_of
from fieldapp.screens.everyone.sync.tiles import Tiles
from fieldapp.screens.frame import Key, Page
from fieldapp.screens.rounds import Rounds
from fieldapp.screens.theme.tokens import Gap, Height
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.buttons import Button, Guard
from fieldapp.screens.widgets.card import Card, Panes, Scrolled, column, row
from fieldapp.screens.widgets.choices.chips import Choice
from fieldapp.screens.widgets.lists.row_list import Row, RowList
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench
from fieldapp.store.outbox import Stands
from fieldapp.syncing.centre import CentreRow, SyncCentre, load_centre, note_seen

_PAGE = 100
_LEAST_ROWS = 6


class SyncCentrePage(Page):
    """The outbox by state, the last rounds, and the two things somebody may ask for."""

    def __init__(self, bench: Workbench, rounds: Rounds) -> None:
        super().__init__(bench, tr("Sync centre"), tr("Works by itself; nothing here has to be pressed"))
        self._centre: SyncCentre | None = None
        self._limit = _PAGE
        self.rounds = RoundsPane(bench, rounds, self.tell)
        self.files = FilesCard(bench, rounds.files)
        self.courier = CourierCard(bench, self)
        self.handing_in = HandInCard(bench, self) if bench.may_sign("cash.received") else None
        self.tiles = Tiles(bench.look)
        self.attention = AttentionCard(bench)
        names = ((stands, stands_name(stands)) for stands in ORDER)
        self.states = Choice(bench.look, self.tr("Show"), (("all", self.tr("All")), *names))
        self.states.choose("all")
        self._listed = False
        self.more = Button(bench.look, self.tr("Show older ones"), "quiet")
        self._empty = EmptyState(
            bench.look, "checks", self.tr("Nothing here"), self.tr("What you record is listed here at once.")
        )
        self._outbox = Card(edge=Gap.NONE)
        self.add_act(self.rounds.now)
        self._lay_out()
        self._connect()

    def load(self) -> None:
        wanted, limit = self._wanted, self._limit
        self.read(lambda desk: load_centre(desk, wanted, limit=limit), self._show)

    def keys(self) -> tuple[Key, ...]:
        return (Key("F5", self.tr("Sync now")),)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # A few rows of it are seen whatever stands around them; the page scrolls to the rest.
        self._outbox.setMinimumHeight(round(_LEAST_ROWS * Height.ROW_TWO_LINES * self.bench.look.scale))

    @cached_property
    def list(self) -> RowList:
        """What is recorded; made when there is something."""
        made = RowList(self.bench.look, self.tr("Everything recorded on this tablet"))
        made.chosen.connect(self._open)
        self._outbox.body.insertWidget(1, made, 1)
        self._listed = True
        return made

    @property
    def _wanted(self) -> Stands | None:
        return next((each for each in get_args(Stands) if each == self.states.current), None)

    def _lay_out(self) -> None:
        outbox = self._outbox
        chips = row(Gap.S, Gap.M)
        chips.addWidget(self.states)
        outbox.body.addLayout(chips)
        outbox.body.addWidget(self._empty, 1)
        outbox.body.addWidget(self.more)
        main = QWidget()
        box = column(Gap.M)
        box.addWidget(self.attention)
        box.addWidget(outbox, 1)
        main.setLayout(box)
        scrolled = Scrolled(Gap.NONE)
        scrolled.body.addWidget(self.tiles)
        side = QWidget()
        beside = column(Gap.M)
        for card in (self.rounds, self.files, self.courier):
            beside.addWidget(card)
        if self.handing_in is not None:
            beside.addWidget(self.handing_in)
        beside.addStretch()
        side.setLayout(beside)
        scrolled.body.addWidget(Panes(self.bench.look, main, side), 1)
        self.body.addWidget(scrolled, 1)

    def _connect(self) -> None:
        self.states.chosen.connect(lambda _: self._ask(_PAGE))
        self.more.clicked.connect(lambda: self._ask(self._limit + _PAGE))
        self.attention.seen.connect(self._seen)
        self.attention.all_wanted.connect(lambda: self._only("attention"))

    def _only(self, stands: Stands) -> None:
        self.states.choose(stands)
        self._ask(_PAGE)

    def _ask(self, limit: int) -> None:
        """Ask for so many of what is wanted, the newest first."""
        self._limit = limit
        self.load()

    def _show(self, centre: SyncCentre) -> None:
        self._centre = centre
        self.tiles.show_tallies(centre.tallies, self.bench.formats)
        self.attention.show_rows(centre.attention, centre.tallies["attention"].count)
        self.rounds.show_centre(centre)
        self.files.show_files(centre.files)
        self.courier.show_centre(centre)
        if centre.rows or self._listed:
            self.list.set_rows(_list_row(self.bench, found) for found in centre.rows)
            self.list.setVisible(bool(centre.rows))
        self._empty.setVisible(not centre.rows)
        self.more.setVisible(centre.more)

    def _open(self, key: object) -> None:
        """Choosing an operation opens the record it is about."""
        rows = self._centre.rows if self._centre else ()
        found = next((each for each in rows if each.entry.seq == key), None)
        place = place_of(found) if found is not None else None
        if place is not None:
            self.bench.go.open(place)

    def _seen(self, seq: int, guard: Guard) -> None:
        """What needs a look is taken as seen; what was recorded stays as it is."""
        told = guard.told
        self.bench.write(self, lambda desk: note_seen(desk, seq), told(lambda _: None), told(self.fault))


def _list_row(bench: Workbench, found: CentreRow) -> Row:
    entry = found.entry
    when = bench.formats.moment(entry.at_ms, bench.now_ms())
    return Row(
        key=entry.seq,
        title=title_of(found),
        second=" · ".join(part for part in (found.about.number, when) if part),
        figure=bench.formats.signed(entry.value_minor) if entry.value_minor else "",
        mark=Mark(MARKS[entry.stands], stands_name(entry.stands)),
        reason=reason_of(found, bench.formats) if entry.stands == "attention" else "",
        provisional=entry.stands in ("on_tablet", "sent"),
    )
