"""The day's plan: which unions meet, in order, and how far each meeting is."""

from __future__ import annotations

from fieldapp.officer.today import Today, UnionToday
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.lists.row_list import RowList
from fieldapp.screens.widgets.lists.rows import Row
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import Formats, counted, tr
from fieldapp.screens.workbench import Workbench


class PlanCard(Card):
    """Meetings along a line; choosing one opens its sheet."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(self.tr("Meetings today"), edge=Gap.NONE)
        self._bench = bench
        self._count = label("", "label")
        self.head.addWidget(self._count)
        self.list = RowList(bench.look, self.tr("Unions that meet today"), timeline=True)
        self.list.show_whole()
        self._empty = EmptyState(
            bench.look,
            "users-three",
            self.tr("No union meets today"),
            self.tr("Every union is under Unions."),
        )
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self._empty, 1)
        # Before the first answer nobody knows whether one does.
        self._empty.hide()
        self.list.chosen.connect(self._open)

    def show_day(self, today: Today) -> None:
        """Show the day's meetings."""
        say = self._bench.formats
        now = say.clock(self._bench.now_ms())
        self.list.set_rows(_row(say, found, now) for found in today.unions)
        self.list.setVisible(bool(today.unions))
        self._empty.setVisible(not today.unions)
        self._count.setText(counted(len(today.unions), tr("meeting"), tr("meetings")) if today.unions else "")

    def _open(self, key: object) -> None:
        if isinstance(key, bytes):
            self._bench.go.open(Target("sheet", key))


def _row(say: Formats, found: UnionToday, now: str) -> Row:
    union = found.union
    second = [counted(found.members, tr("member"), tr("members")), union.meeting_place or union.location]
    third = tr("Due {amount}").format(amount=say.signed(found.due_minor))
    if found.overdue_minor:
        third += " · " + tr("{amount} overdue").format(amount=say.signed(found.overdue_minor))
    return Row(
        key=union.union,
        title=union.name,
        second=" · ".join(part for part in second if part),
        third=third,
        under=_mark(say, found, now),
        time=union.meeting_time or "–",
        dot="full" if found.payers and not found.closed else "open",
    )


def _mark(say: Formats, found: UnionToday, now: str) -> Mark:
    """How far a meeting is; `now` is the time of day, as the time it was to begin at is written."""
    if found.closed:
        return Mark("paid", tr("Closed · {amount}").format(amount=say.signed(found.collected_minor)))
    if found.payers:
        words = tr("Open now · {paid} of {members} paid").format(
            paid=found.paid_members, members=found.members
        )
        return Mark("partial", words)
    due = found.union.meeting_time
    if due and due < now:
        return Mark("pending", tr("Was to begin at {time} · not begun").format(time=due))
    return Mark("pending", tr("Not begun"))
