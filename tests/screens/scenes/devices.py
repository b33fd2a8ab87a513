"""Devices of a team: every way one can stand, the questions before they are taken away, and odd names."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

from fieldapp.screens.supervisor.devices.page import DevicesPage
from fieldapp.screens.targets import Target
from fieldapp.store.author import Desk
from shared.contract.codec import Message
from shared.contract.records import DeviceRecord, StaffRecord
from tests.screens import people, team_devices
from tests.screens.office import Tablet, open_tablet
from tests.screens.scenes.odd import LONG_NAME, bare
from tests.screens.scenes.scene import scene
from tests.screens.scenes.studio import Studio


def team(folder: Path, person: people.Staff = people.SUPERVISOR) -> Tablet:
    """The tablet of the supervisor whose people have devices."""
    return open_tablet(folder / "tablet", person, found=team_devices.found_with_devices)


def opened_device(at: Studio, device: bytes) -> DevicesPage:
    """The page of one device."""
    at.place.open(Target("device", device))
    page = at.page(DevicesPage)
    at.settle()
    return page


@scene(team)
def devices(at: Studio) -> None:
    """The list, and the device that waits for its approval."""
    at.go_to("devices")


@scene(team)
def device_asks(at: Studio) -> None:
    """Its digits are to be compared."""
    opened_device(at, team_devices.NEW)


@scene(team)
def device_in_use(at: Studio) -> None:
    """In use, with something on it that the office does not have."""
    opened_device(at, team_devices.IN_USE)


@scene(team)
def device_missing(at: Studio) -> None:
    """What it recorded does not add up."""
    opened_device(at, team_devices.MISSING)


@scene(team)
def device_frozen(at: Studio) -> None:
    """The office takes nothing from it."""
    opened_device(at, team_devices.FROZEN)


@scene(team)
def device_away(at: Studio) -> None:
    """Not seen for days, its lease is over."""
    opened_device(at, team_devices.AWAY)


@scene(team)
def device_wiping(at: Studio) -> None:
    """It was ordered to wipe itself."""
    opened_device(at, team_devices.GONE)


@scene(team)
def device_unlock_asked(at: Studio) -> None:
    """Before it is unlocked."""
    opened_device(at, team_devices.LOCKED).bar.buttons["unlock"].click()


@scene(team)
def device_revoke_asked(at: Studio) -> None:
    """Before it is revoked."""
    opened_device(at, team_devices.IN_USE).bar.buttons["revoke"].click()


@scene(team)
def device_wipe_asked(at: Studio) -> None:
    """Before it is wiped."""
    opened_device(at, team_devices.IN_USE).bar.buttons["wipe"].click()


@scene(team)
def device_decided(at: Studio) -> None:
    """Approved on this tablet, and the office has not heard of it."""
    page = opened_device(at, team_devices.NEW)
    at.until(lambda: page.bar.approve.isEnabled() and not page.bar.approve.paused)
    page.bar.approve.click()
    at.until(page.toasts.isVisible)


@scene(team)
def devices_nothing_found(at: Studio) -> None:
    """Nobody is called like that."""
    at.go_to("devices")
    at.page(DevicesPage).finder.setText("Wolfeschlegelsteinhausenbergerdorff")


@scene(team)
def devices_offline(at: Studio) -> None:
    """This tablet itself has not heard from the office for days: the figures say of when they are."""
    at.tablet.clock.at_ms += 4 * 24 * 3600 * 1000
    at.go_to("devices")
    opened_device(at, team_devices.IN_USE)


@scene(bare(people.SUPERVISOR))
def devices_empty(at: Studio) -> None:
    """Nobody has a tablet."""
    at.go_to("devices")


def _odd(folder: Path) -> Tablet:
    def found(put: people.Put, today: date) -> None:
        def put_odd(kind: str, identifier: bytes, record: Message, bucket: str) -> None:
            if isinstance(record, StaffRecord) and identifier in (people.OTHER.id, people.OFFICER.id):
                record = msgspec.structs.replace(record, name=f"🌺 {LONG_NAME[:180]}")
            if isinstance(record, DeviceRecord):
                record = msgspec.structs.replace(
                    record,
                    label=LONG_NAME,
                    reason=LONG_NAME if record.reason else "",
                    waiting_minor=987_654_321_000_00 if record.waiting else 0,
                    recorded_minor=987_654_321_000_00,
                )
            put(kind, identifier, record, bucket)

        team_devices.found_with_devices(put_odd, today)

    return open_tablet(folder / "tablet", people.SUPERVISOR, found=found)


@scene(_odd)
def devices_long_text(at: Studio) -> None:
    """Names and amounts without end."""
    at.go_to("devices")


@scene(_odd)
def device_long_text(at: Studio) -> None:
    """One of them, taken away for a reason without end."""
    opened_device(at, team_devices.GONE)


def _forget(desk: Desk) -> None:
    with desk.store.transaction() as tx:
        tx.execute("DELETE FROM p_device WHERE id = ?", (team_devices.NEW,))


@scene(team)
def device_taken_away(at: Studio) -> None:
    """The one that was looked at went to somebody else."""
    opened_device(at, team_devices.NEW)
    at.ask(_forget)
    at.place.bench.changed.emit()
