"""A profile is read from what was typed: every field says what is wrong, the rest stays."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from fieldapp.desk.profiles.phones import Phone, home_country, national, read_phone
from fieldapp.desk.profiles.reading import NOTHING, read_profile, shown
from shared.contract.bodies.people import MemberProfile

TODAY = date(2026, 11, 20)
OLD = MemberProfile("Ngozi", "Nwosu", "+234 803 555 0199", "not an email", date_of_birth=date(2015, 1, 1))


@pytest.mark.parametrize(
    "text",
    [
        "08035551004",
        "0803 555 1004",
        "+234 803-555-1004",
        "٠٨٠٣٥٥٥١٠٠٤",
        "２３４８０３５５５１００４",
        "(0803) 555.1004 ",
    ],
)
def test_a_phone_is_the_same_number_however_it_is_written(text: str) -> None:
    assert read_phone(text, "NG") == Phone("+2348035551004", True)
    assert national("+2348035551004", "NG") == "0803 555 1004"


@pytest.mark.parametrize("text", ["", "0803555", "080355510041234", "Ngozi", "0803 555 1004 / 0803 555 1005"])
def test_what_cannot_be_dialled_is_no_phone(text: str) -> None:
    assert read_phone(text, "NG") is None


def test_a_number_of_elsewhere_keeps_its_country_and_one_of_a_new_range_is_doubted_only() -> None:
    assert read_phone("+229 01 97 12 34 56", "NG") is not None
    assert national("+233241234567", "NG").startswith("+233")
    new_range = read_phone("0603 555 1004", "NG")
    assert new_range is not None
    assert not new_range.known


def test_the_country_is_that_of_the_currency_where_it_has_one() -> None:
    assert [home_country(code) for code in ("NGN", "GHS", "KES", "USD")] == ["NG", "GH", "KE", "US"]
    assert [home_country(code) for code in ("XOF", "XAF", "EUR")] == [None, None, None]
    assert read_phone("0803 555 1004", None) is None
    assert read_phone("+234 803 555 1004", None) is not None


def test_what_nobody_touched_stays_however_odd_and_is_no_fault() -> None:
    read = read_profile(shown(OLD, "NG"), OLD, "NG", TODAY)
    assert (read.profile, read.wrong) == (OLD, {})


def test_what_is_typed_is_tidied_and_kept_in_one_form() -> None:
    typed = {"first_name": "  Ngozi   Ada ", "phone": "0803 555 1004", "note": " a\n b ", "date_of_birth": ""}
    read = read_profile(typed, OLD, "NG", TODAY)
    wanted = {"first_name": "Ngozi Ada", "phone": "+2348035551004", "note": "a\n b", "date_of_birth": None}
    assert read.profile == msgspec.structs.replace(OLD, **wanted)
    assert read.wrong == {}


@pytest.mark.parametrize(
    ("field", "text", "wrong"),
    [
        ("first_name", "  ", "missing"),
        ("city", "x" * 301, "too_long"),
        ("phone", "0803", "phone"),
        ("email", "ngozi@", "email"),
        ("email", "ngozi@example", "email"),
        ("email", "a b@example.org", "email"),
        ("date_of_birth", "some day", "day"),
        ("date_of_birth", "2026-11-21", "unborn"),
        ("date_of_birth", "1880-01-01", "too_old"),
        ("date_of_birth", "2008-11-21", "too_young"),
    ],
)
def test_every_field_says_what_is_wrong_with_it(field: str, text: str, wrong: str) -> None:
    assert read_profile({field: text}, OLD, "NG", TODAY).wrong == {field: wrong}


def test_somebody_of_age_today_and_a_plain_email_are_right() -> None:
    typed = {"date_of_birth": "2008-11-20", "email": " ngozi.n@example.co.uk "}
    read = read_profile(typed, OLD, "NG", TODAY)
    assert read.wrong == {}
    assert read.profile.email == "ngozi.n@example.co.uk"


def test_somebody_new_lacks_both_names() -> None:
    assert read_profile({}, NOTHING, "NG", TODAY).wrong == {"first_name": "missing", "last_name": "missing"}
