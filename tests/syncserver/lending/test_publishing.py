"""Records as devices get them: what they say and in which buckets they live."""

from collections.abc import Sequence
from typing import TypeVar, cast

from shared.contract.bodies.lending import RepaymentCorrected
from shared.contract.bodies.people import MemberMoved
from shared.contract.codec import Message, encode
from shared.contract.records import (
    INSTITUTION_BUCKET,
    OPERATIONS_BUCKET,
    ApprovalRecord,
    LoanRecord,
    ProductRecord,
    RepaymentRecord,
    Resubmission,
    decode_record,
    desk_bucket,
    team_bucket,
    union_bucket,
)
from syncserver.database.records import Published
from syncserver.lending.payments.corrections import correct_repayment
from syncserver.lending.payments.repayments import record_repayment
from syncserver.lending.publishing import (
    PUBLISHERS,
    more_buckets_of_members,
    records_of_member,
    records_of_staff,
)
from syncserver.people.members.moves import move_member
from tests.syncserver.lending_builders import (
    ADMIN,
    LATE_FEES,
    MEMBER,
    OFFICER,
    OTHER_SUPERVISOR,
    OTHER_UNION,
    PRODUCT,
    SECOND_MEMBER,
    SUPERVISOR,
    UNION,
    Branch,
    a_definition,
)

_M = TypeVar("_M", bound=Message)


def _published(branch: Branch, kind: str, identifier: bytes) -> Published:
    """What the feed would encode now, having been through the wire."""
    with branch.batch() as work:
        found = PUBLISHERS[kind](work, [identifier])[identifier]
    assert decode_record(kind, encode(found.body)) == found.body
    return found


def _record(branch: Branch, kind: str, identifier: bytes, wanted: type[_M]) -> _M:
    body = _published(branch, kind, identifier).body
    assert isinstance(body, wanted)
    return body


def test_products_are_everybodys(branch: Branch) -> None:
    found = _published(branch, "product", PRODUCT)
    assert found == Published(ProductRecord(a_definition()), frozenset({INSTITUTION_BUCKET}))


def test_a_loan_lives_with_its_members_union_and_with_operations_while_they_owe_the_money(
    branch: Branch,
) -> None:
    home = union_bucket(UNION)
    loan = branch.draft()
    assert _published(branch, "loan", loan).buckets == {home}
    approval = branch.submit(loan)
    assert _published(branch, "loan", loan).buckets == {home}
    branch.decide(approval)
    assert _published(branch, "loan", loan).buckets == {home, OPERATIONS_BUCKET}
    branch.disburse(loan)
    assert _published(branch, "loan", loan).buckets == {home}


def test_operations_see_the_member_of_an_approved_loan(branch: Branch) -> None:
    loan = branch.approved()
    with branch.batch() as work:
        more = more_buckets_of_members(work, [MEMBER, SECOND_MEMBER])
    assert more == {MEMBER: frozenset({OPERATIONS_BUCKET})}
    branch.disburse(loan)
    with branch.batch() as work:
        assert more_buckets_of_members(work, [MEMBER, SECOND_MEMBER]) == {}


def test_a_loan_shows_what_is_paid_of_each_item(branch: Branch) -> None:
    branch.define(penalty=LATE_FEES)
    loan = branch.lend()
    assert _record(branch, "loan", loan, LoanRecord).items[0].interest_paid_minor == 0
    branch.later(11)
    branch.pay(loan, 150_000)

    record = _record(branch, "loan", loan, LoanRecord)
    assert len(record.items) == 20
    assert (record.items[0].principal_paid_minor, record.items[0].interest_paid_minor) == (100_000, 10_000)
    assert (record.items[1].principal_paid_minor, record.items[1].interest_paid_minor) == (28_500, 10_000)
    assert (record.penalty_paid_minor, record.credit_minor) == (1_500, 0)
    assert (record.state, record.union, record.member) == ("ACTIVE", UNION, MEMBER)


def test_a_draft_has_no_items(branch: Branch) -> None:
    record = _record(branch, "loan", branch.draft(), LoanRecord)
    assert (record.state, record.items, record.disbursed_on) == ("DRAFT", (), None)


def test_a_repayment_shows_what_it_paid(branch: Branch) -> None:
    loan = branch.lend()
    branch.pay(loan, 2_100_000)
    repayment = branch.pay(loan, 101_000)

    found = _published(branch, "repayment", repayment)
    record = cast(RepaymentRecord, found.body)
    assert found.buckets == {union_bucket(UNION)}
    assert sum(part.interest_minor + part.principal_minor for part in record.allocations) == 100_000
    assert (record.state, record.loan, record.member, record.credit_minor) == ("POSTED", loan, None, 1_000)


def test_a_reversed_repayment_pays_nothing_and_says_why(branch: Branch) -> None:
    repayment = branch.pay(branch.lend(), 110_000)
    branch.correct(repayment)
    record = _record(branch, "repayment", repayment, RepaymentRecord)
    assert (record.state, record.allocations, record.credit_minor) == ("REVERSED", (), 0)
    assert record.reason == "typed wrongly"


