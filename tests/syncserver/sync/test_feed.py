"""The feed: what is numbered, what leaves a tombstone, how a page is cut, and that sizes and digests hold."""

from collections.abc import Iterator

import pytest

from shared.contract.bodies.people import MemberMoved, UnionAssigned, UnionChanged, UnionProfile
from shared.contract.codec import encode
from shared.contract.exchange import BucketNumber, ExchangeResponse
from shared.contract.packing import pack
from shared.contract.records import record_digest, union_bucket
from shared.contract.version import MAX_RESPONSE_BYTES
from syncserver.sync.feed import pages
from syncserver.sync.housekeeping import TOMBSTONES_KEPT_MS, tidy
from tests.syncserver.branch import Branch, open_branch
from tests.syncserver.world import Tablet, World, keep, member_enrolled


@pytest.fixture
def branch(world: World) -> Branch:
    return open_branch(world)


class _Mirror:
    """What a device holds, bucket by bucket, kept from responses alone."""

    def __init__(self) -> None:
        self.held: dict[str, dict[tuple[str, bytes], int]] = {}

    def take(self, response: ExchangeResponse) -> None:
        names = [state.bucket for state in response.buckets]
        for gone in set(self.held) - set(names):
            del self.held[gone]
        for state in response.buckets:
            if state.reread:
                self.held[state.bucket] = {}
        for change in response.changes:
            held = self.held.setdefault(names[change.bucket], {})
            if change.removed:
                held.pop((change.kind, change.id), None)
            else:
                held[(change.kind, change.id)] = change.version
        for state in response.buckets:
            if state.level:
                self.compare(state.bucket, state.count, state.digest)

    def compare(self, name: str, count: int, digest: bytes) -> None:
        held = self.held.get(name, {})
        total = 0
        for (kind, identifier), version in held.items():
            total ^= record_digest(kind, identifier, version)
        assert (len(held), total.to_bytes(8, "big")) == (count, digest), name


def _follow(world: World, tablet: Tablet, mirror: _Mirror) -> Iterator[ExchangeResponse]:
    more = True
    while more:
        response = world.exchange(tablet)
        keep(tablet, response)
        mirror.take(response)
        more = response.more
        yield response


def test_sizes_and_digests_are_those_of_what_was_sent(world: World, branch: Branch) -> None:
    mirror = _Mirror()
    list(_follow(world, branch.supervisor, mirror))
    lent = branch.lend(5)
    list(_follow(world, branch.supervisor, mirror))
    branch.send(branch.officer, [branch.repayment(one, 1_000) for one in lent])
    list(_follow(world, branch.supervisor, mirror))
    fresh = world.enrol(branch.supervisor.staff)
    other = _Mirror()
    list(_follow(world, fresh, other))
    list(_follow(world, branch.supervisor, mirror))
    assert mirror.held == other.held
    kinds = {kind for kind, _ in mirror.held[union_bucket(branch.union)]}
    assert {"union", "member", "loan", "repayment"} <= kinds


def test_a_pull_that_has_everything_brings_nothing(world: World, branch: Branch) -> None:
    branch.lend(2)
    world.pull(branch.officer)
    response = world.exchange(branch.officer)
    assert (response.changes, response.more) == ((), False)
    assert all(state.level for state in response.buckets)


def test_a_moved_member_goes_with_all_that_hangs_on_it_in_one_answer(world: World, branch: Branch) -> None:
    other = world.add_union(branch.officer.staff, "Yaba")
    (lent,) = branch.lend(1)
    branch.send(branch.officer, [branch.repayment(lent, 1_000)])
    mirror = _Mirror()
    list(_follow(world, branch.officer, mirror))
    held_before = dict(mirror.held[union_bucket(branch.union)])
    moved = branch.supervisor.sign(MemberMoved(lent.member, other, "Nearer"))
    assert world.exchange(branch.supervisor, [moved]).verdicts[0].outcome == "applied"
    list(_follow(world, branch.officer, mirror))
    left, entered = (mirror.held[union_bucket(union)] for union in (branch.union, other))
    gone = set(held_before) - set(left)
    assert {kind for kind, _ in gone} == {"member", "loan", "repayment"}
    assert gone <= set(entered)
    assert all(entered[key] == held_before[key] + 1 for key in gone)


def test_effects_name_the_tombstone_too(world: World, branch: Branch) -> None:
    other = world.add_union(branch.officer.staff, "Yaba")
    (lent,) = branch.lend(1)
    moved = branch.supervisor.sign(MemberMoved(lent.member, other, "Nearer"))
    response = world.exchange(branch.supervisor, [moved])
    named = {place.bucket for place in response.verdicts[0].effects}
    assert {union_bucket(branch.union), union_bucket(other)} <= named
    reached = {state.bucket: state.cursor for state in response.buckets if state.level}
    assert all(
        reached.get(place.bucket, place.number) >= place.number for place in response.verdicts[0].effects
    )


def test_a_union_given_to_somebody_else_leaves_one_scope_and_enters_the_other(
    world: World, branch: Branch
) -> None:
    branch.lend(2)
    heir = world.enrol(world.add_staff("CREDIT_OFFICER", branch.supervisor.staff))
    mine, theirs = _Mirror(), _Mirror()
    list(_follow(world, branch.officer, mine))
    list(_follow(world, heir, theirs))
    before = world.exchange(heir).scope_version
    world.act(UnionAssigned(branch.union, heir.staff, "Leave"))
    list(_follow(world, branch.officer, mine))
    (response,) = _follow(world, heir, theirs)
    assert union_bucket(branch.union) not in mine.held
    assert len(theirs.held[union_bucket(branch.union)]) > 2
    assert response.scope_version != before


