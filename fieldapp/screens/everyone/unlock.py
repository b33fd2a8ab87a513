"""Unlock: who is at the tablet, and their PIN.

The rules kept here: the PIN goes from the pad to the vault and nowhere else; the screen says how many tries
and how much waiting are left, never why a PIN is wrong. While a PIN is tried nobody else can be chosen, so
what comes of it is said to the person it is about.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QLineEdit

from fieldapp.background import Lane
from fieldapp.screens.everyone.asking import Heard
from fieldapp.screens.everyone.hearing import may_try, wiped_words, words_of
from fieldapp.screens.everyone.vault_words import explain_vault, forgotten_words, tries_words
from fieldapp.screens.everyone.welcome import WelcomePane
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, Width
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Scrolled, centred
from fieldapp.screens.widgets.forms.pin_pad import PinPad
from fieldapp.screens.widgets.notice import Notice
from fieldapp.screens.widgets.reading import Fronted
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import Told
from fieldapp.vault.faults import LeaseExpired, LeaseMissing, PinLocked, PinMustWait, WrongPin
from fieldapp.vault.key_box import UnlockedKeys
from fieldapp.vault.lease import LeaseStanding, LeaseState
from fieldapp.vault.vault import Vault

_SECOND_MS = 1000


@dataclass(frozen=True, slots=True)
class Opened:
    """A vault that a PIN has opened."""

    vault: Vault
    keys: UnlockedKeys


class UnlockPage(Fronted):
    """`opened` carries vault and keys; `enrol_wanted` by somebody new; `office_wanted` where only the office
    helps; `gone` when somebody's profile was wiped, with what is to be said of it.
    """

    opened = Signal(object)
    office_wanted = Signal()
    gone = Signal(object)
    enrol_wanted = Signal()

    def __init__(self, look: Look, lane: Lane, vaults: tuple[Vault, ...], waiting: int = 0) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._lane = lane
        self._vaults = vaults
        self._waiting = waiting
        self._vault = vaults[0]
        self._trying = False
        self._wait_s = 0
        self._remaining = 0
        self._lease_over = False
        self.pad = PinPad(look)
        self.passphrase = _passphrase_field(self.tr("Passphrase"))
        self.notice = Notice(look)
        self.forgot = Button(look, self.tr("Forgot the PIN?"), "quiet")
        self._name = label("", "body", "muted")
        self._countdown = QTimer(self)
        self._countdown.setInterval(_SECOND_MS)
        self._lay_out(look)
        self._connect()
        self.choose(vaults[0])

    def choose(self, vault: Vault) -> None:
        """Ask for this person's PIN, unless the PIN of somebody is being tried."""
        if self._trying:
            return
        self._vault = vault
        identity = vault.profile.identity
        self._name.setText(self.tr("for {name}").format(name=identity.staff_name))
        with_words = vault.profile.keyring == "passphrase-file"
        self.pad.setVisible(not with_words)
        self.passphrase.setVisible(with_words)
        self.front = self.passphrase if with_words else self.pad
        self.pad.clear()
        self.passphrase.clear()
        self._stop_waiting()
        self.notice.clear()
        self.welcome.lease_card.show()
        self.setFocus()

        def show(state: LeaseState) -> None:
            if vault is self._vault:
                self.welcome.show_lease(state)
                self._lease_over = state.standing is not LeaseStanding.VALID
                if self._lease_over:
                    self.office_wanted.emit()

        def failed(fault: Exception) -> None:
            if vault is self._vault and not self._trying:
                self.notice.tell(explain_vault(fault))

        self._lane.run(vault.lease_state, show, failed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= Width.RAIL_FROM
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._box.setDirection(way)
        self._aside.setMaximumWidth(min(Width.WELCOME, self.width() * 2 // 5) if beside else Width.ANY)
        # Beside the pad it scrolls where the window is low; over it, it is as high as it is.
        high = max(self.welcome.sizeHint().height(), self.welcome.heightForWidth(self.width()))
        self._aside.setMinimumHeight(0 if beside else high)

    def _lay_out(self, look: Look) -> None:
        self.welcome = WelcomePane(look, self._vaults, self._waiting)
        self._aside = Scrolled(Gap.NONE, ground="surface")
        self._aside.body.addWidget(self.welcome)
        pane = Scrolled(Gap.XL)
        right = pane.body
        right.setSpacing(Gap.S)
        heading = label(self.tr("Enter your PIN"), "heading")
        for shown in (heading, self._name):
            shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        right.addStretch(1)
        right.addWidget(heading)
        right.addWidget(self._name)
        right.addSpacing(Gap.L)
        wide = 3 * Width.PIN_KEY + 2 * Gap.M
        self.notice.setFixedWidth(wide)
        right.addLayout(centred(self.notice))
        right.addSpacing(Gap.S)
        right.addWidget(self.passphrase)
        self.pad.setMaximumSize(wide, 6 * Height.PIN_KEY + 2 * Gap.XXL)
        right.addWidget(self.pad, 6, Qt.AlignmentFlag.AlignHCenter)
        right.addWidget(self.forgot, 0, Qt.AlignmentFlag.AlignHCenter)
        right.addStretch(1)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
        self._box.setSpacing(Gap.NONE)
        self._box.addWidget(self._aside, 2)
        self._box.addWidget(pane, 3)

    def _connect(self) -> None:
        self.welcome.chosen.connect(self.choose)
        self.welcome.enrol_button.clicked.connect(self.enrol_wanted)
        self.pad.entered.connect(self._try)
        self.passphrase.returnPressed.connect(lambda: self._try(self.passphrase.text()))
        self._countdown.timeout.connect(self._tick)
        # Nobody can tell a forgotten PIN, so it says who helps and that nothing is lost meanwhile.
        self.forgot.clicked.connect(lambda: self.notice.tell(forgotten_words()))

    def _try(self, secret: str) -> None:
        if self._trying or self._wait_s or not secret:
            return
        self._set_trying(trying=True)
        self.passphrase.clear()
        self.notice.tell(Told("note", self.tr("Checking the PIN…")))
        vault = self._vault

        def opened(keys: UnlockedKeys) -> None:
            self.notice.tell(Told("note", self.tr("Opening your data…")))
            self.opened.emit(Opened(vault, keys))

        self._lane.run(lambda: vault.unlock(secret), opened, self._refused)

    def _refused(self, fault: Exception) -> None:
        self._set_trying(trying=False)
        self.notice.tell(explain_vault(fault))
        if isinstance(fault, WrongPin | PinMustWait) and fault.wait_s:
            self._wait_s, self._remaining = fault.wait_s, fault.remaining
            self.pad.set_waiting(True)
            self._countdown.start()
        elif isinstance(fault, PinLocked):
            self.pad.set_waiting(True)
        if isinstance(fault, PinLocked | LeaseExpired | LeaseMissing):
            self._lease_over = not isinstance(fault, PinLocked)
            self.office_wanted.emit()
        self.setFocus()

    def hear(self, heard: Heard) -> None:
        """Show what the office said about the person chosen, unless their PIN is being tried."""
        said = heard.said
        if said is None or self._trying:
            return
        if said.wiped and any(heard.vault.profile == vault.profile for vault in self._vaults):
            self.gone.emit(wiped_words(heard.vault.profile.identity, said.journal_left))
        if heard.vault.profile != self._vault.profile or said.wiped:
            return
        words = words_of(said)
        if said.renewed or said.unlocked:
            self._lane.run(self._vault.lease_state, self.welcome.show_lease, lambda _: None)
        if words is not None:
            self.notice.tell(words)
            self.pad.set_waiting(not may_try(said) or self._wait_s > 0)
            # How long it works without the office means nothing where the office does not let it work.
            self.welcome.lease_card.setVisible(may_try(said))
        elif said.renewed and self._lease_over:
            self._lease_over = False
            self.notice.clear()

    def fault(self, fault: Exception) -> None:
        """Say why what is behind the lock could not be opened, and take a PIN again."""
        self._set_trying(trying=False)
        self.notice.tell(explain_vault(fault))

    def _set_trying(self, *, trying: bool) -> None:
        """From a PIN until it is refused or what is behind the lock is open, nothing else can be begun."""
        self._trying = trying
        self.pad.set_waiting(trying)
        self.welcome.set_waiting(trying)

    def _tick(self) -> None:
        self._wait_s -= 1
        if self._wait_s <= 0:
            self._stop_waiting()
            self.notice.clear()
            self.setFocus()
        else:
            words = tries_words(self._remaining, self._wait_s)
            self.notice.tell(Told("error", self.tr("Too soon to try again"), words))

    def _stop_waiting(self) -> None:
        self._countdown.stop()
        self._wait_s = 0
        self.pad.set_waiting(False)


def _passphrase_field(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setAccessibleName(name)
    field.setPlaceholderText(name)
    field.setMaximumWidth(Width.FORM)
    return field