def test_suspense_lives_with_the_receiver_and_the_supervisor(branch: Branch) -> None:
    stray = branch.payment(None, 5_000)
    branch.act(record_repayment, OFFICER, stray)
    found = _published(branch, "repayment", stray.repayment)
    record = cast(RepaymentRecord, found.body)
    assert found.buckets == {desk_bucket(OFFICER), team_bucket(SUPERVISOR)}
    assert (record.state, record.loan, record.member) == ("SUSPENDED", None, MEMBER)

    known = branch.payment(branch.draft(), 5_000)
    branch.act(record_repayment, OFFICER, known)
    here = {union_bucket(UNION), desk_bucket(OFFICER), team_bucket(SUPERVISOR)}
    assert _published(branch, "repayment", known.repayment).buckets == here
    branch.correct(known.repayment)
    assert _published(branch, "repayment", known.repayment).buckets == here


def test_an_approval_lives_with_who_asked_and_everybody_above(branch: Branch) -> None:
    approval = branch.submit(branch.draft())
    found = _published(branch, "approval", approval)
    record = cast(ApprovalRecord, found.body)
    assert found.buckets == {desk_bucket(OFFICER), team_bucket(SUPERVISOR), desk_bucket(ADMIN)}
    assert (record.state, record.stage, record.decided_by, record.comment) == ("OPEN", 1, (), "")

    branch.decide(approval, SUPERVISOR, "SEND_BACK", comment="less")
    record = _record(branch, "approval", approval, ApprovalRecord)
    assert (record.state, record.decided_by, record.comment) == ("SENT_BACK", (SUPERVISOR,), "less")
    assert (record.version_no, record.since_last) == (1, None)

    again = _record(branch, "approval", branch.submit(record.subject), ApprovalRecord)
    assert (again.version_no, again.since_last) == (2, Resubmission("less", ()))


def test_everything_of_a_member_moves_with_them(branch: Branch) -> None:
    branch.define(max_open_loans=5)
    closed, draft = branch.lend(), branch.draft()
    paid = branch.pay(closed, 2_200_000)
    late = branch.payment(closed, 5_000)
    branch.act(record_repayment, OFFICER, late)
    other = branch.pay(branch.lend(member=SECOND_MEMBER), 1_000, member=SECOND_MEMBER)

    branch.act(move_member, ADMIN, MemberMoved(MEMBER, OTHER_UNION, "closer to home"))

    with branch.batch() as work:
        hanging = set(records_of_member(work, MEMBER))
    assert hanging == {
        ("loan", closed),
        ("loan", draft),
        ("repayment", paid),
        ("repayment", late.repayment),
    }
    assert ("repayment", other) not in hanging
    for kind, identifier in hanging:
        buckets = _published(branch, kind, identifier).buckets
        assert union_bucket(OTHER_UNION) in buckets
        assert union_bucket(UNION) not in buckets


def test_what_waits_for_a_supervisor_follows_to_the_next(branch: Branch) -> None:
    approval = branch.submit(branch.draft())
    decided = branch.submit(branch.draft(member=SECOND_MEMBER))
    branch.decide(decided)
    stray = branch.payment(None, 5_000)
    branch.act(record_repayment, OFFICER, stray)
    with branch.batch() as work:
        of_officer = set(records_of_staff(work, OFFICER))
        assert of_officer == {("approval", approval), ("repayment", stray.repayment)}
        assert set(records_of_staff(work, SUPERVISOR)) == {("approval", approval)}
        assert set(records_of_staff(work, OTHER_SUPERVISOR)) == set()


def test_many_are_published_with_a_handful_of_queries(branch: Branch) -> None:
    loans = [branch.lend(), branch.lend(member=SECOND_MEMBER)]
    repayments = [branch.pay(loans[0], 1_000), branch.pay(loans[1], 1_000, member=SECOND_MEMBER)]
    for kind, ids in (("loan", loans), ("repayment", repayments)):
        assert _statements(branch, kind, ids[:1]) == _statements(branch, kind, ids)


def _statements(branch: Branch, kind: str, ids: Sequence[bytes]) -> int:
    with branch.counting() as seen, branch.batch() as work:
        assert len(PUBLISHERS[kind](work, ids)) == len(ids)
    return len(seen)


def test_a_record_is_the_same_built_from_the_batch_or_from_the_database(branch: Branch) -> None:
    loan = branch.lend()
    paid_on = branch.later(7)
    wrong = branch.pay(loan, 50_000)
    branch.later(1)
    latest, back_dated = branch.payment(loan, 150_000), branch.payment(loan, 90_000, value_on=paid_on)
    correction = RepaymentCorrected(wrong, "typed wrongly", branch.payment(loan, 40_000, value_on=paid_on))
    with branch.batch() as work:
        for body in (latest, back_dated):
            record_repayment(work, branch.caller(OFFICER), body)
            work.keep()
        correct_repayment(work, branch.caller(SUPERVISOR), correction)
        work.keep()
        work.flush()
        warm = [PUBLISHERS[kind](work, [i])[i] for kind, i in work.published() if kind in PUBLISHERS]
    changed = [(kind, i) for kind, i in branch.published if kind in PUBLISHERS]
    assert sorted(kind for kind, _ in changed) == ["loan", *["repayment"] * 4]
    assert [_published(branch, kind, i) for kind, i in changed] == warm
