"""The main job through the real windows of an officer, a supervisor and operations, on each engine.

Three programs as they are started on tablets, wired by the program's own wiring, a server that is a process
of its own, and nothing but hands, keys and reading in between. The server's figures are read from its own
database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from stage.books import Books, opened_books
from stage.servers import ServerHome, serving
from story.meeting import notes
from story.people import OFFICER, OPERATIONS, PIN, SUPERVISOR

from fieldapp.__main__ import behind_the_lock
from fieldapp.app import Options, make_shell
from fieldapp.background import open_lanes
from fieldapp.screens.theme.look import Look
from fieldapp.settings import ClientSettings
from fieldapp.syncing.cross_check import cross_check
from shared.ids import LoanId
from shared.lending.lifecycle import LoanState
from tests.end_to_end.windows import at_work, on_tablets
from tests.end_to_end.windows.at_a_window import AtWindow
from tests.end_to_end.windows.on_tablets import Offer
from tests.screens.turns import watched
from tests.screens.watchdog import Watchdog

_HOUR_MS = 3_600_000
_AMOUNTS = 25


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody at their windows, and the books of the office."""

    home: ServerHome
    books: Books
    officer: AtWindow
    supervisor: AtWindow
    operations: AtWindow


@pytest.fixture
def cast(
    home: ServerHome, qapp: QApplication, qtbot: QtBot, kennel: Watchdog, tmp_path: Path
) -> Iterator[Cast]:
    """The server at work, and three programs on which nobody has enrolled."""
    look = Look()
    qapp.setStyle("Fusion")
    look.apply(qapp)
    with watched(kennel), serving(home) as url, opened_books(home.database_url) as books:
        people = [
            program(qtbot, look, ClientSettings(tmp_path / name, url, "demo-file"))
            for name in ("officer", "supervisor", "operations")
        ]
        try:
            yield Cast(home, books, *people)
        finally:
            for person in people:
                person.leave()


def program(qtbot: QtBot, look: Look, settings: ClientSettings) -> AtWindow:
    """The program with its own lanes, as it is started on a tablet with these settings."""
    lanes = open_lanes()
    options = Options((1280, 800), settings.data_folder / "keyring", idle_ms=_HOUR_MS)
    return AtWindow(qtbot, make_shell(settings, options, behind_the_lock(), look, lanes), lanes)


@pytest.mark.timeout(400)
def test_the_main_job_through_the_windows(cast: Cast) -> None:
    for email, person in (
        (OFFICER, cast.officer),
        (SUPERVISOR, cast.supervisor),
        (OPERATIONS, cast.operations),
    ):
        at_work.enrol(person, cast.home.enrolment_code(email), PIN)
    lend(cast)
    collect(cast)
    nothing_is_astray(cast)


# ---------------------------------------------------------------- a loan on its way out


def lend(cast: Cast) -> None:
    """Asked for by the officer, approved by the supervisor, paid out by operations, back as a schedule."""
    member = cast.officer.ask(on_tablets.without_open_loan)
    asked = at_work.Asked(member.name, member.code, "Weekly group loan", "100,000", 20, "Restock of shop")
    at_work.ask_for_a_loan(cast.officer, asked)
    at_work.sync(cast.officer)
    at_work.sync(cast.supervisor)
    at_work.approve(cast.supervisor, asked)
    at_work.sync(cast.supervisor)
    at_work.sync(cast.operations)
    at_work.pay_out(cast.operations, asked, "NIP000123456")
    at_work.sync(cast.operations)
    at_work.sync(cast.officer)
    account = cast.officer.ask(lambda desk: on_tablets.newest_loan(desk, member.member))
    assert account.loan.state is LoanState.ACTIVE
    assert len(account.instalments) == asked.instalments
    figures = cast.books.loan(account.loan.loan, cast.officer.ask(on_tablets.today))
    assert figures.ledger_minor == figures.principal_minor == 10_000_000
    assert figures.outstanding_minor == sum(item.total_minor for item in account.instalments)


