"""A tablet from its enrolment to its wipe: its person, the supervisor at a window, and a server process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from stage.books import opened_books
from stage.servers import ServerHome, serving
from story.people import OFFICER, PIN, SUPERVISOR

from fieldapp.screens.theme.look import Look
from fieldapp.screens.workplace.window import Workplace
from fieldapp.settings import ClientSettings
from fieldapp.supervisor.enrolling import load_candidates
from fieldapp.vault.identity import list_profiles
from tests.end_to_end.test_the_windows import program
from tests.end_to_end.windows import at_work, on_tablets
from tests.end_to_end.windows.at_a_window import AtWindow
from tests.screens.turns import watched
from tests.screens.watchdog import Watchdog


@dataclass(frozen=True, slots=True)
class Cast:
    """Two people at their windows, and the server."""

    home: ServerHome
    officer: AtWindow
    supervisor: AtWindow
    officers_folder: Path


@pytest.fixture
def cast(
    home: ServerHome, qapp: QApplication, qtbot: QtBot, kennel: Watchdog, tmp_path: Path
) -> Iterator[Cast]:
    """The server at work, and two programs on which nobody has enrolled."""
    look = Look()
    qapp.setStyle("Fusion")
    look.apply(qapp)
    with watched(kennel), serving(home) as url:
        officer, supervisor = (
            program(qtbot, look, ClientSettings(tmp_path / name, url, "demo-file"))
            for name in ("officer", "supervisor")
        )
        try:
            yield Cast(home, officer, supervisor, tmp_path / "officer")
        finally:
            for person in (officer, supervisor):
                person.leave()


@pytest.mark.timeout(400)
def test_a_tablet_is_approved_watched_and_wiped(cast: Cast) -> None:
    at_work.enrol(cast.supervisor, cast.home.enrolment_code(SUPERVISOR), PIN)
    digits = ask_to_be_let_in(cast, code_for_the_officer(cast))
    approve(cast, digits)
    watch(cast)
    wipe(cast)


def code_for_the_officer(cast: Cast) -> str:
    """The supervisor gets a code for one of the team from the office, and reads it out."""
    person = cast.supervisor
    at_work.sync(person)
    person.press("Devices")
    person.press("Enrol a tablet")
    person.press_row(officers_name(cast))
    person.press("Get a code")
    person.wait_for("Good for one tablet until")
    return next(text for text in person.texts() if _is_code(text))


def officers_name(cast: Cast) -> str:
    """The name under which the officer stands on the supervisor's tablet."""
    with opened_books(cast.home.database_url) as books:
        staff = books.staff(OFFICER)
    found = cast.supervisor.ask(load_candidates)
    return next(one.name for one in found if one.staff == staff)


def ask_to_be_let_in(cast: Cast, code: str) -> str:
    """The officer's new tablet waits and shows digits."""
    at_work.type_enrolment(cast.officer, code, PIN)
    cast.officer.wait_for("Waiting for approval")
    return next(text for text in cast.officer.texts() if _are_digits(text))


def approve(cast: Cast, digits: str) -> None:
    """The supervisor is led to the same digits and says so; the tablet goes on by itself."""
    at_work.sync(cast.supervisor)
    cast.supervisor.press("Devices")
    cast.supervisor.press_row("Waits for approval")
    cast.supervisor.wait_for(digits)
    cast.supervisor.press("The digits are the same: approve")
    cast.supervisor.wait_for("Approved: ")
    at_work.sync(cast.supervisor)
    at_work.let_in(cast.officer)


def watch(cast: Cast) -> None:
    """What the officer records stands in the account on both sides."""
    sheet = cast.officer.ask(on_tablets.sheet_today)
    offers = on_tablets.offers(sheet)
    at_work.open_sheet(cast.officer, sheet.union.name, offers[0].member)
    at_work.type_amounts(cast.officer, offers)
    at_work.save_sheet(cast.officer, sum(offer.amount_minor for offer in offers))
    at_work.sync(cast.officer)
    at_work.sync(cast.supervisor)
    cast.supervisor.press("Devices")
    cast.supervisor.press_row(whose(cast.officer), "In use")
    cast.supervisor.wait_for("Adds up")


def wipe(cast: Cast) -> None:
    """Ordered with a reason; at its next contact the tablet is empty."""
    cast.supervisor.press("Wipe")
    cast.supervisor.write("Why it is wiped", "She left it in a bus")
    cast.supervisor.press("Order the wipe")
    cast.supervisor.wait_for("Wipe ordered: ")
    at_work.sync(cast.supervisor)
    cast.officer.come()
    cast.officer.press("Sync now")
    cast.officer.wait(lambda: not list_profiles(cast.officers_folder), "an empty tablet")


def whose(person: AtWindow) -> str:
    """The name of whoever works on a tablet."""
    page = person.shell.page
    assert isinstance(page, Workplace)
    return page.bench.vault.profile.identity.staff_name


def _is_code(text: str) -> bool:
    return len(text.split("-")) == 6 and len(text.replace("-", "")) == 26


def _are_digits(text: str) -> bool:
    return len(groups := text.split()) == 6 and all(len(each) == 4 and each.isdigit() for each in groups)