def test_a_body_is_sent_once_however_many_buckets_hold_it(world: World, branch: Branch) -> None:
    branch.send(branch.officer, [branch.repayment(lent, 100) for lent in branch.lend(3)])
    response = world.exchange(world.enrol(branch.supervisor.staff))
    sent = [(change.kind, change.id) for change in response.changes if change.body]
    assert len(sent) == len(set(sent))
    assert set(sent) == {(change.kind, change.id) for change in response.changes}


def test_a_page_is_cut_by_its_size_and_nothing_is_missed_when_things_change_between(
    world: World, branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = world.add_union(branch.officer.staff, "Yaba")
    lent = branch.lend(30)
    monkeypatch.setattr(pages, "MAX_RESPONSE_BYTES", 2_000)
    fresh, mirror = world.enrol(branch.officer.staff), _Mirror()
    sizes = []
    for response in _follow(world, fresh, mirror):
        sizes.append(len(pack(encode(response))))
        assert response.more is not all(state.level for state in response.buckets)
        if len(sizes) == 3:
            moves = [MemberMoved(one.member, other, "Nearer") for one in lent[:5]]
            branch.send(branch.supervisor, moves)
            branch.send(branch.officer, [branch.repayment(one, 1_000) for one in lent[10:15]])
    assert len(sizes) > 5
    assert max(sizes) < 2_000 + 1_500, "beside changes an answer has its head and its buckets"
    again, whole = world.enrol(branch.officer.staff), _Mirror()
    list(_follow(world, fresh, mirror))  # everybody is told of a device that is new
    monkeypatch.setattr(pages, "MAX_RESPONSE_BYTES", MAX_RESPONSE_BYTES)
    list(_follow(world, again, whole))
    assert mirror.held == whole.held


def test_one_record_larger_than_a_page_is_sent_all_the_same(
    world: World, branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    branch.lend(2)
    monkeypatch.setattr(pages, "MAX_RESPONSE_BYTES", 1)
    mirror = _Mirror()
    answers = list(_follow(world, world.enrol(branch.officer.staff), mirror))
    assert all(len(answer.changes) == 1 for answer in answers[:-1])


def test_an_old_cursor_reads_again_and_ends_even_when_cut_into_pages(
    world: World, branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = world.add_union(branch.officer.staff, "Yaba")
    lent = branch.lend(20)
    old, mirror = world.enrol(branch.officer.staff), _Mirror()
    list(_follow(world, old, mirror))
    moves = [MemberMoved(one.member, other, "Nearer") for one in lent[:5]]
    branch.send(branch.supervisor, moves)
    world.clock.now_ms += TOMBSTONES_KEPT_MS + 1
    tidy(world.server)
    monkeypatch.setattr(pages, "MAX_RESPONSE_BYTES", 600)
    answers = list(_follow(world, old, mirror))
    assert len(answers) > 3
    reread = [state.bucket for answer in answers for state in answer.buckets if state.reread]
    assert reread == [union_bucket(branch.union)]
    members = {key for key in mirror.held[union_bucket(branch.union)] if key[0] == "member"}
    assert len(members) == 15


def test_a_cursor_the_server_never_gave_out_reads_again(world: World, branch: Branch) -> None:
    branch.lend(2)
    world.pull(branch.officer)
    ahead = {name: number + 1_000 for name, number in branch.officer.cursors.items()}
    branch.officer.cursors = ahead
    response = world.exchange(branch.officer)
    filled = [state for state in response.buckets if state.count]
    assert filled
    assert all(state.reread for state in filled)


def test_another_epoch_reads_everything_again(world: World, branch: Branch) -> None:
    branch.lend(2)
    world.pull(branch.officer)
    response = world.exchange(branch.officer, epoch=b"e" * 16)
    assert all(state.reread for state in response.buckets if state.count)
    assert len(response.changes) >= sum(state.count for state in response.buckets)


def test_a_bucket_not_in_scope_is_never_sent_whatever_is_asked(world: World, branch: Branch) -> None:
    stranger = world.enrol(world.add_staff("CREDIT_OFFICER", branch.supervisor.staff))
    branch.lend(1)
    cursors = (BucketNumber(union_bucket(branch.union), 0),)
    response = world.exchange(stranger, cursors=cursors)
    assert union_bucket(branch.union) not in {state.bucket for state in response.buckets}
    assert {change.kind for change in response.changes} <= {"institution", "staff", "product", "certificate"}


def test_versions_rise_by_one_for_each_batch_that_changes_a_record(world: World, branch: Branch) -> None:
    seen = []
    for name in ("A", "B"):
        body = UnionChanged(branch.union, UnionProfile(name))
        branch.send(branch.supervisor, [body, body])
        world.pull(branch.officer)
        seen.append(branch.officer.versions[("union", branch.union)])
    assert seen == [2, 3]


def test_an_older_protocol_may_send_but_gets_no_records(world: World, branch: Branch) -> None:
    world.pull(branch.officer)
    branch.lend(1)
    signed = branch.officer.sign(member_enrolled(branch.officer, branch.union))
    response = world.exchange(branch.officer, [signed], protocol=0)
    assert [verdict.outcome for verdict in response.verdicts] == ["applied"]
    assert response.changes == ()
    assert {state.bucket: state.cursor for state in response.buckets} == branch.officer.cursors
