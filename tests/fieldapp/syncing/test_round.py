"""A round ends level with nothing waiting, or says why not; nothing is ever lost or doubled by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldapp.officer.collect_repayment import collect_repayment
from fieldapp.store.outbox import counts
from fieldapp.store.settle import ChainBroken, start_over
from fieldapp.store.sync_state import read_state
from fieldapp.store.transaction import DiskFull
from fieldapp.syncing.cross_check import cross_check
from fieldapp.syncing.faults import (
    AnswerDamaged,
    NotOurServer,
    RoundStalled,
    ServerBusy,
    ServerFault,
    SyncFault,
    Unreachable,
    UntrustedAnswer,
    UpgradeNeeded,
)
from fieldapp.syncing.round import Moved, RoundResult, sync_once
from shared.contract.audit.checkpoints import Checkpoint, SignedCheckpoint, sign_checkpoint
from shared.contract.exchange import BucketState, ExchangeResponse
from shared.contract.operations import GENESIS
from shared.contract.records import union_bucket
from shared.ids import DeviceId
from tests.fieldapp.desk.branch import LOAN, NEXT_UNION, UNION, Branch, open_branch, refused
from tests.fieldapp.desk.forms import due_form
from tests.fieldapp.store.world import a_member
from tests.fieldapp.syncing.speaking import SERVER_KEY, SpeakingServer

T = TypeVar("T")


@pytest.fixture
def server(branch: Branch) -> SpeakingServer:
    return SpeakingServer(branch.server)


def a_round(branch: Branch, server: SpeakingServer) -> RoundResult:
    return sync_once(branch.desk, server, SERVER_KEY.public_key())


def collect(branch: Branch, times: int = 1) -> list[str]:
    """Record so many different repayments; returns their receipt numbers."""
    forms = (replace(due_form(branch.desk, LOAN), amount_minor=1_000 + at) for at in range(times))
    numbers = []
    for form in forms:
        reason = replace(form, repeat_reason="another week")
        numbers.append(collect_repayment(branch.desk, reason).receipt_number)
    return numbers


def waiting(branch: Branch) -> int:
    with branch.desk.store.read() as tx:
        return counts(tx).waiting


def test_a_round_with_nothing_to_do_is_one_exchange(branch: Branch, server: SpeakingServer) -> None:
    result = a_round(branch, server)
    assert (result.exchanges, result.sent, result.received, result.fault) == (1, 0, 0, None)
    assert (result.device_state, result.lease_until_ms) == ("ACTIVE", 1_780_000_000_000)


def test_a_round_sends_everything_and_receives_everything(branch: Branch, server: SpeakingServer) -> None:
    collect(branch, 250)
    for number in range(100, 160):
        branch.put("member", f"member-{number:09d}".encode(), a_member(UNION, f"OJ-{number:06d}"))
    server.at_most = 25
    result = a_round(branch, server)
    assert (result.sent, result.received, result.fault) == (250, 60, None)
    assert waiting(branch) == 0
    assert [row.seq for row in server.taken] == list(range(1, 251))
    assert len(server.requests[0].operations) == 200


def test_a_round_tells_how_far_it_is_and_ends_where_somebody_cuts_it_short(
    branch: Branch, server: SpeakingServer
) -> None:
    collect(branch, 250)
    heard: list[Moved] = []

    def tell(moved: Moved) -> bool:
        heard.append(moved)
        return False

    result = sync_once(branch.desk, server, SERVER_KEY.public_key(), tell=tell)
    assert heard == [Moved(200, 50, 0)]
    assert (result.sent, result.fault, waiting(branch)) == (200, None, 50)
    assert a_round(branch, server).sent == 50
    assert [row.seq for row in server.taken] == list(range(1, 251))


def test_records_arrive_although_nothing_is_taken_and_the_reverse(
    branch: Branch, server: SpeakingServer
) -> None:
    collect(branch)
    branch.put("member", b"member-000000100", a_member(UNION, "OJ-000100"))
    server.takes = 0
    result = a_round(branch, server)
    assert (result.sent, result.received) == (0, 1)
    assert isinstance(result.fault, RoundStalled)
    assert waiting(branch) == 1
    server.takes = 1
    assert a_round(branch, server).fault is None


def test_what_is_recorded_during_a_round_goes_with_it(branch: Branch, server: SpeakingServer) -> None:
    collect(branch)
    late = iter([None])

    def record_once(response: ExchangeResponse) -> ExchangeResponse:
        for _ in late:
            collect(branch)
        return response

    server.bend = record_once
    assert a_round(branch, server).sent == 2
    assert waiting(branch) == 0


@pytest.mark.parametrize(
    "fault", [Unreachable(), ServerBusy(3), ServerFault(500), NotOurServer(), AnswerDamaged()], ids=repr
)
@pytest.mark.parametrize("lost", ["lost_requests", "lost_answers"])
def test_a_fault_of_the_way_is_returned_and_the_next_round_goes_on(
    branch: Branch, server: SpeakingServer, fault: SyncFault, lost: str
) -> None:
    collect(branch, 3)
    getattr(server, lost).append(fault)
    result = a_round(branch, server)
    assert result.fault is fault
    assert waiting(branch) == 3
    assert a_round(branch, server).fault is None
    assert waiting(branch) == 0
    assert [row.seq for row in server.taken] == [1, 2, 3]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(["lost_requests", "lost_answers", "collect", "round", "page"]), max_size=12),
    st.integers(1, 4),
)
def test_whatever_is_lost_everything_arrives_once(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str], takes: int
) -> None:
    branch = open_branch(tmp_path_factory.mktemp("branch"))
    server = SpeakingServer(branch.server, takes=takes)
    recorded = 0
    for step in steps:
        if step == "collect":
            recorded += len(collect(branch, 2))
        elif step == "round":
            a_round(branch, server)
        elif step == "page":
            branch.put(
                "member", b"member-000000100", a_member(UNION, "OJ-000100", last=f"N{len(server.requests)}")
            )
            server.at_most = 1
        else:
            getattr(server, step).append(Unreachable())
    for _ in range(len(steps) + 1):
        result = a_round(branch, server)
    assert (result.fault, result.mismatched, waiting(branch)) == (None, (), 0)
    assert [row.seq for row in server.taken] == list(range(1, recorded + 1))
    assert cross_check(branch.desk.store) == ()
    branch.desk.store.close()


def bent(**changes: object) -> Callable[[ExchangeResponse], ExchangeResponse]:
    return lambda response: msgspec.structs.replace(response, **changes)


def test_an_answer_the_server_did_not_sign_is_not_used(branch: Branch, server: SpeakingServer) -> None:
    collect(branch)
    branch.put("member", b"member-000000100", a_member(UNION, "OJ-000100"))
    server.bend = bent(head_signature=bytes(64))
    result = a_round(branch, server)
    assert isinstance(result.fault, UntrustedAnswer)
    assert (waiting(branch), result.received) == (1, 0)
    with branch.desk.store.read() as tx:
        assert read_state(tx).acknowledged_seq == 0


def test_a_checkpoint_the_institution_did_not_sign_is_not_used(
    branch: Branch, server: SpeakingServer
) -> None:
    checkpoint = Checkpoint(branch.server.epoch, 1, bytes(32), 1)
    server.bend = bent(checkpoints=(SignedCheckpoint(checkpoint, bytes(64)),))
    assert isinstance(a_round(branch, server).fault, UntrustedAnswer)
    server.bend = bent(checkpoints=(sign_checkpoint(checkpoint, SERVER_KEY),))
    assert a_round(branch, server).fault is None


def test_a_head_of_another_device_or_epoch_is_not_used(branch: Branch, server: SpeakingServer) -> None:
    collect(branch)
    server.bend = bent(epoch=b"epoch-0000000009")
    assert isinstance(a_round(branch, server).fault, UntrustedAnswer)
    other = replace(branch.desk, author=replace(branch.desk.author, device=DeviceId(b"device-000000009")))
    server.bend = bent()
    result = sync_once(other, server, SERVER_KEY.public_key())
    assert isinstance(result.fault, UntrustedAnswer)
    assert waiting(branch) == 1


def test_a_verdict_beyond_the_signed_head_is_not_used(branch: Branch, server: SpeakingServer) -> None:
    collect(branch, 2)

    def go_beyond(response: ExchangeResponse) -> ExchangeResponse:
        beyond = msgspec.structs.replace(response.verdicts[0], seq=99)
        return msgspec.structs.replace(response, verdicts=(beyond,))

    server.bend = go_beyond
    assert isinstance(a_round(branch, server).fault, UntrustedAnswer)
    assert waiting(branch) == 2


def test_a_server_that_knows_other_operations_of_this_tablet_stops_the_round(
    branch: Branch, server: SpeakingServer
) -> None:
    branch.server.head_seq, branch.server.head_hash = 5, b"x" * 32
    result = a_round(branch, server)
    assert isinstance(result.fault, ChainBroken)


def test_on_a_chain_the_server_does_not_know_nothing_more_is_recorded(
    branch: Branch, server: SpeakingServer
) -> None:
    """A tablet put back to an older state would else go on giving receipts that are never posted."""
    collect(branch)
    assert a_round(branch, server).fault is None
    known = (branch.server.head_seq, branch.server.head_hash)
    branch.server.head_seq, branch.server.head_hash = 5, b"x" * 32
    assert isinstance(a_round(branch, server).fault, ChainBroken)
    with refused("device.frozen"):
        collect(branch)
    with branch.desk.store.read() as tx:
        assert read_state(tx).device_reason == "The server knows more of this tablet than it does"

    branch.server.head_seq, branch.server.head_hash = known
    assert a_round(branch, server).fault is None
    assert collect(branch) == ["K7-000002"]


def test_a_restored_server_is_sent_again_what_it_lost(branch: Branch, server: SpeakingServer) -> None:
    collect(branch, 3)
    assert a_round(branch, server).fault is None
    server.world.epoch = b"epoch-0000000002"
    server.world.head_seq, server.world.head_hash = 0, GENESIS
    server.taken.clear()
    server.given.clear()
    result = a_round(branch, server)
    assert (result.fault, result.sent, waiting(branch)) == (None, 3, 0)
    assert [row.seq for row in server.taken] == [1, 2, 3]


@pytest.mark.parametrize("state", ["FROZEN", "REVOKED"])
def test_a_device_that_is_stopped_is_told_and_keeps_everything(
    branch: Branch, server: SpeakingServer, state: str
) -> None:
    collect(branch)
    server.takes = 0
    server.world.device_state = state
    result = a_round(branch, server)
    assert (result.device_state, result.exchanges, result.fault) == (state, 1, None)
    assert waiting(branch) == 1


def test_a_server_that_wants_a_newer_app_still_takes_what_waits(
    branch: Branch, server: SpeakingServer
) -> None:
    collect(branch)
    server.bend = bent(oldest_protocol=2)
    assert isinstance(a_round(branch, server).fault, UpgradeNeeded)
    assert waiting(branch) == 0


def test_a_bucket_that_does_not_agree_is_read_again_at_once(branch: Branch, server: SpeakingServer) -> None:
    lie = iter([True])

    def miscount(response: ExchangeResponse) -> ExchangeResponse:
        return bent(buckets=_miscounted(response.buckets))(response) if next(lie, False) else response

    server.bend = miscount
    result = a_round(branch, server)
    assert (result.fault, result.exchanges) == (None, 2)
    assert result.mismatched == (union_bucket(UNION),)
    cursors = {row.bucket: row.number for row in server.requests[1].cursors}
    assert cursors[union_bucket(UNION)] == 0


def test_a_bucket_that_does_not_agree_when_first_read_is_read_once_more(
    branch: Branch, server: SpeakingServer
) -> None:
    start_over(branch.desk.store)
    lie = iter([True])

    def miscount(response: ExchangeResponse) -> ExchangeResponse:
        return bent(buckets=_miscounted(response.buckets))(response) if next(lie, False) else response

    server.bend = miscount
    result = a_round(branch, server)
    assert (result.fault, result.exchanges) == (None, 2)


def test_a_bucket_that_never_agrees_does_not_hold_the_tablet_for_ever(
    branch: Branch, server: SpeakingServer
) -> None:
    collect(branch)
    server.bend = lambda response: bent(buckets=_miscounted(response.buckets))(response)
    result = a_round(branch, server)
    assert (result.exchanges, result.mismatched) == (2, (union_bucket(UNION),))
    assert waiting(branch) == 0


def _miscounted(buckets: tuple[BucketState, ...]) -> tuple[BucketState, ...]:
    wrong = union_bucket(UNION)
    return tuple(msgspec.structs.replace(row, count=999) if row.bucket == wrong else row for row in buckets)


def test_an_answer_that_empties_the_tablet_is_compared_first(branch: Branch, server: SpeakingServer) -> None:
    ids = [f"member-{number:09d}".encode() for number in range(100, 160)]
    for at, member in enumerate(ids):
        branch.put("member", member, a_member(UNION, f"OJ-{100 + at:06d}"))
    collect(branch)
    assert a_round(branch, server).fault is None
    for member in ids:
        branch.server.remove("member", member)
    result = a_round(branch, server)
    assert (result.fault, result.exchanges) == (None, 2)
    assert {row.number for row in server.requests[-1].cursors} == {0}
    assert cross_check(branch.desk.store) == ()


def test_pages_that_contradict_themselves_are_not_stored(branch: Branch, server: SpeakingServer) -> None:
    branch.put("member", b"member-000000100", a_member(UNION, "OJ-000100"))
    server.bend = lambda response: bent(
        changes=tuple(msgspec.structs.replace(row, body=b"") for row in response.changes)
    )(response)
    assert isinstance(a_round(branch, server).fault, AnswerDamaged)
    server.bend = bent()
    assert a_round(branch, server).received == 1


def test_a_fault_of_the_store_is_returned_too(branch: Branch, server: SpeakingServer) -> None:
    collect(branch)
    full = DiskFull("This tablet is full", "Free some space.")
    calls = 0

    def at_store(work: Callable[[], T], /) -> T:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise full
        return work()

    result = sync_once(branch.desk, server, SERVER_KEY.public_key(), at_store)
    assert result.fault is full
    assert waiting(branch) == 1
    assert a_round(branch, server).fault is None


def test_a_bug_is_raised_and_not_taken_for_a_fault(branch: Branch, server: SpeakingServer) -> None:
    server.lost_requests.append(ZeroDivisionError())  # type: ignore[arg-type]  # a bug in a transport
    with pytest.raises(ZeroDivisionError):
        a_round(branch, server)


def test_a_scope_that_shrinks_keeps_what_waits_about_it(branch: Branch, server: SpeakingServer) -> None:
    collect(branch)
    branch.server.scope = [name for name in branch.server.scope if name != union_bucket(UNION)]
    branch.server.scope_version = "scope-2"
    result = a_round(branch, server)
    assert (result.fault, result.sent, len(server.taken)) == (None, 1, 1)
    assert union_bucket(NEXT_UNION) in {row.bucket for row in server.requests[-1].cursors}


def test_counting_again_finds_rows_that_were_tampered_with(branch: Branch, server: SpeakingServer) -> None:
    a_round(branch, server)
    with branch.desk.store.transaction() as tx:
        tx.execute("UPDATE base_record SET version = 77 WHERE kind = 'loan'")
    assert cross_check(branch.desk.store) == (union_bucket(UNION),)
    result = a_round(branch, server)
    assert (result.fault, result.mismatched) == (None, ())
    assert cross_check(branch.desk.store) == ()
