"""The sync centre: where everything recorded here stands, what the office said, and what the last rounds did.

The rule kept here: it works by itself and says so; what needs somebody comes first, with the reason in words.
"""

from __future__ import annotations

from fieldapp.screens.everyone.rounds_pane import RoundsPane
from fieldapp.screens.frame import Page, SideBySide
from fieldapp.screens.frame_parts import EmptyState
from fieldapp.screens.rounds import Rounds
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.badge import BadgeKind, Mark
from fieldapp.screens.widgets.buttons import Choice
from fieldapp.screens.widgets.card import Card, row
from fieldapp.screens.widgets.lists.row_list import Row, RowList
from fieldapp.screens.widgets.text import Figure
from fieldapp.screens.words import Told, kind_name, outcome_words, tr
from fieldapp.screens.workbench import Workbench
from fieldapp.syncing.centre import CentreRow, Stands, SyncCentre, load_centre, note_seen

_MOST_ROWS = 500
_ORDER: tuple[Stands, ...] = ("attention", "on_tablet", "sent", "posted")


class SyncCentrePage(Page):
    """The outbox by state, the last rounds, and the two things somebody may ask for."""

    def __init__(self, bench: Workbench, rounds: Rounds) -> None:
        super().__init__(bench, tr("Sync centre"), tr("Works by itself; nothing here has to be pressed"))
        self._centre: SyncCentre | None = None
        self.rounds = RoundsPane(bench, rounds, self.tell)
        self._figures = {stands: Figure(name, "heading") for stands, name in _names().items()}
        self.states = Choice(bench.look, self.tr("Show"), (("all", self.tr("All")), *_names().items()))
        self.states.choose("all")
        self.list = RowList(bench.look, self.tr("Everything recorded on this tablet"))
        self._empty = EmptyState(
            bench.look, "checks", self.tr("Nothing here"), self.tr("What you record is listed here at once.")
        )
        self._lay_out()
        self._connect()

    def load(self) -> None:
        self.read(lambda desk: load_centre(desk, limit=_MOST_ROWS), self._show)

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
        self.body.addWidget(SideBySide(outbox, self.rounds), 1)

    def _connect(self) -> None:
        self.states.chosen.connect(lambda _: self._fill())
        self.list.chosen.connect(self._seen)

    def _show(self, centre: SyncCentre) -> None:
        self._centre = centre
        by_state = {stands: [row for row in centre.rows if row.stands == stands] for stands in _ORDER}
        for stands, figure in self._figures.items():
            found = by_state[stands]
            value = sum(row.entry.value_minor for row in found)
            text = f"{len(found):,}" + (f"  ·  {self.bench.formats.signed(value)}" if value else "")
            figure.set_value(text, "overdue" if stands == "attention" and found else "")
        self.rounds.show_centre(centre)
        self._fill()

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
