"""The list of members: filters, order and pages agree with each other, and cost the same however many."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args
from zipfile import ZipFile

import pytest

from fieldapp.everyone.exports.members import members_file
from fieldapp.everyone.members.listing import By, Wanted, load_members, load_page
from shared.contract.bodies.people import MemberProfile
from shared.contract.records import MemberRecord, union_bucket
from tests.fieldapp.desk.branch import (
    BOSS,
    DUE,
    FAR,
    ME,
    MEMBER,
    NEXT_UNION,
    TODAY,
    UNION,
    Branch,
    statements,
)

_ALL = Wanted(limit=1000)


def _ms(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp() * 1000)


@pytest.fixture
def branch(branch: Branch) -> Branch:
    """Beside the branch's own four: somebody elsewhere of whom everything is known, and one of odd names."""
    zara = MemberProfile(
        "Zara", "Bako", "+2348065559001", "zara@example.org", "1 Sabo Rd", "Ibadan", "Oyo", "Nigeria", "2000",
        date(1990, 5, 6), "FEMALE", "WIDOWED", "Tailor", "Bako and Daughters", "Speaks Hausa",
    )  # fmt: skip
    odd = MemberProfile("=HYPERLINK(1)", "Ọlábísí", gender="female", profession="Trader")
    for number, profile, since in ((91, zara, date(2025, 3, 1)), (92, odd, date(2025, 12, 31))):
        record = MemberRecord(
            NEXT_UNION,
            f"BD-{number:06d}",
            profile,
            number == 91,
            FAR,
            BOSS if number == 91 else None,
            (),
            _ms(since),
        )
        branch.put("member", b"member-0000000%d" % number, record, union_bucket(NEXT_UNION))
    branch.sync()
    return branch


def codes(branch: Branch, **asked: Any) -> list[str]:
    return [one.row.code for one in load_page(branch.desk, replace(_ALL, **asked)).rows]


def everybody(branch: Branch) -> list[str]:
    return codes(branch)


def test_everybody_is_listed_once_and_counted_by_standing(branch: Branch) -> None:
    page = load_page(branch.desk, _ALL)
    assert (
        page.total
        == len(page.rows)
        == len({one.row.member for one in page.rows})
        == sum(page.counts.values())
    )
    for standing, count in page.counts.items():
        found = load_page(branch.desk, replace(_ALL, standing=standing))
        assert (len(found.rows), found.total, found.counts) == (count, count, page.counts)


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"union": NEXT_UNION}, {"BD-000091", "BD-000092"}),
        ({"gender": "FEMALE"}, {"BD-000091", "BD-000092"}),
        ({"marital_status": "WIDOWED"}, {"BD-000091"}),
        ({"profession": "Trader"}, {"BD-000092"}),
        ({"first": date(2025, 3, 1), "last": date(2025, 3, 1)}, {"BD-000091"}),
        ({"first": date(2025, 3, 2), "last": date(2025, 12, 30)}, set()),
        ({"text": "bako zara"}, {"BD-000091"}),
        ({"text": "9001"}, {"BD-000091"}),
        ({"text": "zara@example.org"}, {"BD-000091"}),
        ({"text": "000092"}, {"BD-000092"}),
        ({"text": "sarah bakko"}, {"BD-000091"}),
        ({"text": "bako", "gender": "MALE"}, set()),
        ({"text": "nobody at all"}, set()),
        ({"standing": "left", "union": NEXT_UNION}, {"BD-000092"}),
    ],
)
def test_filters_hold_together(branch: Branch, asked: dict[str, Any], wanted: set[str]) -> None:
    assert set(codes(branch, **asked)) == wanted


def test_an_officer_has_the_members_of_their_unions(branch: Branch) -> None:
    found = load_members(branch.desk, replace(_ALL, officer=ME))
    mine = {union.union for union in found.unions if union.officer == ME}
    assert {one.row.union for one in found.page.rows} <= mine
    assert (ME in dict(found.officers), found.professions) == (True, ("Tailor", "Trader"))


@pytest.mark.parametrize("by", get_args(By))
def test_pages_follow_each_other_in_every_order(branch: Branch, by: By) -> None:
    whole = codes(branch, by=by)
    assert sorted(whole) == sorted(everybody(branch))
    assert [code for at in range(len(whole)) for code in codes(branch, by=by, offset=at, limit=1)] == whole
    if by in ("code", "member"):
        assert codes(branch, by=by, descending=True) == whole[::-1]


def test_loans_are_summed_as_they_stand(branch: Branch) -> None:
    found = {one.row.member: one.loans for one in load_page(branch.desk, _ALL).rows}
    loans = found[MEMBER]
    assert (loans.loans, loans.open_loans, loans.overdue_minor) == (1, 1, DUE)
    assert loans.outstanding_minor == 4 * DUE
    assert sum(loan.loans for loan in found.values()) == 1


def test_a_page_costs_the_same_however_many_there_are(branch: Branch) -> None:
    few = len(statements(branch, lambda desk: load_page(desk, _ALL)))
    for number in range(60):
        branch.put("member", b"many-%011d" % number, _somebody(number), union_bucket(UNION))
    branch.sync()
    assert len(statements(branch, lambda desk: load_page(desk, _ALL))) == few


def test_a_text_that_finds_too_many_says_so(branch: Branch) -> None:
    assert not load_page(branch.desk, replace(_ALL, text="ma")).cut
    for number in range(210):
        branch.put("member", b"many-%011d" % number, _somebody(number), union_bucket(UNION))
    branch.sync()
    page = load_page(branch.desk, replace(_ALL, text="ma"))
    assert (page.cut, page.total, len(page.rows)) == (True, 200, 200)
    assert not load_page(branch.desk, _ALL).cut


def _somebody(number: int) -> MemberRecord:
    return MemberRecord(UNION, f"MA-{number:06d}", MemberProfile("Ma", f"Ny{number}"), True, ME, None, (), 1)


def test_what_is_filtered_is_exported_and_no_cell_is_a_formula(branch: Branch) -> None:
    data = members_file(branch.desk, replace(_ALL, union=NEXT_UNION, by="code"), "csv")()
    zara, odd = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    assert (zara["Code"], zara["Union"], zara["Standing"]) == ("BD-000091", odd["Union"], "verified")
    assert (zara["Registered on"], zara["Date of birth"], zara["Profession"]) == (
        "2025-03-01",
        "1990-05-06",
        "Tailor",
    )
    assert zara["Phone"] == "'+2348065559001"
    assert odd["First name"] == "'=HYPERLINK(1)"
    assert (odd["Loans"], odd["Outstanding"]) == ("0", "0.00")
    with ZipFile(io.BytesIO(members_file(branch.desk, _ALL, "xlsx")())) as book:
        assert "xl/worksheets/sheet1.xml" in book.namelist()
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_a_week_from_now_nothing_of_it_is_other_but_what_is_late(branch: Branch) -> None:
    assert codes(branch, first=TODAY + timedelta(days=1)) == []
