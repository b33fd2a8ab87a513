"""Many devices at once, on real threads and transactions: nothing missed, nothing doubled, nothing early."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import func, select

from shared.contract.exchange import ExchangeResponse, Verdict
from shared.contract.records import record_digest
from syncserver.database.engine import reading
from syncserver.lending.tables import repayment
from syncserver.people.tables import member
from syncserver.reports.ledger_check import check_ledger
from tests.syncserver.branch import Branch, in_batches, open_branch
from tests.syncserver.world import Tablet, World, keep, member_enrolled

_DEVICES = 8
_EACH = 30
_AT_ONCE = 5


def _together(work: Sequence[Callable[[], None]]) -> None:
    """Start everything at the same moment and raise what any of it raised."""
    gate = threading.Barrier(len(work))

    def run(one: Callable[[], None]) -> None:
        gate.wait()
        one()

    with ThreadPoolExecutor(len(work)) as pool:
        for done in [pool.submit(run, one) for one in work]:
            done.result()


class _Reader:
    """Pulls on and on, and checks at every level bucket that what came is what there is."""

    def __init__(self, world: World, tablet: Tablet) -> None:
        self._world, self._tablet = world, tablet
        self.ended = threading.Event()
        self.held: dict[str, dict[tuple[str, bytes], int]] = {}

    def run(self) -> None:
        while not self.ended.is_set():
            self.once()

    def once(self) -> None:
        response = self._world.exchange(self._tablet)
        self._keep(response)

    def _keep(self, response: ExchangeResponse) -> None:
        keep(self._tablet, response)
        names = [state.bucket for state in response.buckets]
        for change in response.changes:
            held = self.held.setdefault(names[change.bucket], {})
            if change.removed:
                held.pop((change.kind, change.id), None)
            else:
                held[(change.kind, change.id)] = change.version
        for state in response.buckets:
            if state.level:
                digest = 0
                for (kind, identifier), version in self.held.get(state.bucket, {}).items():
                    digest ^= record_digest(kind, identifier, version)
                assert digest.to_bytes(8, "big") == state.digest, state.bucket


@pytest.fixture
def branch(world: World) -> Branch:
    return open_branch(world)


def _while_reading(world: World, branch: Branch, work: Sequence[Callable[[], None]]) -> _Reader:
    reader = _Reader(world, world.enrol(branch.supervisor.staff))
    thread = ThreadPoolExecutor(1)
    reading_on = thread.submit(reader.run)
    try:
        _together(work)
    finally:
        reader.ended.set()
        reading_on.result()
        thread.shutdown()
    reader.once()
    return reader


def test_eight_devices_push_into_one_bucket_while_somebody_reads(world: World, branch: Branch) -> None:
    tablets = [world.enrol(branch.officer.staff) for _ in range(_DEVICES)]
    answered: list[Verdict] = []

    def push(tablet: Tablet) -> None:
        for _ in range(_EACH // _AT_ONCE):
            batch = [tablet.sign(member_enrolled(tablet, branch.union)) for _ in range(_AT_ONCE)]
            response = world.exchange(tablet, batch)
            assert len(response.verdicts) == _AT_ONCE
            answered.extend(response.verdicts)
            with reading(world.engine) as connection:
                stored = select(func.count()).select_from(member)
                assert (connection.scalar(stored) or 0) >= tablet.seq, "answered before it was committed"

    reader = _while_reading(world, branch, [partial(push, tablet) for tablet in tablets])
    assert {verdict.outcome for verdict in answered} == {"applied"}
    held = {key for records in reader.held.values() for key in records}
    assert sum(kind == "member" for kind, _ in held) == _DEVICES * _EACH
    assert world.proved().broken is None


def test_the_same_batch_sent_by_many_threads_at_once_is_taken_once(world: World, branch: Branch) -> None:
    lent = branch.lend(4)
    signed = [branch.officer.sign(branch.repayment(one, 1_000)) for one in lent * 5]
    answers: list[tuple[Verdict, ...]] = []

    def push() -> None:
        answers.append(world.exchange(branch.officer, signed).verdicts)

    _together([push] * _DEVICES)
    assert len(answers) == _DEVICES
    assert len(set(answers)) == 1, "two verdicts for one operation"
    with reading(world.engine) as connection:
        assert connection.scalar(select(func.count()).select_from(repayment)) == 20
        assert check_ledger(connection) == ()


def test_devices_pay_the_same_loans_at_once_and_the_books_agree(world: World, branch: Branch) -> None:
    lent = branch.lend(6)
    tablets = [world.enrol(branch.officer.staff) for _ in range(_DEVICES)]

    def push(tablet: Tablet, turn: int) -> None:
        mine = lent[turn % 6 :] + lent[: turn % 6]
        signed = [tablet.sign(branch.repayment(one, 1_000 + turn)) for one in mine]
        for some in in_batches(signed):
            verdicts = world.exchange(tablet, some).verdicts
            assert [v.outcome for v in verdicts] == ["applied"] * len(some)

    work = [partial(push, tablet, turn) for turn, tablet in enumerate(tablets)]
    reader = _while_reading(world, branch, work)
    held = {key for records in reader.held.values() for key in records}
    assert sum(kind == "repayment" for kind, _ in held) == 6 * _DEVICES
    with reading(world.engine) as connection:
        assert check_ledger(connection) == ()


def test_codes_and_blocks_are_given_out_once_each(world: World, branch: Branch) -> None:
    tablets = [world.enrol(branch.officer.staff) for _ in range(_DEVICES)]
    firsts: list[int] = []

    def ask(tablet: Tablet) -> None:
        for _ in range(3):
            response = world.exchange(tablet, wanted_blocks=("member", "nothing"))
            firsts.extend(block.first for block in response.blocks)

    _together([partial(ask, tablet) for tablet in tablets])
    assert sorted(firsts) == list(range(0, 50 * 3 * _DEVICES, 50))
