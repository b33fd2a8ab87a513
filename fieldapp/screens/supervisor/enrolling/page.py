"""Enrol a tablet: somebody of the people below is chosen and gets a one-time code for it.

The rule kept here: a code is shown to whoever asked for it, while they stay on this page, and nowhere else.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from fieldapp.screens.frame import Key, ListAndDetail, Page
from fieldapp.screens.frame_parts import ActionBar, listing
from fieldapp.screens.rounds import Rounds
from fieldapp.screens.supervisor.enrolling.asking import CodeAsked
from fieldapp.screens.supervisor.enrolling.pane import CandidatePane, second_line
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap, Wait
from fieldapp.screens.widgets.avatar import initials
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.buttons import CommitButton
from fieldapp.screens.widgets.card import column
from fieldapp.screens.widgets.cells.kinds import Initials
from fieldapp.screens.widgets.lists.find_field import FindField
from fieldapp.screens.widgets.lists.row_list import Row, RowList
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.widgets.table.listing import folded
from fieldapp.screens.words import counted, tr
from fieldapp.screens.workbench import Workbench
from fieldapp.supervisor.enrolling import Candidate, Issued, load_candidates


class EnrolTabletPage(Page):
    """The people at one side, one of them with the code at the other."""

    def __init__(self, bench: Workbench, rounds: Rounds) -> None:
        super().__init__(bench, tr("Enrol a tablet"), tr("Whose is it to be?"), margin=Gap.NONE)
        self._rounds = rounds
        self._people: tuple[Candidate, ...] = ()
        self.wanted: bytes | None = None
        self.issued: Issued | None = None
        self.asked = CodeAsked(bench, rounds)
        self.finder = FindField(bench.look, tr("Find a person"))
        self.finds_with(self.finder)
        self.list = RowList(bench.look, tr("People"))
        self.empty = EmptyState(bench.look, "user", "")
        self.detail, self.bar = CandidatePane(bench), ActionBar()
        self.button = CommitButton(
            bench.look, tr("Get a code"), "device-tablet", busy=tr("Asking the office…")
        )
        self._watch = QTimer(self)
        self._watch.setInterval(Wait.LOOK_AGAIN)
        self._put_together()

    def load(self) -> None:
        self.read(load_candidates, self._show)

    def keys(self) -> tuple[Key, ...]:
        return (Key("Ctrl+F", tr("Find a person")),)

    def choose(self, key: object) -> None:
        """Look at somebody else."""
        if isinstance(key, bytes) and key != self.wanted:
            self.wanted = key
            self.notice.clear()
            self.button.pause()
            self._look()

    def _put_together(self) -> None:
        tools, box = QWidget(), column(Gap.S, Gap.M)
        box.addWidget(self.finder)
        tools.setLayout(box)
        self.bar.totals.addWidget(self.button.why, 1)
        self.bar.acts.addWidget(self.button)
        self.set_panes(ListAndDetail(listing(tools, self.list, self.empty), self.detail, self.bar))
        self.finder.textChanged.connect(self._fill)
        self.finder.left.connect(self.list.setFocus)
        self.list.chosen.connect(self.choose)
        self.list.chosen.connect(self.panes.open_detail)
        self.list.selected.connect(self.choose)
        self.button.committed.connect(self._ask)
        self.asked.opens.connect(self._opens)
        self.asked.refused.connect(self.button.guard.release)
        self.asked.refused.connect(self.tell)
        self.asked.waits.connect(self.button.say)
        self.detail.look_at.connect(self._compare)
        self._watch.timeout.connect(self._look_again)

    def _show(self, people: tuple[Candidate, ...]) -> None:
        self._people = people
        self.head(self.title, counted(len(people), tr("person"), tr("people")))
        self.panes.set_empty(not people)
        self._fill()

    def _fill(self) -> None:
        words = folded(self.finder.text()).split()
        shown = [one for one in self._people if all(word in folded(one.name) for word in words)]
        self.list.set_rows(_row(one) for one in shown)
        self.list.setVisible(bool(shown))
        self.empty.setVisible(not shown)
        if self._people:
            title = tr("Nobody is called “{text}”").format(text=self.finder.text().strip())
            self.empty.say(title, tr("Only people of your team who are at work are listed."))
        else:
            detail = tr("Whoever reports to you is listed here. An administrator adds people.")
            self.empty.say(tr("Nobody to enrol a tablet for"), detail)
        if self.wanted is None and shown:
            self.wanted = shown[0].staff
        self._look()
        if self.list.current_key != self.wanted:
            self.list.select(self.wanted)

    def _look(self) -> None:
        found = next((one for one in self._people if one.staff == self.wanted), None)
        if found is None:
            return
        issued = self.issued if self.issued is not None and self.issued.staff == found.staff else None
        self.detail.show_person(found, issued)

    def _ask(self) -> None:
        found = next((one for one in self._people if one.staff == self.wanted), None)
        if found is None:
            self.button.guard.release()
            return
        self.notice.clear()
        self.asked.ask(found.staff)

    def _opens(self, issued: Issued) -> None:
        """Whoever was asked for is looked at, whoever is looked at by now; Enter copies and asks no more."""
        self.button.rest()
        self.issued, self.wanted = issued, issued.staff
        self.list.select(issued.staff)
        self._look()
        self.detail.code.copy.setFocus()
        self._watch.start()

    def _look_again(self) -> None:
        """The tablet may ask by now; a code is over after a while."""
        if self.issued is None or self.issued.until_ms <= self.bench.now_ms():
            self._watch.stop()
        else:
            self._rounds.want()
        self._look()

    def _compare(self) -> None:
        found = next((one for one in self._people if one.staff == self.wanted), None)
        if found is not None and found.waiting is not None:
            self.bench.go.open(Target("device", found.waiting))


def _row(one: Candidate) -> Row:
    return Row(
        one.staff,
        one.name,
        second_line(one),
        lead=Initials(initials(one.name)),
        under=Mark("pending", tr("Waits for approval")) if one.waiting else None,
    )
