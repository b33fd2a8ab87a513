"""An officer's Friday: Today, the unions, the meeting from its open sheet to its close, the cash."""

from __future__ import annotations

from fieldapp.officer.today import load_today
from fieldapp.screens.officer.sheet.page import MeetingSheetPage
from fieldapp.screens.officer.today.page import TodayPage
from fieldapp.screens.officer.unions import UnionsPage
from fieldapp.screens.targets import Target
from fieldapp.screens.union.page import UnionPage
from shared.contract.bodies.cash import Attendance
from shared.ids import UnionId
from tests.screens import people
from tests.screens.office import DAY_MS, open_tablet
from tests.screens.scenes.scene import demo, scene
from tests.screens.scenes.studio import Studio

_OFFICER = demo("officer")


def meets_today(at: Studio) -> UnionId:
    """The first union that meets today."""
    return at.ask(load_today).unions[0].union.union


def fill(sheet: MeetingSheetPage) -> None:
    """Most pay what is due, one more, one less, some not at all; some come late or not."""
    lines = [sheet.model.line(number) for number in range(sheet.model.rowCount())]
    owing = [number for number, line in enumerate(lines) if line.row.to_pay_minor]
    for place, number in enumerate(owing):
        if place not in (3, 7):
            extra = {1: 150_000, 5: -20_000}.get(place, 0)
            sheet.model.set_amount(number, str((lines[number].row.to_pay_minor + extra) // 100))
    came: tuple[tuple[int, Attendance], ...] = ((3, "LATE"), (7, "ABSENT"), (9, "EXCUSED"))
    for number, attendance in came:
        if number < len(lines):
            sheet.model.set_attendance(number, attendance)


def save(at: Studio, sheet: MeetingSheetPage) -> None:
    """Save what is typed and wait until it is saved."""
    sheet.save()
    at.until(lambda: sheet.notice.told is not None and not sheet.model.filling.entries())


@scene(_OFFICER)
def today(at: Studio) -> None:
    """The morning, before anything was recorded."""


@scene(_OFFICER)
def today_under_way(at: Studio) -> None:
    """The meeting is recorded and nothing is sent."""
    sheet = at.sheet(meets_today(at))
    fill(sheet)
    save(at, sheet)
    at.place.back()


@scene(lambda folder: open_tablet(folder / "tablet", found=people.found_staff))
def today_nothing_overdue(at: Studio) -> None:
    """Somebody who was given no union yet looks for who is overdue."""
    at.page(TodayPage).to_collect.which.button("late").click()


@scene(_OFFICER)
def today_not_closed(at: Studio) -> None:
    """The morning after a meeting that was recorded and never closed."""
    sheet = at.sheet(meets_today(at))
    fill(sheet)
    save(at, sheet)
    at.tablet.clock.at_ms += DAY_MS
    at.go_to("today")


@scene(_OFFICER)
def today_not_saved(at: Studio) -> None:
    """The morning after amounts were typed and never saved."""
    sheet = at.sheet(meets_today(at))
    fill(sheet)
    at.tablet.clock.at_ms += DAY_MS
    at.go_to("today")


@scene(_OFFICER)
def union_not_closed(at: Studio) -> None:
    """The meetings of its union then."""
    union = meets_today(at)
    sheet = at.sheet(union)
    fill(sheet)
    save(at, sheet)
    at.tablet.clock.at_ms += DAY_MS
    at.place.open(Target("union", union, "meetings"))
    page = at.page(UnionPage)
    at.until(lambda: page.view is not None)


@scene(_OFFICER)
def unions(at: Studio) -> None:
    """All of the officer's unions."""
    at.go_to("unions")


@scene(_OFFICER)
def unions_loading(at: Studio) -> None:
    """As they are seen while a slow tablet reads them."""
    at.go_to("unions")
    content = at.page(UnionsPage).content
    content.begin()
    at.until(lambda: content.loading is not None and content.loading.seen)


@scene(_OFFICER)
def meeting_sheet_open(at: Studio) -> None:
    """Nothing typed yet."""
    at.sheet(meets_today(at))


@scene(_OFFICER)
def meeting_sheet(at: Studio) -> None:
    """Filled in, somewhere in the middle."""
    sheet = at.sheet(meets_today(at))
    fill(sheet)
    sheet.view.go_to(6)


@scene(_OFFICER)
def meeting_sheet_mistake(at: Studio) -> None:
    """An amount that cannot be read."""
    sheet = at.sheet(meets_today(at))
    fill(sheet)
    sheet.model.set_amount(2, "12..5")
    sheet.view.go_to(3)
    sheet.save()


@scene(_OFFICER)
def meeting_sheet_overpaid(at: Studio) -> None:
    """Two pay more than they owe in all."""
    sheet = at.sheet(meets_today(at))
    fill(sheet)
    lines = [sheet.model.line(number) for number in range(sheet.model.rowCount())]
    owing = [number for number, line in enumerate(lines) if line.row.owed_minor]
    for number in owing[:2]:
        sheet.model.set_amount(number, str(lines[number].row.owed_minor // 100 + 500))
    sheet.view.go_to(owing[1])


@scene(_OFFICER)
def meeting_sheet_saved(at: Studio) -> None:
    """Just saved."""
    sheet = at.sheet(meets_today(at))
    fill(sheet)
    save(at, sheet)


@scene(_OFFICER)
def meeting_sheet_repeat(at: Studio) -> None:
    """The same amount from the same member again: why?"""
    sheet = at.sheet(meets_today(at))
    number = next(at for at in range(sheet.model.rowCount()) if sheet.model.line(at).row.to_pay_minor)
    amount = str(sheet.model.line(number).row.to_pay_minor // 100)
    sheet.model.set_amount(number, amount)
    save(at, sheet)
    sheet.model.set_amount(number, amount)
    sheet.save()
    at.until(sheet.reason.isVisible)


@scene(_OFFICER)
def receipts_empty(at: Studio) -> None:
    """Nobody paid at this meeting yet."""
    at.place.open(Target("receipts", meets_today(at), at.place.bench.today().isoformat()))


@scene(_OFFICER)
def receipts(at: Studio) -> None:
    """What was just given out."""
    sheet = at.sheet(meets_today(at))
    fill(sheet)
    save(at, sheet)
    sheet.notice.acted.emit()
