"""The inbox: each operation once, verdicts the same in every retry, chains that do not hold stop a device."""

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select, text

from shared.contract.bodies.people import StaffChanged
from shared.contract.codec import encode
from shared.contract.exchange import Verdict
from shared.contract.operations import SignedOperation
from shared.contract.signing import sign_operation
from syncserver.database.engine import reading
from syncserver.people.tables import member, task
from syncserver.sync.tables import operation
from tests.syncserver.world import Tablet, World, member_enrolled


@pytest.fixture
def officer(world: World) -> Tablet:
    supervisor = world.add_staff("SUPERVISOR")
    return world.enrol(world.add_staff("CREDIT_OFFICER", supervisor))


@pytest.fixture
def union(world: World, officer: Tablet) -> bytes:
    return world.add_union(officer.staff)


def _members(world: World) -> int:
    with reading(world.engine) as connection:
        return connection.scalar(select(func.count()).select_from(member)) or 0


def _tasks(world: World) -> list[str]:
    with reading(world.engine) as connection:
        return list(connection.scalars(select(task.c.kind)))


def _stored(world: World, tablet: Tablet) -> int:
    with reading(world.engine) as connection:
        query = select(func.count()).select_from(operation).where(operation.c.device == tablet.device)
        return connection.scalar(query) or 0


def _outcomes(verdicts: tuple[Verdict, ...]) -> list[tuple[str, str]]:
    return [(verdict.outcome, verdict.code) for verdict in verdicts]


def test_what_was_answered_is_answered_the_same_again(world: World, officer: Tablet, union: bytes) -> None:
    signed = [officer.sign(member_enrolled(officer, union)) for _ in range(3)]
    first = world.exchange(officer, signed)
    again = world.exchange(officer, signed)
    assert first.verdicts == again.verdicts
    assert all(verdict.effects for verdict in first.verdicts)
    assert _members(world) == 3
    assert again.expected_seq == 4


def test_a_batch_that_overlaps_one_taken_before_goes_on_where_that_ended(
    world: World, officer: Tablet, union: bytes
) -> None:
    signed = [officer.sign(member_enrolled(officer, union)) for _ in range(4)]
    before = world.exchange(officer, signed[:2])
    response = world.exchange(officer, [*signed[1:3], signed[2], signed[3]])
    assert [verdict.seq for verdict in response.verdicts] == [2, 3, 4]
    assert response.verdicts[0] == before.verdicts[1]
    assert _members(world) == 4


def test_stored_bytes_are_those_that_were_signed(world: World, officer: Tablet, union: bytes) -> None:
    signed = officer.sign(member_enrolled(officer, union))
    world.exchange(officer, [signed])
    with reading(world.engine) as connection:
        row = connection.execute(select(operation).where(operation.c.device == officer.device)).one()
    assert (row.data, row.signature) == (signed.data, signed.signature)


def test_a_gap_is_not_taken_and_asked_for(world: World, officer: Tablet, union: bytes) -> None:
    signed = [officer.sign(member_enrolled(officer, union)) for _ in range(3)]
    response = world.exchange(officer, [signed[0], signed[2]])
    assert _outcomes(response.verdicts) == [("applied", "")]
    assert response.expected_seq == 2
    assert response.device_state == "ACTIVE"
    assert len(world.exchange(officer, signed).verdicts) == 3


def test_operations_in_the_wrong_order_stop_at_the_first_that_is_early(
    world: World, officer: Tablet, union: bytes
) -> None:
    signed = [officer.sign(member_enrolled(officer, union)) for _ in range(2)]
    response = world.exchange(officer, [signed[1], signed[0]])
    assert response.verdicts == ()
    assert response.device_state == "ACTIVE"


def _forged(tablet: Tablet, union: bytes) -> SignedOperation:
    return sign_operation(tablet.operation(member_enrolled(tablet, union)), Ed25519PrivateKey.generate())


def _of_another_device(tablet: Tablet, union: bytes) -> SignedOperation:
    return sign_operation(tablet.operation(member_enrolled(tablet, union), device=bytes(16)), tablet.key)


def _off_the_chain(tablet: Tablet, union: bytes) -> SignedOperation:
    return sign_operation(tablet.operation(member_enrolled(tablet, union), prev=b"x" * 32), tablet.key)


