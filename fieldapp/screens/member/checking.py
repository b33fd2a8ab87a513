"""Verifying who a member is: what is known of them, a checklist, a note, and one press.

The rule kept here: whoever enrolled somebody never verifies them; why something was not checked is said, and
what is ticked and typed is kept until it is saved.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fieldapp.desk.facts import MemberFacts
from fieldapp.everyone.member_view import MemberView, load_member_view
from fieldapp.screens.frame import Page
from fieldapp.screens.frame_parts import ActionBar
from fieldapp.screens.member.facts import FactsCard
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.typed.drafting import Drafting
from fieldapp.screens.widgets.buttons import CommitButton
from fieldapp.screens.widgets.card import Card, Panes, Scrolled, column
from fieldapp.screens.widgets.choices.chip import Chip, Option
from fieldapp.screens.widgets.forms.fields import NoteField
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import Told, tr
from fieldapp.screens.workbench import Workbench
from fieldapp.supervisor.verify_member import verify_member
from shared.contract.codec import Malformed, Message, decode, encode
from shared.ids import MemberId

_LEAST_REASON = 10


class Checked(Message, frozen=True):
    """What is ticked, in the words of the checklist, and the note as it is typed."""

    ticked: tuple[str, ...] = ()
    note: str = ""


class Checklist(Card):
    """A line to tick for each thing to confirm, and a note; `changed` at every change."""

    changed = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("What was checked"))
        self.lines = {text: Chip(bench.look, Option(text, shown), low=False) for text, shown in _checks()}
        self.note = NoteField(bench.look, tr("Note"), tr("What was confirmed, and how."), most=4000)
        self.body.setSpacing(Gap.M)
        self.body.addWidget(label(tr("Tick what you have confirmed yourself."), "label", "muted", wrap=True))
        for chip in self.lines.values():
            chip.setCheckable(True)
            chip.toggled.connect(partial(_mark, chip))
            chip.clicked.connect(self.changed)
            self.body.addWidget(chip)
        self.body.addWidget(self.note)
        self.note.changed.connect(self.changed)

    @property
    def checked(self) -> Checked:
        """What is ticked and typed."""
        ticked = tuple(text for text, chip in self.lines.items() if chip.isChecked())
        return Checked(ticked, self.note.edit.toPlainText())

    def put(self, checked: Checked) -> None:
        """Tick and write this."""
        for text, chip in self.lines.items():
            chip.setChecked(text in checked.ticked)
        self.note.set_text(checked.note)

    @property
    def missing(self) -> str:
        """What keeps them from being verified, in words; "" where nothing does."""
        checked = self.checked
        if not checked.ticked:
            return tr("Nothing is ticked yet")
        if not self.note.ready:
            return tr("The note is too long")
        left = len(self.lines) - len(checked.ticked)
        if left and len(checked.note.strip()) < _LEAST_REASON:
            return tr("Say in the note why not all was checked")
        return ""


class CheckMemberPage(Page):
    """The member that `to` names, as somebody else than whoever enrolled them sees them."""

    whole = True

    def __init__(self, bench: Workbench, to: Target) -> None:
        super().__init__(bench, tr("Verify member"))
        self._member = MemberId(to.id)
        self.view: MemberView | None = None
        self.list, self.facts = Checklist(bench), FactsCard(bench)
        self.foot = ActionBar()
        self.button = CommitButton(bench.look, tr("Verify member"), "seal-check")
        self._drafting: Drafting[Checked] = Drafting(bench, self, f"check/{to.id.hex()}", encode, _unpacked)
        self.scrolled = Scrolled(Gap.NONE)
        side, lines = QWidget(), column(Gap.NONE)
        lines.addWidget(self.facts)
        lines.addStretch(1)
        side.setLayout(lines)
        self.scrolled.body.addWidget(Panes(bench.look, self.list, side))
        self.scrolled.body.addStretch(1)
        self.body.addWidget(self.scrolled, 1)
        self.foot.totals.addStretch()
        self.foot.totals.addWidget(self.button.why, 1)
        self.foot.acts.addWidget(self.button, 1)
        self.set_foot(self.foot)
        self.scrolled.hide()
        self.facts.union_wanted.connect(self._open_union)
        self.button.committed.connect(self._commit)
        self.list.changed.connect(self._typed)

    def load(self) -> None:
        member = self._member
        self.read(lambda desk: load_member_view(desk, member), self._show)

    def _show(self, view: MemberView) -> None:
        first, self.view = self.view is None, view
        self.head(view.member.name, " · ".join((tr("Verify member"), view.member.code)))
        self.facts.show_member(view)
        self.scrolled.show()
        if first and (kept := self._drafting.found) is not None:
            self.list.put(kept)
        self._judge()

    def _typed(self) -> None:
        if self.view is None:
            return
        if self.list.checked == Checked():
            self._drafting.tear()
        else:
            self._drafting.keep(self.list.checked)
        self._judge()

    def _judge(self) -> None:
        view = self.view
        why = self.list.missing
        if view is not None and not view.verifiable:
            verified = view.member.verified_by is not None
            why = tr("They are verified already") if verified else tr("Somebody else verifies this member")
        self.button.allow(not why, why)

    def _commit(self) -> None:
        checked, member, told = self.list.checked, self._member, self.button.guard.told
        self.bench.write(
            self,
            lambda desk: verify_member(desk, member, checked.ticked, checked.note),
            told(self._saved),
            told(self.fault),
        )

    def _saved(self, member: MemberFacts) -> None:
        self._drafting.tear()
        words = tr("{name} is verified, saved on this tablet").format(name=member.name)
        self.bench.go.leave(self, told=Told("done", words))

    def _open_union(self) -> None:
        if self.view is not None and self.view.union is not None:
            self.bench.go.open(Target("union", self.view.union.union))


def _mark(chip: Chip, ticked: bool) -> None:
    """Say by a shape too that it is ticked."""
    chip.set_option(replace(chip.option, icon="check" if ticked else ""))


def _unpacked(data: bytes | None) -> Checked | None:
    try:
        return decode(Checked, data) if data is not None else None
    except Malformed:
        return None


def _checks() -> tuple[tuple[str, str], ...]:
    """What is to be confirmed: as it is recorded, and as it is said."""
    return (
        ("Identity documents are valid", tr("Identity documents are valid")),
        ("Contact information is correct", tr("Contact information is correct")),
        ("Address can be confirmed", tr("Address can be confirmed")),
        ("Member understands loan terms", tr("Member understands loan terms")),
        ("Required documents are uploaded", tr("Required documents are uploaded")),
    )
