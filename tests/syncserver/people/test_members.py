"""Members: enrolled, verified by somebody else, changed by several people, moved with their history."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from shared.contract.bodies.people import (
    FieldChange,
    InstitutionChanged,
    InstitutionSettings,
    MemberChanged,
    MemberEnrolled,
    MemberMoved,
    MemberProfile,
    MemberVerified,
)
from shared.contract.exchange import Difference
from shared.errors import RuleRefused
from syncserver.database.engine import writing
from syncserver.people.institution import change_institution
from syncserver.people.members.changes import (
    change_member,
    prefetch_changes,
    prefetch_members,
    verify_member,
)
from syncserver.people.members.enrolment import enrol_member, prefetch_enrolments
from syncserver.people.members.moves import move_member
from syncserver.people.queries import MEMBERS
from syncserver.people.scope import member_in_scope
from syncserver.people.tables import member, member_change, member_move, member_verification
from tests.syncserver.builders import (
    ADMIN,
    COLLEAGUE,
    FAR_OFFICER,
    FAR_UNION,
    MEMBER,
    NEXT_UNION,
    NOBODY,
    NOW_MS,
    OFFICER,
    OTHER_ADMIN,
    OTHER_SUPERVISOR,
    SECOND_MEMBER,
    SUPERVISOR,
    TODAY,
    UNION,
    Branch,
    a_caller,
    an_id,
)

PROFILE = MemberProfile("Bola", "Ade", phone="0801", date_of_birth=date(1990, 2, 28))


@pytest.fixture
def enrolled(branch: Branch) -> Branch:
    """The branch with one member in the officer's union."""
    branch.enrol()
    return branch


def changed(branch: Branch, staff: bytes, *changes: FieldChange, at_ms: int = NOW_MS):
    with branch.batch() as work:
        return branch.handle(work, change_member, staff, MemberChanged(MEMBER, changes), at_ms=at_ms)


def profile(branch: Branch) -> MemberProfile:
    found = branch.get(MEMBERS, MEMBER)
    assert found is not None
    return found.profile


# ---------------------------------------------------------------- enrolment


def test_a_member_begins_unverified(branch: Branch) -> None:
    body = MemberEnrolled(MEMBER, UNION, "M-1", PROFILE)
    assert branch.act(enrol_member, OFFICER, body).outcome == "applied"
    found = branch.get(MEMBERS, MEMBER)
    assert found is not None
    assert (found.union, found.code, found.profile) == (UNION, "M-1", PROFILE)
    assert (found.active, found.enrolled_by, found.enrolled_at_ms) == (True, OFFICER, NOW_MS)
    assert (found.verified_by, found.verified_at_ms) == (None, None)
    assert branch.published == (("member", MEMBER),)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (MemberEnrolled(MEMBER, UNION, "M-2", PROFILE), "member.exists"),
        (MemberEnrolled(SECOND_MEMBER, UNION, "M-1", PROFILE), "member.code_taken"),
        (MemberEnrolled(SECOND_MEMBER, NEXT_UNION, "M-2", PROFILE), "out_of_scope"),
        (MemberEnrolled(SECOND_MEMBER, NOBODY, "M-2", PROFILE), "out_of_scope"),
        (MemberEnrolled(SECOND_MEMBER, UNION, "M-2", MemberProfile(" ", "Ade")), "member.name"),
        (
            MemberEnrolled(SECOND_MEMBER, UNION, "M-2", MemberProfile("B", "A", date_of_birth=TODAY)),
            "member.date_of_birth",
        ),
        (
            MemberEnrolled(
                SECOND_MEMBER, UNION, "M-2", MemberProfile("B", "A", date_of_birth=date(1899, 12, 31))
            ),
            "member.date_of_birth",
        ),
    ],
)
def test_who_is_not_enrolled(enrolled: Branch, body: MemberEnrolled, code: str) -> None:
    with pytest.raises(RuleRefused) as refused:
        enrolled.act(enrol_member, OFFICER, body)
    assert refused.value.code == code


