"""A choice between two values names both that were seen; what changed since is looked at again."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from fieldapp.desk import queries as facts
from fieldapp.everyone.merging.conflicts import ConflictRow, load_conflicts, settle
from fieldapp.store.outbox import outbox_head
from shared.contract.codec import decode
from shared.contract.records import FieldConflict, MemberRecord, union_bucket
from tests.fieldapp.desk.branch import BOSS, ME, MEMBER, UNION, Branch, refused
from tests.fieldapp.store.world import a_member

PHONE = FieldConflict("phone", "0900", BOSS, 20, "0700", ME, 10)


@pytest.fixture(autouse=True)
def disputed(branch: Branch) -> None:
    put(branch, PHONE)


def put(branch: Branch, *conflicts: FieldConflict) -> None:
    member = a_member(UNION)
    profile = msgspec.structs.replace(member.profile, phone="0900")
    record = msgspec.structs.replace(member, conflicts=conflicts, profile=profile)
    branch.put("member", MEMBER, record, union_bucket(UNION))
    branch.sync()


def the_row(branch: Branch) -> ConflictRow:
    (row,) = load_conflicts(branch.desk)
    return row


def recorded(branch: Branch) -> int:
    with branch.desk.store.read() as tx:
        return outbox_head(tx).seq


def phone(branch: Branch) -> str:
    with branch.desk.store.read() as tx:
        found = facts.member(tx, MEMBER)
    assert found is not None
    return found.phone


def test_both_values_come_with_who_and_when(branch: Branch) -> None:
    row = the_row(branch)
    assert (row.field, row.stands.value, row.stands.at_ms) == ("phone", "0900", 20)
    assert (row.other.value, row.other.at_ms) == ("0700", 10)
    assert row.stands.by_name
    assert row.other.by_name


def test_the_value_chosen_is_shown_at_once_and_recorded_once(branch: Branch) -> None:
    row, before = the_row(branch), recorded(branch)
    settle(branch.desk, row, "0700")
    assert (phone(branch), load_conflicts(branch.desk)) == ("0700", ())
    settle(branch.desk, row, "0700")
    assert recorded(branch) == before + 1


def test_what_changed_since_it_was_seen_is_looked_at_again(branch: Branch) -> None:
    row = the_row(branch)
    with refused("conflict.changed"):
        settle(branch.desk, replace(row, other=replace(row.other, value="0111")), "0111")
    assert load_conflicts(branch.desk) == (row,)


def test_a_choice_of_what_the_office_has_changed_since_changes_nothing_here(branch: Branch) -> None:
    settle(branch.desk, the_row(branch), "0700")
    put(branch, msgspec.structs.replace(PHONE, other="0222"))
    assert phone(branch) == "0900"
    assert the_row(branch).other.value == "0222"


def test_a_record_without_conflicts_reads_as_before() -> None:
    old = msgspec.msgpack.encode(a_member(UNION))
    fields = msgspec.msgpack.decode(old)[:-1]
    assert decode(MemberRecord, msgspec.msgpack.encode(fields)).conflicts == ()
