"""The badge that is always there: what waits, its value, and when the server was last heard of.

The rule kept here: offline is normal, so the badge never warns of it; it turns red only when somebody must
look.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from fieldapp.screens.rounds import Rounds
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, IconSize, Wait
from fieldapp.screens.widgets.choices.pressing import enter_presses
from fieldapp.screens.words import Formats
from fieldapp.screens.workbench import Workbench
from fieldapp.store.author import Desk
from fieldapp.store.outbox import counts
from fieldapp.store.sync_state import read_state


@dataclass(frozen=True, slots=True)
class BadgeFacts:
    """What the badge says; amounts in minor units."""

    waiting: int
    waiting_minor: int
    attention: int
    last_contact_ms: int


def load_badge(desk: Desk) -> BadgeFacts:
    """Return what waits on this tablet."""
    with desk.store.read() as tx:
        waiting, state = counts(tx), read_state(tx)
    return BadgeFacts(waiting.waiting, waiting.waiting_value_minor, waiting.attention, state.last_contact_ms)


class SyncBadge(QPushButton):
    """Two lines and a shape; pressing it opens the sync centre."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.waiting = 0
        self._lines = ("", "")
        self._icon = "checks"
        self.setObjectName("syncBadge")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._redraw)

    def keep(self, bench: Workbench, rounds: Rounds) -> None:
        """Show where things stand from now on, after every change and once a minute."""

        def draw(facts: BadgeFacts) -> None:
            self.show_facts(facts, bench.formats, bench.now_ms(), running=rounds.running)

        def load() -> None:
            bench.read(self, load_badge, draw, bench.quietly)

        minute = QTimer(self)
        minute.timeout.connect(load)
        minute.start(Wait.MINUTE)
        bench.changed.connect(load)
        rounds.changed.connect(load)
        load()

    def show_facts(self, facts: BadgeFacts, formats: Formats, now_ms: int, *, running: bool) -> None:
        """Show where things stand."""
        self.waiting = facts.waiting
        first = self.tr("Nothing waits")
        if facts.waiting:
            first = self.tr("{count} waiting").format(count=facts.waiting)
        if facts.waiting_minor:
            first = f"{first} · {formats.signed(facts.waiting_minor)}"
        if facts.attention:
            first = self.tr("{count} to look at").format(count=facts.attention)
        never = facts.last_contact_ms == 0
        last = self.tr("never") if never else formats.moment(facts.last_contact_ms, now_ms)
        second = self.tr("In contact now…") if running else self.tr("Last contact {when}").format(when=last)
        self._icon = self._shape(facts, running=running)
        self._lines = (first, second)
        self.setAccessibleName(self.tr("Sync centre: {first}, {second}").format(first=first, second=second))
        self.updateGeometry()
        self.update()

    @property
    def lines(self) -> tuple[str, str]:
        """The two lines as shown."""
        return self._lines

    def sizeHint(self) -> QSize:
        widths = [
            QFontMetricsF(font).horizontalAdvance(text)
            for font, text in zip(
                (self._look.font("badge"), self._look.font("caption")), self._lines, strict=True
            )
        ]
        lines = sum(QFontMetricsF(self._look.font(role)).height() for role in ("badge", "caption"))
        high = max(Height.TOUCH, round(lines) + 2 * Gap.XS)
        return QSize(round(max(widths)) + IconSize.NAV + 3 * Gap.M, high)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not enter_presses(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._look.colours
        shape = {
            "warning-fill": colours.overdue.solid,
            "device-tablet": colours.pending.fg,
            "arrows-clockwise": colours.partial.fg,
            "checks": colours.paid.fg,
        }[self._icon]
        size = IconSize.NAV
        box = QRectF(Gap.M, (self.height() - size) / 2, size, size)
        self._look.paint_icon(painter, self._icon, shape, box)
        left = box.right() + Gap.S
        top = QRectF(left, Gap.XS, self.width() - left - Gap.S, (self.height() - 2 * Gap.XS) / 2)
        first, second = self._look.font("badge"), self._look.font("caption")
        lines = ((self._lines[0], first, colours.text), (self._lines[1], second, colours.muted))
        for text, font, colour in lines:
            painter.setFont(font)
            painter.setPen(QColor(colour))
            painter.drawText(top, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
            top.moveTopLeft(QPointF(left, top.bottom()))
        painter.end()

    def _redraw(self) -> None:
        self.updateGeometry()
        self.update()

    def _shape(self, facts: BadgeFacts, *, running: bool) -> str:
        if facts.attention:
            return "warning-fill"
        if running:
            return "arrows-clockwise"
        return "device-tablet" if facts.waiting else "checks"
