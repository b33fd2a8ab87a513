"""Enrol: a one-time code from the office turns this tablet into somebody's own.

The rule kept here: what can be refused here is refused before the code is spent, and a failed enrolment says
whether the code can be used again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QWidget

from fieldapp.background import Lane
from fieldapp.screens.everyone.enrol.by_password import Credentials, PasswordWay
from fieldapp.screens.everyone.enrol.secret import SecretFields
from fieldapp.screens.everyone.enrol.steps import StepsPane
from fieldapp.screens.everyone.enrol.waiting import WaitingCard
from fieldapp.screens.everyone.enrol.words import explain_enrolment
from fieldapp.screens.everyone.unlock import Opened
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.buttons import Button, CommitButton
from fieldapp.screens.widgets.card import Card, Scrolled, column, row
from fieldapp.screens.widgets.forms.fields import TextField
from fieldapp.screens.widgets.notice import Notice
from fieldapp.screens.widgets.reading import Fronted
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import Told
from fieldapp.settings import checked_server_url
from fieldapp.vault.vault import Vault
from shared.errors import RuleRefused


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed to enrol: a code, or what gets them one."""

    server_url: str
    code: str
    pin: str
    credentials: Credentials | None = None


_MOST_OF_THE_LINE = 1000
Enrol = Callable[[Typed], Vault]
"""Enrols and returns the vault, unlocked; slow, and run away from the screen."""