def test_born_yesterday_is_the_last_day_taken(branch: Branch) -> None:
    young = MemberProfile("B", "A", date_of_birth=TODAY - timedelta(days=1))
    assert branch.act(enrol_member, OFFICER, MemberEnrolled(MEMBER, UNION, "M", young)).outcome == "applied"


def test_two_enrolments_of_a_batch_do_not_share_a_code(branch: Branch) -> None:
    bodies = [MemberEnrolled(an_id(100 + n), UNION, "SAME", PROFILE) for n in range(2)]
    with branch.batch() as work:
        prefetch_enrolments(work, bodies)
        branch.handle(work, enrol_member, OFFICER, bodies[0])
        with pytest.raises(RuleRefused) as refused:
            branch.handle(work, enrol_member, OFFICER, bodies[1])
    assert refused.value.code == "member.code_taken"
    assert branch.get(MEMBERS, an_id(101)) is None


def test_many_members_are_enrolled_at_once(branch: Branch) -> None:
    bodies = [MemberEnrolled(an_id(100 + n), UNION, f"M-{n}", PROFILE) for n in range(200)]
    with branch.batch() as work:
        prefetch_enrolments(work, bodies)
        for body in bodies:
            branch.handle(work, enrol_member, OFFICER, body)
    with branch.batch() as work:
        prefetch_members(work, [MemberVerified(body.member) for body in bodies])
        found = [work.get(MEMBERS, body.member) for body in bodies]
    assert [one.code for one in found if one is not None] == [body.code for body in bodies]


# ---------------------------------------------------------------- verification


def test_somebody_else_verifies(enrolled: Branch) -> None:
    enrolled.now_ms = NOW_MS + 7
    body = MemberVerified(MEMBER, ("card seen", "address seen"), "knows the leader")
    assert enrolled.act(verify_member, SUPERVISOR, body).outcome == "applied"
    found = enrolled.get(MEMBERS, MEMBER)
    assert found is not None and (found.verified_by, found.verified_at_ms) == (SUPERVISOR, NOW_MS + 7)
    with enrolled.read() as connection:
        row = connection.execute(select(member_verification)).one()
    assert (row.member, row.verified_by, row.enrolled_by, row.note) == (
        MEMBER,
        SUPERVISOR,
        OFFICER,
        "knows the leader",
    )


def test_a_second_verification_is_overtaken(enrolled: Branch) -> None:
    enrolled.act(verify_member, SUPERVISOR, MemberVerified(MEMBER))
    assert enrolled.act(verify_member, ADMIN, MemberVerified(MEMBER)).outcome == "superseded"
    found = enrolled.get(MEMBERS, MEMBER)
    assert found is not None and found.verified_by == SUPERVISOR
    assert enrolled.published == ()


def test_a_member_renamed_after_verification_is_to_be_verified_anew(enrolled: Branch) -> None:
    enrolled.act(verify_member, SUPERVISOR, MemberVerified(MEMBER))
    enrolled.act(change_member, OFFICER, MemberChanged(MEMBER, (FieldChange("city", PROFILE.city, "Jos"),)))
    found = enrolled.get(MEMBERS, MEMBER)
    assert found is not None and found.verified_by == SUPERVISOR

    renamed = MemberChanged(MEMBER, (FieldChange("last_name", PROFILE.last_name, "Bello"),))
    enrolled.act(change_member, OFFICER, renamed)
    found = enrolled.get(MEMBERS, MEMBER)
    assert found is not None and (found.verified_by, found.verified_at_ms) == (None, None)
    assert enrolled.act(verify_member, ADMIN, MemberVerified(MEMBER)).outcome == "applied"


