"""Check a receipt: whether a tablet of this institution signed it, without a network.

The rules kept here: the answer stands above the code it is about and goes when another one is typed; pictures
are looked through away from the screen; nothing is recorded.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QWidget

from fieldapp.everyone.receipts.verifying import Checked, check_receipt
from fieldapp.screens.everyone.verify.choosing import WhichPicture
from fieldapp.screens.everyone.verify.scanning import code_in, code_in_file
from fieldapp.screens.everyone.verify.words import facts_of, told_of
from fieldapp.screens.frame import Page
from fieldapp.screens.paper.paper import Paper
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, Panes, Scrolled, column
from fieldapp.screens.widgets.choices.flow import Flow
from fieldapp.screens.widgets.forms.fields import NoteField
from fieldapp.screens.words import Told, tr
from fieldapp.screens.workbench import Workbench

_MOST_TYPED = 500


class VerifyPage(Page):
    """A code typed or pasted, or a picture or PDF of one, chosen or let fall; the answer beside it."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, tr("Check a receipt"))
        self._checked: Checked | None = None
        hint = self.tr("The letters the square on the receipt holds. Gaps and small letters do not matter.")
        self.code = NoteField(bench.look, self.tr("Code"), hint, most=_MOST_TYPED, lines=4)
        self.check = Button(bench.look, self.tr("Check"), "final", "seal-check")
        self.picture = Button(bench.look, self.tr("Choose a picture or PDF"), "plain", "image")
        self.paste = Button(bench.look, self.tr("Paste"), "plain", "copy")
        self.which = WhichPicture(bench, self)
        self.paper = Paper(bench.look, self.tr("What the code says"), bare=True)
        self.answer = Card(self.tr("What the code says"), edge=Gap.NONE)
        self.setAcceptDrops(True)
        self._lay_out()
        self.code.changed.connect(self._typed)
        self.check.clicked.connect(self._check)
        self.picture.clicked.connect(self.which.ask)
        self.paste.clicked.connect(self._paste)
        self.which.chosen.connect(self._look_at)
        self.notice.acted.connect(self._show_receipt)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """One file may be let fall here."""
        if len(event.mimeData().urls()) == 1 and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at the file that was let fall."""
        self._look_at(Path(event.mimeData().urls()[0].toLocalFile()))
        event.acceptProposedAction()

    def _lay_out(self) -> None:
        card = Card()
        card.body.addWidget(self.code)
        acts = Flow(gap=Gap.M)
        for button in (self.check, self.picture, self.paste):
            acts.addWidget(button)
        card.body.addLayout(acts)
        self.answer.body.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.M)
        self.answer.body.addWidget(self.paper)
        self.answer.hide()
        side = QWidget()
        beside = column(Gap.M)
        beside.addWidget(self.answer)
        beside.addStretch(1)
        side.setLayout(beside)
        scrolled = Scrolled(Gap.NONE)
        scrolled.body.addWidget(Panes(self.bench.look, card, side))
        scrolled.body.addStretch(1)
        self.body.addWidget(scrolled, 1)
        self.check.setEnabled(False)

    def _typed(self) -> None:
        """What was said is of another code."""
        self.check.setEnabled(bool(self.code.text) and self.code.ready)
        if self._checked is not None:
            self._checked = None
            self.notice.clear()
            self.answer.hide()

    def _check(self) -> None:
        text = self.code.text
        self.bench.read(self, lambda desk: check_receipt(desk, text), partial(self._say, text), self._fail)

    def _paste(self) -> None:
        """Take a picture or letters, whichever was copied."""
        board = QGuiApplication.clipboard()
        image, text = board.image(), board.text().strip()
        if not image.isNull():
            self.bench.file(self, lambda: code_in(image), self._found, self._fail)
        elif text:
            self._found(text[:_MOST_TYPED])
        else:
            words = self.tr("Copy a picture of the receipt, or the letters of its code, first.")
            self.tell(Told("note", self.tr("Nothing was copied"), words))

    def _look_at(self, path: Path) -> None:
        self.bench.file(self, lambda: code_in_file(path), self._found, self._fail)

    def _found(self, code: str) -> None:
        self.code.set_text(code)
        self._check()

    def _say(self, text: str, checked: Checked) -> None:
        if text != self.code.text:
            return  # another one has been typed meanwhile
        self._checked = checked
        self.tell(told_of(checked))
        facts = facts_of(checked, self.bench.formats)
        self.paper.set_blocks(facts)
        self.answer.setVisible(bool(facts))

    def _fail(self, fault: Exception) -> None:
        self._checked = None
        self.answer.hide()
        self.fault(fault)

    def _show_receipt(self) -> None:
        if self._checked is not None and self._checked.repayment is not None:
            self.bench.go.open(Target("receipt", self._checked.repayment))
