"""Search everywhere: every kind in a group of its own, none hidden by another."""

from __future__ import annotations

from fieldapp.everyone.finding import find_everywhere
from tests.fieldapp.desk.branch import LOAN, MEMBER, TODAY, UNION, Branch, posted
from tests.fieldapp.store.world import a_member


def test_every_kind_has_its_group(branch: Branch) -> None:
    branch.put("repayment", b"repay-0000000001", posted(LOAN, 550_000, TODAY, "K7-000042"))
    branch.sync()
    assert [(group.kind, group.hits[0].id) for group in find_everywhere(branch.desk, "oja")] == [
        ("union", UNION)
    ]
    (members,) = find_everywhere(branch.desk, "adaeze")
    assert (members.kind, members.hits[0].id, members.hits[0].title) == ("member", MEMBER, "Adaeze Okafor")
    assert [group.kind for group in find_everywhere(branch.desk, "42")] == ["repayment"]
    assert [group.kind for group in find_everywhere(branch.desk, "1")] == ["member", "loan"]


def test_many_hits_of_one_kind_hide_no_other(branch: Branch) -> None:
    for number in range(10, 80):
        branch.put(
            "member", f"member-{number:09d}".encode(), a_member(UNION, f"LN-{number:06d}", "Ln", "Ojo")
        )
    branch.sync()
    members, loans = find_everywhere(branch.desk, "ln", limit=5)
    assert (members.kind, len(members.hits), members.more) == ("member", 5, True)
    assert (loans.kind, loans.more) == ("loan", False)


def test_nothing_typed_finds_nothing(branch: Branch) -> None:
    assert find_everywhere(branch.desk, "  ") == ()
    assert find_everywhere(branch.desk, "'\"*(") == ()
