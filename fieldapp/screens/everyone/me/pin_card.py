"""Change the PIN: the present one, the new one twice.

The rule kept here: the PINs go from the fields to the vault and nowhere else, and the fields are empty again
whatever came of it; a wrong present PIN counts as a try, and the card says so before.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from fieldapp.screens.everyone.vault_words import explain_vault
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.buttons import CommitButton
from fieldapp.screens.widgets.card import Card, row
from fieldapp.screens.widgets.forms.fields import Field
from fieldapp.screens.widgets.notice import Notice
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import Told
from fieldapp.screens.workbench import Workbench


class PinCard(Card):
    """The form and what came of it."""

    def __init__(self, bench: Workbench) -> None:
        vault = bench.vault
        words = vault.profile.keyring == "passphrase-file"
        super().__init__(self.tr("Passphrase") if words else self.tr("PIN"))
        self._bench = bench
        self._vault = vault
        self.present, self.new, self.again = (_secret(with_pin=not words) for _ in range(3))
        self.button = CommitButton(
            bench.look, self.tr("Change it"), "lock-simple", kind="tonal", busy=self.tr("Changing it…")
        )
        self.notice = Notice(bench.look)
        digits = self.tr("6 to 12 digits; no dates, rows or repeats.")
        hint = self.tr("Six words or more.") if words else digits
        secret = self.tr("passphrase") if words else self.tr("PIN")
        about = self.tr("A wrong present {secret} counts as a try at unlocking. Nothing recorded is touched.")
        self.body.setSpacing(Gap.M)
        self.body.addWidget(label(about.format(secret=secret), "label", wrap=True))
        words_of = (
            (self.tr("Present {secret}"), self.present, self.tr("The one you unlock with now.")),
            (self.tr("New {secret}"), self.new, hint),
            (self.tr("New {secret} again"), self.again, self.tr("The same once more.")),
        )
        for name, field, under in words_of:
            self.body.addWidget(Field(bench.look, name.format(secret=secret), field, under))
        self.body.addWidget(self.notice)
        line = row(Gap.S)
        line.addStretch()
        line.addWidget(self.button)
        self.body.addLayout(line)
        self.button.committed.connect(self._change)
        for field in self._fields:
            field.textChanged.connect(lambda _: self._judge())
            field.returnPressed.connect(self._next)
        self._judge()

    @property
    def _fields(self) -> tuple[QLineEdit, ...]:
        return self.present, self.new, self.again

    def _judge(self) -> None:
        filled = all(field.text() for field in self._fields)
        self.button.allow(filled)

    def _next(self) -> None:
        """Enter goes on to the first field that is empty, and changes the PIN when none is."""
        for field in self._fields:
            if not field.text():
                field.setFocus()
                return
        self.button.click()

    def _change(self) -> None:
        if self.new.text() != self.again.text():
            title = self.tr("The two new ones do not agree")
            self.notice.tell(Told("error", title, self.tr("Type them again.")))
            self.new.clear()
            self.again.clear()
            self.button.guard.release()
            self.new.setFocus()
            return
        present, new, vault = self.present.text(), self.new.text(), self._vault
        self._empty(enabled=False)
        self.notice.tell(Told("note", self.tr("Changing it…"), self.tr("This takes a second or two.")))
        self._bench.read(self, lambda _: vault.change_pin(present, new), self._changed, self._refused)

    def _changed(self, _: None) -> None:
        self._done()
        words = self.tr("Use the new one from the next unlock on.")
        self.notice.tell(Told("done", self.tr("It is changed"), words))

    def _refused(self, fault: Exception) -> None:
        self._done()
        told = explain_vault(fault)
        self.notice.tell(Told("error", told.title, told.detail))

    def _done(self) -> None:
        self._empty(enabled=True)
        self.button.guard.release()

    def _empty(self, *, enabled: bool) -> None:
        """No field holds a PIN longer than it takes to hand it over."""
        for field in self._fields:
            field.clear()
            field.setEnabled(enabled)


def _secret(*, with_pin: bool) -> QLineEdit:
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setMaximumWidth(Width.FIELD)
    if with_pin:
        field.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData)
        field.setMaxLength(12)
    return field
