"""Who of those on this tablet may be the person somebody is about to enrol.

The rule kept here: a likeness is named with its reason and decides nothing; whoever types does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Literal

from fieldapp.desk import queries as facts
from fieldapp.desk.facts import MemberFacts
from fieldapp.desk.profiles.phones import home_country, read_phone
from fieldapp.officer.profiles import queries
from fieldapp.store.author import Desk
from fieldapp.store.projection.rows import folded
from fieldapp.store.search import ids_found, members_sounding
from fieldapp.store.transaction import Reading
from shared.ids import MemberId
from shared.sounding import sounds_of

Likeness = Literal["phone", "email", "birth", "name"]

_MOST = 5
_LOOKED_AT = 200
_SIMILAR = 0.8


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as far as they are typed; the phone in E.164, "" and None for what is not."""

    member: MemberId
    first_name: str
    last_name: str
    phone: str
    email: str
    born_on: date | None

    @property
    def name(self) -> str:
        """Both names."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class Alike:
    """A member who may be meant, with the strongest reason."""

    member: MemberFacts
    union_name: str
    likeness: Likeness


def look_for_alike(desk: Desk, person: Person) -> tuple[Alike, ...]:
    """Return who has the same phone, the same email, a similar name and the same birthday, or a name that
    sounds the same; a few, the strongest reason first.
    """
    with desk.store.read() as tx:
        found: dict[bytes, Likeness] = {}
        for likeness, members in _reasons(tx, person):
            for member in members:
                if member != person.member:
                    found.setdefault(member, likeness)
        members = facts.members_among(tx, [MemberId(each) for each in list(found)[:_MOST]])
        names = {union.union: union.name for union in facts.unions(tx)}
        return tuple(
            Alike(members[MemberId(each)], names.get(members[MemberId(each)].union, ""), likeness)
            for each, likeness in list(found.items())[:_MOST]
            if MemberId(each) in members
        )


def _reasons(tx: Reading, person: Person) -> Iterator[tuple[Likeness, Iterable[bytes]]]:
    if person.phone:
        yield "phone", _same_phone(tx, person.phone)
    if person.email:
        wanted = person.email.casefold()
        ids = ids_found(tx, person.email, "member", _LOOKED_AT)
        yield "email", [one for one, email in queries.emails_of(tx, ids) if email.casefold() == wanted]
    if person.born_on is not None and person.name:
        born = queries.born_on(tx, person.born_on)
        yield "birth", [one for one, name in born if _similar(name, person.name)]
    if person.first_name and person.last_name:
        yield "name", members_sounding(tx, person.name, _MOST + 1)


def _same_phone(tx: Reading, phone: str) -> list[bytes]:
    settings = facts.settings(tx)
    country = home_country(settings.currency) if settings is not None else None
    digits = phone.removeprefix("+")
    ids = [
        *ids_found(tx, digits, "member", _LOOKED_AT),
        *ids_found(tx, f"0{digits[-10:]}", "member", _LOOKED_AT),
    ]
    known = facts.members_among(tx, [MemberId(each) for each in ids])
    numbers = ((each, read_phone(member.phone, country)) for each, member in known.items())
    return [each for each, number in numbers if number is not None and number.e164 == phone]


def _similar(one: str, other: str) -> bool:
    """Whether two names share one by its sound, or are written nearly the same in whatever order."""
    if set(sounds_of(one)) & set(sounds_of(other)):
        return True
    first, second = (" ".join(sorted(folded(name).split())) for name in (one, other))
    return SequenceMatcher(None, first, second).ratio() >= _SIMILAR
