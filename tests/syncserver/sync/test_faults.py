"""Bugs, races and money: nothing blocks the chain, nothing is lost, nothing unstored is acknowledged."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from shared.contract.bodies.cash import CashHandedOver
from shared.contract.bodies.people import DeviceRevoked, MemberEnrolled, StaffChanged
from shared.contract.codec import Message
from shared.errors import RuleRefused
from syncserver.database.engine import Unavailable, reading
from syncserver.database.ruling import Ruling
from syncserver.database.work import Work
from syncserver.ledger import accounts
from syncserver.ledger.queries import balance_minor
from syncserver.people.caller import Caller
from syncserver.people.tables import member
from syncserver.reports.ledger_check import check_ledger
from syncserver.sync.handlers import Act, Handlers, Prefetch, all_handlers
from syncserver.sync.tables import operation
from tests.syncserver.branch import Branch, open_branch
from tests.syncserver.world import Tablet, World, member_enrolled


def _planted(world: World, kind: str, act: Act[Message], prefetch: Prefetch[Message] | None = None) -> None:
    """Put another handler in a handler's place."""
    handlers = all_handlers()
    handling = replace(handlers.by_kind[kind], act=act, prefetch=prefetch)
    _use(world, replace(handlers, by_kind={**handlers.by_kind, kind: handling}))


def _use(world: World, handlers: Handlers) -> None:
    world.server = replace(world.server, inbox=replace(world.server.inbox, handlers=handlers))


def _officer_and_union(world: World) -> tuple[Tablet, bytes]:
    officer = world.add_staff("CREDIT_OFFICER", world.add_staff("SUPERVISOR"))
    return world.enrol(officer), world.add_union(officer)


def _count(world: World) -> tuple[int, int]:
    with reading(world.engine) as connection:
        members = connection.scalar(select(func.count()).select_from(member)) or 0
        operations = connection.scalar(select(func.count()).select_from(operation)) or 0
    return members, operations


@pytest.mark.expects_errors
@pytest.mark.parametrize("where", ["act", "prefetch", "publisher", "database", "sql"])
def test_a_bug_costs_the_one_operation_that_meets_it(world: World, where: str) -> None:
    tablet, union = _officer_and_union(world)
    real = all_handlers().by_kind["member.enrolled"]
    signed = [tablet.sign(member_enrolled(tablet, union)) for _ in range(4)]
    bad = tablet.sign(member_enrolled(tablet, union, code="BAD"))
    signed += [bad, tablet.sign(member_enrolled(tablet, union))]

    def act(work: Work, caller: Caller, body: Message) -> Ruling:
        ruling = real.act(work, caller, body)
        assert isinstance(body, MemberEnrolled)
        if body.code == "BAD" and where == "act":
            raise KeyError("a bug")
        if body.code == "BAD" and where == "database":
            work.append(member, {"id": body.member})
        if body.code == "BAD" and where == "sql":
            work.connection.exec_driver_sql("SELECT nothing FROM nowhere")
        if body.code == "BAD" and where == "publisher":
            work.publish("nothing like this", body.member)
        return ruling

    def prefetch(work: Work, bodies: Sequence[Message]) -> None:
        if where == "prefetch" and any(isinstance(b, MemberEnrolled) and b.code == "BAD" for b in bodies):
            raise KeyError("a bug")

    _planted(world, "member.enrolled", act, prefetch)
    response = world.exchange(tablet, signed)
    assert [v.outcome for v in response.verdicts] == ["applied"] * 4 + ["refused", "applied"]
    assert response.verdicts[4].code == "server_fault"
    assert "incident-1" in response.verdicts[4].detail
    assert _count(world)[0] == 5
    again = world.exchange(tablet, signed)
    assert again.verdicts == response.verdicts


def test_a_fault_of_the_database_consumes_nothing(world: World) -> None:
    tablet, union = _officer_and_union(world)
    real = all_handlers().by_kind["member.enrolled"]
    signed = [tablet.sign(member_enrolled(tablet, union)) for _ in range(3)]
    before = _count(world)
    calls = 0

    def act(work: Work, caller: Caller, body: Message) -> Ruling:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise OperationalError("SELECT 1", {}, Exception("disk full"))
        return real.act(work, caller, body)

    _planted(world, "member.enrolled", act)
    with pytest.raises(Unavailable):
        world.exchange(tablet, signed)
    assert _count(world) == before
    assert [v.outcome for v in world.exchange(tablet, signed).verdicts] == ["applied"] * 3


class _Deadlock(Exception):
    sqlstate = "40P01"


def test_a_batch_that_deadlocks_is_taken_one_by_one(world: World) -> None:
    tablet, union = _officer_and_union(world)
    real = all_handlers().by_kind["member.enrolled"]
    signed = [tablet.sign(member_enrolled(tablet, union)) for _ in range(3)]
    calls = 0

    def act(work: Work, caller: Caller, body: Message) -> Ruling:
        nonlocal calls
        calls += 1
        if calls in {2, 3, 6}:
            raise OperationalError("SELECT 1", {}, _Deadlock())
        return real.act(work, caller, body)

    _planted(world, "member.enrolled", act)
    assert [v.outcome for v in world.exchange(tablet, signed).verdicts] == ["applied"] * 3
    assert _count(world)[0] == 3