@pytest.mark.parametrize(
    ("make", "reason"),
    [(_forged, "bad_signature"), (_of_another_device, "bad_chain"), (_off_the_chain, "bad_chain")],
)
def test_a_chain_that_does_not_hold_freezes_the_device_and_consumes_nothing(
    world: World, officer: Tablet, union: bytes, make, reason: str
) -> None:
    good = officer.sign(member_enrolled(officer, union))
    response = world.exchange(officer, [good, make(officer, union)])
    assert _outcomes(response.verdicts) == [("applied", "")]
    assert (response.device_state, response.device_reason) == ("FROZEN", reason)
    assert response.expected_seq == 2
    assert response.changes == ()
    assert response.lease_until_ms == 0
    assert _tasks(world) == ["device_frozen"]
    after = world.exchange(officer, [good, officer.sign(member_enrolled(officer, union))])
    assert after.verdicts == response.verdicts, "a frozen device still gets the verdicts it has"
    assert _stored(world, officer) == 1


@pytest.mark.parametrize("same", ["id", "seq"])
def test_two_operations_for_one_place_are_a_fork(
    world: World, officer: Tablet, union: bytes, same: str
) -> None:
    first = officer.operation(member_enrolled(officer, union))
    world.exchange(officer, [officer.append(sign_operation(first, officer.key))])
    if same == "id":
        other = officer.operation(member_enrolled(officer, union), id=first.id)
    else:
        other = officer.operation(member_enrolled(officer, union), seq=first.seq, prev=first.prev)
    response = world.exchange(officer, [sign_operation(other, officer.key)])
    assert (response.verdicts, response.device_reason) == ((), "fork")
    assert _members(world) == 1


def test_a_fork_within_one_batch_is_a_fork(world: World, officer: Tablet, union: bytes) -> None:
    first, second = (officer.operation(member_enrolled(officer, union)) for _ in range(2))
    response = world.exchange(officer, [sign_operation(o, officer.key) for o in (first, second)])
    assert len(response.verdicts) == 1
    assert response.device_reason == "fork"


def test_the_supervisor_sees_a_frozen_device_and_its_task(
    world: World, officer: Tablet, union: bytes
) -> None:
    with reading(world.engine) as connection:
        supervisor = connection.scalar(
            text("SELECT supervisor FROM staff WHERE id = :id"), {"id": officer.staff}
        )
    watching = world.enrol(supervisor)
    world.pull(watching)
    world.exchange(officer, [_forged(officer, union)])
    changed = {change.kind for change in world.exchange(watching).changes}
    assert changed == {"device", "task", "certificate"}


def _with_extra_field(tablet: Tablet, union: bytes) -> SignedOperation:
    fields = msgspec.msgpack.decode(encode(tablet.operation(member_enrolled(tablet, union))))
    data = msgspec.msgpack.encode([*fields, "from a later version"])
    return SignedOperation(data, tablet.key.sign(b"fieldapp/operation/1\x00" + data))


def _not_messagepack(tablet: Tablet, _: bytes) -> SignedOperation:
    return SignedOperation(b"\xc1", tablet.key.sign(b"fieldapp/operation/1\x00\xc1"))


def _unknown_kind(tablet: Tablet, union: bytes) -> SignedOperation:
    body = member_enrolled(tablet, union)
    return sign_operation(tablet.operation(body, kind="member.cloned"), tablet.key)


def _body_of_another_kind(tablet: Tablet, union: bytes) -> SignedOperation:
    body = member_enrolled(tablet, union)
    return sign_operation(tablet.operation(body, kind="repayment.recorded"), tablet.key)


@pytest.mark.parametrize("make", [_with_extra_field, _not_messagepack, _unknown_kind, _body_of_another_kind])
def test_what_cannot_be_read_is_kept_whole_refused_and_told_and_the_chain_goes_on(
    world: World, officer: Tablet, union: bytes, make
) -> None:
    odd = officer.append(make(officer, union))
    good = officer.sign(member_enrolled(officer, union))
    response = world.exchange(officer, [odd, good])
    assert _outcomes(response.verdicts) == [("refused", "malformed"), ("applied", "")]
    assert [verdict.seq for verdict in response.verdicts] == [1, 2]
    assert _tasks(world) == ["malformed_operation"]
    assert world.exchange(officer, [odd, good]).verdicts == response.verdicts
    with reading(world.engine) as connection:
        assert odd.data in set(connection.scalars(select(operation.c.data)))


