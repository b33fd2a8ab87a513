"""Enrolling and unlocking."""

from __future__ import annotations

from pathlib import Path

from fieldapp.screens.everyone.asking import Heard
from fieldapp.screens.everyone.enrol.page import EnrolPage
from fieldapp.syncing.contact.contacting import Contacted
from fieldapp.syncing.faults import ApprovalAwaited, EnrolmentUnanswered, Refused, SyncFault
from fieldapp.vault.obeying.wiping import begin_wipe, destroy, finish_wipe
from fieldapp.vault.vault import Vault
from shared.ids import DeviceId
from tests.screens import people
from tests.screens.office import DAY_MS, PIN, Tablet, make_vault
from tests.screens.scenes.scene import Stage, demo, nobody, scene, small
from tests.screens.scenes.studio import Studio

_WRONG_PIN = "111222"


def _lease_over(folder: Path) -> Tablet:
    """A tablet that has been away from the office for a week."""
    tablet = small()(folder)
    tablet.clock.at_ms += 7 * DAY_MS
    return tablet


def _without(fault: SyncFault) -> Stage:
    """A new tablet that the office does not enrol."""

    def stage(folder: Path) -> Tablet:
        tablet = nobody(folder)
        tablet.enrolment_fault = fault
        return tablet

    return stage


_SPENT = Refused(
    422,
    "code.unusable",
    "Code not accepted",
    "The code is wrong, used or older than ten minutes. Ask for another.",
)


def _typed(at: Studio, pin: str, again: str) -> EnrolPage:
    page = at.shell.page
    assert isinstance(page, EnrolPage)
    for field, text in ((page.code, "HT-7Q4K-2M9X"), (page.pin, pin), (page.again, again)):
        field.setText(text)
    return page


def _refused(at: Studio) -> None:
    page = _typed(at, PIN, PIN)
    page.button.click()
    at.until(lambda: page.notice.told is not None and page.notice.told.kind == "error")


@scene(nobody, unlocked=False)
def enrol(at: Studio) -> None:
    """A new tablet."""


@scene(nobody, unlocked=False)
def enrol_typed(at: Studio) -> None:
    """Everything is typed as it should be."""
    _typed(at, PIN, PIN)


@scene(nobody, unlocked=False)
def enrol_refused(at: Studio) -> None:
    """Two PINs that differ."""
    _typed(at, PIN, PIN[::-1]).button.click()


@scene(nobody, unlocked=False)
def enrol_weak_pin(at: Studio) -> None:
    """A PIN that everybody would try first, and an address that is not encrypted."""
    page = _typed(at, "123456", "123456")
    page.server.setText("http://office.example.org")
    page.button.click()


@scene(_without(EnrolmentUnanswered()), unlocked=False)
def enrol_unreachable(at: Studio) -> None:
    """Nobody answers."""
    _refused(at)


@scene(_without(_SPENT), unlocked=False)
def enrol_code_refused(at: Studio) -> None:
    """The office does not take the code."""
    _refused(at)


@scene(_without(ApprovalAwaited("0271 8281 8284 5904 5235 3602", "Bisi Ade", 600)), unlocked=False)
def enrol_waiting(at: Studio) -> None:
    """Somebody above has to approve the tablet first."""
    page = _typed(at, PIN, PIN)
    page.button.click()
    at.until(page.waiting.isVisible)


@scene(nobody, unlocked=False)
def enrol_by_password(at: Studio) -> None:
    """A password in the place of a code."""
    page = _typed(at, PIN, PIN)
    page.way.turn(on=True)
    for field, text in ((page.way.email, "ada.obi@harvest.example"), (page.way.password, "seven old goats")):
        field.set_text(text)


@scene(small(), unlocked=False)
def enrol_somebody_else(at: Studio) -> None:
    """A tablet that has somebody already, and a way back to them."""
    at.shell.show_enrol()


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


def wipe(at: Studio, vault: Vault, journal_left: int = 0) -> None:
    """The office had somebody's data destroyed here, and the lock hears of it."""
    begin_wipe(vault.profile)
    destroy(vault.profile, vault.around.keyring)
    finish_wipe(vault.profile, vault.around.keyring)
    said = Contacted("REVOKED", "Left in a bus", wiped=True, journal_left=journal_left)
    at.lock_page().hear(Heard(vault, said))
    at.settle()


@scene(small(), unlocked=False)
def unlock_wiped(at: Studio) -> None:
    """The office had it wiped: nobody can unlock it any more, and it says why."""
    wipe(at, at.tablet.vaults[0])


@scene(small(), unlocked=False)
def unlock_wiped_of_two(at: Studio) -> None:
    """One of two was wiped, and the sealed journal is still on its way."""
    make_vault(at.tablet, people.OTHER, device=DeviceId(b"device-000000002"))
    at.shell.show_lock()
    wipe(at, at.tablet.vaults[0], journal_left=4_096)


def _try_wrong(at: Studio, times: int) -> None:
    page = at.lock_page()
    for _ in range(times):
        page.pad.entered.emit(_WRONG_PIN)
        at.until(lambda: page.notice.told is not None and page.notice.told.kind == "error")
