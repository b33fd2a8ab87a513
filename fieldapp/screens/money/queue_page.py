"""A page of things that wait to be decided: the list at one side, one of them in detail at the other.

The rules kept here: one press decides one thing, and the next that waits comes; no press and no letter meant
for one falls on the one that takes its place; what was typed about each is kept with it until it is decided.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Generic, TypeVar

from PySide6.QtWidgets import QApplication, QWidget

from fieldapp.screens.frame import ListAndDetail, Page
from fieldapp.screens.targets import Kind, Target
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.typed.drafting import Drafts
from fieldapp.screens.widgets.buttons import CommitButton
from fieldapp.screens.widgets.lists.row_list import RowList
from fieldapp.screens.widgets.overlays.toast import Toasts
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.words import Told
from fieldapp.screens.workbench import Workbench

_Row = TypeVar("_Row")


class QueuePage(Page, Generic[_Row]):
    """`rows` by their ids, and the one that is `wanted`; a target of `kind` opens one of them.

    A page hangs up its parts once, reads its rows and hands them to `show_rows`, and says with `go_on` that
    one was decided.
    """

    kind: ClassVar[Kind]

    def __init__(self, bench: Workbench, title: str, drafts: str) -> None:
        super().__init__(bench, title, margin=Gap.NONE)
        self.rows: dict[bytes, _Row] = {}
        self.wanted: bytes | None = None
        self.drafting = Drafts(bench, self, drafts)
        self.toasts = Toasts(bench.look, self)
        self.list: RowList
        self.empty: EmptyState
        self.buttons: tuple[CommitButton, ...] = ()

    def hang(self, listing: QWidget, detail: QWidget, foot: QWidget, buttons: Iterable[CommitButton]) -> None:
        """Take the pane of `list` and `empty`, what is beside it, and the buttons that decide."""
        self.buttons = tuple(buttons)
        self.set_panes(ListAndDetail(listing, detail, foot))
        self.list.chosen.connect(self.choose)
        self.list.chosen.connect(self.panes.open_detail)
        self.list.selected.connect(self.choose)

    def fill(self, rows: tuple[_Row, ...]) -> None:
        """Show these rows in the list, and what they come to in the heading; overridden."""
        raise NotImplementedError

    def key_of(self, row: _Row) -> bytes:
        """Return the id of a row; overridden."""
        raise NotImplementedError

    def put(self, typed: bytes | None) -> None:
        """Put back what was typed about the one that is wanted now; overridden."""
        raise NotImplementedError

    def look(self) -> None:
        """Show the one that is wanted as it is now; overridden."""
        raise NotImplementedError

    def gone(self, before: _Row | None) -> Told | None:
        """Return what is said when the one somebody looked at is not there any more; overridden."""
        raise NotImplementedError

    def waits(self, row: _Row) -> bool:
        """Whether somebody may go on with it when another was decided; overridden where not with all."""
        return True

    def arrive(self, target: Target) -> None:
        """Go to one thing; the page reads what it shows of it itself, unless it is shown already."""
        super().arrive(target)
        if target.kind == self.kind:
            here, known = self.isVisible(), target.id in self.rows
            self.choose(target.id, look=here and known)
            self.list.select(target.id)
            self.panes.open_detail()
            if here and not known:
                # Not known yet, or not there any more: the list says which.
                self.load()

    def show_rows(self, rows: tuple[_Row, ...]) -> None:
        """Show what waits; who looked at what does not any more is told, and stands at the list."""
        before = self.rows.get(self.wanted) if self.wanted is not None else None
        self.rows = {self.key_of(row): row for row in rows}
        gone = self.wanted is not None and self.wanted not in self.rows
        if gone:
            _leave(self)
        self.fill(rows)
        self.list.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.panes.set_empty(not rows)
        self.drafting.forget_others(self.rows)
        if self.wanted in self.rows:
            self.look()
        else:
            self.choose(next(iter(_order(self)), None))
        # Somebody may be running down the list just now.
        if gone or self.list.current_key not in self.rows:
            self.list.select(self.wanted)
        if gone and (told := self.gone(before)) is not None:
            self.tell(told)

    def choose(self, key: object, *, look: bool = True) -> None:
        """Go to another one; the same is looked at again only where something is told over it."""
        wanted = key if isinstance(key, bytes) else None
        if wanted != self.wanted:
            self.wanted = wanted
            self.notice.clear()
            self.put(self.drafting.open(wanted) if wanted is not None else None)
        elif self.notice.told is None:
            return
        if look:
            self.look()

    def go_on(self, decided: bytes) -> None:
        """One is decided, on the disk: the next that waits comes, unless somebody went on by themselves.

        It is looked at with the list, which is read again. The focus goes to the list, not to a button.
        """
        self.notice.clear()
        self.drafting.tear(decided)
        for button in self.buttons:
            button.rest()
        if self.wanted == decided:
            order = _order(self)
            at = order.index(decided) if decided in order else 0
            following = (key for key in (*order[at + 1 :], *order[:at]) if self.waits(self.rows[key]))
            self.choose(next(following, None), look=False)
            self.list.select(self.wanted)
            self.list.setFocus()


def _order(page: QueuePage[_Row]) -> list[bytes]:
    """Return the ids in the order in which they stand."""
    return [row.key for row in page.list.rows if isinstance(row.key, bytes)]


def _leave(page: QueuePage[_Row]) -> None:
    """Go back to the list, let the buttons rest, and take the keys from whoever types in the detail."""
    focus = QApplication.focusWidget()
    inside = focus is not None and page.panes.isAncestorOf(focus)
    page.panes.close_detail()
    if inside:
        page.setFocus()
    for button in page.buttons:
        button.pause()
