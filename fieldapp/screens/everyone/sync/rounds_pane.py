"""The last rounds, whether tablet and office hold the same, and the two things somebody may ask for.

The rule kept here: being out of reach is normal and stands in the list; only who asked is told outright.
"""

from __future__ import annotations

from collections.abc import Callable

from fieldapp.screens.rounds import RoundLine, Rounds
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, column, empty
from fieldapp.screens.widgets.overlays.progress import Progress
from fieldapp.screens.widgets.text import Fact, label
from fieldapp.screens.words import Told, counted, explain, stopped_words, tr, wait_words
from fieldapp.screens.workbench import Workbench
from fieldapp.syncing.centre import SyncCentre
from fieldapp.syncing.cross_check import cross_check
from fieldapp.syncing.faults import Unreachable
from fieldapp.syncing.round import Moved

_LINES_SHOWN = 5


class RoundsPane(Card):
    """Side of the sync centre; `tell` puts a notice on its page."""

    def __init__(self, bench: Workbench, rounds: Rounds, tell: Callable[[Told], None]) -> None:
        super().__init__(tr("Last rounds"))
        self._bench = bench
        self._rounds = rounds
        self._tell = tell
        self._mismatched: tuple[str, ...] = ()
        self._rereading = False
        self._told = rounds.lines[0] if rounds.lines else None
        self.now = Button(bench.look, self.tr("Sync now"), "tonal", "arrows-clockwise")
        self.check = Button(bench.look, self.tr("Check the records"), "plain", "check-circle")
        self.account = Button(bench.look, self.tr("Is anything lost?"), "plain", "list-checks")
        self.account.clicked.connect(lambda: bench.go.open(Target("account")))
        self.progress = Progress(bench.look, self.tr("In contact with the office"))
        self.progress.hide()
        self._left = False
        self._lines = column(Gap.S)
        self._agree, self._lease = Fact(self.tr("Tablet and office")), Fact(self.tr("Works offline for"))
        self._device, self._journal = (
            Fact(self.tr("This tablet")),
            Fact(self.tr("Sealed copy for the office")),
        )
        self.body.addWidget(self.progress)
        self.body.addLayout(self._lines)
        self.body.addStretch()
        for fact in (self._agree, self._lease, self._device, self._journal):
            self.body.addWidget(fact)
        for act in (self.account, self.check):
            self.body.addWidget(act)
        self.now.clicked.connect(rounds.ask)
        self.check.clicked.connect(self._check)
        rounds.changed.connect(self._show_rounds)
        rounds.moved.connect(self._show_moved)
        self.progress.cancelled.connect(rounds.cut)
        self.progress.left.connect(self._leave)
        self._show_rounds()

    def show_centre(self, centre: SyncCentre) -> None:
        """Show how this tablet stands with the office."""
        self._rereading = centre.rereading
        left = centre.lease_left_ms // 1000
        self._lease.set_value(
            wait_words(left) if left > 0 else self.tr("over"), "" if left > 0 else "overdue"
        )
        words = {"ACTIVE": tr("in use"), "FROZEN": tr("frozen"), "REVOKED": tr("revoked")}
        reason = f": {stopped_words(centre.device_reason)}" if centre.device_reason else ""
        active = centre.device_state == "ACTIVE"
        self._device.set_value(words[centre.device_state] + reason, "" if active else "overdue")
        self._journal.setVisible(centre.journal_behind > 0)
        lacking = counted(centre.journal_behind, self.tr("record"), self.tr("records"))
        self._journal.set_value(
            self.tr("lacks {records}: free some space").format(records=lacking), "pending"
        )
        self._show_agreement()

    def _check(self) -> None:
        self.check.setEnabled(False)
        self._bench.write(self, lambda desk: cross_check(desk.store), self._checked, self._check_failed)

    def _checked(self, differing: tuple[str, ...]) -> None:
        self.check.setEnabled(True)
        self._mismatched = differing
        told = Told("done", self.tr("Checked: the records on this tablet are whole"))
        if differing:
            parts = counted(len(differing), self.tr("part"), self.tr("parts"))
            title = self.tr("{parts} did not agree and will be read again").format(parts=parts)
            told = Told("note", title, self.tr("Nothing recorded here is touched."))
        self._tell(told)
        self._show_agreement()

    def _check_failed(self, fault: Exception) -> None:
        self.check.setEnabled(True)
        self._tell(explain(fault, self._bench.formats))

    def _show_rounds(self) -> None:
        running, lines = self._rounds.running, self._rounds.lines
        self.now.set_words(self.tr("In contact…") if running else self.tr("Sync now"))
        if not running:
            self._left = False
            self.progress.hide()
        empty(self._lines)
        for line in lines[:_LINES_SHOWN]:
            self._lines.addWidget(self._round(line))
        if not lines:
            self._lines.addWidget(label(self.tr("None since the tablet was unlocked"), "label"))
        if lines and not running:
            self._tell_of(lines[0])
            self._mismatched = (
                lines[0].result.mismatched if lines[0].result.fault is None else self._mismatched
            )
        self._show_agreement()

    def _show_moved(self, moved: Moved) -> None:
        """Show how far a round is that takes more than one exchange."""
        if self._left or not self._rounds.running:
            return
        if self.progress.isHidden():
            self.progress.begin()
            self.progress.show()
        received = counted(moved.received, self.tr("record"), self.tr("records"))
        words = self.tr("{records} received").format(records=received)
        self.progress.show_done(moved.sent, moved.sent + moved.waiting, words)

    def _leave(self) -> None:
        self._left = True
        self.progress.hide()

    def _tell_of(self, line: RoundLine) -> None:
        fault, asked = line.result.fault, line.asked and line is not self._told
        self._told = line
        if fault is not None and (asked or not isinstance(fault, Unreachable)):
            self._tell(explain(fault, self._bench.formats, kind="note"))

    def _round(self, line: RoundLine) -> Fact:
        result = line.result
        fact = Fact(self._bench.formats.moment(line.at_ms, self._bench.now_ms()))
        if result.fault is not None:
            fact.set_value(explain(result.fault, self._bench.formats, kind="note").title, "pending")
        else:
            words = self.tr("{sent} sent, {received} received")
            fact.set_value(words.format(sent=result.sent, received=result.received))
        return fact

    def _show_agreement(self) -> None:
        if self._mismatched:
            parts = counted(len(self._mismatched), self.tr("part"), self.tr("parts"))
            self._agree.set_value(self.tr("{parts} being read again").format(parts=parts), "pending")
        elif self._rereading:
            self._agree.set_value(self.tr("reading everything again"), "pending")
        elif any(line.result.fault is None for line in self._rounds.lines):
            self._agree.set_value(self.tr("hold the same"), "paid")
        else:
            self._agree.set_value(self.tr("not compared yet"))
