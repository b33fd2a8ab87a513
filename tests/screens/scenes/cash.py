"""The officer's cash: in hand, too much, counted, more than there should be, on its way, and none."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from fieldapp.screens.officer.cash.page import CashPage
from fieldapp.screens.widgets.forms.note_count import NoteCount
from shared.contract.records import CashMovementRecord, team_bucket
from shared.ids import UnionId
from tests.screens import people
from tests.screens.office import Tablet, open_tablet
from tests.screens.scenes.odd import LONG_NAME, bare, odd
from tests.screens.scenes.officer_day import fill, meets_today, save
from tests.screens.scenes.scene import demo, scene, small
from tests.screens.scenes.studio import Studio


def _shown(at: Studio) -> CashPage:
    at.go_to("cash")
    page = at.page(CashPage)
    at.settle()
    return page


def counted(at: Studio, *pieces: tuple[int, int], whom: people.Staff = people.CLERK) -> CashPage:
    """Lay notes on the table and choose who takes them."""
    page = _shown(at)
    page.notes.set_denominations(pieces)
    assert page.giving.receiver is not None
    page.giving.receiver.button(whom.id.hex()).click()
    return page


@scene(demo("officer"))
def cash(at: Studio) -> None:
    """What the officer holds after a meeting, and who takes it."""
    sheet = at.sheet(meets_today(at))
    fill(sheet)
    save(at, sheet)
    _shown(at)


@scene(small())
def cash_counted(at: Studio) -> None:
    """Counted, and ready to be handed over."""
    counted(at, (100_000, 37), (50_000, 1))


@scene(small())
def cash_too_much_counted(at: Studio) -> None:
    """More on the table than there should be."""
    counted(at, (100_000, 38))


def paste(at: Studio, notes: NoteCount, text: str) -> None:
    """Paste something into the first field for pieces."""
    at.app.clipboard().setText(text)
    notes.field(100_000).paste()
    at.settle()


@scene(small())
def cash_pieces_refused(at: Studio) -> None:
    """What was pasted is no number of pieces."""
    paste(at, _shown(at).notes, "1.5")


@scene(small())
def cash_on_its_way(at: Studio) -> None:
    """Handed over, and not counted yet."""
    page = counted(at, (100_000, 30))
    page.button.click()
    at.until(page.toasts.isVisible)


def _found_before(put: people.Put, today: date) -> None:
    """The small branch with handovers of the officer: one that was short, one that agreed."""
    people.found_branch(put, today)
    start = CashMovementRecord(
        "FLOAT", "RECEIVED", None, people.OFFICER.id, 12_000_000, today - timedelta(days=4), None, None, ""
    )
    put("cash", b"cash-00000000199", start, team_bucket(people.SUPERVISOR.id))
    for number, (days, counted_minor) in enumerate(((2, 4_950_000), (3, 5_000_000))):
        on = today - timedelta(days=days)
        giver, taker = people.OFFICER.id, people.CLERK.id
        moved = CashMovementRecord(
            "HANDOVER", "RECEIVED", giver, taker, 5_000_000, on, counted_minor, taker, ""
        )
        put("cash", f"cash-{200 + number:011d}".encode(), moved, team_bucket(people.SUPERVISOR.id))


def _before(folder: Path) -> Tablet:
    return open_tablet(folder / "tablet", found=_found_before)


@scene(_before)
def cash_was_short(at: Studio) -> None:
    """One of the handovers before was short."""
    _shown(at)


@scene(odd)
def cash_long_text(at: Studio) -> None:
    """Amounts of twelve digits from names that do not end, above what may be held."""
    sheet = at.sheet(UnionId(people.OJA_OBA))
    sheet.tools.pay_all.click()
    save(at, sheet)
    page = counted(at, (100_000, 999_999), (50_000, 999_999))
    page.note.set_text(LONG_NAME)


@scene(bare())
def cash_empty(at: Studio) -> None:
    """No cash."""
    _shown(at)
