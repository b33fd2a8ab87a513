"""The bar under the form of a profile: how much changes, and saving."""

from __future__ import annotations

from fieldapp.screens.frame_parts import ActionBar
from fieldapp.screens.widgets.buttons import CommitButton
from fieldapp.screens.widgets.text import Figure
from fieldapp.screens.workbench import Workbench


class ProfileFoot(ActionBar):
    """`save` says why it cannot be pressed beside it."""

    def __init__(self, bench: Workbench, words: str, icon: str) -> None:
        super().__init__()
        self.changes = Figure(self.tr("Fields changed"), "heading")
        self.save = CommitButton(bench.look, words, icon)
        self.totals.addWidget(self.changes)
        self.totals.addStretch()
        self.totals.addWidget(self.save.why, 1)
        self.acts.addWidget(self.save, 1)