def test_what_was_committed_before_the_database_went_away_is_answered(world: World) -> None:
    tablet, union = _officer_and_union(world)
    real = all_handlers().by_kind["member.enrolled"]
    signed = [tablet.sign(member_enrolled(tablet, union)) for _ in range(3)]
    calls = 0

    def act(work: Work, caller: Caller, body: Message) -> Ruling:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise OperationalError("SELECT 1", {}, _Deadlock())
        if calls == 4:
            raise OperationalError("SELECT 1", {}, Exception("server closed the connection"))
        return real.act(work, caller, body)

    _planted(world, "member.enrolled", act)
    response = world.exchange(tablet, signed)
    assert [v.seq for v in response.verdicts] == [1, 2]
    assert (response.expected_seq, _count(world)[0]) == (3, 2)


# ----------------------------------------------------------------------------------------------- money


@pytest.fixture
def branch(world: World) -> Branch:
    return open_branch(world)


def _suspense(world: World) -> int:
    with reading(world.engine) as connection:
        assert check_ledger(connection) == ()
        return -balance_minor(connection, accounts.SUSPENSE)


def test_money_of_a_revoked_device_is_kept_in_suspense(world: World, branch: Branch) -> None:
    (lent,) = branch.lend(1)
    world.act(DeviceRevoked(branch.officer.device, "Lost"))
    money = branch.officer.sign(branch.repayment(lent, 500))
    other = branch.officer.sign(member_enrolled(branch.officer, branch.union))
    response = world.exchange(branch.officer, [money, other])
    assert [v.outcome for v in response.verdicts] == ["suspended", "refused"]
    assert response.verdicts[1].code == "device_revoked"
    assert (response.device_state, response.changes) == ("REVOKED", ())
    assert _suspense(world) == 500


def test_money_of_a_suspended_person_is_kept_in_suspense(world: World, branch: Branch) -> None:
    (lent,) = branch.lend(1)
    world.act(StaffChanged(branch.officer.staff, branch.supervisor.staff, "SUSPENDED", None))
    signed = branch.officer.sign(branch.repayment(lent, 700))
    assert [v.outcome for v in world.exchange(branch.officer, [signed]).verdicts] == ["suspended"]
    assert _suspense(world) == 700


def test_money_that_builds_on_a_refusal_is_kept_in_suspense(world: World, branch: Branch) -> None:
    (lent,) = branch.lend(1)
    never_came = (bytes(16),)
    signed = branch.officer.sign(branch.repayment(lent, 900), depends_on=never_came)
    assert [v.outcome for v in world.exchange(branch.officer, [signed]).verdicts] == ["suspended"]
    assert _suspense(world) == 900


def test_money_of_somebody_who_may_not_take_any_is_kept_in_suspense(world: World, branch: Branch) -> None:
    (lent,) = branch.lend(1)
    signed = branch.operations.sign(branch.repayment(lent, 300))
    assert [v.outcome for v in world.exchange(branch.operations, [signed]).verdicts] == ["suspended"]
    assert _suspense(world) == 300


@pytest.mark.expects_errors
@pytest.mark.parametrize("fault", [KeyError("a bug"), None])
def test_money_a_handler_fails_on_or_refuses_is_kept_in_suspense(
    world: World, branch: Branch, fault: Exception | None
) -> None:
    lent = branch.lend(2)
    real = all_handlers().by_kind["repayment.recorded"]

    def act(work: Work, caller: Caller, body: Message) -> Ruling:
        real.act(work, caller, body)
        raise fault or RuleRefused("mistaken", "Refused", "A handler must not do this to money.")

    _planted(world, "repayment.recorded", act)
    signed = [branch.officer.sign(branch.repayment(one, 1_000)) for one in lent]
    response = world.exchange(branch.officer, signed)
    assert [v.outcome for v in response.verdicts] == ["suspended"] * 2
    assert {v.code for v in response.verdicts} == {"server_fault" if fault else "mistaken"}
    assert world.exchange(branch.officer, signed).verdicts == response.verdicts
    assert _suspense(world) == 2_000


@pytest.mark.expects_errors
def test_a_handover_a_handler_fails_on_is_kept(world: World, branch: Branch) -> None:
    (lent,) = branch.lend(1)
    branch.send(branch.officer, [branch.repayment(lent, 5_000)])

    def act(work: Work, caller: Caller, body: Message) -> Ruling:
        raise KeyError("a bug")

    _planted(world, "cash.handed_over", act)
    body = CashHandedOver(branch.officer.ids.make(), branch.operations.staff, 5_000, world.today)
    (verdict,) = world.exchange(branch.officer, [branch.officer.sign(body)]).verdicts
    assert verdict.outcome == "suspended"
    with reading(world.engine) as connection:
        assert balance_minor(connection, accounts.OFFICER_CASH, staff=branch.officer.staff) == 0
        assert balance_minor(connection, accounts.CASH_IN_TRANSIT) == 5_000
