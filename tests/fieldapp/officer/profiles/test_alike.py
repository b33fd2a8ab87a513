"""Somebody typed is compared with who is on the tablet, and the strongest likeness is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
import pytest

from fieldapp.officer.drafts.profile_draft import ProfileDraft, packed, unpacked
from fieldapp.officer.enrol_member import MemberForm, enrol_member, open_member_form
from fieldapp.officer.profiles.alike import Person, look_for_alike
from shared.contract.bodies.people import MemberProfile
from shared.ids import MemberId, UnionId
from tests.fieldapp.desk.branch import NOBODY, UNION, Branch

KNOWN = MemberProfile(
    "Halima", "Yusuf", "0803 555 7001", "Halima@Example.org", date_of_birth=date(1988, 3, 9)
)
TYPED = Person(MemberId(NOBODY), "", "", "", "", None)


def known(branch: Branch) -> MemberForm:
    form = replace(open_member_form(branch.desk, UNION), profile=KNOWN)
    enrol_member(branch.desk, form)
    return form


@pytest.mark.parametrize(
    ("typed", "likeness"),
    [
        ({"phone": "+2348035557001", "first_name": "Halima", "last_name": "Yusuf"}, "phone"),
        ({"email": "halima@example.org"}, "email"),
        ({"first_name": "Halimat", "last_name": "Yussuf", "born_on": date(1988, 3, 9)}, "birth"),
        ({"first_name": "Yusuff", "last_name": "Halimah"}, "name"),
    ],
)
def test_a_likeness_is_named(branch: Branch, typed: dict[str, Any], likeness: str) -> None:
    form = known(branch)
    (found,) = look_for_alike(branch.desk, replace(TYPED, **typed))
    assert (found.member.member, found.likeness) == (form.member, likeness)
    assert found.union_name


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"phone": "+2348035557002"},
        {"email": "halima@example.or"},
        {"first_name": "Grace", "born_on": date(1988, 3, 9)},
        {"first_name": "Halima", "last_name": "Okoro"},
    ],
)
def test_nobody_is_like_somebody_else(branch: Branch, typed: dict[str, Any]) -> None:
    known(branch)
    assert look_for_alike(branch.desk, replace(TYPED, **typed)) == ()


def test_nobody_is_like_themselves(branch: Branch) -> None:
    form = known(branch)
    same = Person(form.member, "Halima", "Yusuf", "+2348035557001", "", None)
    assert look_for_alike(branch.desk, same) == ()


@pytest.mark.parametrize("seen", [MemberProfile("", ""), KNOWN])
def test_a_draft_comes_back_as_it_was_kept(seen: MemberProfile) -> None:
    draft = ProfileDraft(MemberId(NOBODY), UnionId(b""), seen, {"first_name": " Hal", "phone": "0803"})
    assert unpacked(packed(draft)) == draft
    assert unpacked(None) is unpacked(b"\x00") is None


def test_a_profile_of_nobody_is_never_sent() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(["", ""], MemberProfile)
