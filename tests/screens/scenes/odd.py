"""What nobody plans for: nothing at all, names without end, amounts without end, a disk that fails."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

from fieldapp.store.author import Desk
from shared.contract.bodies.people import MemberProfile, UnionProfile
from shared.contract.records import LoanRecord, MemberRecord, UnionRecord, union_bucket
from shared.ids import UnionId
from tests.screens import people
from tests.screens.office import Tablet, open_tablet
from tests.screens.scenes.officer_day import fill, meets_today, save
from tests.screens.scenes.scene import Stage, demo, scene
from tests.screens.scenes.studio import Studio

LONG_NAME = ("Ẹgbẹ́ Àwọn Oníṣòwò Ọjà-Ọba àti Agbègbè Rẹ̀ " * 8)[:300]
_NAMES = (
    "🌺 Adébáyọ̀ 👩🏾‍🌾",
    "Wolfeschlegelsteinhausenbergerdorff-Oluwatobiloba Ayomideoluwaseunfunmi",
    "X Æ",
    "مريم‎ عبد الله",
)
_LARGE_MINOR = 987_654_321_000_00


def found_odd(put: people.Put, today: date) -> None:
    """The small branch with a union of 300 letters, odd names in it, and very large loans."""
    people.found_branch(put, today)
    profile = UnionProfile(
        LONG_NAME, LONG_NAME[:200], meeting_weekday=4, meeting_time="09:30", meeting_place=LONG_NAME[:200]
    )
    put("union", people.OJA_OBA, UnionRecord(people.OFFICER.id, profile), union_bucket(people.OJA_OBA))
    for number, name in enumerate(_NAMES):
        first, _, last = name.partition(" ")
        member = MemberRecord(
            people.OJA_OBA, f"OJ-{number}", MemberProfile(first, last, "+234 803 555 1000"), True,
            people.OTHER.id, people.SUPERVISOR.id,
        )  # fmt: skip
        put("member", people.member_id(number), member, union_bucket(people.OJA_OBA))
        put("loan", people.loan_id(number), _large_loan(number, today), union_bucket(people.OJA_OBA))


def _large_loan(number: int, today: date) -> LoanRecord:
    loan = people.a_loan(number, people.OJA_OBA, today)
    factor = _LARGE_MINOR // loan.principal_minor
    items = tuple(
        msgspec.structs.replace(
            item,
            principal_minor=item.principal_minor * factor,
            interest_minor=item.interest_minor * factor,
            principal_paid_minor=item.principal_paid_minor * factor,
            interest_paid_minor=item.interest_paid_minor * factor,
        )
        for item in loan.items
    )
    return msgspec.structs.replace(loan, principal_minor=loan.principal_minor * factor, items=items)


def odd(folder: Path) -> Tablet:
    return open_tablet(folder / "tablet", found=found_odd)


def bare(person: people.Staff = people.OFFICER) -> Stage:
    """The tablet of somebody at a branch that has its people and nothing else yet."""
    return lambda folder: open_tablet(folder / "tablet", person, found=people.found_staff)


def _damaged(folder: Path) -> Tablet:
    """A tablet of which the second half of the store was overwritten."""
    tablet = demo("officer")(folder)
    (store,) = tablet.folder.glob("*/store.db")
    with store.open("r+b") as file:
        file.seek(store.stat().st_size // 2)
        file.write(bytes(store.stat().st_size // 2))
    return tablet


@scene(odd)
def today_long_text(at: Studio) -> None:
    """Today with names and amounts without end."""


@scene(odd)
def unions_long_text(at: Studio) -> None:
    """Among the unions."""
    at.go_to("unions")


@scene(odd)
def meeting_sheet_long_text(at: Studio) -> None:
    """On the sheet."""
    sheet = at.sheet(UnionId(people.OJA_OBA))
    sheet.tools.pay_all.click()


@scene(odd)
def receipts_long_text(at: Studio) -> None:
    """On receipts."""
    sheet = at.sheet(UnionId(people.OJA_OBA))
    sheet.tools.pay_all.click()
    save(at, sheet)
    sheet.notice.acted.emit()


@scene(bare())
def today_empty(at: Studio) -> None:
    """No union meets."""


@scene(bare())
def unions_empty(at: Studio) -> None:
    """No union at all."""
    at.go_to("unions")


@scene(bare())
def loans_empty(at: Studio) -> None:
    """No application."""
    at.go_to("loans")


@scene(bare(people.SUPERVISOR))
def approvals_empty(at: Studio) -> None:
    """Nothing to decide."""


@scene(_damaged)
def today_error(at: Studio) -> None:
    """What is stored cannot be read any more."""


@scene(demo("officer"))
def meeting_sheet_disk_full(at: Studio) -> None:
    """There is no room to save in."""
    sheet = at.sheet(meets_today(at))
    fill(sheet)
    at.ask(_fill_disk)
    sheet.save()
    at.until(lambda: sheet.notice.told is not None)


def _fill_disk(desk: Desk) -> None:
    """From now on the file may not grow by a page, as on a full disk."""
    with desk.store.read() as tx:
        tx.tuples("PRAGMA max_page_count = 1")
