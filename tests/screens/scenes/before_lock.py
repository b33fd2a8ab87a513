"""Enrolling and unlocking."""

from __future__ import annotations

from pathlib import Path

from fieldapp.screens.everyone.enrol import EnrolPage
from shared.ids import DeviceId
from tests.screens import people
from tests.screens.office import DAY_MS, PIN, Tablet, make_vault
from tests.screens.scenes.scene import demo, nobody, scene, small
from tests.screens.scenes.studio import Studio

_WRONG_PIN = "111222"


def _lease_over(folder: Path) -> Tablet:
    """A tablet that has been away from the office for a week."""
    tablet = small()(folder)
    tablet.clock.at_ms += 7 * DAY_MS
    return tablet


@scene(nobody, unlocked=False)
def enrol(at: Studio) -> None:
    """A new tablet."""


@scene(nobody, unlocked=False)
def enrol_refused(at: Studio) -> None:
    """Two PINs that differ."""
    page = at.shell.page
    assert isinstance(page, EnrolPage)
    page.code.setText("HT-7Q4K-2M9X")
    page.pin.setText(PIN)
    page.again.setText(PIN[::-1])
    page.button.click()


@scene(demo("officer"), unlocked=False)
def unlock(at: Studio) -> None:
    """One person's tablet in the morning."""


@scene(small(), unlocked=False)
def unlock_two_people(at: Studio) -> None:
    """A tablet that two share."""
    make_vault(at.tablet, people.OTHER, device=DeviceId(b"device-000000002"))
    at.shell.show_lock()


@scene(demo("officer"), unlocked=False)
def unlock_wrong_pin(at: Studio) -> None:
    """Five wrong PINs: the pad waits."""
    _try_wrong(at, 5)


@scene(demo("officer"), unlocked=False)
def unlock_locked_out(at: Studio) -> None:
    """Ten wrong PINs: only the office opens it again."""
    for _ in range(10):
        _try_wrong(at, 1)
        at.tablet.clock.at_ms += DAY_MS // 24
        at.shell.show_lock()
        at.settle()
    _try_wrong(at, 1)


@scene(_lease_over, unlocked=False)
def unlock_lease_over(at: Studio) -> None:
    """The lease has ended."""


def _try_wrong(at: Studio, times: int) -> None:
    page = at.lock_page()
    for _ in range(times):
        page.pad.entered.emit(_WRONG_PIN)
        at.until(lambda: page.notice.told is not None and page.notice.told.kind == "error")
