"""Everything that an application would bring about, in the order in which it is asked about."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject

from fieldapp.officer.lending.outlook import Outlook
from fieldapp.screens.application.ahead.checks import ChecksCard
from fieldapp.screens.application.ahead.costs import CostsCard
from fieldapp.screens.application.ahead.schedule import ScheduleCard
from fieldapp.screens.application.words import names_words
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.text import label
from fieldapp.screens.workbench import Workbench
from shared.contract.bodies.lending import ProductDefinition


class Ahead(QObject):
    """Costs and schedule, the checks, and what happens next: cards that the page puts where it has room."""

    def __init__(self, bench: Workbench, parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench
        self.costs, self.checks, self.schedule = CostsCard(bench), ChecksCard(bench), ScheduleCard(bench)
        self.after = Card(self.tr("When you send it"))
        self.next = label("", "body", wrap=True)
        self.after.body.addWidget(self.next)

    def show_nothing(self, why: str) -> None:
        """The form cannot be read, and this is why."""
        self.costs.show_nothing(why)
        self.checks.show_outlook(None)
        self.schedule.show_schedule(None)
        self.after.hide()

    def show_missing(self, outlook: Outlook, why: str, lacking: str) -> None:
        """There is no amount yet: only what does not depend on it is known."""
        self.show_nothing(self.tr("Type the amount to see it."))
        self.checks.show_outlook(outlook, why, lacking)

    def show_outlook(
        self, outlook: Outlook, given: ProductDefinition | None, expected_on: date, lacking: str | None
    ) -> None:
        """Show what comes of a form; checks and what is next only while it is typed, and may be `lacking`
        something to be sent: None where it was sent.
        """
        asking = lacking is not None
        self.costs.show_costs(outlook.preview, given)
        self.checks.show_outlook(outlook if asking else None, "", lacking or "")
        self.schedule.show_schedule(outlook.preview)
        self.after.setVisible(asking and outlook.preview.refusal is None)
        self.next.setText(self._next_words(outlook, expected_on))

    def _next_words(self, outlook: Outlook, expected_on: date) -> str:
        who = names_words(outlook.deciders)
        decides = (
            self.tr("{who} decides.").format(who=who)
            if who
            else self.tr("Nobody you report to may decide about this amount; the office does.")
        )
        rest = self.tr(
            "It goes to the office at the next contact, and nothing can be changed meanwhile unless you take"
            " it back. You are told the answer; once approved, the branch pays it out, as planned on {day}."
        )
        return f"{decides} {rest.format(day=self._bench.formats.long_day(expected_on))}"