# ---------------------------------------------------------------- a meeting's money on its way in


def collect(cast: Cast) -> None:
    """Every amount by keyboard alone, a receipt, the closing, and then the same figures everywhere.

    One member pays a loan off with the first amount, so that the second is kept in suspense.
    """
    officer = cast.officer
    sheet = officer.ask(on_tablets.sheet_today)
    first = on_tablets.offers(sheet)
    again = on_tablets.offers_again(first, _AMOUNTS - sum(bool(offer.amount_minor) for offer in first))
    paid = [offer for offer in (*first, *again) if offer.amount_minor]
    assert len(paid) == _AMOUNTS
    total_minor = sum(offer.amount_minor for offer in paid)
    staff = cast.books.staff(OFFICER)
    held_minor, suspense_minor = cast.books.cash_in_hand_minor(staff), cast.books.suspense_minor()
    at_work.open_sheet(officer, sheet.union.name, first[0].member)
    at_work.type_amounts(officer, first)
    said = at_work.save_sheet(officer, sum_of(first))
    assert f"{sum(bool(offer.amount_minor) for offer in first)} receipts" in said
    at_work.begin_again(officer, first[0].member)
    at_work.type_amounts(officer, again)
    at_work.give_the_reason(officer, sum_of(again), paid[0].member, "She pays for her sister too")
    meeting = officer.ask(on_tablets.sheet_today).meeting
    receipts = officer.ask(lambda desk: on_tablets.receipts_of(desk, meeting))
    at_work.look_at_receipt(officer, paid[-1].member, paid[-1].amount_minor)
    at_work.close_meeting(officer, total_minor, notes(total_minor), "Alhaja Rukayat Lawal")
    at_work.sync(officer, to_look_at=1)
    late = next(offer for offer in again if offer.member == on_tablets.overpaying(sheet, first).member)
    at_work.understand(officer, late.member, "The money is kept in suspense", "COMPLETED")
    posted = cast.books.receipts(receipts)
    assert len(posted) == len(paid)
    assert {receipt.entries for receipt in posted} == {1}
    assert Counter(receipt.posting for receipt in posted) == {"POSTED": _AMOUNTS - 1, "SUSPENDED": 1}
    assert cast.books.suspense_minor() == suspense_minor + late.amount_minor
    assert sum(receipt.amount_minor for receipt in posted) == total_minor
    in_hand_minor = officer.ask(on_tablets.cash_in_hand_minor)
    assert in_hand_minor == cast.books.cash_in_hand_minor(staff) == held_minor + total_minor
    at_work.sync(cast.supervisor)
    for loan in (row.loan for row in sheet.rows if row.loan is not None):
        agree_on(cast, loan)


def sum_of(offers: Sequence[Offer]) -> int:
    """What is on the table, in minor units."""
    return sum(offer.amount_minor for offer in offers)


def agree_on(cast: Cast, loan: LoanId) -> None:
    """What a loan owes is the same on both tablets, in the server's replay and in its ledger."""
    figures = cast.books.loan(loan, cast.officer.ask(on_tablets.today))
    assert figures.ledger_minor == figures.principal_minor
    for person in (cast.officer, cast.supervisor):
        assert person.ask(lambda desk: on_tablets.owed_minor(desk, loan)) == figures.outstanding_minor


def nothing_is_astray(cast: Cast) -> None:
    """Every tablet agrees with its own rows, and the office's ledger and audit chain hold."""
    for person in (cast.officer, cast.supervisor, cast.operations):
        assert person.ask(lambda desk: cross_check(desk.store)) == ()
    assert cast.home.run("ledger", "verify").strip() == "The ledger holds."
    assert cast.home.run("audit", "verify").startswith("The audit chain holds: ")
    log = (cast.home.folder / "server.log").read_text()
    assert '"level": "ERROR"' not in log
    assert '"level": "WARNING"' not in log
