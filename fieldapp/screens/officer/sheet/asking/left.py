"""Amounts that were typed and have no place on the sheet any more: one line each, and what to do with it.

The rule kept here: such money is seen until somebody takes it out; nothing that cannot be seen is kept, and
nothing that is kept keeps the meeting open.
"""

from __future__ import annotations

from functools import cached_property, partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from fieldapp.officer.drafts.sheet_draft import Way, read_amount
from fieldapp.screens.officer.sheet.table.filling import Left
from fieldapp.screens.officer.sheet.table.model import SheetModel
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap, Height
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, Scrolled, empty, row
from fieldapp.screens.widgets.overlays.toast import Toasts
from fieldapp.screens.widgets.text import ElidedLabel, label
from fieldapp.screens.words import counted, tr
from fieldapp.screens.workbench import Workbench

_IN_SIGHT = 2
"""So many lines are seen at once, fewer with large text; the others are scrolled to."""


class LeftCard(Card):
    """Hidden while everything that was typed has its row."""

    def __init__(self, bench: Workbench, model: SheetModel, toasts: Toasts) -> None:
        super().__init__()
        self._bench, self._model, self._toasts = bench, model, toasts
        self._shown: tuple[Left, ...] = ()
        self._stands = (False, False)
        self._title = label("", "strong", wrap=True)
        self._why = label("", "label", "muted", wrap=True)
        self.body.addWidget(self._title)
        self.body.addWidget(self._why)
        self.hide()
        model.edited.connect(self._show)
        bench.look.changed.connect(self._fit)

    @cached_property
    def _lines(self) -> Scrolled:
        """A line for each; made when there is one."""
        made = Scrolled(Gap.NONE, ground="surface")
        made.body.setSpacing(Gap.XS)
        self.body.addWidget(made)
        return made

    @property
    def words(self) -> str:
        """What it says, for tests."""
        return f"{self._title.text()}. {self._why.text()}"

    def act(self, name: str) -> Button | None:
        """The button of this name, None where it is not offered."""
        found = self._lines.findChildren(Button)
        return next((each for each in found if each.accessibleName() == name), None)

    def _show(self) -> None:
        left, locked = self._model.filling.left(), self._model.locked
        stands = (locked, self._model.closed)
        if (left, stands) == (self._shown, self._stands):
            return
        self._shown, self._stands = left, stands
        self.setVisible(bool(left))
        if not left:
            return
        empty(self._lines.body)
        for each in left:
            self._lines.body.addWidget(self._line(each))
        self._lines.body.addStretch(1)
        amounts = counted(len(left), self.tr("amount is"), self.tr("amounts are"))
        self._title.setText(self.tr("{amounts} typed and not saved").format(amounts=amounts))
        off = self.tr("Not on this sheet any more: record it outside the meeting, then take it out here.")
        if self._model.closed:
            off = self.tr("The meeting is closed: record it outside the meeting, then take it out here.")
        elif locked:
            off = self.tr(
                "It is not yours to record: tell whoever records this meeting, then take it out here."
            )
        self._why.setText(off)
        self._fit()

    def _fit(self) -> None:
        if not self._shown:
            return
        look = self._bench.look
        one = look.tall(Height.TOUCH, "body") + Gap.XS
        most = _IN_SIGHT if look.scale <= 1 else 1
        self._lines.setFixedHeight(one * min(max(len(self._shown), 1), most))

    def _line(self, left: Left) -> QWidget:
        words = left_words(self._bench, left)
        name = self.tr("Take out {words}").format(words=words)
        out = Button(self._bench.look, self.tr("Take out"), "quiet", name=name)
        out.clicked.connect(partial(self._take_out, left))
        line = row(Gap.S)
        line.addWidget(ElidedLabel(words, "body"), 1)
        member, loan = left.key
        target = Target("member", member) if loan is None else Target("repay", loan)
        if self._bench.go.may_open(target):
            name = self.tr("Record for {who}").format(who=left.name or self.tr("somebody"))
            record = Button(self._bench.look, self.tr("Record"), "plain", name=name)
            record.clicked.connect(partial(self._bench.go.open, target))
            line.addWidget(record, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(out, 0, Qt.AlignmentFlag.AlignVCenter)
        shown = QWidget()
        shown.setLayout(line)
        return shown

    def _take_out(self, left: Left) -> None:
        draft = self._model.filling.draft
        way = draft.ways.get(left.key, Way())

        def put_back() -> None:
            now = self._model.filling.draft
            now.type(left.key, left.text)
            now.pay_by(left.key, way)
            now.names[left.key[0]] = left.name

        self._model.act(partial(draft.type, left.key, ""))
        said = self.tr("Taken out: {words}").format(words=left_words(self._bench, left))
        self._toasts.say(said, self.tr("Undo"), partial(self._model.act, put_back))


def left_words(bench: Workbench, left: Left) -> str:
    """Say an amount and for whom it was typed, as it can be read: "₦500 for Bolanle Ogunleye"."""
    minor, fault = read_amount(left.text)
    amount = f"“{left.text}”" if fault else bench.formats.signed(minor)
    return tr("{amount} for {who}").format(amount=amount, who=left.name or tr("somebody"))
