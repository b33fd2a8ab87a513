"""What one exchange brings to whom."""

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
