"""Nothing new can be recorded: each reason, and what the screen says to do, before the lock and behind it."""

from __future__ import annotations

from fieldapp.screens.everyone.asking import Heard
from fieldapp.store.author import Desk
from fieldapp.syncing.contact.contacting import Contacted
from tests.screens import people
from tests.screens.office import DAY_MS
from tests.screens.scenes.scene import scene, small
from tests.screens.scenes.studio import Studio


def stand(at: Studio, change: str) -> None:
    """Let what is known of the office be otherwise, and see that it is shown."""

    def work(desk: Desk) -> None:
        with desk.store.transaction() as tx:
            tx.execute(f"UPDATE sync_state SET {change}")

    at.ask(work)
    at.place.bench.changed.emit()
    at.until(at.place.stopped.isVisible)


@scene(small())
def stopped_lease_over(at: Studio) -> None:
    """The lease ends while somebody works."""
    stand(at, "lease_until_ms = 1")


@scene(small())
def stopped_clock_back(at: Studio) -> None:
    """The clock was set back by two days."""
    at.tablet.clock.at_ms -= 2 * DAY_MS
    at.place.bench.changed.emit()
    at.until(at.place.stopped.isVisible)


@scene(small())
def stopped_frozen(at: Studio) -> None:
    """The office stopped this tablet."""
    stand(at, "device_state = 'FROZEN', device_reason = 'fork'")


@scene(small(people.SUPERVISOR))
def stopped_frozen_supervisor(at: Studio) -> None:
    """Others than officers are told too."""
    stand(at, "device_state = 'FROZEN', device_reason = 'fork'")


def _break(desk: Desk) -> None:
    with desk.store.transaction() as tx:
        tx.execute("INSERT INTO chain_broken VALUES (1, 3, 'put back')")


@scene(small())
def stopped_held(at: Studio) -> None:
    """Its data is an old copy."""
    at.ask(_break)
    at.place.bench.changed.emit()
    at.until(at.place.stopped.isVisible)


def _hear(at: Studio, said: Contacted) -> None:
    page = at.lock_page()
    page.hear(Heard(page._vault, said))


@scene(small(), unlocked=False)
def unlock_held_by_office(at: Studio) -> None:
    """The office says that it is locked."""
    _hear(at, Contacted("ACTIVE", "", locked=True))


@scene(small(), unlocked=False)
def unlock_forgiven(at: Studio) -> None:
    """The supervisor has unlocked it."""
    _hear(at, Contacted("ACTIVE", "", unlocked=True))


@scene(small(), unlocked=False)
def unlock_frozen(at: Studio) -> None:
    """The office stopped it."""
    _hear(at, Contacted("FROZEN", "fork"))


@scene(small(), unlocked=False)
def unlock_revoked(at: Studio) -> None:
    """Taken out of use, and its sealed journal is on its way."""
    _hear(at, Contacted("REVOKED", "Left in a bus", journal_left=4096))
