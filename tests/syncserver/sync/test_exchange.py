"""What one exchange brings to whom."""

from shared.contract.exchange import Verdict
from syncserver.backup.queries import begin_epoch
from syncserver.database.engine import writing
from syncserver.sync.audit.checkpoints import record_checkpoint
from tests.syncserver.world import World, keep, member_enrolled


def test_an_operation_is_applied_and_its_effect_comes_with_the_same_answer(world: World) -> None:
    supervisor = world.add_staff("SUPERVISOR")
    officer = world.add_staff("CREDIT_OFFICER", supervisor)
    union = world.add_union(officer)
    tablet = world.enrol(officer)
    body = member_enrolled(tablet, union)
    response = world.exchange(tablet, [tablet.sign(body)])
    (verdict,) = response.verdicts
    assert verdict.outcome == "applied", verdict
    reached = {state.bucket: state.cursor for state in response.buckets}
    assert verdict.effects
    assert all(reached[place.bucket] >= place.number for place in verdict.effects)
    assert ("member", body.member) in {(c.kind, c.id) for c in response.changes}
    assert response.head.seq == 1
    assert response.expected_seq == 2
    keep(tablet, response)
    assert world.exchange(tablet).changes == ()


def test_a_restored_server_tells_what_it_judged_before_the_device_spoke_with_it(world: World) -> None:
    supervisor = world.add_staff("SUPERVISOR")
    officer = world.add_staff("CREDIT_OFFICER", supervisor)
    union = world.add_union(officer)
    tablet = world.enrol(officer)
    first, *late = [tablet.sign(member_enrolled(tablet, union, code=f"OJ-{number}")) for number in range(3)]
    keep(tablet, world.exchange(tablet, [first]))
    before = tablet.epoch
    with writing(world.engine) as connection:
        begin_epoch(connection, world.server.ids.make())
        record_checkpoint(connection, world.server.keys, world.clock())
    # What was on its way when the server was lost reaches it before the tablet itself does.
    told = world.exchange(tablet, late).verdicts
    assert [verdict.seq for verdict in told] == [2, 3]

    def told_to(known: int, epoch: bytes) -> tuple[Verdict, ...]:
        return world.exchange(tablet, acknowledged_seq=known, epoch=epoch).verdicts

    assert told_to(3, before) == told
    assert told_to(2, before) == told[:1]
    assert told_to(0, before) == ()
    after = world.exchange(tablet).epoch
    assert after != before
    assert told_to(3, after) == told_to(3, b"") == ()
