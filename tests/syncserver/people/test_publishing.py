"""Records fit the contract and live in the right buckets."""

from datetime import date

from shared.contract.bodies.people import InstitutionSettings, MemberProfile
from shared.contract.codec import encode
from shared.contract.records import (
    InstitutionRecord,
    MemberRecord,
    StaffRecord,
    TaskRecord,
    UnionRecord,
    decode_record,
    desk_bucket,
    team_bucket,
    union_bucket,
)
from shared.ids import INSTITUTION_ID
from syncserver.people.publishing import PUBLISHERS
from syncserver.people.tasks import open_task
from tests.syncserver.builders import (
    FAR_OFFICER,
    MEMBER,
    NEXT_UNION,
    NOBODY,
    OFFICER,
    OTHER_SUPERVISOR,
    SUPERVISOR,
    TODAY,
    UNION,
    UNIONS_CREATED,
    Branch,
    an_id,
)


def published(branch: Branch, kind: str, *ids: bytes) -> dict[bytes, tuple[object, frozenset[str]]]:
    """What devices decode, and where."""
    with branch.batch() as work:
        found = PUBLISHERS[kind](work, ids)
        return {i: (decode_record(kind, encode(record.body)), record.buckets) for i, record in found.items()}


def test_what_everybody_knows(branch: Branch) -> None:
    settings = InstitutionSettings("Harvest Lending")
    assert published(branch, "institution", INSTITUTION_ID) == {
        INSTITUTION_ID: (InstitutionRecord(settings), frozenset({"institution"}))
    }
    assert published(branch, "staff", OFFICER, NOBODY) == {
        OFFICER: (
            StaffRecord("Chidi", "CREDIT_OFFICER", "ACTIVE", SUPERVISOR, None),
            frozenset({"institution"}),
        )
    }


def test_what_lives_with_the_union(branch: Branch) -> None:
    branch.enrol(MEMBER, NEXT_UNION, "M-7")
    assert published(branch, "union", UNION) == {
        UNION: (UnionRecord(OFFICER, UNIONS_CREATED[0].profile), frozenset({union_bucket(UNION)}))
    }
    found = published(branch, "member", MEMBER)
    body, buckets = found[MEMBER]
    assert isinstance(body, MemberRecord)
    assert (body.union, body.code, body.verified_by) == (NEXT_UNION, "M-7", None)
    assert body.profile == MemberProfile("Bola", "Ade", phone="0801")
    assert buckets == {union_bucket(NEXT_UNION)}


def test_tasks_reach_the_person_and_the_supervisor(branch: Branch) -> None:
    people = (OFFICER, FAR_OFFICER, SUPERVISOR, NOBODY)
    with branch.batch() as work:
        tasks = [
            open_task(
                work,
                kind="odd",
                title="Look",
                detail="There",
                about_kind="loan",
                about=an_id(7),
                staff=person,
            )
            for person in people
        ]
        work.keep()
    found = published(branch, "task", *tasks)
    assert [found[task][1] for task in tasks] == [
        {desk_bucket(OFFICER), team_bucket(SUPERVISOR)},
        {desk_bucket(FAR_OFFICER), team_bucket(OTHER_SUPERVISOR)},
        {desk_bucket(SUPERVISOR)},
        {desk_bucket(NOBODY)},
    ]
    expected = TaskRecord("odd", "Look", "There", "loan", an_id(7), OFFICER, TODAY, True)
    assert found[tasks[0]][0] == expected and isinstance(expected.opened_on, date)
