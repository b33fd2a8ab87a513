"""Enrol: a one-time code from the office turns this tablet into somebody's own.

The rule kept here: what can be refused here is refused before the code is spent, and a failed enrolment says
whether the code can be used again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from fieldapp.background import Lane
from fieldapp.screens.everyone.unlock import Opened
from fieldapp.screens.everyone.vault_words import explain_vault
from fieldapp.screens.frame_parts import commit_button, field_label
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, Scrolled, centred, row
from fieldapp.screens.widgets.notice import Notice
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import Told
from fieldapp.settings import checked_server_url
from fieldapp.vault.vault import Vault
from shared.errors import RuleRefused


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed to enrol."""

    server_url: str
    code: str
    pin: str


Enrol = Callable[[Typed], Vault]
"""Enrols and returns the vault, unlocked; slow, and run away from the screen."""


class EnrolPage(QWidget):
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
        self._working = False
        self.server = QLineEdit(server_url)
        self.server.setPlaceholderText("https://")
        self.code = QLineEdit()
        self.pin = _secret_field(with_pin=with_pin)
        self.again = _secret_field(with_pin=with_pin)
        self.notice = Notice(look)
        self.button = commit_button(look, self.tr("Enrol this tablet"))
        self._with_pin = with_pin
        scrolled = Scrolled(Gap.XL)
        scrolled.body.addStretch()
        scrolled.body.addLayout(centred(self._form(look, may_go_back=may_go_back)))
        scrolled.body.addStretch()
        line = row(Gap.NONE)
        line.addWidget(scrolled)
        self.setLayout(line)
        self.button.clicked.connect(self._start)
        for field in (self.server, self.code, self.pin, self.again):
            field.returnPressed.connect(self._next)
        self.setFocusProxy(self.code if server_url else self.server)

    def _form(self, look: Look, *, may_go_back: bool) -> Card:
        card = Card(edge=Gap.XL)
        card.setFixedWidth(Width.FORM)
        say = label(
            self.tr("The office gives you an address and a one-time code. The PIN is yours alone."),
            "body",
            "muted",
            wrap=True,
        )
        secret, again = self.tr("PIN, 6 to 12 digits"), self.tr("PIN once more")
        hint = self.tr("No dates, no rows of the keypad, no repeated digits.")
        if not self._with_pin:
            secret, again = self.tr("Passphrase, six words or more"), self.tr("Passphrase once more")
            hint = self.tr("This tablet has no keyring, so words take the place of a PIN.")
        card.body.setSpacing(Gap.L)
        card.body.addWidget(label(self.tr("Enrol this tablet"), "heading"))
        card.body.addWidget(say)
        card.body.addLayout(field_label(self.tr("Server address"), self.server))
        card.body.addLayout(field_label(self.tr("One-time code"), self.code))
        card.body.addLayout(field_label(secret, self.pin, hint))
        card.body.addLayout(field_label(again, self.again))
        card.body.addWidget(self.notice)
        acts = row(Gap.S)
        if may_go_back:
            back = Button(look, self.tr("Back"), "plain", "arrow-left")
            back.clicked.connect(self.back_wanted)
            acts.addWidget(back)
        acts.addStretch()
        acts.addWidget(self.button)
        card.body.addLayout(acts)
        return card

    def _next(self) -> None:
        """Enter goes on to the first field that is empty, and enrols when none is."""
        for field in (self.server, self.code, self.pin, self.again):
            if not field.text().strip():
                field.setFocus()
                return
        self._start()

    def _start(self) -> None:
        if self._working:
            return
        try:
            typed = self._typed()
        except RuleRefused as refused:
            self.notice.tell(Told("error", refused.title, refused.detail))
            return
        self._set_working(working=True)
        words = self.tr(
            "Asking the server, then measuring how strong a lock this tablet carries: some seconds."
        )
        self.notice.tell(Told("note", self.tr("Enrolling…"), words))
        self._lane.run(lambda: self._enrol(typed), self._done, self._failed)

    def _typed(self) -> Typed:
        url = checked_server_url(self.server.text().strip())
        if not self.code.text().strip():
            raise RuleRefused(
                "enrolment.code", self.tr("The code is missing"), self.tr("The office gives it to you.")
            )
        if self.pin.text() != self.again.text():
            detail = self.tr("Type the same in both fields.")
            raise RuleRefused("enrolment.pin", self.tr("The two do not agree"), detail)
        return Typed(url, self.code.text(), self.pin.text())

    def _done(self, vault: Vault) -> None:
        self.pin.clear()
        self.again.clear()
        if vault.keys is not None:
            self.enrolled.emit(Opened(vault, vault.keys))

    def _failed(self, fault: Exception) -> None:
        self._set_working(working=False)
        told = explain_vault(fault)
        self.notice.tell(Told("error", told.title, told.detail, support=told.support))

    def _set_working(self, *, working: bool) -> None:
        self._working = working
        for shown in (self.server, self.code, self.pin, self.again, self.button):
            shown.setEnabled(not working)


def _secret_field(*, with_pin: bool) -> QLineEdit:
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    if with_pin:
        field.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData)
        field.setMaxLength(12)
    return field
