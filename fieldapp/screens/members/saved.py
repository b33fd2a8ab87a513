"""Filters somebody gave a name, to ask for them again with one press.

The rule kept here: they are this person's own, on this tablet; one that holds already is named as such.
"""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject

from fieldapp.screens.frame import Page
from fieldapp.screens.frame_parts import behind_lock
from fieldapp.screens.members.filters import AT_FIRST, Asked, Filters
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.choices.chips import MenuChip
from fieldapp.screens.widgets.overlays.dialog import Dialog, Question, ask
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench
from shared.contract.codec import Malformed, Message, decode, encode

_log = logging.getLogger(__name__)
_NOTE = ("preference", "members/saved")
_LONGEST_NAME = 40


class _Shelf(Message, frozen=True):
    saved: dict[str, Asked]


class SavedFilters(QObject):
    """A chip with the names, and what saves or forgets one."""

    def __init__(self, bench: Workbench, page: Page, filters: Filters) -> None:
        super().__init__(page)
        self._bench, self._page, self._filters = bench, page, filters
        self._saved = _read(bench.notes.get(*_NOTE))
        self.chip = MenuChip(bench.look, tr("Saved"), (("", tr("none")),), "bookmark-simple")
        self.keep = Button(bench.look, self.tr("Save filters"), "quiet", "plus")
        self.drop = Button(bench.look, self.tr("Forget saved"), "quiet", "trash")
        self.dialog: Dialog | None = None
        for widget in (self.chip, self.keep, self.drop):
            filters.chips.addWidget(widget)
        self.chip.picked.connect(self._ask_for)
        self.keep.clicked.connect(self._name)
        self.drop.clicked.connect(self._forget)
        filters.changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Say which of them holds, and offer what can be done."""
        asked = self._filters.asked
        name = next((name for name, saved in self._saved.items() if saved == asked), "")
        self.chip.set_options((("", tr("none")), *((each, each) for each in self._saved)))
        self.chip.choose(name)
        self.chip.setVisible(bool(self._saved))
        self.keep.setVisible(asked != AT_FIRST and not name)
        self.drop.setVisible(bool(name))

    def _ask_for(self, name: str) -> None:
        self._filters.put(self._saved.get(name, AT_FIRST))
        self._filters.changed.emit()

    def _name(self) -> None:
        question = Question(
            title=self.tr("Save these filters?"),
            safe=self.tr("Not now"),
            act=self.tr("Save filters"),
            text=self.tr("They are asked for again with one press, under Saved."),
            reason=self.tr("What to call them"),
            least=2,
            most=_LONGEST_NAME,
            icon="bookmark-simple",
            harmful=False,
        )
        self.dialog = ask(self._bench.look, behind_lock(self._page), question, self._keep)

    def _keep(self, dialog: Dialog, name: str) -> None:
        dialog.done()
        self._put(self._saved | {" ".join(name.split()): self._filters.asked})

    def _forget(self) -> None:
        self._put({name: saved for name, saved in self._saved.items() if name != self.chip.current})

    def _put(self, saved: dict[str, Asked]) -> None:
        self._saved = saved
        self._bench.notes.put(*_NOTE, encode(_Shelf(saved)))
        self.follow()


def _read(data: bytes | None) -> dict[str, Asked]:
    try:
        return dict(decode(_Shelf, data).saved) if data is not None else {}
    except Malformed:
        _log.warning("saved_filters_dropped")
        return {}