def test_what_a_role_may_not_ask_for_is_refused_and_blocks_nothing(
    world: World, officer: Tablet, union: bytes
) -> None:
    limit = StaffChanged(officer.staff, None, "ACTIVE", 10**9)
    signed = [officer.sign(limit), officer.sign(member_enrolled(officer, union))]
    verdicts = world.exchange(officer, signed).verdicts
    assert _outcomes(verdicts) == [("refused", "not_permitted"), ("applied", "")]


def test_nobody_signs_for_somebody_else(world: World, officer: Tablet, union: bytes) -> None:
    signed = officer.sign(member_enrolled(officer, union), staff=world.add_staff("ADMIN"))
    assert _outcomes(world.exchange(officer, [signed]).verdicts) == [("refused", "staff_mismatch")]


def test_a_suspended_person_records_nothing_and_sees_nothing(
    world: World, officer: Tablet, union: bytes
) -> None:
    world.pull(officer)
    with reading(world.engine) as connection:
        supervisor = connection.scalar(
            text("SELECT supervisor FROM staff WHERE id = :id"), {"id": officer.staff}
        )
    world.act(StaffChanged(officer.staff, supervisor, "SUSPENDED", None))
    response = world.exchange(officer, [officer.sign(member_enrolled(officer, union))])
    assert _outcomes(response.verdicts) == [("refused", "staff_suspended")]
    assert (response.changes, response.lease_until_ms) == ((), 0)
    assert {state.bucket for state in response.buckets} == set(officer.cursors), "nothing is taken away"


def test_what_builds_on_a_refusal_is_refused_and_nothing_else(
    world: World, officer: Tablet, union: bytes
) -> None:
    refused = officer.sign(member_enrolled(officer, bytes(16)))
    refused_id = msgspec.msgpack.decode(refused.data)[0]
    dependent = officer.sign(member_enrolled(officer, union), depends_on=(refused_id,))
    dependent_id = msgspec.msgpack.decode(dependent.data)[0]
    further = officer.sign(member_enrolled(officer, union), depends_on=(dependent_id,))
    free = officer.sign(member_enrolled(officer, union))
    free_id = msgspec.msgpack.decode(free.data)[0]
    fine = officer.sign(member_enrolled(officer, union), depends_on=(free_id,))
    verdicts = world.exchange(officer, [refused, dependent, further, free, fine]).verdicts
    assert [v.outcome for v in verdicts] == ["refused"] * 3 + ["applied"] * 2
    assert [v.code for v in verdicts[1:3]] == ["depends_on"] * 2


def test_a_dependency_of_an_earlier_batch_counts(world: World, officer: Tablet, union: bytes) -> None:
    refused = officer.sign(member_enrolled(officer, bytes(16)))
    world.exchange(officer, [refused])
    needs = (msgspec.msgpack.decode(refused.data)[0],)
    signed = officer.sign(member_enrolled(officer, union), depends_on=needs)
    assert _outcomes(world.exchange(officer, [signed]).verdicts) == [("refused", "depends_on")]


def test_an_operation_recorded_long_after_the_lease_ran_out_is_refused(
    world: World, officer: Tablet, union: bytes
) -> None:
    seen_ms = world.clock()
    day_ms = 24 * 3600 * 1000
    world.clock.now_ms += 30 * day_ms
    in_time = officer.sign(
        member_enrolled(officer, union), server_time_seen_ms=seen_ms, at_ms=seen_ms + 7 * day_ms
    )
    late = officer.sign(
        member_enrolled(officer, union), server_time_seen_ms=seen_ms, at_ms=seen_ms + 9 * day_ms
    )
    verdicts = world.exchange(officer, [in_time, late]).verdicts
    assert _outcomes(verdicts) == [("applied", ""), ("refused", "lease_expired")]


def test_texts_of_a_verdict_are_cut_to_what_the_contract_carries(world: World, officer: Tablet) -> None:
    signed = officer.sign(member_enrolled(officer, bytes(16)))
    (verdict,) = world.exchange(officer, [signed]).verdicts
    assert msgspec.msgpack.decode(encode(verdict), type=Verdict) == verdict
