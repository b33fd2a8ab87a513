"""The profile: who is at the tablet, how it looks, the PIN."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from fieldapp.everyone.profile import Profile, load_profile
from fieldapp.screens.everyone.me.appearance_card import AppearanceCard
from fieldapp.screens.everyone.me.pin_card import PinCard
from fieldapp.screens.everyone.me.printer_card import PrinterCard
from fieldapp.screens.frame import Page
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.avatar import Avatar
from fieldapp.screens.widgets.card import Card, Panes, Scrolled, column, row
from fieldapp.screens.widgets.text import ElidedLabel, Fact
from fieldapp.screens.words import role_name, tr, wait_words
from fieldapp.screens.workbench import Workbench


class ProfilePage(Page):
    """Who I am at one side, what I may choose at the other."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, tr("Profile"))
        identity = bench.vault.profile.identity
        self._avatar = Avatar(bench.look, identity.staff_name)
        self._name = ElidedLabel(identity.staff_name, "heading")
        self._role = ElidedLabel(role_name(identity.role), "label", "muted")
        self.facts = {
            "institution": Fact(self.tr("Institution"), identity.institution_name),
            "supervisor": Fact(self.tr("Supervisor")),
            "limit": Fact(self.tr("May approve up to")),
            "device": Fact(self.tr("This tablet"), identity.device_code),
            "lease": Fact(self.tr("Works offline for")),
            "contact": Fact(self.tr("Last contact")),
            "language": Fact(self.tr("Language"), self.tr("English")),
        }
        self.look_card = AppearanceCard(bench.look)
        self.printer = PrinterCard(bench, self)
        self.pin = PinCard(bench)
        main = QWidget()
        box = column(Gap.M)
        for card in (self._me(), self.look_card, self.printer):
            box.addWidget(card)
        box.addStretch(1)
        main.setLayout(box)
        side = QWidget()
        beside = column(Gap.M)
        beside.addWidget(self.pin)
        beside.addStretch(1)
        side.setLayout(beside)
        scrolled = Scrolled(Gap.NONE)
        scrolled.body.addWidget(Panes(self.bench.look, main, side))
        scrolled.body.addStretch(1)
        self.body.addWidget(scrolled, 1)

    def load(self) -> None:
        self.read(load_profile, self._show)

    def _me(self) -> Card:
        card = Card()
        words = column(Gap.NONE)
        words.addWidget(self._name)
        words.addWidget(self._role)
        line = row(Gap.M)
        line.addWidget(self._avatar)
        line.addLayout(words, 1)
        card.body.addLayout(line)
        for fact in self.facts.values():
            card.body.addWidget(fact)
        return card

    def _show(self, profile: Profile) -> None:
        say = self.bench.formats
        self.facts["supervisor"].set_value(profile.supervisor_name)
        self.facts["supervisor"].setVisible(bool(profile.supervisor_name))
        limit = profile.me.approval_limit_minor
        self.facts["limit"].set_value(say.signed(limit) if limit is not None else "")
        self.facts["limit"].setVisible(limit is not None)
        left = profile.lease_left_ms // 1000
        self.facts["lease"].set_value(wait_words(left) if left else tr("over"), "" if left else "overdue")
        last = profile.last_contact_ms
        when = say.moment(last, self.bench.now_ms()) if last else self.tr("never")
        self.facts["contact"].set_value(when)