def test_officers_verify_only_where_the_institution_lets_them(enrolled: Branch) -> None:
    enrolled.act(enrol_member, ADMIN, MemberEnrolled(SECOND_MEMBER, UNION, "M-2", PROFILE))
    with pytest.raises(RuleRefused) as refused:
        enrolled.act(verify_member, OFFICER, MemberVerified(SECOND_MEMBER))
    assert refused.value.code == "member.officers_do_not_verify"
    lets = InstitutionChanged(InstitutionSettings("Harvest", officers_may_verify=True))
    enrolled.act(change_institution, ADMIN, lets)
    assert enrolled.act(verify_member, OFFICER, MemberVerified(SECOND_MEMBER)).outcome == "applied"
    with pytest.raises(RuleRefused) as refused:
        enrolled.act(verify_member, OFFICER, MemberVerified(MEMBER))
    assert refused.value.code == "maker_is_checker"


@pytest.mark.parametrize(
    ("staff", "who", "code"),
    [
        (OTHER_SUPERVISOR, MEMBER, "out_of_scope"),
        (SUPERVISOR, NOBODY, "out_of_scope"),
    ],
)
def test_who_does_not_verify(enrolled: Branch, staff: bytes, who: bytes, code: str) -> None:
    with pytest.raises(RuleRefused) as refused:
        enrolled.act(verify_member, staff, MemberVerified(who))
    assert refused.value.code == code


def test_the_database_refuses_a_maker_who_checks(enrolled: Branch) -> None:
    with (
        pytest.raises(IntegrityError, match="maker_is_not_checker"),
        writing(enrolled.engine) as connection,
    ):
        connection.execute(update(member).values(verified_by=OFFICER))
    with (
        pytest.raises(IntegrityError, match="maker_is_not_checker"),
        writing(enrolled.engine) as connection,
    ):
        row = {"operation": an_id(1), "member": MEMBER, "enrolled_by": OFFICER, "verified_by": OFFICER}
        connection.execute(member_verification.insert().values(**row, checklist=b"", note="", at_ms=1))


# ---------------------------------------------------------------- changes


def test_a_field_nobody_else_touched_is_simply_changed(enrolled: Branch) -> None:
    ruling = changed(
        enrolled,
        OFFICER,
        FieldChange("phone", "0801", "0802"),
        FieldChange("date_of_birth", "", "1980-12-01"),
    )
    assert (ruling.outcome, ruling.differences) == ("applied", ())
    assert profile(enrolled) == MemberProfile("Bola", "Ade", "0802", date_of_birth=date(1980, 12, 1))
    with enrolled.read() as connection:
        rows = connection.execute(select(member_change).order_by(member_change.c.field)).all()
    assert [(row.field, row.earlier, row.value, row.by) for row in rows] == [
        ("date_of_birth", "", "1980-12-01", OFFICER),
        ("phone", "0801", "0802", OFFICER),
    ]


def test_a_date_can_be_taken_away(enrolled: Branch) -> None:
    changed(enrolled, OFFICER, FieldChange("date_of_birth", "", "1980-12-01"))
    changed(enrolled, OFFICER, FieldChange("date_of_birth", "1980-12-01", ""))
    assert profile(enrolled).date_of_birth is None


def test_different_fields_of_two_people_both_stand(enrolled: Branch) -> None:
    changed(enrolled, ADMIN, FieldChange("city", "", "Lagos"), at_ms=NOW_MS - 10)
    ruling = changed(enrolled, OFFICER, FieldChange("phone", "0801", "0802"), at_ms=NOW_MS - 20)
    assert ruling.outcome == "applied"
    assert (profile(enrolled).city, profile(enrolled).phone) == ("Lagos", "0802")


