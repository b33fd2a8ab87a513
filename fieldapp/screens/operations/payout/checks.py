"""What was looked at before the money leaves, a line each with a word for how it stands."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from fieldapp.operations.payout_checks import Check, CheckKind, CheckState
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.badge import Badge, BadgeKind, Mark
from fieldapp.screens.widgets.card import Card, column, empty, hairline, row
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import Formats, tr
from fieldapp.screens.workbench import Workbench

_KINDS: dict[CheckState, BadgeKind] = {
    "good": "verified",
    "look": "pending",
    "bad": "attention",
    "unknown": "provisional",
}


class ChecksCard(Card):
    """The lines; built anew only when something stands otherwise."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("Before the money leaves"))
        self._bench = bench
        self._shown: tuple[tuple[Check, Formats], ...] = ()
        self._lines = column(Gap.XS)
        self.body.addLayout(self._lines)
        self.body.addStretch()

    def show_checks(self, checks: tuple[Check, ...]) -> None:
        """Show how everything stands."""
        shown = tuple((each, self._bench.formats) for each in checks)
        if shown == self._shown:
            return
        self._shown = shown
        empty(self._lines)
        for number, each in enumerate(checks):
            if number:
                self._lines.addWidget(hairline())
            self._lines.addWidget(self._line(each))

    def _line(self, check: Check) -> QWidget:
        title, detail = check_words(check, self._bench.formats)
        line = QWidget()
        words = column(Gap.NONE)
        words.addStretch()
        words.addWidget(label(title, "strong", wrap=True))
        if detail:
            words.addWidget(label(detail, "label", "muted", wrap=True))
        words.addStretch()
        mark = Mark(_KINDS[check.state], state_words(check))
        box = row(Gap.M)
        box.setContentsMargins(Gap.NONE, Gap.XS, Gap.NONE, Gap.XS)
        box.addLayout(words, 1)
        box.addWidget(Badge(self._bench.look, mark))
        line.setLayout(box)
        line.setAccessibleName(", ".join(filter(None, (title, detail, mark.text))))
        return line


def state_words(check: Check) -> str:
    """Return the word of a badge."""
    if check.kind == "fees" and check.state == "look":
        return tr("Collect first")
    return {
        "good": tr("In order"),
        "look": tr("Look at it"),
        "bad": tr("In the way"),
        "unknown": tr("Not known here"),
    }[check.state]


def check_words(check: Check, say: Formats) -> tuple[str, str]:
    """Return what was looked at and what was found, in words."""
    names = ", ".join(check.names)
    amount = say.signed(check.amount_minor)
    known: dict[tuple[CheckKind, CheckState], tuple[str, str]] = {
        ("verified", "good"): (
            tr("Identity verified"),
            tr("by {names}").format(names=names) if names else "",
        ),
        ("verified", "bad"): (
            tr("Identity not verified"),
            tr("The office verifies the member before this is paid out."),
        ),
        ("verified", "unknown"): (
            tr("Identity"),
            tr("The member is not on this tablet yet: connect and look again."),
        ),
        ("active", "bad"): (tr("The member is not active"), tr("Only active members are paid.")),
        ("approved", "good"): (
            tr("Approved"),
            tr("by {names}").format(names=names) if names else tr("at the office"),
        ),
        ("unchanged", "good"): (
            tr("As it was approved"),
            tr("amount and terms are those of the approval, {amount}").format(amount=amount),
        ),
        ("unchanged", "look"): (
            tr("Changed since it was approved"),
            tr("approved for {amount}; ask who approved it").format(amount=amount),
        ),
        ("unchanged", "unknown"): (tr("As it was approved"), tr("the request itself is not on this tablet")),
        ("other_loans", "good"): (tr("No other open loan"), ""),
        ("other_loans", "look"): (
            tr("Other open loans"),
            tr("{numbers}: {amount} owed").format(numbers=names, amount=amount),
        ),
        ("fees", "good"): (tr("No fee to collect"), ""),
        ("fees", "look"): (
            tr("Fee to collect"),
            tr("{amount} from the member before the money leaves").format(amount=amount),
        ),
        ("fees", "unknown"): (tr("Fee to collect"), tr("the terms are not on this tablet")),
        ("not_own", "bad"): (tr("You drafted this loan"), tr("Somebody else pays it out.")),
    }
    return known[check.kind, check.state]
