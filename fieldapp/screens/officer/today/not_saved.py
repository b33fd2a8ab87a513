"""Money that was typed on an earlier day and never saved: which, whose, and the way to it.

The rule kept here: it stands here, however old, until it is saved or taken out where it was typed; where
that is not on this tablet any more, it is taken out here, and never without being asked about.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property, partial

from fieldapp.officer.drafts.left_money import FoundMoney, LeftMoney, left_money
from fieldapp.screens.frame import Page
from fieldapp.screens.frame_parts import behind_lock
from fieldapp.screens.money import turn
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.lists.row_list import RowList
from fieldapp.screens.widgets.lists.rows import Row
from fieldapp.screens.widgets.overlays.dialog import Dialog, Question, ask
from fieldapp.screens.words import Formats, counted, tr
from fieldapp.screens.workbench import Workbench
from shared.ids import LoanId

_ROOM = "draft"


class NotSavedCard(Card):
    """Hidden while there is none."""

    def __init__(self, bench: Workbench, page: Page) -> None:
        super().__init__(self.tr("Typed and not saved"), edge=Gap.NONE)
        self._bench, self._page = bench, page
        self._found: dict[str, FoundMoney] = {}
        self.dialog: Dialog | None = None
        self.hide()

    @cached_property
    def list(self) -> RowList:
        """The lines; made when there are any."""
        made = RowList(self._bench.look, self.tr("Money that was typed and not saved"))
        made.show_whole()
        self.body.addWidget(made, 1)
        made.chosen.connect(self._open)
        return made

    def left(self) -> tuple[LeftMoney, ...]:
        """Return the money in drafts of earlier days, oldest first; what is typed today is under way."""
        notes, today = self._bench.notes, self._bench.today()
        read = (left_money(key, notes.get(_ROOM, key), self._kept_on(key)) for key in notes.keys(_ROOM))
        earlier = [left for left in read if left is not None and left.on < today]
        return tuple(sorted(earlier, key=lambda left: (left.on, left.key)))

    def show_money(self, found: tuple[FoundMoney, ...]) -> None:
        """Show what is left of earlier days."""
        self._found = {each.left.key: each for each in found}
        if found or not self.isHidden():
            self.list.set_rows(_row(each, self._bench.formats) for each in found)
        self.setVisible(bool(found))

    def _kept_on(self, key: str) -> date:
        at_ms = self._bench.notes.kept_at(_ROOM, key)
        return self._bench.today() if at_ms is None else self._bench.formats.day_of(at_ms)

    def _open(self, key: object) -> None:
        found = self._found.get(key) if isinstance(key, str) else None
        if found is None:
            return
        left = found.left
        if not found.name:
            self._ask(left)
        elif left.what == "sheet":
            self._bench.go.open(Target("sheet", left.about, left.on.isoformat()))
        else:
            self._bench.go.open(turn.repay(LoanId(left.about)))

    def _ask(self, left: LeftMoney) -> None:
        """Ask whether money may be forgotten that has no place on this tablet any more."""
        say = self._bench.formats
        question = Question(
            title=self.tr("Take it out?"),
            safe=self.tr("Keep it"),
            act=self.tr("Take out {amount}").format(amount=say.signed(left.minor)),
            text=self.tr("It is recorded nowhere. Make sure that whoever paid it has a receipt."),
            impact=((", ".join(left.names) or _gone(left), say.signed(left.minor)),),
            icon="x",
        )
        self.dialog = ask(
            self._bench.look, behind_lock(self._page), question, partial(self._take_out, left.key)
        )

    def _take_out(self, key: str, dialog: Dialog, _reason: str) -> None:
        dialog.done()
        self._bench.notes.tear(_ROOM, key)
        self.show_money(tuple(each for at, each in self._found.items() if at != key))


def _row(found: FoundMoney, say: Formats) -> Row:
    left = found.left
    amounts = counted(left.amounts, tr("amount"), tr("amounts")) if left.what == "sheet" else tr("Repayment")
    return Row(
        key=left.key,
        title=found.name or _gone(left),
        second=f"{amounts} · {say.day(left.on)}",
        third=", ".join(left.names) if not found.name else "",
        figure=say.signed(left.minor) if left.minor else "",
    )


def _gone(left: LeftMoney) -> str:
    sheet = left.what == "sheet"
    return tr("A union not on this tablet any more") if sheet else tr("A loan not on this tablet any more")
