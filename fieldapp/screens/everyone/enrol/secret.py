"""The secret somebody makes up for themselves, twice, with the rules said while it is typed.

The rule kept here: what may be typed is judged by the vault's own rules, never by others beside them; what
is typed is never shown.
"""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QLineEdit

from fieldapp.screens.theme.look import Look
from fieldapp.screens.widgets.forms.fields import Field
from fieldapp.screens.words import counted, tr
from fieldapp.vault.pin import PinPolicy
from shared.errors import RuleRefused

_MOST_DIGITS_PASTED = 24


class SecretFields(QObject):
    """Two fields that must agree; `changed` with every letter."""

    changed = Signal()

    def __init__(self, look: Look, *, with_pin: bool) -> None:
        super().__init__()
        self._with_pin = with_pin
        self._policy = PinPolicy()
        self.pin, self.again = _edit(with_pin=with_pin), _edit(with_pin=with_pin)
        first, second = tr("PIN, 6 to 12 digits"), tr("PIN once more")
        self._usual = tr("No dates, no rows of the keypad, no repeated digits.")
        if not with_pin:
            first, second = tr("Passphrase, six words or more"), tr("Passphrase once more")
            self._usual = tr("This tablet has no keyring, so words take the place of a PIN.")
        self.first, self.second = (
            Field(look, first, self.pin, self._usual),
            Field(look, second, self.again, " "),
        )
        for edit in (self.pin, self.again):
            edit.textChanged.connect(self._judge)
            edit.editingFinished.connect(self._judge)

    @property
    def text(self) -> str:
        """What was typed first, digits of any script as those of the vault."""
        return _plain(self.pin.text()) if self._with_pin else self.pin.text()

    @property
    def agree(self) -> bool:
        """Whether both are the same."""
        again = _plain(self.again.text()) if self._with_pin else self.again.text()
        return self.text == again

    @property
    def fault(self) -> str:
        """Why the vault would not take what was typed, in words; "" when it would."""
        try:
            if self._with_pin:
                self._policy.check_pin(self.text)
            else:
                self._policy.check_passphrase(self.text)
        except RuleRefused as refused:
            return f"{refused.title}. {refused.detail}"
        return ""

    def clear(self) -> None:
        """Let go of what was typed."""
        for edit in (self.pin, self.again):
            edit.clear()

    def _judge(self) -> None:
        """Say what is still missing while it is typed, and what is wrong once it is long enough to be."""
        left = self._policy.fewest_digits - len(self.text)
        typing = self.pin.hasFocus() and (left > 0 if self._with_pin else bool(self.fault))
        if not self.text:
            self.first.set_problem("")
            self.first.set_hint(self._usual)
        elif typing:
            self.first.set_problem("")
            more = tr("{digits} more").format(digits=counted(left, tr("digit"), tr("digits")))
            self.first.set_hint(more if self._with_pin else self._usual)
        else:
            self.first.set_problem(self.fault)
            self.first.set_hint(tr("Good. Do not write it down."))
        self._compare()
        self.changed.emit()

    def _compare(self) -> None:
        again = self.again.text()
        enough = len(again) >= len(self.pin.text()) or not self.again.hasFocus()
        wrong = bool(again) and enough and not self.agree
        self.second.set_problem(tr("The two do not agree: type the same in both fields.") if wrong else "")
        self.second.set_hint(tr("The two agree.") if again and self.agree else " ")


def _edit(*, with_pin: bool) -> QLineEdit:
    edit = QLineEdit()
    edit.setEchoMode(QLineEdit.EchoMode.Password)
    if with_pin:
        edit.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData)
        edit.setMaxLength(_MOST_DIGITS_PASTED)
    return edit


def _plain(text: str) -> str:
    """Digits of any script as those of the vault, without blanks between them."""
    return "".join(
        str(unicodedata.decimal(each)) if each.isdecimal() else each for each in text if not each.isspace()
    )
