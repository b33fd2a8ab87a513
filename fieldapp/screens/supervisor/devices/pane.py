"""One device: who has it, how it stands and what to do, its digits while it waits, and what it holds."""

from __future__ import annotations

from PySide6.QtCore import Qt

from fieldapp.screens.everyone.account import AccountCard
from fieldapp.screens.supervisor.devices.words import (
    account_mark,
    account_parts,
    account_words,
    seen_words,
    stands_mark,
    what_to_do,
)
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.card import Card, Scrolled
from fieldapp.screens.widgets.drawn.subject import Subject
from fieldapp.screens.widgets.text import Fact, label
from fieldapp.screens.words import role_name, stopped_words, tr
from fieldapp.screens.workbench import Workbench
from fieldapp.supervisor.devices import DeviceRow


class DevicePane(Scrolled):
    """The device beside the list."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self.head = Subject(bench.look)
        self.digits = _DigitsCard()
        self.facts = _FactsCard(bench)
        self.account = AccountCard(bench.look)
        for card in (self.head, self.digits, self.facts, self.account):
            self.body.addWidget(card)
        self.body.addStretch(1)

    def show_device(self, found: DeviceRow) -> None:
        """Show a device."""
        say, record, now_ms = self._bench.formats, found.record, self._bench.now_ms()
        name = found.owner_name or tr("Somebody not known here")
        role = role_name(found.owner_role) if found.owner_role else ""
        here = tr("this very tablet") if found.here else ""
        second = " · ".join(filter(None, (record.label, record.device_code, role, here)))
        self.head.show_subject(name, name, second, stands_mark(found.stands), what_to_do(found))
        self.digits.setVisible(found.stands == "asks")
        self.digits.digits.setText(record.fingerprint)
        self.facts.show_facts(found)
        self.account.setVisible(found.stands != "asks")
        account = found.account
        words = account_words(found, say, now_ms)
        if account is None:
            self.account.say_unknown(words)
        else:
            self.account.show_parts(account_parts(account), account_mark(account), words, say)
        self.facts.seen.set_value(seen_words(found, say, now_ms))


class _DigitsCard(Card):
    """The digits that both screens show, in large letters."""

    def __init__(self) -> None:
        super().__init__(tr("Digits to compare"))
        self.body.setSpacing(Gap.M)
        self.digits = label("", "figure", wrap=True)
        self.digits.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = tr(
            "The tablet shows digits too. Have its person read them to you, by voice and face to face or by "
            "phone. Approve it only where all of them are the same."
        )
        self.body.addWidget(self.digits)
        self.body.addWidget(label(words, "label", "muted", wrap=True))


class _FactsCard(Card):
    """Seen when, enrolled when, and until when it may work alone."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("Contact and lease"))
        self._bench = bench
        self.seen = Fact(tr("Last seen"))
        self.lease = Fact(tr("May work without the office until"))
        self.enrolled = Fact(tr("Enrolled on"))
        self.reason = Fact(tr("Why it was stopped"))
        for fact in (self.seen, self.lease, self.enrolled, self.reason):
            self.body.addWidget(fact)

    def show_facts(self, found: DeviceRow) -> None:
        """Show them; a lease that is over says so."""
        say, record, now_ms = self._bench.formats, found.record, self._bench.now_ms()
        self.lease.setVisible(record.state == "ACTIVE")
        over = record.lease_until_ms < now_ms
        until = say.moment(record.lease_until_ms, now_ms) if record.lease_until_ms else "–"
        self.lease.set_value(
            tr("over since {when}").format(when=until) if over else until, "overdue" if over else ""
        )
        enrolled = record.enrolled_at_ms
        self.enrolled.set_value(say.day(say.day_of(enrolled)) if enrolled else "–")
        self.reason.setVisible(bool(record.reason))
        self.reason.set_value(stopped_words(record.reason))
