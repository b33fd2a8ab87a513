"""What a device says it knew decides what was in its scope: it never goes back, and it is nobody's excuse."""

from collections.abc import Sequence

import pytest

from shared.contract.bodies.lending import LoanApplication, LoanCanceled, LoanDrafted
from shared.contract.bodies.people import MemberMoved, UnionAssigned
from shared.contract.codec import Message
from tests.syncserver.branch import Branch, Lent, open_branch
from tests.syncserver.world import START_MS, Tablet, World, member_enrolled

_DAY_MS = 24 * 60 * 60 * 1000
_APPLIED, _SUSPENDED, _REFUSED = "applied", "suspended", "refused"


@pytest.fixture
def branch(world: World) -> Branch:
    return open_branch(world)


@pytest.fixture
def lent(branch: Branch) -> Lent:
    """A loan in a union that its officer lost a day later."""
    (lent,) = branch.lend(1)
    world = branch.world
    world.clock.now_ms += _DAY_MS
    successor = world.add_staff("CREDIT_OFFICER", branch.supervisor.staff)
    world.act(UnionAssigned(branch.union, successor, "The officer went to another branch"))
    world.clock.now_ms += _DAY_MS
    return lent


def _outcomes(branch: Branch, tablet: Tablet, bodies: Sequence[Message], **claims: object) -> list[str]:
    operations = [tablet.sign(body, **claims) for body in bodies]
    return [verdict.outcome for verdict in branch.world.exchange(tablet, operations).verdicts]


def test_receipts_from_before_the_union_was_lost_are_counted(branch: Branch, lent: Lent) -> None:
    receipts = [branch.repayment(lent, 5_000), branch.repayment(lent, 6_000)]
    claims = {"server_time_seen_ms": START_MS, "at_ms": START_MS + 1}
    assert _outcomes(branch, branch.officer, receipts, **claims) == [_APPLIED, _APPLIED]


def test_what_a_device_knew_once_it_knows_ever_after(branch: Branch, lent: Lent) -> None:
    tablet, receipt = branch.officer, branch.repayment(lent, 5_000)
    assert _outcomes(branch, tablet, [receipt]) == [_SUSPENDED]
    for _ in range(2):
        back = [branch.repayment(lent, 7_000), member_enrolled(tablet, branch.union)]
        claims = {"server_time_seen_ms": START_MS, "at_ms": START_MS + 1}
        assert _outcomes(branch, tablet, back, **claims) == [_SUSPENDED, _REFUSED]


def test_a_new_device_never_knew_the_time_before_it(branch: Branch, lent: Lent) -> None:
    tablet = branch.world.enrol(branch.officer.staff)
    receipt = branch.repayment(lent, 5_000)
    claims = {"server_time_seen_ms": START_MS, "at_ms": START_MS + 1}
    assert _outcomes(branch, tablet, [receipt], **claims) == [_SUSPENDED]


def test_knowing_nothing_of_the_server_is_no_lease(branch: Branch) -> None:
    branch.world.clock.now_ms += 30 * _DAY_MS
    late = [member_enrolled(branch.officer, branch.union)]
    assert _outcomes(branch, branch.officer, late, server_time_seen_ms=0) == [_REFUSED]


def test_a_time_that_has_not_come_is_no_lease(branch: Branch) -> None:
    """What is said ahead of the server's clock counts as that clock's time, so it runs out like any lease."""
    ahead_ms = START_MS + 400 * _DAY_MS
    first, late = (member_enrolled(branch.officer, branch.union) for _ in range(2))
    assert _outcomes(branch, branch.officer, [first], server_time_seen_ms=ahead_ms) == [_APPLIED]
    branch.world.clock.now_ms += 30 * _DAY_MS
    assert _outcomes(branch, branch.officer, [late], server_time_seen_ms=START_MS) == [_REFUSED]


def test_decisions_are_for_whoever_has_the_union_now(branch: Branch, lent: Lent) -> None:
    """Only facts are judged as of what a device knew: its last officer neither drafts nor cancels a loan."""
    claims = {"server_time_seen_ms": START_MS, "at_ms": START_MS + 1}
    enrolled = member_enrolled(branch.officer, branch.union)
    number = f"L{enrolled.member.hex()[-12:]}"
    asked = LoanApplication(
        branch.officer.ids.make(), number, enrolled.member, branch.product, 100_000, 5, branch.world.today
    )
    bodies = [enrolled, LoanDrafted(asked), LoanCanceled(lent.loan, "Spite")]
    operations = [branch.officer.sign(body, **claims) for body in bodies]
    verdicts = branch.world.exchange(branch.officer, operations).verdicts
    assert [v.code for v in verdicts] == ["", "out_of_scope", "out_of_scope"]


def test_a_supervisor_does_not_fetch_back_a_member_of_old(branch: Branch, lent: Lent) -> None:
    world = branch.world
    far = world.add_union(world.add_staff("CREDIT_OFFICER", world.add_staff("SUPERVISOR")), "Far")
    world.act(MemberMoved(lent.member, far, "Lives there now"))
    claims = {"server_time_seen_ms": START_MS, "at_ms": START_MS + 1}
    back = [MemberMoved(lent.member, branch.union, "Come back")]
    assert _outcomes(branch, branch.supervisor, back, **claims) == [_REFUSED]
