"""Notifications: a morning's, all read, none, and with names that do not end."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

from fieldapp.screens.everyone.news.page import NotificationsPage
from fieldapp.screens.targets import Target
from shared.contract.codec import Message
from shared.contract.records import ApprovalRecord
from tests.screens import people
from tests.screens.office import Tablet, open_tablet
from tests.screens.scenes.odd import LONG_NAME, bare
from tests.screens.scenes.scene import demo, scene
from tests.screens.scenes.studio import Studio


def _opened(at: Studio) -> NotificationsPage:
    at.place.open(Target("notifications"))
    page = at.page(NotificationsPage)
    at.settle()
    return page


@scene(demo("supervisor"))
def notifications(at: Studio) -> None:
    """What waits for a supervisor."""
    _opened(at)


@scene(demo("officer"))
def notifications_officer(at: Studio) -> None:
    """What an officer must know."""
    _opened(at)


@scene(demo("supervisor"))
def notifications_unread_none(at: Studio) -> None:
    """Everything is read."""
    page = _opened(at)
    page.all_read.click()
    page.shown.button("unread").click()


@scene(bare(people.SUPERVISOR))
def notifications_empty(at: Studio) -> None:
    """Nothing to know."""
    _opened(at)


def odd_requests(put: people.Put) -> people.Put:
    """Requests are put with titles that do not end."""

    def put_odd(kind: str, identifier: bytes, record: Message, bucket: str) -> None:
        if isinstance(record, ApprovalRecord):
            title = f"🌺 {LONG_NAME}"
            record = msgspec.structs.replace(record, title=title, amount_minor=987_654_321_000_00)
        put(kind, identifier, record, bucket)

    return put_odd


def _found_odd(put: people.Put, today: date) -> None:
    people.found_branch(odd_requests(put), today)


def _odd(folder: Path) -> Tablet:
    return open_tablet(folder / "tablet", people.SUPERVISOR, found=_found_odd)


@scene(_odd)
def notifications_long_text(at: Studio) -> None:
    """Titles of 300 letters and amounts of twelve digits."""
    _opened(at)
