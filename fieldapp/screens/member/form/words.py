"""The words of a profile: what its fields are called, what may be chosen, and what is wrong."""

from __future__ import annotations

from datetime import date

from fieldapp.desk.profiles.phones import national, read_phone
from fieldapp.desk.profiles.reading import OLDEST_YEARS, YOUNGEST_YEARS, Wrong
from fieldapp.screens.words import Formats, counted, tr


def field_title(field: str) -> str:
    """Return what a field of a profile is called."""
    return {
        "first_name": tr("First name"),
        "last_name": tr("Last name"),
        "phone": tr("Phone"),
        "email": tr("Email"),
        "address": tr("Street address"),
        "city": tr("City or town"),
        "state": tr("State or region"),
        "country": tr("Country"),
        "zip_code": tr("Postal code"),
        "date_of_birth": tr("Date of birth"),
        "gender": tr("Gender"),
        "marital_status": tr("Marital status"),
        "profession": tr("Profession"),
        "company": tr("Employer or business"),
        "note": tr("Note"),
    }[field]


def genders() -> tuple[tuple[str, str], ...]:
    """Return the genders to choose from, each with its code."""
    return ("FEMALE", tr("Female")), ("MALE", tr("Male")), ("OTHER", tr("Other"))


def marital_statuses() -> tuple[tuple[str, str], ...]:
    """Return the marital statuses to choose from, each with its code."""
    return (
        ("SINGLE", tr("Single")),
        ("MARRIED", tr("Married")),
        ("DIVORCED", tr("Divorced")),
        ("WIDOWED", tr("Widowed")),
    )


def choices_of(field: str, held: str) -> tuple[tuple[str, str], ...]:
    """Return what may be chosen in a field: that it is not known, the usual, and what it holds already."""
    usual = genders() if field == "gender" else marital_statuses()
    written = tuple((held if held.casefold() == key.casefold() else key, text) for key, text in usual)
    other = ((held, plain(held)),) if held and held not in dict(written) else ()
    return ("", tr("Not known")), *written, *other


def plain(word: str) -> str:
    """Return a word that may have been chosen from a list of codes as people write it."""
    return word.replace("_", " ").capitalize() if word.isupper() else word


def value_words(field: str, value: str, country: str | None, say: Formats) -> str:
    """Return what a field holds, as people read it; a dash where that is nothing."""
    if field == "phone":
        return national(value, country) or "–"
    if field in ("gender", "marital_status"):
        return dict(choices_of(field, value))[value] if value else "–"
    if field == "date_of_birth" and value:
        return say.day(date.fromisoformat(value))
    return value or "–"


def wrong_words(wrong: Wrong) -> str:
    """Return what is wrong with a field."""
    return {
        "missing": tr("It is missing"),
        "too_long": tr("It is too long"),
        "phone": tr("This is no whole phone number"),
        "phone_without_country": tr("Write it with + and the code of its country"),
        "email": tr("This is no email address: name@place.ng"),
        "day": tr("This is no day"),
        "unborn": tr("This day is still to come"),
        "too_old": tr("Nobody is older than {years} years").format(years=OLDEST_YEARS),
        "too_young": tr("Members are at least {years} years old").format(years=YOUNGEST_YEARS),
    }[wrong]


def phone_hint(text: str, country: str | None) -> str:
    """Return how a number was understood, and whether it is to be looked at twice."""
    phone = read_phone(text, country) if text.strip() else None
    if phone is None:
        return ""
    kept = national(phone.e164, None)
    words = tr("Kept as {number}") if phone.known else tr("Kept as {number}. Check it: such numbers are rare")
    return words.format(number=kept)


def age_words(years: int) -> str:
    """Return an age."""
    return tr("{age} old").format(age=counted(years, tr("year"), tr("years")))
