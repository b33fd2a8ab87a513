"""A member is verified once, by somebody other than whoever enrolled them."""

from __future__ import annotations

import msgspec
import pytest

from fieldapp.supervisor.verify_member import verify_member
from shared.contract.bodies.people import MemberVerified
from shared.ids import MemberId
from tests.fieldapp.desk.branch import FAR, INACTIVE, ME, NOBODY, UNION, UNVERIFIED, Branch, refused
from tests.fieldapp.store.world import a_member


@pytest.fixture(autouse=True)
def enrolled_by_a_colleague(branch: Branch) -> None:
    for member, active in ((UNVERIFIED, True), (INACTIVE, False)):
        record = a_member(UNION, "OJ-000003", "Chidi", "Eze")
        record = msgspec.structs.replace(record, verified_by=None, enrolled_by=FAR, active=active)
        branch.put("member", member, record)
    branch.be("SUPERVISOR")


def test_verifying_names_who_did_it_and_what_was_checked(branch: Branch) -> None:
    member = verify_member(branch.desk, UNVERIFIED, (" NIN seen ", "", "visited"), " at home ")
    assert member.verified_by == ME
    assert branch.recorded() == [MemberVerified(UNVERIFIED, ("NIN seen", "visited"), "at home")]


def test_a_verified_member_stays_as_verified(branch: Branch) -> None:
    first = verify_member(branch.desk, UNVERIFIED, ())
    assert verify_member(branch.desk, UNVERIFIED, ()) == first
    assert len(branch.recorded()) == 1


def test_who_cannot_be_verified_is_refused(branch: Branch) -> None:
    with refused("member.unknown"):
        verify_member(branch.desk, MemberId(NOBODY), ())
    with refused("member.inactive"):
        verify_member(branch.desk, INACTIVE, ())
    with refused("form.not_accepted"):
        verify_member(branch.desk, UNVERIFIED, tuple(str(number) for number in range(33)))


def test_nobody_verifies_whom_they_enrolled(branch: Branch) -> None:
    record = msgspec.structs.replace(a_member(UNION), verified_by=None, enrolled_by=ME)
    branch.put("member", UNVERIFIED, record)
    branch.sync()
    with refused("member.own"):
        verify_member(branch.desk, UNVERIFIED, ())


def test_officers_verify_only_where_the_institution_lets_them(branch: Branch) -> None:
    branch.be("CREDIT_OFFICER")
    with refused("role"):
        verify_member(branch.desk, UNVERIFIED, ())
    branch.change_settings(officers_may_verify=True)
    assert verify_member(branch.desk, UNVERIFIED, ()).verified_by == ME
    branch.be("OPERATIONS")
    with refused("role"):
        verify_member(branch.desk, INACTIVE, ())
