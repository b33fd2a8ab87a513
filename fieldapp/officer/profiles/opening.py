"""What the form of a profile opens with: a member's, or an empty one for somebody new.

The rule kept here: a new member's id is known again by a draft that was saved just before a crash.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fieldapp.desk import queries as facts
from fieldapp.desk.facts import MemberFacts, UnionFacts
from fieldapp.desk.profiles.phones import home_country
from fieldapp.desk.profiles.reading import NOTHING
from fieldapp.desk.standing import read_standing
from fieldapp.officer.drafts.profile_draft import ProfileDraft
from fieldapp.store.author import Desk
from shared.contract.bodies.people import MemberProfile
from shared.errors import RuleRefused
from shared.ids import MemberId, UnionId


@dataclass(frozen=True, slots=True)
class Opening:
    """A form: `saved` is the member as known here, None for somebody new; phones are of `country`.

    `profile` is as it stands now, of somebody new an empty one.
    """

    member: MemberId
    union: UnionId
    profile: MemberProfile
    saved: MemberFacts | None
    unions: tuple[UnionFacts, ...]
    country: str | None
    today: date

    @property
    def union_name(self) -> str:
        """The union it is about, "" where none is chosen or known."""
        return next((one.name for one in self.unions if one.union == self.union), "")


def open_profile(desk: Desk, member: MemberId) -> Opening:
    """Return the form of a member. Refusals: `member.unknown`, `desk.not_ready`."""
    with desk.store.read() as tx:
        standing = read_standing(tx, desk)
        found, profile = facts.member(tx, member), facts.profile(tx, member)
        if found is None or profile is None:
            raise RuleRefused(
                "member.unknown", "This member is not on this tablet", "Look the member up again."
            )
        country = home_country(standing.settings.currency)
        return Opening(member, found.union, profile, found, facts.unions(tx), country, standing.today)


def open_enrolment(desk: Desk, union: bytes, drafted: ProfileDraft | None) -> Opening:
    """Return the form for somebody new in a union, b"" where it is still to be chosen; going on with a draft.

    `saved` is the member where the draft was saved before. Refusals: `desk.not_ready`.
    """
    with desk.store.read() as tx:
        standing = read_standing(tx, desk)
        unions = facts.unions(tx)
        wanted = drafted.union if drafted is not None else union
        known = next((one.union for one in unions if one.union == wanted), None)
        if known is None and len(unions) == 1:
            known = unions[0].union
        return Opening(
            drafted.member if drafted is not None else MemberId(desk.author.ids.make()),
            known or UnionId(b""),
            NOTHING,
            facts.member(tx, drafted.member) if drafted is not None else None,
            unions,
            home_country(standing.settings.currency),
            standing.today,
        )
