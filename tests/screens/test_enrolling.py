"""A code for a tablet: from the office alone, shown to whoever asked, and followed until the tablet asks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from fieldapp.screens.supervisor.devices.page import DevicesPage
from fieldapp.screens.supervisor.enrolling.page import EnrolTabletPage
from fieldapp.screens.widgets.text import label
from fieldapp.syncing.faults import Unreachable
from shared.contract.bodies.people import DeviceCodeIssued
from shared.contract.entering.codes import CODE_LIFE_MS, hash_code
from shared.contract.exchange import ExchangeRequest, ExchangeResponse, Verdict
from shared.contract.operations import Operation
from shared.contract.records import team_bucket
from tests.screens import people, team_devices
from tests.screens.driver import OpenFor, TabletOf, Window, heard, recorded
from tests.screens.office import Office, Tablet, open_tablet


@dataclass(slots=True)
class Breaking:
    """A way to the office that is gone after so many answers; never where that is None."""

    office: Office
    answers_left: int | None = None

    def exchange(self, request: ExchangeRequest) -> ExchangeResponse:
        """Pass it on, or not."""
        if self.answers_left == 0:
            raise Unreachable
        if self.answers_left is not None:
            self.answers_left -= 1
        return self.office.exchange(request)


@pytest.fixture
def tablet_of(tmp_path: Path) -> TabletOf:
    """Gives somebody a tablet of the branch that has an administrator, and a way that may break."""

    def give(person: people.Staff) -> Tablet:
        tablet = open_tablet(tmp_path / person.role, person, found=people.found_administered)
        tablet.way = Breaking(tablet.office)
        return tablet

    return give


def opened(open_for: OpenFor, person: people.Staff = people.SUPERVISOR) -> tuple[Window, EnrolTabletPage]:
    window = open_for(person)
    window.click(window.place.navigation.button("devices"))
    window.page(DevicesPage).enrol.click()
    page = window.page(EnrolTabletPage)
    window.wait(lambda: page.list.rows)
    return window, page


def in_reach(window: Window) -> None:
    window.tablet.office.fault = None


def with_code(window: Window, page: EnrolTabletPage) -> str:
    in_reach(window)
    window.choose(page.list, people.OTHER.name)
    window.click(page.button)
    window.wait(page.detail.code.code.isVisible)
    window.settle()
    return page.detail.code.code.text()


def test_a_code_is_recorded_by_its_hash_alone_and_shown_once_the_office_has_it(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    in_reach(window)
    window.choose(page.list, people.OTHER.name)
    window.wait(lambda: page.button.isEnabled() and not page.button.paused)
    window.double_click(page.button)
    window.wait(page.detail.code.code.isVisible)
    code = page.detail.code.code.text()
    now_ms = window.tablet.clock.at_ms
    expected = DeviceCodeIssued(hash_code(code), people.OTHER.id, now_ms + CODE_LIFE_MS, needs_approval=True)
    assert recorded(window) == [expected]
    assert "10:52" in page.detail.code.until.text()
    window.click(page.detail.code.copy)
    assert QGuiApplication.clipboard().text() == code


def test_without_a_network_it_says_so_and_records_nothing(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    window.click(page.button)
    window.wait(page.notice.isVisible)
    assert "needs the network" in page.notice.accessibleName()
    assert recorded(window) == []
    assert page.issued is None and page.button.isEnabled()


def test_a_code_that_is_not_at_the_office_yet_is_not_shown(open_for: OpenFor) -> None:
    """The way breaks after the first answer: the code comes when the office has it."""
    window, page = opened(open_for)
    way = window.tablet.way
    assert isinstance(way, Breaking)
    in_reach(window)
    way.answers_left = 1
    window.click(page.button)
    window.wait(lambda: "Not at the office yet" in page.button.text())
    assert not page.detail.code.isVisible()
    assert len(recorded(window)) == 1
    way.answers_left = None
    window.place.rounds.want()
    window.wait(page.detail.code.code.isVisible)


def test_what_the_office_refuses_shows_no_code(open_for: OpenFor) -> None:
    window, page = opened(open_for)

    def refuse(operation: Operation) -> Verdict:
        words = "Not in your team", "The person is not known or not below you."
        return Verdict(operation.id, operation.seq, "refused", "out_of_scope", *words)

    window.tablet.office.answer_to = refuse
    in_reach(window)
    window.click(page.button)
    window.wait(page.notice.isVisible)
    assert "Not in your team" in page.notice.accessibleName()
    assert page.issued is None


def test_a_tablet_that_asks_is_led_to_its_digits(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    with_code(window, page)
    record = team_devices.team()[team_devices.NEW]
    window.tablet.office.put("device", team_devices.NEW, record, team_bucket(people.SUPERVISOR.id))
    heard(window)
    window.wait(page.detail.compare.isVisible)
    window.click(page.detail.compare)
    devices = window.page(DevicesPage)
    window.wait(lambda: devices.detail.digits.digits.text() == team_devices.DIGITS)


def test_the_code_of_one_is_not_shown_for_another_and_goes_with_the_page(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    code = with_code(window, page)
    window.choose(page.list, people.OFFICER.name)
    window.wait(lambda: not page.detail.code.isVisible())
    page.bench.go.leave(page)
    window.page(DevicesPage).enrol.click()
    again = window.page(EnrolTabletPage)
    window.wait(lambda: again.list.rows)
    assert not again.detail.code.isVisible()
    shown = [each.text() for each in window.shell.findChildren(type(label()))]
    assert code not in shown


@pytest.mark.parametrize(
    ("person", "offered"),
    [
        (people.SUPERVISOR, {people.OFFICER.name, people.OTHER.name}),
        (people.ADMIN, {one.name for one in people.STAFF}),
    ],
    ids=["supervisor", "administrator"],
)
def test_only_people_of_the_team_are_offered(
    open_for: OpenFor, person: people.Staff, offered: set[str]
) -> None:
    _, page = opened(open_for, person)
    assert {row.title for row in page.list.rows} == offered
