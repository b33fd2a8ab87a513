"""A member is enrolled once, with a tidy profile; a change names only what its editor changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import msgspec
import pytest

from fieldapp.officer.enrol_member import (
    MemberForm,
    change_member,
    enrol_member,
    load_profile,
    open_member_form,
)
from shared.contract.bodies.people import FieldChange, MemberChanged, MemberEnrolled, MemberProfile
from shared.ids import MemberId, UnionId
from tests.fieldapp.desk.branch import MEMBER, NOBODY, UNION, Branch, refused

PROFILE = MemberProfile(
    "  Ngozi ", "Nwosu  Obi", " 0803 555 0199 ", note="two\nlines ", date_of_birth=date(1990, 5, 1)
)


def a_form(branch: Branch, **changes: object) -> MemberForm:
    profile = msgspec.structs.replace(PROFILE, **changes)
    return replace(open_member_form(branch.desk, UNION), profile=profile)


def test_a_member_is_enrolled_unverified_with_a_final_code(branch: Branch) -> None:
    form = a_form(branch)
    member = enrol_member(branch.desk, form)
    assert (member.code, member.name, member.verified_by) == ("K7-M000001", "Ngozi Nwosu Obi", None)
    (body,) = branch.recorded()
    assert isinstance(body, MemberEnrolled)
    assert (body.profile.phone, body.profile.note) == ("0803 555 0199", "two\nlines")


def test_the_same_form_twice_is_one_member(branch: Branch) -> None:
    form = a_form(branch)
    first = enrol_member(branch.desk, form)
    assert enrol_member(branch.desk, form) == first
    with refused("member.already_enrolled"):
        enrol_member(branch.desk, replace(form, profile=MemberProfile("Somebody", "Else")))
    assert len(branch.recorded()) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"first_name": "  "}, "member.name_missing"),
        ({"last_name": ""}, "member.name_missing"),
        ({"date_of_birth": date(2026, 1, 20)}, "member.bad_birth_date"),
        ({"date_of_birth": date(1890, 1, 1)}, "member.bad_birth_date"),
        ({"date_of_birth": date(2008, 1, 20)}, "member.too_young"),
        ({"city": "x" * 301}, "form.not_accepted"),
    ],
)
def test_who_may_not_be_enrolled_is_refused(branch: Branch, changes: dict[str, object], code: str) -> None:
    with refused(code):
        enrol_member(branch.desk, a_form(branch, **changes))
    assert branch.recorded() == []


def test_somebody_of_age_today_may_be_enrolled(branch: Branch) -> None:
    enrol_member(branch.desk, a_form(branch, date_of_birth=date(2008, 1, 19)))


def test_a_union_that_is_not_here_takes_nobody(branch: Branch) -> None:
    with refused("union.unknown"):
        enrol_member(branch.desk, replace(a_form(branch), union=UnionId(NOBODY)))


def test_a_change_names_what_was_seen_and_what_it_becomes(branch: Branch) -> None:
    seen = load_profile(branch.desk, MEMBER).profile
    wanted = msgspec.structs.replace(seen, city=" Ibadan ", date_of_birth=date(1988, 3, 9))
    change_member(branch.desk, MEMBER, seen, wanted)
    assert branch.recorded() == [
        MemberChanged(
            MEMBER, (FieldChange("city", "", "Ibadan"), FieldChange("date_of_birth", "", "1988-03-09"))
        )
    ]
    after = load_profile(branch.desk, MEMBER).profile
    assert (after.city, after.date_of_birth) == ("Ibadan", date(1988, 3, 9))
    change_member(branch.desk, MEMBER, seen, wanted)
    assert len(branch.recorded()) == 1


def test_a_change_of_nothing_records_nothing(branch: Branch) -> None:
    seen = load_profile(branch.desk, MEMBER).profile
    change_member(branch.desk, MEMBER, seen, seen)
    assert branch.recorded() == []


def test_a_change_keeps_the_rules_of_a_profile(branch: Branch) -> None:
    seen = load_profile(branch.desk, MEMBER).profile
    with refused("member.name_missing"):
        change_member(branch.desk, MEMBER, seen, msgspec.structs.replace(seen, last_name=" "))
    with refused("member.unknown"):
        change_member(branch.desk, MemberId(NOBODY), seen, seen)


def test_nobody_is_enrolled_outside_the_role_or_the_lease(branch: Branch) -> None:
    branch.change_state(lease_until_ms=1)
    with refused("lease"):
        enrol_member(branch.desk, a_form(branch))
    branch.change_state(lease_until_ms=2**50)
    branch.be("OPERATIONS")
    with refused("role"):
        enrol_member(branch.desk, a_form(branch))
