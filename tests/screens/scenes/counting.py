"""Counting handovers: before and after, short, somebody else's, and amounts without end."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

from fieldapp.screens.operations.handover.page import HandoversPage
from shared.contract.codec import Message
from shared.contract.records import CashMovementRecord, StaffRecord
from tests.screens import people
from tests.screens.office import Tablet, open_tablet
from tests.screens.scenes.cash import paste
from tests.screens.scenes.odd import LONG_NAME, bare
from tests.screens.scenes.scene import demo, scene, small
from tests.screens.scenes.studio import Studio


def _shown(at: Studio) -> HandoversPage:
    at.go_to("handovers")
    page = at.page(HandoversPage)
    at.settle()
    return page


@scene(demo("operations"))
def handovers(at: Studio) -> None:
    """Cash to count."""
    _shown(at)


@scene(demo("supervisor"))
def handovers_supervisor(at: Studio) -> None:
    """Cash on its way to the supervisor."""
    _shown(at)


@scene(small(people.CLERK))
def handovers_counted(at: Studio) -> None:
    """Counted, and it agrees."""
    page = _shown(at)
    page.panes.open_detail()
    page.notes.set_denominations(((100_000, 158), (20_000, 1), (10_000, 1)))


@scene(small(people.SUPERVISOR))
def handovers_short(at: Studio) -> None:
    """Counted, and a note is missing."""
    page = _shown(at)
    page.panes.open_detail()
    page.notes.set_denominations(((100_000, 19),))
    page.why.reasons.button("torn").click()


@scene(small(people.CLERK))
def handovers_pieces_refused(at: Studio) -> None:
    """What was pasted is no number of pieces."""
    page = _shown(at)
    page.panes.open_detail()
    paste(at, page.notes, "99999999")


@scene(small(people.CLERK))
def handovers_next(at: Studio) -> None:
    """One was received, the next has come."""
    page = _shown(at)
    page.panes.open_detail()
    page.notes.set_denominations(((100_000, 158), (20_000, 1), (10_000, 1)))
    page.button.click()
    at.until(page.toasts.isVisible)


@scene(small(people.SUPERVISOR))
def handovers_of_others(at: Studio) -> None:
    """Cash that somebody else counts."""
    page = _shown(at)
    page.list.select(page.list.rows[-1].key)
    page.list.chosen.emit(page.list.rows[-1].key)


def odd_handovers(put: people.Put) -> people.Put:
    """Handovers are put as large ones, of somebody with a long name and long words."""

    def put_odd(kind: str, identifier: bytes, record: Message, bucket: str) -> None:
        if isinstance(record, StaffRecord) and identifier == people.OTHER.id:
            record = msgspec.structs.replace(record, name=f"🌺 {LONG_NAME[:180]}")
        if isinstance(record, CashMovementRecord):
            record = msgspec.structs.replace(record, amount_minor=987_654_321_000_00, note=LONG_NAME)
        put(kind, identifier, record, bucket)

    return put_odd


def _found_odd(put: people.Put, today: date) -> None:
    people.found_branch(odd_handovers(put), today)


def _odd(folder: Path) -> Tablet:
    return open_tablet(folder / "tablet", people.CLERK, found=_found_odd)


@scene(_odd)
def handovers_long_text(at: Studio) -> None:
    """Names and words without end, amounts of twelve digits, and a count that is far away from them."""
    page = _shown(at)
    page.panes.open_detail()
    page.notes.set_denominations(((100_000, 999_999), (50_000, 999_999)))


@scene(bare(people.CLERK))
def handovers_empty(at: Studio) -> None:
    """Nothing to count."""
    at.go_to("handovers")
