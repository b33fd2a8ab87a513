"""What happened when a meeting was closed: figures, reason, signatures, and where to go on.

The rule kept here: it shows what is recorded, not what was typed, so it is the same after a restart.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from fieldapp.officer.close_meeting import ClosedMeeting
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, Width
from fieldapp.screens.widgets.badge import Badge, Mark
from fieldapp.screens.widgets.card import Card, Scrolled, centred, column, empty, hairline, row
from fieldapp.screens.widgets.forms.signature import Stroke, paint_strokes
from fieldapp.screens.widgets.text import Fact, label
from fieldapp.screens.words import short_or_over, tr
from fieldapp.screens.workbench import Workbench
from shared.contract.bodies.cash import MeetingSignature
from shared.fieldwork.ink import HEIGHT, WIDTH, unpack


class Ink(QFrame):
    """A signature as it was given."""

    def __init__(self, look: Look, strokes: tuple[Stroke, ...], name: str) -> None:
        super().__init__()
        self._look, self._strokes = look, strokes
        self.setAccessibleName(tr("Signature of {who}").format(who=name))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(Width.FIELD, Height.NOTE)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        scale = min(self.width() / WIDTH, self.height() / HEIGHT)
        start = min((x for stroke in self._strokes for x, _ in stroke), default=0)
        box = QRectF(-start * scale + Width.FOCUS, 0, WIDTH * scale, HEIGHT * scale)
        paint_strokes(painter, self._strokes, box, self._look.colours.text, Width.FOCUS)
        painter.end()


class Summary(Scrolled):
    """Shown in place of the count once the meeting is locked."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._card = Card(self.tr("The meeting is locked"))
        self._card.setFixedWidth(Width.FORM)
        self.body.addLayout(centred(self._card))
        self.body.addStretch(1)

    def show_closed(self, closed: ClosedMeeting, other_minor: int = 0) -> None:
        """Show what was recorded, and beside the cash what was paid in other ways, if anything was."""
        say, body = self._bench.formats, self._card.body
        empty(body)
        variance = closed.variance_minor
        badge = Badge(
            self._bench.look,
            Mark("overdue" if variance else "paid", short_or_over(variance, self._bench.formats)),
        )
        head = row()
        head.addWidget(badge)
        head.addStretch()
        body.addLayout(head)
        came = self.tr("{came} of {all}").format(came=closed.present, all=closed.members)
        facts = [
            (self.tr("Present"), came),
            (self.tr("Cash on the sheet"), say.signed(closed.expected_cash_minor)),
            (self.tr("Counted"), say.signed(closed.counted_cash_minor)),
        ]
        if other_minor:
            facts.append((self.tr("Paid otherwise"), say.signed(other_minor)))
        if closed.variance_reason:
            facts.append((self.tr("Why it differs"), closed.variance_reason))
        for word, value in facts:
            body.addWidget(Fact(word, value))
        for each in closed.signatures:
            body.addWidget(hairline())
            body.addWidget(self._signed(each))

    def _signed(self, given: MeetingSignature) -> QWidget:
        who = self.tr("Officer") if given.signer == "OFFICER" else self.tr("Union leader")
        shown = QWidget()
        box = column(Gap.XS)
        box.addWidget(
            label(" · ".join(part for part in (who, given.name) if part), "label", "muted", wrap=True)
        )
        if given.ink:
            box.addWidget(Ink(self._bench.look, unpack(given.ink), given.name or who))
        else:
            words = self.tr("Did not sign: {reason}").format(reason=given.refused)
            box.addWidget(label(words, "body", "overdue", wrap=True))
        shown.setLayout(box)
        return shown
