"""A tablet is enrolled: the people, a code, a tablet that asks, and no network."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

from fieldapp.screens.supervisor.enrolling.page import EnrolTabletPage
from fieldapp.screens.targets import Target
from shared.contract.codec import Message
from shared.contract.exchange import Verdict
from shared.contract.operations import Operation
from shared.contract.records import StaffRecord
from tests.screens import people, team_devices
from tests.screens.office import Tablet, open_tablet
from tests.screens.scenes.devices import team
from tests.screens.scenes.odd import LONG_NAME
from tests.screens.scenes.scene import scene, small
from tests.screens.scenes.studio import Studio


def opened_enrolling(at: Studio) -> EnrolTabletPage:
    """The page with the people, one of them chosen."""
    at.place.open(Target("enrol_tablet"))
    page = at.page(EnrolTabletPage)
    at.until(lambda: page.list.rows)
    at.until(lambda: page.button.isEnabled() and not page.button.paused)
    return page


def with_code(at: Studio) -> EnrolTabletPage:
    """Somebody got a code."""
    at.tablet.office.fault = None
    page = opened_enrolling(at)
    page.panes.open_detail()
    page.button.click()
    at.until(lambda: page.issued is not None)
    at.settle()
    return page


@scene(small(people.SUPERVISOR))
def enrol_tablet(at: Studio) -> None:
    """The people, and what to do for one of them."""
    opened_enrolling(at)


@scene(small(people.SUPERVISOR))
def enrol_tablet_code(at: Studio) -> None:
    """The code, and what to do on the tablet."""
    with_code(at)


@scene(small(people.SUPERVISOR))
def enrol_tablet_over(at: Studio) -> None:
    """Its ten minutes are over."""
    page = with_code(at)
    at.tablet.clock.at_ms += 11 * 60_000
    page.load()
    at.settle()


@scene(team)
def enrol_tablet_asks(at: Studio) -> None:
    """A tablet of theirs asks to be let in."""
    page = opened_enrolling(at)
    page.choose(people.OTHER.id)
    page.panes.open_detail()


@scene(small(people.SUPERVISOR))
def enrol_tablet_offline(at: Studio) -> None:
    """Nobody gets a code without a network."""
    page = opened_enrolling(at)
    page.panes.open_detail()
    page.button.click()
    at.until(page.notice.isVisible)


def _refuses(operation: Operation) -> Verdict:
    words = "Not in your team", "The person is not known or not below you."
    return Verdict(operation.id, operation.seq, "refused", "out_of_scope", *words)


@scene(small(people.SUPERVISOR))
def enrol_tablet_refused(at: Studio) -> None:
    """The office says no."""
    at.tablet.office.fault, at.tablet.office.answer_to = None, _refuses
    page = opened_enrolling(at)
    page.panes.open_detail()
    page.button.click()
    at.until(page.notice.isVisible)


@scene(lambda folder: _with_people(folder, status="SUSPENDED"))
def enrol_tablet_nobody(at: Studio) -> None:
    """Nobody of the team is at work."""
    at.place.open(Target("enrol_tablet"))
    at.settle()


@scene(small(people.SUPERVISOR))
def enrol_tablet_not_found(at: Studio) -> None:
    """Nobody is called like that."""
    opened_enrolling(at).finder.setText("Wolfeschlegelsteinhausenbergerdorff")


def _with_people(folder: Path, **changes: str) -> Tablet:
    def found(put: people.Put, today: date) -> None:
        def put_odd(kind: str, identifier: bytes, record: Message, bucket: str) -> None:
            if isinstance(record, StaffRecord) and identifier in (people.OTHER.id, people.OFFICER.id):
                record = msgspec.structs.replace(record, **changes)
            put(kind, identifier, record, bucket)

        team_devices.found_with_devices(put_odd, today)

    return open_tablet(folder / "tablet", people.SUPERVISOR, found=found)


@scene(lambda folder: _with_people(folder, name=f"🌺 {LONG_NAME[:180]}"))
def enrol_tablet_long_text(at: Studio) -> None:
    """Names without end, and a code."""
    with_code(at)
