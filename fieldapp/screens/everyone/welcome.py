"""Whose tablet this is, how long it works without the office, and that nothing is lost while it is locked.

The rule kept here: what is behind the lock stays there; what waits is told as a number only while the program
runs, and never written down outside the store.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.screens.everyone.vault_words import lease_words
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, IconSize
from fieldapp.screens.widgets.avatar import Avatar
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, column, row
from fieldapp.screens.widgets.drawn.logo import Logo
from fieldapp.screens.widgets.drawn.ring import Ring
from fieldapp.screens.widgets.text import ElidedLabel, label
from fieldapp.screens.words import Formats, counted, role_name
from fieldapp.settings import program_version
from fieldapp.vault.lease import LeaseStanding, LeaseState
from fieldapp.vault.vault import Vault

_FULL_DAYS = 7
_LOW_DAYS = 2


class PersonButton(Button):
    """One person of this tablet: initials, name, role and device."""

    def __init__(self, look: Look, vault: Vault) -> None:
        super().__init__(look, "", "person")
        identity = vault.profile.identity
        role = role_name(identity.role)
        self.name = identity.staff_name
        self.setAccessibleName(f"{identity.staff_name}, {role}")
        self.setCheckable(True)
        words = column(Gap.NONE)
        words.addStretch()
        words.addWidget(ElidedLabel(identity.staff_name, "strong"))
        words.addWidget(ElidedLabel(f"{role} · {identity.device_code}", "label", "muted"))
        words.addStretch()
        line = QHBoxLayout(self)
        line.setContentsMargins(Gap.L, Gap.S, Gap.L, Gap.S)
        line.setSpacing(Gap.M)
        line.addWidget(Avatar(look, identity.staff_name))
        line.addLayout(words, 1)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()


class WelcomePane(QFrame):
    """`chosen` carries the vault of the person who was tapped."""

    chosen = Signal(object)

    def __init__(self, look: Look, vaults: tuple[Vault, ...], waiting: int = 0) -> None:
        super().__init__()
        self.setObjectName("welcome")
        self._look = look
        self._people = QButtonGroup(self)
        self.lease = (label("", "strong", wrap=True), label("", "label", wrap=True))
        self.ring = Ring(look)
        self.enrol_button = Button(look, self.tr("Enrol somebody else"), "quiet", "user-plus")
        self._box = column(Gap.M, Gap.XL)
        self._box.addLayout(self._head(vaults[0]))
        self._box.addStretch(2)
        self._box.addWidget(label(self.tr("This tablet belongs to"), "label"))
        for vault in vaults:
            self._box.addWidget(self._person(vault, chosen=vault is vaults[0]))
        self._box.addWidget(self.enrol_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.lease_card = self._lease_card()
        self._box.addWidget(self.lease_card)
        if waiting:
            self._box.addWidget(self._waiting_card(waiting))
        self._box.addStretch(3)
        version = self.tr("Version {version}").format(version=program_version())
        self._box.addWidget(label(version, "caption", "muted"))
        self.setLayout(self._box)

    def set_waiting(self, waiting: bool) -> None:
        """Let nobody else be chosen while a PIN is tried."""
        for button in (*self._people.buttons(), self.enrol_button):
            button.setEnabled(not waiting)

    def show_lease(self, state: LeaseState) -> None:
        """Say how long the tablet works without the office."""
        until = Formats().moment(state.until_ms, 0)
        headline, detail = lease_words(state, until)
        for shown, text in zip(self.lease, (headline, detail), strict=True):
            shown.setText(text)
        runs = state.standing is LeaseStanding.VALID
        low = not runs or state.days_left <= _LOW_DAYS
        part = max(state.days_left, 1) / _FULL_DAYS if runs else 0.0
        self.ring.set_part(part, str(state.days_left) if runs else "0", headline, "overdue" if low else None)

    def _head(self, vault: Vault) -> QHBoxLayout:
        identity = vault.profile.identity
        words = column(Gap.NONE)
        words.addWidget(ElidedLabel(identity.institution_name, "title"))
        device = self.tr("Tablet {code}").format(code=identity.device_code)
        words.addWidget(ElidedLabel(device, "label", "muted"))
        line = row(Gap.M)
        line.addWidget(Logo(self._look))
        line.addLayout(words, 1)
        return line

    def _person(self, vault: Vault, *, chosen: bool) -> PersonButton:
        button = PersonButton(self._look, vault)
        button.setChecked(chosen)
        button.clicked.connect(lambda: self.chosen.emit(vault))
        self._people.addButton(button)
        return button

    def _lease_card(self) -> Card:
        card = Card()
        words: QVBoxLayout = column(Gap.XS)
        words.addStretch()
        for shown in self.lease:
            words.addWidget(shown)
        words.addStretch()
        line = row(Gap.L)
        line.addWidget(self.ring, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addLayout(words, 1)
        card.body.addLayout(line)
        return card

    def _waiting_card(self, waiting: int) -> Card:
        card = Card()
        things = counted(waiting, self.tr("record waits"), self.tr("records wait"))
        picture = label()
        size = self._look.icon_px(IconSize.NAV)
        icon = self._look.icon("device-tablet", self._look.colours.pending.fg, IconSize.NAV)
        picture.setPixmap(icon.pixmap(size))
        words = column(Gap.NONE)
        words.addWidget(label(self.tr("{things} on this tablet").format(things=things), "strong", wrap=True))
        words.addWidget(
            label(self.tr("They stay safe and encrypted while it is locked."), "label", wrap=True)
        )
        line = row(Gap.L)
        line.addWidget(picture)
        line.addLayout(words, 1)
        card.body.addLayout(line)
        return card
