"""Phone numbers as people of one country write them, and as they are kept.

The rule kept here: a number is kept in the international form of E.164, so that the same number is the same
text however somebody wrote it; it is shown as at home.
"""

from __future__ import annotations

from dataclasses import dataclass

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType


@dataclass(frozen=True, slots=True)
class Phone:
    """A number that can be dialled, in E.164; `known` says that numbers like it are given out there.

    One that is not known may be of a range newer than this program, so it is doubted and never refused.
    """

    e164: str
    known: bool


def home_country(currency: str) -> str | None:
    """Return the country of a currency: by ISO 4217 its code begins with that of its country.

    None for one of several countries, as XOF and EUR: there a number is written with + and its country.
    """
    country = currency[:2]
    return country if country in phonenumbers.SUPPORTED_REGIONS else None


def read_phone(text: str, country: str | None) -> Phone | None:
    """Return the number in a text, in any script and grouping; None where it is none of that country.

    A number of no known range counts where it is as long as the country's mobile numbers are.
    """
    number = _parsed(text, country)
    if number is None:
        return None
    known = phonenumbers.is_valid_number(number)
    if not known and _digits(number) != _digits(_mobile_like(number)):
        return None
    return Phone(phonenumbers.format_number(number, PhoneNumberFormat.E164), known)


def national(phone: str, country: str | None) -> str:
    """Return a number as it is written at home, one of elsewhere with its country; as it is where it is no
    number.
    """
    number = _parsed(phone, country)
    if number is None:
        return phone
    at_home = country is not None and number.country_code == phonenumbers.country_code_for_region(country)
    form = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


def _mobile_like(number: PhoneNumber) -> PhoneNumber | None:
    country = phonenumbers.region_code_for_country_code(number.country_code or 0)
    return phonenumbers.example_number_for_type(country, PhoneNumberType.MOBILE)


def _digits(number: PhoneNumber | None) -> int:
    """How long a number is at home, without what is dialled before it."""
    return 0 if number is None else len(phonenumbers.national_significant_number(number))


def _parsed(text: str, country: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, country)
    except NumberParseException:
        return None
