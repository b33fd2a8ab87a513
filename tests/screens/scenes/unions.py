"""The unions and one of them: its members, loans and meetings, as an officer, a supervisor and nobody's."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from fieldapp.officer.unions import load_unions
from fieldapp.screens.officer.unions import UnionsPage
from fieldapp.screens.targets import Target
from fieldapp.screens.union.page import UnionPage
from fieldapp.store.author import Desk
from shared.contract.bodies.cash import Attendance, MemberAttendance
from shared.contract.records import MeetingRecord, union_bucket
from shared.ids import UnionId
from tests.screens import people
from tests.screens.office import Tablet, open_tablet
from tests.screens.scenes.odd import odd
from tests.screens.scenes.officer_day import save
from tests.screens.scenes.scene import demo, scene, small
from tests.screens.scenes.studio import Studio

_COUNTS = (0, -50_000, 0, 0, 20_000, 0)
_HABITS: tuple[Attendance, ...] = ("PRESENT", "PRESENT", "LATE", "PRESENT", "ABSENT", "EXCUSED", "PRESENT")


def found_meetings(put: people.Put, today: date) -> None:
    """The small branch with six closed meetings of one union, two of which did not agree."""
    people.found_branch(put, today)
    for number, by in enumerate(_COUNTS):
        came = tuple(
            MemberAttendance(people.member_id(who), _HABITS[(who + 3 * number) % len(_HABITS)])
            for who in range(25)
        )
        expected_minor = 17_655_000 - 100_000 * number
        record = MeetingRecord(
            union=people.OJA_OBA,
            held_on=today - timedelta(weeks=number + 1),
            closed_by=people.OFFICER.id,
            attendance=came,
            repayments=(),
            expected_cash_minor=expected_minor,
            counted_cash_minor=expected_minor + by,
            denominations=(),
            variance_reason="A note was torn" if by else "",
            note="",
        )
        put("meeting", f"meeting-{number:08d}".encode(), record, union_bucket(people.OJA_OBA))


def with_meetings(folder: Path) -> Tablet:
    """The officer's tablet of the small branch with a history of meetings."""
    return open_tablet(folder / "tablet", found=found_meetings)


def show_union(at: Studio, union: bytes, part: str = "members") -> UnionPage:
    """Open a union and wait until it is read."""
    at.place.open(Target("union", union, part))
    page = at.page(UnionPage)
    at.until(lambda: page.view is not None)
    return page


@scene(small())
def unions_nothing_found(at: Studio) -> None:
    """A name that no union has."""
    at.go_to("unions")
    at.page(UnionsPage).finder.setText("nowhere at all")


def _largest(desk: Desk) -> bytes:
    today = desk.author.clock.today("Africa/Lagos")
    return max(load_unions(desk, today), key=lambda row: (row.meets_today, row.members)).union.union


@scene(demo("officer"))
def union(at: Studio) -> None:
    """One that meets today."""
    show_union(at, at.ask(_largest))


@scene(demo("officer"))
def union_loans(at: Studio) -> None:
    """What its members owe."""
    show_union(at, at.ask(_largest), "loans")


@scene(with_meetings)
def union_meetings(at: Studio) -> None:
    """How its meetings went, one being under way."""
    sheet = at.sheet(UnionId(people.OJA_OBA))
    sheet.tools.pay_all.click()
    save(at, sheet)
    show_union(at, people.OJA_OBA, "meetings")


@scene(small())
def union_nobody(at: Studio) -> None:
    """One without members."""
    show_union(at, b"union-0000000004")


@scene(small())
def union_new_loan(at: Studio) -> None:
    """Who wants a loan?"""
    show_union(at, people.OJA_OBA).new_loan.click()


@scene(small(people.SUPERVISOR))
def union_supervisor(at: Studio) -> None:
    """As a supervisor sees it."""
    show_union(at, people.OJA_OBA)


@scene(odd)
def union_long_text(at: Studio) -> None:
    """Names and amounts without end."""
    show_union(at, people.OJA_OBA)
