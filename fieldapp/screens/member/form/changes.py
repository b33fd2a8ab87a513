"""What saving would change: each field with what it held and what it is to hold, before anything is saved."""

from __future__ import annotations

from fieldapp.screens.member.form.form import Changed
from fieldapp.screens.member.form.words import field_title
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.card import Card, column, empty
from fieldapp.screens.widgets.forms.strip import Strip
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench
from shared.contract.bodies.people import IDENTITY_FIELDS


class ChangesCard(Card):
    """The changes line by line; not there while there are none."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("What changes"))
        self.shown: tuple[Changed, ...] = ()
        self.anew = Strip(bench.look)
        self._lines = column(Gap.S)
        self.body.addLayout(self._lines)
        self.body.addWidget(self.anew)
        self.hide()

    def show_changes(self, changes: tuple[Changed, ...], *, verified: bool) -> None:
        """Show them; of a verified member also that a change of who it is asks for a new verification."""
        if changes != self.shown:
            self.shown = changes
            empty(self._lines)
            for change in changes:
                self._lines.addWidget(label(field_title(change.field), "label", "muted"))
                words = tr("{before} → {after}").format(before=change.before, after=change.after)
                self._lines.addWidget(label(words, "strong", wrap=True))
        other = verified and any(change.field in IDENTITY_FIELDS for change in changes)
        title = self.tr("To be verified anew") if other else ""
        self.anew.say(title, self.tr("Name and birthday are what was vouched for.") if other else "")
        self.setVisible(bool(changes))
