"""The sync centre: where everything recorded here stands, what the office said, and what the last rounds did.

The rule kept here: it works by itself and says so; what needs somebody comes first, with the reason in words.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from fieldapp.screens.frame import Page, SideBySide
from fieldapp.screens.frame_parts import EmptyState
from fieldapp.screens.rounds import RoundLine, Rounds
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.badge import BadgeKind, Mark
from fieldapp.screens.widgets.buttons import Button, Choice
from fieldapp.screens.widgets.card import Card, column, empty, row
from fieldapp.screens.widgets.row_list import Row, RowList
from fieldapp.screens.widgets.text import Fact, Figure, label
from fieldapp.screens.words import Told, counted, explain, kind_name, outcome_words, tr, wait_words
from fieldapp.screens.workbench import Workbench
from fieldapp.syncing.centre import CentreRow, Stands, SyncCentre, load_centre, note_seen
from fieldapp.syncing.cross_check import cross_check
from fieldapp.syncing.faults import Unreachable

_MOST_ROWS = 500
_ORDER: tuple[Stands, ...] = ("attention", "on_tablet", "sent", "posted")


class SyncCentrePage(Page):
    """The outbox by state, the last rounds, and the two things somebody may ask for."""

    def __init__(self, bench: Workbench, rounds: Rounds) -> None:
        super().__init__(bench, tr("Sync centre"), tr("Works by itself; nothing here has to be pressed"))
        self._rounds = rounds
        self._centre: SyncCentre | None = None
        self._mismatched: tuple[str, ...] = ()
        self._asked = False
        self.now = Button(bench.look, self.tr("Sync now"), "tonal", "arrows-clockwise")
        self.check = Button(bench.look, self.tr("Check data"), "plain", "check-circle")
        self._figures = {stands: Figure(name, "heading") for stands, name in _names().items()}
        self.states = Choice(bench.look, self.tr("Show"), (("all", self.tr("All")), *_names().items()))
        self.states.choose("all")
        self.list = RowList(bench.look, self.tr("Everything recorded on this tablet"))
        self._empty = EmptyState(
            bench.look, "checks", self.tr("Nothing here"), self.tr("What you record is listed here at once.")
        )
        self._rounds_box = column(Gap.S)
        self._device, self._lease = Fact(self.tr("This tablet")), Fact(self.tr("Works offline for"))
        self._agree = Fact(self.tr("Both sides"))
        self._lay_out()
        self._connect()

    def load(self) -> None:
        self.read(lambda desk: load_centre(desk, limit=_MOST_ROWS), self._show)
        self._show_rounds()

    def _lay_out(self) -> None:
        top = row(Gap.M)
        for figure in self._figures.values():
            card = Card(edge=Gap.M)
            card.body.addWidget(figure)
            top.addWidget(card, 1)
        self.body.addLayout(top)
        outbox = Card(edge=Gap.NONE)
        chips = row(Gap.S, Gap.M)
        chips.addWidget(self.states)
        outbox.body.addLayout(chips)
        outbox.body.addWidget(self.list, 1)
        outbox.body.addWidget(self._empty, 1)
        self.body.addWidget(SideBySide(outbox, self._side()), 1)

    def _side(self) -> QWidget:
        side = Card(self.tr("Last rounds"))
        side.body.addLayout(self._rounds_box)
        side.body.addStretch()
        for fact in (self._agree, self._lease, self._device):
            side.body.addWidget(fact)
        acts = row(Gap.S)
        acts.addWidget(self.check, 1)
        acts.addWidget(self.now, 1)
        side.body.addLayout(acts)
        return side

    def _connect(self) -> None:
        self.now.clicked.connect(self._sync_now)
        self.check.clicked.connect(self._check)
        self.states.chosen.connect(lambda _: self._fill())
        self.list.chosen.connect(self._seen)
        self._rounds.changed.connect(self._show_rounds)

    def _sync_now(self) -> None:
        self._asked = True
        self.notice.clear()
        self._rounds.want()

    def _show(self, centre: SyncCentre) -> None:
        self._centre = centre
        by_state = {stands: [row for row in centre.rows if row.stands == stands] for stands in _ORDER}
        for stands, figure in self._figures.items():
            found = by_state[stands]
            value = sum(row.entry.value_minor for row in found)
            text = f"{len(found):,}" + (f"  ·  {self.bench.formats.signed(value)}" if value else "")
            figure.set_value(text, "overdue" if stands == "attention" and found else "")
        self._lease.set_value(wait_words(centre.lease_left_ms // 1000))
        active = centre.device_state == "ACTIVE"
        words = {"ACTIVE": tr("may record"), "FROZEN": tr("is frozen"), "REVOKED": tr("was revoked")}
        reason = f": {centre.device_reason}" if centre.device_reason else ""
        self._device.set_value(words[centre.device_state] + reason, "" if active else "overdue")
        self._fill()
        self._show_agreement()

    def _fill(self) -> None:
        if self._centre is None:
            return
        wanted = self.states.current
        rows = [row for row in self._centre.rows if wanted in ("all", row.stands)]
        self.list.set_rows(_list_row(self.bench, row) for row in rows)
        self.list.setVisible(bool(rows))
        self._empty.setVisible(not rows)

    def _seen(self, key: object) -> None:
        """Choosing what needs a look takes it as seen; what was recorded stays as it is."""
        rows = self._centre.rows if self._centre else ()
        found = next((each for each in rows if each.entry.seq == key and each.stands == "attention"), None)
        if found is not None:
            seq = found.entry.seq
            self.tell(Told("note", _title(found), _reason(found), support=found.entry.code))
            self.bench.write(self, lambda desk: note_seen(desk, seq), lambda _: None, self.fault)

    def _check(self) -> None:
        self.check.setEnabled(False)
        self.bench.write(self, lambda desk: cross_check(desk.store), self._checked, self._check_failed)

    def _checked(self, differing: tuple[str, ...]) -> None:
        self.check.setEnabled(True)
        self._mismatched = differing
        told = Told("done", self.tr("Counted again: everything on this tablet agrees"))
        if differing:
            parts = counted(len(differing), self.tr("part"), self.tr("parts"))
            told = Told(
                "note",
                self.tr("{parts} did not agree and will be read again").format(parts=parts),
                self.tr("Nothing recorded here is touched."),
            )
        self.tell(told)
        self._show_agreement()

    def _check_failed(self, fault: Exception) -> None:
        self.check.setEnabled(True)
        self.fault(fault)

    def _show_rounds(self) -> None:
        running = self._rounds.running
        self.now.setEnabled(not running)
        self.now.set_words(self.tr("In contact…") if running else self.tr("Sync now"))
        empty(self._rounds_box)
        lines = self._rounds.lines[:5]
        for line in lines:
            self._rounds_box.addWidget(self._round(line))
        if not lines:
            self._rounds_box.addWidget(label(self.tr("None since the tablet was unlocked"), "label"))
        fault = lines[0].result.fault if lines else None
        if fault is not None and (self._asked or not isinstance(fault, Unreachable)) and not running:
            # Being out of reach is normal and stands in the list; only who asked is told outright.
            self.tell(explain(fault, kind="note"))
        self._asked = self._asked and running
        self._show_agreement()

    def _round(self, line: RoundLine) -> QWidget:
        result = line.result
        when = self.bench.formats.moment(line.at_ms, self.bench.now_ms())
        done = self.tr("{sent} sent, {received} received").format(sent=result.sent, received=result.received)
        fact = Fact(when, done if result.fault is None else explain(result.fault, kind="note").title)
        fact.set_value(
            done if result.fault is None else explain(result.fault, kind="note").title,
            "" if result.fault is None else "pending",
        )
        return fact

    def _show_agreement(self) -> None:
        lines = self._rounds.lines
        mismatched = self._mismatched or (lines[0].result.mismatched if lines else ())
        rereading = self._centre is not None and self._centre.rereading
        if mismatched:
            parts = counted(len(mismatched), self.tr("part"), self.tr("parts"))
            self._agree.set_value(self.tr("{parts} being read again").format(parts=parts), "pending")
        elif rereading:
            self._agree.set_value(self.tr("reading everything again"), "pending")
        elif any(line.result.fault is None for line in lines):
            self._agree.set_value(self.tr("agree"), "paid")
        else:
            self._agree.set_value(self.tr("not compared yet"))


def _names() -> dict[Stands, str]:
    return {
        "attention": tr("Needs attention"),
        "on_tablet": tr("On this tablet"),
        "sent": tr("Sent, not posted"),
        "posted": tr("Posted"),
    }


def _title(found: CentreRow) -> str:
    name = kind_name(found.entry.kind)
    return f"{name} · {found.name}" if found.name else name


def _reason(found: CentreRow) -> str:
    entry = found.entry
    words = outcome_words(entry.outcome, entry.code, entry.title, entry.detail)
    for difference in entry.differences:
        part = tr("{field}: you sent {sent}, now {stands}.")
        words += " " + part.format(
            field=difference.field, sent=difference.sent or "–", stands=difference.stands or "–"
        )
    return words


def _list_row(bench: Workbench, found: CentreRow) -> Row:
    marks: dict[Stands, tuple[BadgeKind, str]] = {
        "attention": ("attention", tr("Needs attention")),
        "on_tablet": ("on_this_tablet", tr("On this tablet")),
        "sent": ("sent", tr("Sent")),
        "posted": ("posted", tr("Posted")),
    }
    entry = found.entry
    when = bench.formats.moment(entry.at_ms, bench.now_ms())
    return Row(
        key=entry.seq,
        title=_title(found),
        second=" · ".join(part for part in (found.number, when) if part),
        figure=bench.formats.signed(entry.value_minor) if entry.value_minor else "",
        mark=Mark(*marks[found.stands]),
        reason=_reason(found) if found.stands == "attention" else "",
        provisional=found.stands in ("on_tablet", "sent"),
    )