def test_of_two_values_for_a_field_the_one_typed_later_stands(enrolled: Branch) -> None:
    changed(enrolled, ADMIN, FieldChange("phone", "0801", "0900"), at_ms=NOW_MS - 10)
    older = changed(enrolled, OFFICER, FieldChange("phone", "0801", "0700"), at_ms=NOW_MS - 20)
    assert older.outcome == "applied_changed"
    assert older.differences == (Difference("phone", "0700", "0900"),)
    assert profile(enrolled).phone == "0900"
    assert {kind for kind, _ in enrolled.published} == {"member", "task"}, "both values are told"
    newer = changed(enrolled, OFFICER, FieldChange("phone", "0801", "0600"), at_ms=NOW_MS - 5)
    assert newer.outcome == "applied_changed"
    assert newer.differences == (Difference("phone", "0600", "0600"),)
    assert "0900" in newer.detail
    assert profile(enrolled).phone == "0600"


def test_only_the_field_in_dispute_differs(enrolled: Branch) -> None:
    changed(enrolled, ADMIN, FieldChange("phone", "0801", "0900"), at_ms=NOW_MS - 10)
    ruling = changed(
        enrolled,
        OFFICER,
        FieldChange("phone", "0801", "0700"),
        FieldChange("city", "", "Ibadan"),
        at_ms=NOW_MS - 20,
    )
    assert [difference.field for difference in ruling.differences] == ["phone"]
    assert (profile(enrolled).phone, profile(enrolled).city) == ("0900", "Ibadan")


def test_the_same_value_typed_twice_is_no_dispute(enrolled: Branch) -> None:
    changed(enrolled, ADMIN, FieldChange("phone", "0801", "0900"))
    ruling = changed(enrolled, OFFICER, FieldChange("phone", "0801", "0900"), at_ms=NOW_MS - 20)
    assert (ruling.outcome, ruling.differences) == ("applied", ())


def test_a_clock_that_is_ahead_wins_only_until_now(enrolled: Branch) -> None:
    changed(enrolled, ADMIN, FieldChange("phone", "0801", "0900"), at_ms=NOW_MS + 10**9)
    enrolled.now_ms = NOW_MS + 1
    changed(enrolled, OFFICER, FieldChange("phone", "0801", "0700"), at_ms=NOW_MS + 1)
    assert profile(enrolled).phone == "0700"


def test_a_batch_merges_with_what_it_has_changed_itself(enrolled: Branch) -> None:
    with enrolled.batch() as work:
        first = MemberChanged(MEMBER, (FieldChange("phone", "0801", "0900"),))
        second = MemberChanged(MEMBER, (FieldChange("phone", "0801", "0700"),))
        prefetch_changes(work, [first, second])
        enrolled.handle(work, change_member, ADMIN, first, at_ms=NOW_MS - 10)
        ruling = enrolled.handle(work, change_member, OFFICER, second, at_ms=NOW_MS - 20)
    assert ruling.differences == (Difference("phone", "0700", "0900"),)
    assert profile(enrolled).phone == "0900"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ([FieldChange("shoe_size", "", "44")], "member.unknown_field"),
        ([FieldChange("__class__", "", "44")], "member.unknown_field"),
        ([FieldChange("city", "", "A"), FieldChange("city", "", "B")], "member.field_twice"),
        ([FieldChange("date_of_birth", "", "28/02/1990")], "member.invalid_field"),
        ([FieldChange("date_of_birth", "", "1990-02-30")], "member.invalid_field"),
        ([FieldChange("date_of_birth", "", "2090-02-03")], "member.date_of_birth"),
        ([FieldChange("first_name", "Bola", "")], "member.invalid_field"),
        ([FieldChange("first_name", "Bola", "  ")], "member.name"),
        ([FieldChange("city", "", "x" * 301)], "member.invalid_field"),
    ],
)
def test_a_change_that_does_not_fit_changes_nothing(
    enrolled: Branch, changes: list[FieldChange], code: str
) -> None:
    before = profile(enrolled)
    with pytest.raises(RuleRefused) as refused:
        changed(enrolled, OFFICER, FieldChange("company", "", "Acme"), *changes)
    assert refused.value.code == code
    assert profile(enrolled) == before


