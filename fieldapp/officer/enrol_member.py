"""Enrol a member and keep the profile up to date.

The rules kept here: the form carries its member's id, so saving it twice enrols one member; a change names
what its editor saw, field by field, so that the server can merge it with what others changed meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import msgspec

from fieldapp.desk import queries as facts
from fieldapp.desk.facts import MemberFacts
from fieldapp.desk.profiles.reading import YOUNGEST_YEARS, as_text, birth_fault, tidy
from fieldapp.desk.standing import checked, may_record
from fieldapp.officer.unions import unknown_union
from fieldapp.store.author import Desk
from fieldapp.store.outbox import append
from fieldapp.store.sync_state import take_number
from fieldapp.store.transaction import Reading
from shared.contract.bodies.people import FieldChange, MemberChanged, MemberEnrolled, MemberProfile
from shared.errors import RuleRefused
from shared.ids import MemberId, UnionId


@dataclass(frozen=True, slots=True)
class MemberForm:
    """A new member as they are being typed; `member` is made when the form opens."""

    member: MemberId
    union: UnionId
    profile: MemberProfile


@dataclass(frozen=True, slots=True)
class MemberPage:
    """A member with the whole profile, as the form edits it."""

    member: MemberFacts
    profile: MemberProfile


def open_member_form(desk: Desk, union: UnionId) -> MemberForm:
    """Return an empty form whose names still have to be filled in."""
    return MemberForm(MemberId(desk.author.ids.make()), union, MemberProfile("", ""))


def load_profile(desk: Desk, member: MemberId) -> MemberPage:
    """Return a member's profile. Refusals: `member.unknown`."""
    with desk.store.read() as tx:
        return _page(tx, member)


def enrol_member(desk: Desk, form: MemberForm) -> MemberFacts:
    """Record a new, unverified member, durably, with a final code; the same form again is the same member.

    Refusals: those of `may_record`, `union.unknown`, `member.name_missing`, `member.too_young`,
    `member.bad_birth_date`, `member.already_enrolled`, `form.not_accepted`.
    """
    profile = tidied(form.profile)
    with desk.store.transaction() as tx:
        known = facts.member(tx, form.member)
        if known is not None:
            if facts.profile(tx, form.member) != profile:
                detail = "It was saved with other content. Open the member to change the profile."
                raise RuleRefused("member.already_enrolled", "This form was saved before", detail)
            return known
        standing = may_record(tx, desk, "member.enrolled")
        if facts.union(tx, form.union) is None:
            raise unknown_union()
        _check(profile, standing.today)
        code = take_number(tx, desk.author, "member")
        append(tx, desk.author, checked(MemberEnrolled(form.member, form.union, code, profile)))
        return _page(tx, form.member).member


def change_member(desk: Desk, member: MemberId, seen: MemberProfile, wanted: MemberProfile) -> MemberFacts:
    """Record the fields that differ between what the editor saw and wants; nothing when none does.

    Refusals: those of `may_record`, `member.unknown`, those of `enrol_member` about the profile.
    """
    wanted = tidied(wanted)
    changes = _changes(seen, wanted)
    with desk.store.transaction() as tx:
        page = _page(tx, member)
        if not changes or page.profile == wanted:
            return page.member
        standing = may_record(tx, desk, "member.changed")
        _check(wanted, standing.today)
        append(tx, desk.author, checked(MemberChanged(member, changes)))
        return _page(tx, member).member


def tidied(profile: MemberProfile) -> MemberProfile:
    """Return the profile without spaces around or doubled inside its short texts; notes keep their lines."""
    texts = {
        name: tidy(name, value)
        for name in profile.__struct_fields__
        if isinstance(value := getattr(profile, name), str)
    }
    return msgspec.structs.replace(profile, **texts)


def _page(tx: Reading, member: MemberId) -> MemberPage:
    found, profile = facts.member(tx, member), facts.profile(tx, member)
    if found is None or profile is None:
        raise RuleRefused("member.unknown", "This member is not on this tablet", "Look the member up again.")
    return MemberPage(found, profile)


def _check(profile: MemberProfile, today: date) -> None:
    if not profile.first_name or not profile.last_name:
        detail = "Enter the first and the last name."
        raise RuleRefused("member.name_missing", "The name is not complete", detail)
    born_on = profile.date_of_birth
    if born_on is None:
        return
    fault = birth_fault(born_on, today)
    if fault in ("unborn", "too_old"):
        raise RuleRefused("member.bad_birth_date", "This date of birth cannot be right", "Check the year.")
    if fault == "too_young":
        detail = f"Members are at least {YOUNGEST_YEARS} years old."
        raise RuleRefused("member.too_young", "This person is too young", detail)


def _changes(seen: MemberProfile, wanted: MemberProfile) -> tuple[FieldChange, ...]:
    pairs = ((name, getattr(seen, name), getattr(wanted, name)) for name in seen.__struct_fields__)
    return tuple(
        FieldChange(name, as_text(before), as_text(after)) for name, before, after in pairs if before != after
    )
