"""Whether anything recorded on this tablet is lost: the account by count and money, and what to do.

The rule kept here: it is counted anew from what was signed, each time somebody looks.
"""

from __future__ import annotations

from fieldapp.screens.everyone.account import AccountCard, Parts
from fieldapp.screens.frame import Page
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, Scrolled
from fieldapp.screens.widgets.text import Fact, Tone, label
from fieldapp.screens.words import counted, tr
from fieldapp.screens.workbench import Workbench
from fieldapp.syncing.nothing_lost import NothingLost, account_for_all


class AccountPage(Page):
    """The account, and beside it what would bring all of it back if this tablet were lost."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, tr("Nothing is lost"), tr("Everything ever recorded on this tablet"))
        self.account = AccountCard(bench.look)
        self.safe = Card(tr("If this tablet were lost"))
        self.signed = Fact(tr("Signed by the office up to"))
        self.journal = Fact(tr("Sealed copy for the office"))
        self.said = label("", "label", "muted", wrap=True)
        for part in (self.signed, self.journal, self.said):
            self.safe.body.addWidget(part)
        self.centre = Button(bench.look, tr("See each of them"), "plain", "list-checks")
        self.centre.clicked.connect(lambda: bench.go.open(Target("sync")))
        self.add_act(self.centre)
        scrolled = Scrolled(Gap.NONE)
        for card in (self.account, self.safe):
            scrolled.body.addWidget(card)
        scrolled.body.addStretch(1)
        self.body.addWidget(scrolled, 1)

    def load(self) -> None:
        self.read(account_for_all, self._show)

    def _show(self, found: NothingLost) -> None:
        parts = Parts(found.recorded, found.acknowledged, found.waiting, found.attention, found.missing)
        self.account.show_parts(parts, _mark(found), _said(found), self.bench.formats)
        number = tr("number {number}").format(number=f"{found.server_seq:,}")
        self.signed.set_value(number if found.server_seq else tr("nothing yet"))
        lacking = found.journal_lacking
        whole, none = tr("whole"), tr("not kept here")
        lacks = tr("lacks {records}").format(records=counted(lacking or 0, tr("record"), tr("records")))
        self.journal.set_value(none if lacking is None else lacks if lacking else whole, _tone(lacking))
        self.said.setText(_safe_words(lacking))


def _tone(lacking: int | None) -> Tone:
    return "pending" if lacking else ""


def _mark(found: NothingLost) -> Mark:
    if not found.holds:
        adds_up = found.missing.count == 0 and found.missing.value_minor == 0 and not found.held
        words = tr("Adds up, the copy lacks some") if adds_up else tr("Does not add up")
        return Mark("pending" if adds_up else "attention", words)
    if found.waiting.count:
        return Mark("partial", tr("Adds up, not all sent"))
    return Mark("paid", tr("Adds up"))


def _said(found: NothingLost) -> str:
    """What it means and what to do."""
    if found.held:
        return tr(
            "The data on this tablet is an old copy, or was changed. It takes nothing new; what it recorded "
            "is in its sealed copy, which it sends by itself. Leave it connected and call your supervisor."
        )
    if found.missing.count or found.missing.value_minor:
        return tr(
            "Something recorded here stands nowhere. Do not reset the tablet and do not record the same "
            "again. Leave it connected, and show this page to your supervisor: the sealed copy says what it "
            "was."
        )
    if found.attention.count and found.waiting.count:
        return tr(
            "All of it is accounted for. What waits is sent by itself at the next contact; look at what "
            "needs attention."
        )
    if found.attention.count:
        return tr("All of it is with the office. Look at what needs attention.")
    if found.waiting.count:
        return tr("All of it is accounted for. What waits is sent by itself at the next contact.")
    if found.recorded.count:
        return tr("All of it is with the office.")
    return tr("Nothing was recorded on this tablet yet.")


def _safe_words(lacking: int | None) -> str:
    if lacking is None:
        return tr(
            "The office keeps what it has signed. What waits here is on this tablet alone: this institution "
            "has no recovery key, so connect often."
        )
    if lacking:
        return tr(
            "The sealed copy could not be written for lack of space. Free some: it makes up for what it "
            "lacks by itself."
        )
    return tr(
        "Everything recorded here is also in a sealed copy that only the office can open. It outlives a "
        "forgotten PIN and a wipe."
    )
