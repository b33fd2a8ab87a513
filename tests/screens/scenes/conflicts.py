"""Two values for one field: one of them, several, none, and values without end."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

from fieldapp.screens.everyone.conflicts.page import ConflictsPage
from fieldapp.screens.targets import Target
from shared.contract.codec import Message
from shared.contract.records import FieldConflict, MemberRecord
from tests.screens import people
from tests.screens.office import AT, Tablet, open_tablet
from tests.screens.scenes.odd import LONG_NAME
from tests.screens.scenes.scene import scene, small
from tests.screens.scenes.studio import Studio

_AT_MS = int(AT.timestamp() * 1000)
WHO = people.member_id(3)


def _conflict(field: str, stands: str, other: str) -> FieldConflict:
    day = 86_400_000
    return FieldConflict(
        field, stands, people.SUPERVISOR.id, _AT_MS - day, other, people.OFFICER.id, _AT_MS - 2 * day
    )


PHONE = _conflict("phone", "+234 803 555 9000", "+234 803 555 7000")
BORN = _conflict("date_of_birth", "1988-03-14", "")


def with_conflicts(put: people.Put, *conflicts: FieldConflict, name: str = "") -> people.Put:
    """Records are put as they are, but one member's has fields with two values."""

    def put_them(kind: str, identifier: bytes, record: Message, bucket: str) -> None:
        if isinstance(record, MemberRecord) and identifier == WHO:
            profile = record.profile
            profile = msgspec.structs.replace(profile, last_name=name) if name else profile
            record = msgspec.structs.replace(record, conflicts=conflicts, profile=profile)
        put(kind, identifier, record, bucket)

    return put_them


def _found(put: people.Put, today: date) -> None:
    people.found_administered(with_conflicts(put, PHONE, BORN), today)


def disputed(folder: Path, person: people.Staff = people.OFFICER) -> Tablet:
    """A tablet on which two fields of one member have two values."""
    return open_tablet(folder / "tablet", person, found=_found)


def _odd(folder: Path) -> Tablet:
    def found(put: people.Put, today: date) -> None:
        odd = _conflict("address", LONG_NAME, LONG_NAME[:150] + " Ẹlẹ́yẹlé")
        people.found_branch(with_conflicts(put, odd, name=LONG_NAME[:180]), today)

    return open_tablet(folder / "tablet", found=found)


def opened_conflicts(at: Studio) -> ConflictsPage:
    """The desk, for one member."""
    at.place.open(Target("conflict", WHO))
    page = at.page(ConflictsPage)
    at.settle()
    return page


@scene(disputed)
def conflicts(at: Studio) -> None:
    """A phone and a day of birth."""
    opened_conflicts(at)


@scene(disputed)
def conflict_chosen(at: Studio) -> None:
    """One was chosen, the other field is left."""
    page = opened_conflicts(at)
    page.cards[-1].buttons[0].click()
    at.until(page.toasts.isVisible)


@scene(small())
def conflicts_none(at: Studio) -> None:
    """Nothing to choose."""
    opened_conflicts(at)


@scene(_odd)
def conflicts_long_text(at: Studio) -> None:
    """Values and names without end."""
    opened_conflicts(at)


@scene(disputed)
def member_in_conflict(at: Studio) -> None:
    """The member's own page says so."""
    at.place.open(Target("member", WHO))
