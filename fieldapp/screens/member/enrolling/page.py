"""Enrolling somebody new, whatever the network does: typed, looked at for who they may be already, saved.

The rule kept here: the id of the member is kept with the draft, so a kill at any moment enrols them once; the
code is final the moment it is shown.
"""

from __future__ import annotations

from dataclasses import replace

from fieldapp.desk.facts import MemberFacts
from fieldapp.desk.profiles.reading import NOTHING
from fieldapp.officer.drafts.profile_draft import ProfileDraft, draft_key
from fieldapp.officer.enrol_member import MemberForm, enrol_member
from fieldapp.officer.profiles.alike import Alike, Person, look_for_alike
from fieldapp.officer.profiles.opening import Opening, open_enrolment
from fieldapp.screens.member.enrolling.alike import AlikeCard
from fieldapp.screens.member.enrolling.union import UnionCard
from fieldapp.screens.member.form.foot import ProfileFoot
from fieldapp.screens.member.form.page import ProfileFormPage
from fieldapp.screens.targets import Target
from fieldapp.screens.typed.looking import Looking
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench
from fieldapp.store.author import Desk
from shared.ids import MemberId, UnionId


class EnrolMemberPage(ProfileFormPage):
    """Somebody new in the union that `to` names, or in one still to be chosen."""

    def __init__(self, bench: Workbench, to: Target) -> None:
        foot = ProfileFoot(bench, tr("Enrol member"), "user-plus")
        super().__init__(bench, tr("New member"), draft_key(to.id, new=True), foot)
        self._asked_for = to.id
        self.enrolled: MemberFacts | None = None
        self.union = UnionCard(bench, self)
        self.alike = AlikeCard(bench)
        self.looking: Looking[Person, tuple[Alike, ...]] = Looking(bench, self, look_for_alike)
        self.done = EmptyState(bench.look, "seal-check", "", act_icon="user")
        self.another = Button(bench.look, self.tr("Enrol another"), "plain_final", "plus")
        self.form.before_all.addWidget(self.union)
        self.form.after_names.addWidget(self.alike)
        self.body.addWidget(self.done, 1)
        foot.acts.addWidget(self.another)
        for shown in (self.done, self.another, foot.changes):
            shown.hide()
        self.union.chosen.connect(self._choose_union)
        self.alike.chosen.connect(self._look_at)
        self.looking.looked.connect(lambda: self.alike.show_alike(self.looking.found or ()))
        self.done.acted.connect(self._open_member)
        self.another.clicked.connect(self._begin_anew)

    def load(self) -> None:
        if self.enrolled is None:
            super().load()

    def open_in(self, desk: Desk, drafted: ProfileDraft | None) -> Opening:
        opening = self.opening
        if drafted is None and opening is not None:
            drafted = ProfileDraft(opening.member, opening.union, NOTHING, {})
        return open_enrolment(desk, self._asked_for, drafted)

    def opened(self, opening: Opening) -> bool:
        if opening.saved is not None:
            # The program ended between the commit and this page hearing of it.
            self._saved(opening.saved)
            return False
        self.head(self.title, opening.union_name)
        self.union.show_unions(opening)
        return True

    def judge(self) -> None:
        union = self.opening.union if self.opening is not None else b""
        missing = self.form.missing or ("" if union else self.tr("Choose the union"))
        self.foot.save.allow(not missing, missing)
        if self.opening is not None and self.enrolled is None:
            read = self.form.read
            profile, wrong = read.profile, read.wrong
            self.looking.ask(
                Person(
                    self.opening.member,
                    profile.first_name,
                    profile.last_name,
                    "" if "phone" in wrong else profile.phone,
                    "" if "email" in wrong else profile.email,
                    profile.date_of_birth,
                )
            )

    def commit(self) -> None:
        opening = self.opening
        if opening is None:
            self.foot.save.guard.release()
            return
        form = MemberForm(opening.member, opening.union, self.form.read.profile)
        self.write(lambda desk: enrol_member(desk, form), self._saved)

    def _saved(self, member: MemberFacts) -> None:
        self.enrolled = member
        self.drafting.tear()
        self.scrolled.hide()
        self.offer_act(self.forget, offered=False)
        words = tr("{name} is member {code}").format(name=member.name, code=member.code)
        told = tr("Saved on this tablet. The code is final: write it on the passbook.")
        self.done.say(words, told, tr("Open the member"))
        self.done.show()
        self.foot.save.hide()
        self.foot.save.why.hide()
        self.another.pause()
        self.another.show()
        self.setFocus()

    def _begin_anew(self) -> None:
        """An empty form, in the same union."""
        before = self.opening
        self._asked_for = UnionId(before.union) if before is not None else self._asked_for
        self.opening = self.enrolled = None
        self.alike.show_alike(())
        for shown in (self.done, self.another):
            shown.hide()
        self.foot.save.show()
        self.load()

    def _choose_union(self, union: bytes) -> None:
        if self.opening is not None:
            self.opening = replace(self.opening, union=UnionId(union))
            self.head(self.title, self.opening.union_name)
            self.union.show_unions(self.opening)
            self.form.typed.emit()

    def _look_at(self, member: object) -> None:
        if isinstance(member, bytes):
            self.bench.go.open(Target("member", MemberId(member)))

    def _open_member(self) -> None:
        if self.enrolled is not None:
            self.bench.go.leave(self, Target("member", self.enrolled.member))
