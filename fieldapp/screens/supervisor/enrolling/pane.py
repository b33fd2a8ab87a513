"""Somebody who is given a tablet: who they are, the code once there is one, and what to do on the tablet."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication

from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, Scrolled, row
from fieldapp.screens.widgets.drawn.subject import Subject
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import counted, role_name, tr
from fieldapp.screens.workbench import Workbench
from fieldapp.supervisor.enrolling import Candidate, Issued


class CandidatePane(Scrolled):
    """The person beside the list; `look_at` when the digits of their tablet are to be compared."""

    look_at = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self.head = Subject(bench.look)
        self.code = CodeCard(bench)
        self.asks = Card(tr("A tablet waits for your approval"))
        self.compare = Button(bench.look, tr("Compare its digits"), "primary", "device-tablet")
        words = tr("It shows digits now, and so does its page here. Approve it where they are the same.")
        self.asks.body.addWidget(label(words, "body", wrap=True))
        acts = row(Gap.S)
        acts.addWidget(self.compare)
        acts.addStretch()
        self.asks.body.addLayout(acts)
        self.steps = _steps()
        for card in (self.head, self.code, self.asks, self.steps):
            self.body.addWidget(card)
        self.body.addStretch(1)
        self.compare.clicked.connect(self.look_at)

    def show_person(self, person: Candidate, issued: Issued | None) -> None:
        """Show a person, with the code that opens for them."""
        mark = Mark("pending", tr("Waits for approval")) if person.waiting else None
        self.head.show_subject(person.name, person.name, second_line(person), mark)
        self.asks.setVisible(person.waiting is not None)
        self.code.setVisible(issued is not None)
        if issued is not None:
            self.code.show_code(issued)
        else:
            self.code.code.clear()


def second_line(person: Candidate) -> str:
    """Return somebody's role and how many tablets they use."""
    none = tr("no tablet in use")
    tablets = counted(person.tablets, tr("tablet in use"), tr("tablets in use")) if person.tablets else none
    return f"{role_name(person.role)} · {tablets}"


class CodeCard(Card):
    """The code in large letters, until when it is good, and a way to take it along."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("One-time code"))
        self._bench = bench
        self.body.setSpacing(Gap.M)
        self.code = label("", "figure", wrap=True)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code.setAccessibleName(tr("One-time code"))
        self.until = label("", "label", "muted", wrap=True)
        self.copy = Button(bench.look, tr("Copy"), "plain", "copy")
        acts = row(Gap.S)
        acts.addWidget(self.copy)
        acts.addStretch()
        self.body.addWidget(self.code)
        self.body.addWidget(self.until)
        self.body.addLayout(acts)
        self.copy.clicked.connect(self._copy)

    def show_code(self, issued: Issued) -> None:
        """Show it, or that it is over."""
        now_ms = self._bench.now_ms()
        over = issued.until_ms <= now_ms
        self.code.setText("" if over else issued.code)
        self.code.setVisible(not over)
        self.copy.setVisible(not over)
        at = self._bench.formats.moment(issued.until_ms, now_ms)
        if over:
            self.until.setText(tr("Its ten minutes were over at {time}. Get another one.").format(time=at))
            return
        words = tr(
            "Good for one tablet until {time}. It is shown here alone, and not again once you leave this "
            "page. Whoever has it can only ask: nothing is let in before you approve it."
        )
        self.until.setText(words.format(time=at))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.code.text())
        self.until.setText(tr("Copied. Send it only to the person it is for."))


def _steps() -> Card:
    """What to do on the tablet, one thing after another."""
    card = Card(tr("On the new tablet"))
    card.body.setSpacing(Gap.M)
    steps = (
        tr("Open Fieldapp. On a tablet that somebody works on already, press “Enrol somebody else” first."),
        tr("Type the address of your office if it asks for it, then this code, and choose a PIN."),
        tr("The tablet shows six groups of digits and waits. Have them read to you, and approve it here."),
    )
    for number, words in enumerate(steps, 1):
        card.body.addWidget(label(f"{number}.  {words}", "body", wrap=True))
    return card
