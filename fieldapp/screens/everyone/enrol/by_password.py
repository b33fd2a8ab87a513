"""The other way to a code: e-mail address and password, with the digits of an authenticator app.

The rule kept here: what is typed is hidden where it is secret, and let go of as soon as the office has
answered.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import column
from fieldapp.screens.widgets.forms.fields import TextField
from fieldapp.screens.words import tr


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody proves themselves with; it prints nothing."""

    email: str
    password: str = field(repr=False)
    digits: str = field(default="", repr=False)


class PasswordWay(QWidget):
    """A button that turns to this way and back, and its fields; `turned` with whether it is taken."""

    turned = Signal(bool)
    changed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.is_on = False
        self.email = TextField(look, tr("E-mail address"))
        self.password = TextField(look, tr("Password"), most=256)
        hint = tr("Six digits of your authenticator app, if you have one. Whoever approves needs one.")
        self.digits = TextField(look, tr("Digits"), hint, most=16)
        self.password.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.digits.line.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.button = Button(look, "", "plain", "lock-simple")
        box = column(Gap.M)
        for each in self.fields:
            box.addWidget(each)
            each.changed.connect(self.changed)
        box.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self.setLayout(box)
        self.button.clicked.connect(lambda: self.turn(on=not self.is_on))
        self._show()

    @property
    def fields(self) -> tuple[TextField, ...]:
        """E-mail address, password and digits."""
        return self.email, self.password, self.digits

    @property
    def is_filled(self) -> bool:
        """Whether there is enough to ask the office with."""
        return bool(self.email.text and self.password.line.text())

    @property
    def credentials(self) -> Credentials:
        """What is typed."""
        return Credentials(self.email.text, self.password.line.text(), self.digits.text)

    def turn(self, *, on: bool) -> None:
        """Take this way, or the one with a code; what is secret is let go of."""
        if on != self.is_on:
            self.is_on = on
            self._show()
            self.turned.emit(on)

    def clear(self) -> None:
        """Let go of what is secret."""
        for each in (self.password, self.digits):
            each.set_text("")

    def _show(self) -> None:
        for each in self.fields:
            each.setVisible(self.is_on)
        with_code, with_password = tr("I have a code"), tr("I have a password instead of a code")
        self.button.set_words(with_code if self.is_on else with_password)
        self.clear()
