"""Members, unions, staff, products and settings as they are shown."""

from __future__ import annotations

import pytest

from fieldapp.store.database import Store
from fieldapp.store.outbox import append
from shared.contract.bodies import lending, people
from shared.contract.codec import Message, decode
from tests.fieldapp.store.world import (
    OTHER_STAFF,
    PRODUCT,
    STAFF,
    a_member,
    a_product,
    found_village,
    pull,
    settings,
)


@pytest.fixture
def village(store, server):
    place = found_village(server)
    pull(store, server)
    return place


@pytest.fixture
def sign(store, author):
    def signed(body: Message) -> None:
        with store.transaction() as tx:
            append(tx, author, body)

    return signed


@pytest.fixture
def shown(store: Store):
    def one(columns: str, table: str, identifier: bytes) -> tuple[object, ...]:
        with store.read() as tx:
            rows = tx.tuples(f"SELECT {columns} FROM {table} WHERE id = ?", (identifier,))
        assert len(rows) == 1
        return rows[0]

    return one


def test_a_member_enrolled_here_is_unverified_and_provisional(author, village, sign, shown):
    member = author.ids.make()
    sign(people.MemberEnrolled(member, village.union, "K7-M000001", people.MemberProfile("Bola", "Eze")))

    columns = "union_id, code, first_name, verified, enrolled_by, version, provisional"
    assert shown(columns, "p_member", member) == (
        village.union, "K7-M000001", "Bola", 0, STAFF, 0, 1,
    )  # fmt: skip
    sign(people.MemberVerified(member))
    assert shown("verified, verified_by", "p_member", member) == (1, STAFF)


def test_changed_fields_lie_over_the_delivered_profile(store, server, village, sign, shown):
    sign(
        people.MemberChanged(
            village.member,
            (people.FieldChange("last_name", "Okafor", "Bello"), people.FieldChange("city", "", "Ibadan")),
        )
    )
    server.put("member", village.member, a_member(village.union, first="Ngozi"), village.bucket)
    pull(store, server)

    names = "first_name, last_name, version, provisional"
    assert shown(names, "p_member", village.member) == ("Ngozi", "Bello", 2, 1)
    (data,) = shown("profile", "p_member", village.member)
    assert decode(people.MemberProfile, data).city == "Ibadan"


def test_a_member_renamed_after_verification_is_to_be_verified_anew(village, sign, shown):
    sign(people.MemberVerified(village.member))
    sign(people.MemberChanged(village.member, (people.FieldChange("city", "", "Ibadan"),)))
    assert shown("verified", "p_member", village.member) == (1,)

    sign(people.MemberChanged(village.member, (people.FieldChange("last_name", "Okafor", "Bello"),)))
    assert shown("verified", "p_member", village.member) == (0,)


@pytest.mark.parametrize(
    "change",
    [
        people.FieldChange("date_of_birth", "", "31/12/1990"),
        people.FieldChange("first_name", "Adaeze", ""),
        people.FieldChange("shoe_size", "", "39"),
    ],
)
def test_a_change_no_profile_can_hold_leaves_it_as_it_was(village, sign, shown, change):
    sign(people.MemberChanged(village.member, (change,)))

    assert shown("first_name, last_name", "p_member", village.member) == ("Adaeze", "Okafor")


def test_a_date_of_birth_is_taken_and_cleared(village, sign, shown):
    for value, wanted in (("1990-12-31", "1990-12-31"), ("", "None")):
        sign(people.MemberChanged(village.member, (people.FieldChange("date_of_birth", "", value),)))
        (data,) = shown("profile", "p_member", village.member)
        assert str(decode(people.MemberProfile, data).date_of_birth) == wanted


def test_settings_staff_products_and_unions_are_folded_too(author, village, sign, shown):
    staff, union = author.ids.make(), author.ids.make()
    sign(people.InstitutionChanged(people.InstitutionSettings("New name")))
    sign(people.StaffAdded(staff, "Tunde", "OPERATIONS", "t@example.org", OTHER_STAFF))
    sign(people.StaffChanged(staff, None, "SUSPENDED", 5_000))
    sign(lending.ProductDefined(PRODUCT, a_product("Daily 30")))
    sign(people.UnionCreated(union, STAFF, people.UnionProfile("Sabo")))
    sign(people.UnionAssigned(union, OTHER_STAFF, "leave"))
    sign(people.UnionChanged(union, people.UnionProfile("Sabo 2", meeting_weekday=3)))

    assert shown("name, provisional", "p_setting", bytes(16)) == ("New name", 1)
    columns = "name, role, status, supervisor_id, approval_limit_minor"
    assert shown(columns, "p_staff", staff) == ("Tunde", "OPERATIONS", "SUSPENDED", None, 5_000)
    assert shown("name", "p_product", PRODUCT) == ("Daily 30",)
    columns = "name, officer_id, meeting_weekday, version"
    assert shown(columns, "p_union", union) == ("Sabo 2", OTHER_STAFF, 3, 0)


def test_delivered_settings_are_shown_whole(store, village, shown):
    (data,) = shown("settings", "p_setting", bytes(16))
    assert decode(people.InstitutionSettings, data) == settings()