def test_only_whoever_has_the_member_changes_them(enrolled: Branch) -> None:
    for staff in (COLLEAGUE, FAR_OFFICER):
        with pytest.raises(RuleRefused) as refused:
            changed(enrolled, staff, FieldChange("city", "", "Lagos"))
        assert refused.value.code == "out_of_scope"


# ---------------------------------------------------------------- moves


def test_a_move_keeps_from_to_by_and_why(enrolled: Branch) -> None:
    enrolled.now_ms = NOW_MS + 9
    ruling = enrolled.act(move_member, SUPERVISOR, MemberMoved(MEMBER, NEXT_UNION, "lives closer"))
    assert ruling.outcome == "applied" and enrolled.published == (("member", MEMBER),)
    found = enrolled.get(MEMBERS, MEMBER)
    assert found is not None and found.union == NEXT_UNION
    with enrolled.read() as connection:
        row = connection.execute(select(member_move)).one()
    assert (row.from_union_id, row.to_union_id, row.from_officer, row.to_officer) == (
        UNION,
        NEXT_UNION,
        OFFICER,
        COLLEAGUE,
    )
    assert (row.by, row.reason, row.at_ms) == (SUPERVISOR, "lives closer", NOW_MS + 9)


@pytest.mark.parametrize(
    ("staff", "moved", "code"),
    [
        (SUPERVISOR, MemberMoved(MEMBER, UNION, "r"), "member.same_union"),
        (SUPERVISOR, MemberMoved(MEMBER, FAR_UNION, "r"), "out_of_scope"),
        (OTHER_SUPERVISOR, MemberMoved(MEMBER, FAR_UNION, "r"), "out_of_scope"),
        (ADMIN, MemberMoved(MEMBER, NOBODY, "r"), "out_of_scope"),
        (ADMIN, MemberMoved(NOBODY, UNION, "r"), "out_of_scope"),
        (ADMIN, MemberMoved(MEMBER, NEXT_UNION, " "), "reason_needed"),
    ],
)
def test_which_moves_are_refused(enrolled: Branch, staff: bytes, moved: MemberMoved, code: str) -> None:
    with pytest.raises(RuleRefused) as refused:
        enrolled.act(move_member, staff, moved)
    assert refused.value.code == code


def test_a_fact_from_before_the_move_is_still_in_scope(enrolled: Branch) -> None:
    enrolled.now_ms = NOW_MS + 1000
    enrolled.act(move_member, SUPERVISOR, MemberMoved(MEMBER, NEXT_UNION, "r"))
    enrolled.now_ms = NOW_MS + 2000
    enrolled.act(move_member, ADMIN, MemberMoved(MEMBER, FAR_UNION, "r"))
    with enrolled.batch() as work:
        found = work.get(MEMBERS, MEMBER)
        assert found is not None

        def seen(staff: bytes, seen_ms: int) -> bool:
            return member_in_scope(work, a_caller(staff, server_time_seen_ms=seen_ms), found)

        assert seen(OFFICER, NOW_MS + 999) and not seen(OFFICER, NOW_MS + 1000)
        assert seen(COLLEAGUE, NOW_MS + 1999) and not seen(COLLEAGUE, NOW_MS + 999)
        assert seen(FAR_OFFICER, NOW_MS) and not seen(COLLEAGUE, NOW_MS + 2000)


def test_the_history_of_a_member_cannot_be_rewritten(enrolled: Branch) -> None:
    changed(enrolled, OFFICER, FieldChange("city", "", "Lagos"))
    enrolled.act(verify_member, OTHER_ADMIN, MemberVerified(MEMBER))
    enrolled.act(move_member, SUPERVISOR, MemberMoved(MEMBER, NEXT_UNION, "r"))
    for table in (member_change, member_verification, member_move):
        for statement in (table.update().values(at_ms=1), table.delete()):
            with pytest.raises(DBAPIError, match="append-only"), writing(enrolled.engine) as connection:
                connection.execute(statement)
