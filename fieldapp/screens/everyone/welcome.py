"""Whose tablet this is, and how long it works without the office: what stands beside the PIN pad."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame

from fieldapp.screens.everyone.vault_words import lease_words
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, column
from fieldapp.screens.widgets.text import ElidedLabel, label
from fieldapp.screens.words import Formats, role_name
from fieldapp.vault.lease import LeaseState
from fieldapp.vault.vault import Vault


class WelcomePane(QFrame):
    """`chosen` carries the vault of the person who was tapped."""

    chosen = Signal(object)

    def __init__(self, look: Look, vaults: tuple[Vault, ...]) -> None:
        super().__init__()
        self.setObjectName("welcome")
        self._people = QButtonGroup(self)
        self.lease = (label("", "strong", wrap=True), label("", "label", wrap=True))
        self.enrol_button = Button(look, self.tr("Enrol somebody else"), "quiet")
        box = column(Gap.M, Gap.XL)
        box.addWidget(ElidedLabel(vaults[0].profile.identity.institution_name, "heading"))
        box.addStretch(1)
        box.addWidget(label(self.tr("This tablet belongs to"), "label"))
        for vault in vaults:
            box.addWidget(self._person(look, vault, chosen=vault is vaults[0]))
        box.addWidget(self.enrol_button, 0, Qt.AlignmentFlag.AlignLeft)
        card = Card()
        for line in self.lease:
            card.body.addWidget(line)
        box.addWidget(card)
        box.addStretch(2)
        self.setLayout(box)

    def show_lease(self, state: LeaseState) -> None:
        """Say how long the tablet works without the office."""
        until = Formats().moment(state.until_ms, 0)
        for shown, text in zip(self.lease, lease_words(state, until), strict=True):
            shown.setText(text)

    def _person(self, look: Look, vault: Vault, *, chosen: bool) -> Button:
        identity = vault.profile.identity
        role = role_name(identity.role)
        button = Button(look, f"{identity.staff_name}\n{role} · {identity.device_code}", "person")
        button.setAccessibleName(f"{identity.staff_name}, {role}")
        button.setCheckable(True)
        button.setChecked(chosen)
        button.clicked.connect(lambda: self.chosen.emit(vault))
        self._people.addButton(button)
        return button
