"""What both forms of a profile have: the fields, what is kept as it is typed, letting go of it, and saving.

The rule kept here: what is typed is kept at once; one press saves once, and what is saved is what stood in
the form at the press.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from fieldapp.officer.drafts.profile_draft import ProfileDraft, packed, unpacked
from fieldapp.officer.profiles.opening import Opening
from fieldapp.screens.frame import Key, Page
from fieldapp.screens.frame_parts import behind_lock
from fieldapp.screens.member.form.foot import ProfileFoot
from fieldapp.screens.member.form.form import ProfileForm
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.typed.drafting import Drafting
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Scrolled
from fieldapp.screens.widgets.overlays.dialog import Dialog, Question, ask
from fieldapp.screens.workbench import Workbench
from fieldapp.store.author import Desk

_T = TypeVar("_T")


class ProfileFormPage(Page):
    """A page with the fields of a profile; which job opens it and which saves it is the page's own."""

    whole = True

    def __init__(self, bench: Workbench, title: str, key: str, foot: ProfileFoot) -> None:
        super().__init__(bench, title)
        self.opening: Opening | None = None
        self.form, self.foot = ProfileForm(bench), foot
        self.forget = Button(bench.look, self.tr("Discard what is typed"), "plain", "x")
        self.dialog: Dialog | None = None
        self.drafting: Drafting[ProfileDraft] = Drafting(bench, self, key, packed, unpacked)
        self.scrolled = Scrolled(Gap.NONE)
        self.scrolled.body.addWidget(self.form)
        self.scrolled.body.addStretch(1)
        self.body.addWidget(self.scrolled, 1)
        self.set_foot(self.foot)
        self.scrolled.hide()
        self.form.typed.connect(self._typed)
        self.forget.clicked.connect(self._ask_to_forget)
        self.foot.save.committed.connect(self.commit)

    def load(self) -> None:
        drafted = self.drafting.found
        self.read(partial(self.open_in, drafted=drafted), partial(self._show, drafted))

    def keys(self) -> tuple[Key, ...]:
        return (Key("Ctrl+S", self.tr("Save")),)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        command = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if command and event.key() == Qt.Key.Key_S and self.foot.save.isVisible():
            self.foot.save.click()
        else:
            super().keyPressEvent(event)

    def open_in(self, desk: Desk, drafted: ProfileDraft | None) -> Opening:
        """Return what it opens with; overridden."""
        raise NotImplementedError

    def commit(self) -> None:
        """Save; overridden."""
        raise NotImplementedError

    def opened(self, opening: Opening) -> bool:
        """It was read, for the first time or again; whether there is something to fill in; overridden."""
        raise NotImplementedError

    def judge(self) -> None:
        """Say what stands in the way of saving; overridden."""
        raise NotImplementedError

    def write(self, work: Callable[[Desk], _T], saved: Callable[[_T], None]) -> None:
        """Keep what is typed, then save it; a refusal is told over the form, which stays."""
        if self.opening is not None:
            self.drafting.keep(self.form.draft(self.opening))
        told = self.foot.save.guard.told
        self.bench.write(self, work, told(saved), told(self.fault))

    def _show(self, drafted: ProfileDraft | None, opening: Opening) -> None:
        before, self.opening = self.opening, opening
        fills_in = self.opened(opening)
        self.scrolled.setVisible(fills_in)
        if not fills_in:
            return
        if before is None:
            self.form.open(opening, drafted)
            self.form.field("first_name").input.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.form.renew(opening)

    def _typed(self) -> None:
        """Keep everything as it is typed now; nothing is kept of what nobody touched."""
        if self.opening is None:
            return
        if self.form.untouched:
            self.drafting.tear()
        else:
            self.drafting.keep(self.form.draft(self.opening))
        self.offer_act(self.forget, offered=not self.form.untouched)
        self.judge()

    def _ask_to_forget(self) -> None:
        question = Question(
            title=self.tr("Discard what was typed?"),
            safe=self.tr("Keep it"),
            act=self.tr("Discard it"),
            text=self.tr("It is not saved. What was saved before stays as it is."),
            icon="x",
        )
        self.dialog = ask(self.bench.look, behind_lock(self), question, self._forget)

    def _forget(self, dialog: Dialog, _reason: str) -> None:
        dialog.done()
        self.drafting.tear()
        self.bench.go.leave(self)
