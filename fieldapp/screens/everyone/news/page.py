"""Notifications: what somebody must know, newest first; a tap opens what it is about.

The rules kept here: what was opened or called read is seen, and stays so over locks; nothing here changes a
record.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from fieldapp.everyone.notifications import Notification, load_notifications
from fieldapp.screens.everyone.news.rows import news_items
from fieldapp.screens.everyone.news.seen import note_seen, seen_keys
from fieldapp.screens.frame import Key, Page
from fieldapp.screens.targets import KINDS, Kind, Target
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, row
from fieldapp.screens.widgets.choices.chips import Choice
from fieldapp.screens.widgets.lists.row_list import RowList
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.words import counted, tr
from fieldapp.screens.workbench import Workbench

_SHOWN = "shown"


class NotificationsPage(Page):
    """One list, all of it or what is unread."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, tr("Notifications"))
        self._rows: tuple[Notification, ...] | None = None
        self.all_read = Button(bench.look, self.tr("Mark all as read"), "plain", "checks")
        options = (("all", self.tr("All")), ("unread", self.tr("Unread")))
        self.shown = Choice(bench.look, self.tr("Show"), options, low=True)
        self.shown.choose(self.recall(_SHOWN, "all"))
        self.list = RowList(bench.look, self.tr("Notifications"))
        self.empty = EmptyState(bench.look, "bell", "")
        self.add_act(self.all_read)
        self._lay_out()
        self.shown.chosen.connect(self._choose)
        self.list.chosen.connect(self._open)
        self.all_read.clicked.connect(self._mark_all)
        self.empty.acted.connect(lambda: self._choose("all"))

    def load(self) -> None:
        seen = seen_keys(self.bench.notes)
        self.read(lambda desk: load_notifications(desk, seen).rows, self._show)

    def keys(self) -> tuple[Key, ...]:
        return (Key("Enter", self.tr("Open what it is about")),)

    def _lay_out(self) -> None:
        card = Card(edge=Gap.NONE)
        chips = row(Gap.S, Gap.M)
        chips.addWidget(self.shown, 1)
        card.body.addLayout(chips)
        card.body.addWidget(self.list, 1)
        card.body.addWidget(self.empty, 1)
        self.body.addWidget(card, 1)
        self.list.hide()
        self.empty.hide()
        self.all_read.setEnabled(False)

    def _show(self, rows: tuple[Notification, ...]) -> None:
        self._rows = rows
        unread = [row for row in rows if not row.seen]
        wanted = unread if self.shown.current == "unread" else rows
        self.head(self.title, self._said(len(unread)) if rows else "")
        self.shown.set_count("all", len(rows))
        self.shown.set_count("unread", len(unread))
        self.list.set_rows(news_items(self.bench.formats, wanted, self.bench.today()))
        self.list.setVisible(bool(wanted))
        self.empty.setVisible(not wanted)
        self.all_read.setEnabled(bool(unread))
        if rows:
            self.empty.say(self.tr("Everything is read"), "", self.tr("Show all"))
        else:
            self.empty.say(
                self.tr("No notifications"),
                self.tr("Answers from the office, what waits for you and what runs out are listed here."),
            )

    def _said(self, unread: int) -> str:
        return (
            self.tr("{count} unread").format(count=unread)
            if unread
            else counted(
                len(self._rows or ()), self.tr("notification, read"), self.tr("notifications, all read")
            )
        )

    def _choose(self, key: str) -> None:
        self.shown.choose(key)
        self.remember(_SHOWN, key)
        self.load()

    def _open(self, key: object) -> None:
        found = next((row for row in self._rows or () if row.key == key), None)
        if found is None:
            return
        self._mark((found.key,))
        if found.target in KINDS:
            self.bench.go.open(Target(cast("Kind", found.target), found.id))

    def _mark_all(self) -> None:
        self._mark(row.key for row in self._rows or ())
        self.list.setFocus()

    def _mark(self, keys: Iterable[str]) -> None:
        note_seen(self.bench.notes, keys, (row.key for row in self._rows or ()))
        self.load()