class EnrolPage(Fronted):
    """`enrolled` carries the vault and its keys; `back_wanted` where there is somewhere to go back to."""

    enrolled = Signal(object)
    back_wanted = Signal()

    def __init__(
        self, look: Look, lane: Lane, enrol: Enrol, server_url: str, *, with_pin: bool, may_go_back: bool
    ) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._lane = lane
        self._enrol = enrol
        self.steps = StepsPane(look, with_pin=with_pin, first=not may_go_back)
        self._address = TextField(look, self.tr("Address of the office"), self.tr("It begins with https://"))
        self._code = TextField(look, self.tr("One-time code"), self.tr("Spaces and capitals do not matter."))
        self.way = PasswordWay(look)
        self._secret = SecretFields(look, with_pin=with_pin)
        self.server, self.code = self._address.line, self._code.line
        self.pin, self.again = self._secret.pin, self._secret.again
        self.waiting = WaitingCard()
        self.notice = Notice(look)
        self.button = CommitButton(look, self.tr("Enrol this tablet"), "check", busy=self.tr("Enrolling…"))
        self.back = Button(look, self.tr("Back"), "plain_final", "arrow-left")
        self.server.setPlaceholderText("https://")
        self.server.setText(server_url)
        self._lay_out(with_pin=with_pin)
        self.back.setVisible(may_go_back)
        self._connect()
        self.front = self.code if server_url else self.server
        self._judge()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= Width.RAIL_FROM
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._box.setDirection(way)
        self._box.setStretch(0, 2 if beside else 0)
        self._aside.setMaximumWidth(min(Width.WELCOME, self.width() * 2 // 5) if beside else Width.ANY)
        # Beside the form it scrolls where the window is low; over it, it is as high as it is.
        high = max(self.steps.sizeHint().height(), self.steps.heightForWidth(self.width()))
        self._aside.setMinimumHeight(0 if beside else high)

    def _lay_out(self, *, with_pin: bool) -> None:
        office = Card(self.tr("The office"))
        own = Card(self.tr("Your PIN") if with_pin else self.tr("Your passphrase"))
        for card, fields in (
            (office, (self._address, self._code, self.way)),
            (own, (self._secret.first, self._secret.second)),
        ):
            card.body.setSpacing(Gap.M)
            for field in fields:
                card.body.addWidget(field)
        acts = row(Gap.S)
        acts.addWidget(self.back)
        acts.addWidget(self.button.why, 1)
        acts.addStretch()
        acts.addWidget(self.button)
        scrolled = Scrolled(Gap.XL)
        scrolled.body.addStretch(1)
        heading = label(self.tr("Enrol this tablet"), "heading")
        scrolled.body.addLayout(_in_the_middle(heading, self.waiting, office, own))
        scrolled.body.addStretch(1)
        # What was refused and the way on stay in sight, however short the window is.
        below, right, pane = QWidget(), column(Gap.NONE), QWidget()
        below.setLayout(acts)
        foot, bar = _in_the_middle(self.notice, below), QFrame()
        bar.setObjectName("actionBar")
        foot.setContentsMargins(Gap.XL, Gap.M, Gap.XL, Gap.M)
        bar.setLayout(foot)
        right.addWidget(scrolled, 1)
        right.addWidget(bar)
        pane.setLayout(right)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
        self._box.setSpacing(Gap.NONE)
        self._aside = Scrolled(Gap.NONE, ground="surface")
        self._aside.body.addWidget(self.steps)
        self._box.addWidget(self._aside, 2)
        self._box.addWidget(pane, 3)

    def _connect(self) -> None:
        self.button.committed.connect(self._start)
        self.back.clicked.connect(self.back_wanted)
        self.waiting.ask_again.connect(self.button.click)
        asked = (self.server, self.code, *(each.line for each in self.way.fields), self.pin, self.again)
        for field in asked:
            field.returnPressed.connect(self._next)
        for text in (self._address, self._code):
            text.changed.connect(self._judge)
        self.way.turned.connect(lambda on: self._code.setVisible(not on))
        for changed in (self._secret.changed, self.way.changed, self.way.turned):
            changed.connect(self._judge)

    def _next(self) -> None:
        """Enter goes on to the first field that is empty, and enrols when none is."""
        way = self.way
        proof = (way.email.line, way.password.line) if way.is_on else (self.code,)
        for field in (self.server, *proof, self.pin, self.again):
            if not field.text().strip():
                field.setFocus()
                return
        self.button.click()

    def _judge(self) -> None:
        """Show which steps are done; what was wrong with a field is not said of what is typed into it now."""
        self.waiting.stop()
        for field in (self._address, self._code):
            field.set_problem("")
        self.steps.show_progress(self._done_steps())

    def _done_steps(self) -> int:
        has_proof = self.way.is_filled if self.way.is_on else bool(self._code.text)
        if not (has_proof and _is_address(self._address.text)):
            return 0
        return 2 if self._secret.agree and not self._secret.fault else 1

    def _start(self) -> None:
        try:
            typed = self._typed()
        except RuleRefused as refused:
            self.button.guard.release()
            self.notice.tell(Told("error", refused.title, refused.detail))
            return
        self._set_working(working=True)
        words = self.tr(
            "Asking the office, then measuring how strong a lock this tablet carries: some seconds. Your work"
            " follows."
        )
        if not self.waiting.is_waiting:
            self.notice.tell(Told("note", self.tr("Enrolling…"), words))
        told = self.button.guard.told
        self._lane.run(lambda: self._enrol(typed), told(self._done), told(self._failed))

    def _typed(self) -> Typed:
        """Return what is typed; what is wrong with a field is said under it too."""
        try:
            url = checked_server_url(self._address.text)
        except RuleRefused as refused:
            self._address.set_problem(refused.title)
            self.server.setFocus()
            raise
        self._require_proof()
        if not self._secret.agree:
            self.again.setFocus()
            detail = self.tr("Type the same in both fields.")
            raise RuleRefused("enrolment.pin", self.tr("The two do not agree"), detail)
        credentials = self.way.credentials if self.way.is_on else None
        return Typed(url, "" if credentials else self._code.text, self._secret.text, credentials)

    def _require_proof(self) -> None:
        """Raise unless there is a code, or what gets one."""
        if self.way.is_on and not self.way.is_filled:
            self.way.email.line.setFocus()
            title = self.tr("E-mail address or password is missing")
            raise RuleRefused("enrolment.password", title, self.tr("The office gave you both."))
        if not self.way.is_on and not self._code.text:
            title = self.tr("The code is missing")
            self._code.set_problem(title)
            self.code.setFocus()
            raise RuleRefused("enrolment.code", title, self.tr("The office gives it to you."))

    def _done(self, vault: Vault) -> None:
        self.waiting.stop()
        self._secret.clear()
        self.way.clear()
        if vault.keys is not None:
            self.enrolled.emit(Opened(vault, vault.keys))

    def _failed(self, fault: Exception) -> None:
        self._set_working(working=False)
        # The office has not taken it: nothing is done until something else is typed, or it is asked again.
        self.steps.show_progress(0)
        fingerprint = str(getattr(fault, "fingerprint", ""))
        if fingerprint:
            self.notice.clear()
            if self.way.is_on:  # from now on with the code that signing in gave
                self.way.turn(on=False)
                self._code.set_text(getattr(fault, "code", ""))
            self.waiting.wait(fingerprint, getattr(fault, "staff_name", ""), getattr(fault, "ask_again_s", 0))
            return
        self.waiting.stop()
        self.notice.tell(explain_enrolment(fault))

    def _set_working(self, *, working: bool) -> None:
        for shown in (self.server, self.code, self.way, self.pin, self.again, self.back):
            shown.setEnabled(not working)
        self.steps.show_progress(self._done_steps())


def _is_address(text: str) -> bool:
    """Return whether this can be the address of an office."""
    try:
        checked_server_url(text)
    except RuleRefused:
        return False
    return True


def _in_the_middle(*parts: QWidget) -> QHBoxLayout:
    """Return parts under each other, at most as wide as a form, in the middle of their line."""
    around, form, line = QWidget(), column(Gap.M), row(Gap.NONE)
    for part in parts:
        form.addWidget(part)
    around.setLayout(form)
    around.setMaximumWidth(Width.FORM)
    line.addStretch()
    line.addWidget(around, _MOST_OF_THE_LINE)
    line.addStretch()
    return line
