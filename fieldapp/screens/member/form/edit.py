"""Changing a member's profile, whatever the network does; never the union.

The rule kept here: what changes is shown before it is saved, and names what its editor saw; two people's
values for one field meet at the conflict desk.
"""

from __future__ import annotations

from functools import partial

from fieldapp.desk.facts import MemberFacts
from fieldapp.officer.drafts.profile_draft import ProfileDraft, draft_key
from fieldapp.officer.enrol_member import change_member
from fieldapp.officer.profiles.opening import Opening, open_profile
from fieldapp.screens.member.form.changes import ChangesCard
from fieldapp.screens.member.form.foot import ProfileFoot
from fieldapp.screens.member.form.page import ProfileFormPage
from fieldapp.screens.targets import Target
from fieldapp.screens.words import Told, counted, tr
from fieldapp.screens.workbench import Workbench
from fieldapp.store.author import Desk
from shared.ids import MemberId


class EditMemberPage(ProfileFormPage):
    """The profile of the member that `to` names."""

    def __init__(self, bench: Workbench, to: Target) -> None:
        foot = ProfileFoot(bench, tr("Save changes"), "check")
        super().__init__(bench, tr("Edit profile"), draft_key(to.id, new=False), foot)
        self._member = MemberId(to.id)
        self.changes = ChangesCard(bench)
        self.form.after_all.addWidget(self.changes)

    def open_in(self, desk: Desk, drafted: ProfileDraft | None) -> Opening:
        return open_profile(desk, self._member)

    def opened(self, opening: Opening) -> bool:
        saved = opening.saved
        name = saved.name if saved is not None else ""
        code = saved.code if saved is not None else ""
        self.head(
            name or self.title, " · ".join(filter(None, (tr("Edit profile"), code, opening.union_name)))
        )
        return True

    def judge(self) -> None:
        changes, saved = self.form.changes, self.opening.saved if self.opening else None
        self.changes.show_changes(changes, verified=saved is not None and saved.verified_by is not None)
        self.foot.changes.set_value(str(len(changes)))
        self.foot.save.allow(bool(changes) and not self.form.missing, self.form.missing)

    def commit(self) -> None:
        seen, wanted, count = self.form.seen, self.form.read.profile, len(self.form.changes)
        member = self._member
        self.write(lambda desk: change_member(desk, member, seen, wanted), partial(self._saved, count))

    def _saved(self, count: int, _: MemberFacts) -> None:
        self.drafting.tear()
        words = tr("{fields} changed, saved on this tablet")
        told = words.format(fields=counted(count, tr("field"), tr("fields")))
        self.bench.go.leave(self, told=Told("done", told))
