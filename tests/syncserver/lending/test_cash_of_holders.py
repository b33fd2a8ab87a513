"""Cash stays with whoever took it, also where the member or the union has gone to somebody else."""

from collections.abc import Set
from dataclasses import replace

from shared.contract.bodies.people import MemberMoved
from shared.contract.records import desk_bucket, union_bucket
from syncserver.lending.publishing import PUBLISHERS, records_of_union
from syncserver.people.members.moves import move_member
from syncserver.people.queries import UNIONS
from syncserver.people.unions.assignment import put_union
from tests.syncserver.lending_builders import ADMIN, MEMBER, OFFICER, OTHER_UNION, UNION, Branch


def _buckets(branch: Branch, repayment: bytes) -> Set[str]:
    with branch.batch() as work:
        return PUBLISHERS["repayment"](work, [repayment])[repayment].buckets


def test_cash_follows_the_member_and_stays_on_the_desk(branch: Branch) -> None:
    loan = branch.lend()
    cash, transfer = branch.pay(loan, 5_000), branch.pay(loan, 6_000, method="TRANSFER", reference="FT1")
    assert _buckets(branch, cash) == _buckets(branch, transfer) == {union_bucket(UNION)}
    branch.act(move_member, ADMIN, MemberMoved(MEMBER, OTHER_UNION, "moved house"))
    assert _buckets(branch, cash) == {union_bucket(OTHER_UNION), desk_bucket(OFFICER)}
    assert _buckets(branch, transfer) == {union_bucket(OTHER_UNION)}


def test_a_union_names_the_cash_that_its_officers_answer_for(branch: Branch) -> None:
    loan = branch.lend()
    cash = branch.pay(loan, 5_000)
    branch.pay(loan, 6_000, method="TRANSFER", reference="FT1")
    with branch.batch() as work:
        assert list(records_of_union(work, UNION)) == [("repayment", cash)]
        assert list(records_of_union(work, OTHER_UNION)) == []
        other, own = work.get(UNIONS, OTHER_UNION), work.get(UNIONS, UNION)
        assert other is not None
        assert own is not None
        put_union(work, replace(own, officer=other.officer))
        work.keep()
        work.flush()
    assert _buckets(branch, cash) == {union_bucket(UNION), desk_bucket(OFFICER)}
