"""The bar under an application: what an instalment comes to, saving, sending, taking back."""

from __future__ import annotations

from typing import Literal

from fieldapp.screens.frame_parts import ActionBar
from fieldapp.screens.widgets.buttons import Button, CommitButton, Guard
from fieldapp.screens.widgets.text import Figure
from fieldapp.screens.workbench import Workbench

Mode = Literal["nothing", "typing", "waiting", "decided"]


class ApplicationFoot(ActionBar):
    """`save` and `send` share one guard: one press of either writes once; why they cannot stands beside."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self.guard = Guard(self)
        self.each = Figure(self.tr("Each instalment"), "heading")
        self.save = CommitButton(
            bench.look, self.tr("Save draft"), "note-pencil", kind="plain_final", guard=self.guard
        )
        self.send = CommitButton(
            bench.look,
            self.tr("Send for approval"),
            "arrow-up",
            guard=self.guard,
            busy=self.tr("Sending…"),
        )
        self.take_back = Button(bench.look, self.tr("Take it back"), "plain_final", "arrow-u-up-left")
        self.open_loan = Button(bench.look, self.tr("Open the loan"), "plain_final")
        self.totals.addWidget(self.each)
        self.totals.addStretch()
        self.totals.addWidget(self.send.why, 1)
        for button in (self.take_back, self.open_loan, self.save):
            self.acts.addWidget(button)
        self.acts.addWidget(self.send, 1)
        self.show_mode("nothing")

    def show_mode(self, mode: Mode) -> None:
        """Offer what can be done now."""
        self.setVisible(mode != "nothing")
        for button in (self.save, self.send):
            button.setVisible(mode == "typing")
        self.send.why.setVisible(mode == "typing" and bool(self.send.why.text()))
        self.take_back.setVisible(mode == "waiting")
        self.open_loan.setVisible(mode in ("waiting", "decided"))

    def judge(self, why: str, lacking: str = "") -> None:
        """Let it be saved where nothing stands in the way, and sent where it lacks nothing either."""
        self.save.allow(not why)
        self.send.allow(not (why or lacking), why or lacking)
