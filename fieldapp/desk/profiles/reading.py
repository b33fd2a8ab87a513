"""From what stands in the fields of a form to a profile, and back.

The rules kept here: what nobody touched stays exactly as it was, however old its form; every field says by
itself what is wrong with it, and a profile is whole where none does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

import msgspec

from fieldapp.desk.profiles.phones import national, read_phone
from shared.contract.bodies.people import MemberProfile

Wrong = Literal[
    "missing", "too_long", "phone", "phone_without_country", "email", "day", "unborn", "too_old", "too_young"
]

FIELDS = MemberProfile.__struct_fields__
YOUNGEST_YEARS = 18
OLDEST_YEARS = 120
_MOST = 300
_MOST_NOTE = 4000
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;.]+(\.[^@\s,;.]+)+")
_NAMES = ("first_name", "last_name")
NOTHING = MemberProfile("", "")


@dataclass(frozen=True, slots=True)
class ReadProfile:
    """A profile as far as it can be read, and by field what is wrong."""

    profile: MemberProfile
    wrong: Mapping[str, Wrong]


def shown(profile: MemberProfile, country: str | None) -> dict[str, str]:
    """Return a profile as a form shows it: the phone as at home, the birthday as an ISO date."""
    texts = {name: as_text(getattr(profile, name)) for name in FIELDS}
    return texts | {"phone": national(profile.phone, country)}


def read_profile(
    typed: Mapping[str, str], seen: MemberProfile, country: str | None, today: date
) -> ReadProfile:
    """Return the profile somebody typed over the one they saw; missing fields are as they were seen."""
    before = shown(seen, country)
    texts = {name: typed.get(name, before[name]) for name in FIELDS}
    touched = {name for name in FIELDS if texts[name] != before[name] or name in _NAMES}
    values: dict[str, str | date | None] = {}
    wrong: dict[str, Wrong] = {}
    for name in FIELDS:
        if texts[name] == before[name]:
            values[name] = getattr(seen, name)
        else:
            values[name] = _read(name, texts[name], country)
        fault = _fault(name, texts[name], values[name], country, today) if name in touched else None
        if fault is not None:
            wrong[name] = fault
    return ReadProfile(msgspec.structs.replace(seen, **values), wrong)


def age_on(born_on: date, today: date) -> int:
    """Return how many birthdays somebody had; born on 29 February they have it on 1 March."""
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))


def birth_fault(born_on: date, today: date) -> Literal["unborn", "too_old", "too_young"] | None:
    """Return why a member cannot be born on a day."""
    if born_on > today:
        return "unborn"
    age = age_on(born_on, today)
    if age > OLDEST_YEARS:
        return "too_old"
    return "too_young" if age < YOUNGEST_YEARS else None


def tidy(name: str, text: str) -> str:
    """Return a text without spaces around or doubled inside it; a note keeps its lines."""
    return text.strip() if name == "note" else " ".join(text.split())


def as_text(value: str | date | None) -> str:
    """Return a value of a profile as text; a day in ISO form."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else value


def _read(name: str, text: str, country: str | None) -> str | date | None:
    if name == "date_of_birth":
        return _day(text)
    if name == "phone" and (phone := read_phone(text, country)) is not None:
        return phone.e164
    return tidy(name, text)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _fault(name: str, text: str, value: str | date | None, country: str | None, today: date) -> Wrong | None:
    if not text.strip():
        return "missing" if name in _NAMES else None
    if len(text) > (_MOST_NOTE if name == "note" else _MOST):
        return "too_long"
    if name == "date_of_birth":
        return birth_fault(value, today) if isinstance(value, date) else "day"
    if name == "phone" and read_phone(text, country) is None:
        return "phone" if country is not None else "phone_without_country"
    return "email" if name == "email" and not _EMAIL.fullmatch(text.strip()) else None
