"""Two people changed the same field: both values side by side, with who and when, and somebody chooses.

The rule kept here: neither value is gone before the choice; one press chooses one, and what was seen is what
is chosen between.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame

from fieldapp.everyone.merging.conflicts import ConflictRow, Given, load_conflicts, settle
from fieldapp.screens.everyone.sync.said import field_name, field_value
from fieldapp.screens.frame import Page
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.badge import Badge, Mark
from fieldapp.screens.widgets.buttons import Button, CommitButton, Guard
from fieldapp.screens.widgets.card import Card, Panes, Scrolled, column, empty
from fieldapp.screens.widgets.overlays.toast import Toasts
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import counted, tr
from fieldapp.screens.workbench import Workbench

_MOST = 20


class ConflictsPage(Page):
    """One card a field; the member somebody came for first."""

    def __init__(self, bench: Workbench, to: Target) -> None:
        super().__init__(bench, tr("Two values for one field"))
        self._member = to.id
        self._shown: tuple[ConflictRow, ...] | None = None
        self.cards: tuple[ConflictCard, ...] = ()
        self.toasts = Toasts(bench.look, self)
        self._lines = column(Gap.M)
        self.more = label("", "label", "muted", wrap=True)
        detail = tr("Where two people change the same field of a member, both values come here.")
        self.empty = EmptyState(bench.look, "checks", tr("Nothing to choose between"), detail)
        self.scrolled = Scrolled(Gap.NONE)
        self.scrolled.body.addLayout(self._lines)
        self.scrolled.body.addWidget(self.more)
        self.scrolled.body.addStretch(1)
        self.body.addWidget(self.scrolled, 1)
        self.body.addWidget(self.empty, 1)
        self.empty.hide()

    def load(self) -> None:
        member = self._member
        self.read(lambda desk: load_conflicts(desk, member), self._show)

    def _show(self, rows: tuple[ConflictRow, ...]) -> None:
        self.head(self.title, counted(len(rows), tr("field"), tr("fields")) if rows else "")
        if rows == self._shown:
            # What is there already stays under the finger that is about to press it.
            return
        self._shown = rows
        empty(self._lines)
        self.cards = tuple(ConflictCard(self.bench, row) for row in rows[:_MOST])
        for card in self.cards:
            card.kept.connect(self._keep)
            self._lines.addWidget(card)
        left = len(rows) - len(self.cards)
        self.more.setText(tr("{count} more come when these are chosen.").format(count=left) if left else "")
        self.more.setVisible(left > 0)
        self.scrolled.setVisible(bool(rows))
        self.empty.setVisible(not rows)

    def _keep(self, row: ConflictRow, value: str, guard: Guard) -> None:
        told = guard.told

        def done(_: None) -> None:
            words = tr("{field} of {name} chosen. Saved on this tablet.")
            self.toasts.say(words.format(field=field_name(row.field), name=row.member_name))
            self.setFocus()

        self.bench.write(self, lambda desk: settle(desk, row, value), told(done), told(self.fault))


class ConflictCard(Card):
    """Both values; `kept` with the row, the value and what holds its buttons until it is saved."""

    kept = Signal(object, str, object)

    def __init__(self, bench: Workbench, row: ConflictRow) -> None:
        words = tr("{field} of {name}").format(field=field_name(row.field), name=row.member_name)
        super().__init__()
        self._bench, self._row = bench, row
        self._guard = Guard(self)
        self.buttons: list[CommitButton] = []
        self.body.addWidget(label(words, "title", wrap=True))
        self.body.addWidget(label(" · ".join(filter(None, (row.number, row.union_name))), "label", wrap=True))
        stands = self._side(row.stands, Mark("posted", tr("Stands now")))
        other = self._side(row.other, Mark("pending", tr("Not taken")))
        both = Panes(bench.look, stands, other, wide_from=Width.ACTS_BESIDE_FROM, side_width=None)
        self.body.addWidget(both)
        look_at = Button(bench.look, tr("Look at the member"), "quiet")
        look_at.setAccessibleName(tr("Look at {name}").format(name=row.member_name))
        look_at.clicked.connect(lambda: bench.go.open(Target("member", row.member)))
        self.body.addWidget(look_at, 0, Qt.AlignmentFlag.AlignLeft)

    def _side(self, given: Given, mark: Mark) -> QFrame:
        say, box = self._bench.formats, QFrame()
        box.setObjectName("quiet")
        lines = column(Gap.S, Gap.M)
        lines.addWidget(Badge(self._bench.look, mark), 0, Qt.AlignmentFlag.AlignLeft)
        value = field_value(self._row.field, given.value, say) if given.value else tr("empty")
        lines.addWidget(label(value, "title", wrap=True))
        when = say.day_and_clock(given.at_ms) if given.at_ms else ""
        who = given.by_name or tr("Somebody not known here")
        lines.addWidget(label(" · ".join(filter(None, (who, when))), "label", wrap=True))
        lines.addStretch(1)
        name = tr("Keep {value} as {field} of {name}").format(
            value=value, field=field_name(self._row.field), name=self._row.member_name
        )
        keep = CommitButton(
            self._bench.look, tr("Keep this one"), "check", kind="tonal", guard=self._guard, name=name
        )
        keep.allow(self._bench.may_sign("member.settled"))
        keep.committed.connect(lambda: self.kept.emit(self._row, given.value, self._guard))
        self.buttons.append(keep)
        lines.addWidget(keep)
        box.setLayout(lines)
        return box
