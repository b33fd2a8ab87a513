"""Finding records as somebody types."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.store.database import Store
from fieldapp.store.outbox import append
from fieldapp.store.search import search, search_kind
from shared.contract.bodies.lending import RepaymentRecorded
from shared.contract.bodies.people import FieldChange, MemberChanged, MemberEnrolled, MemberProfile
from tests.fieldapp.store.dumps import check_index
from tests.fieldapp.store.world import START, a_member, a_store, a_union, an_author, found_village, pull


@pytest.fixture
def village(store, server):
    place = found_village(server)
    server.put("union", place.union, a_union("Ìyá Ọlọ́jà"), place.bucket)
    pull(store, server)
    return place


def titles(store: Store, text: str) -> list[str]:
    with store.read() as tx:
        return [hit.title for hit in search(tx, text)]


@pytest.mark.parametrize(
    "typed",
    [
        "adaeze",
        "ADA",
        "Okafor Ada",
        "m-000001",
        "000001 okafor",
        "1 okafor",
        "2348035550101",
        "08035550101",
        "+234 803",
        "0101",
        "0803 555 0101",
    ],
)
def test_a_member_is_found_by_name_code_and_phone(store, village, typed):
    assert titles(store, typed) == ["Adaeze Okafor"]


def test_unions_come_before_members_before_loans_before_receipts(store, author, village):
    with store.transaction() as tx:
        enrolled = MemberEnrolled(author.ids.make(), village.union, "K7-000009", MemberProfile("K7", "Iyawo"))
        append(tx, author, enrolled)
        body = RepaymentRecorded(
            author.ids.make(), village.loan, village.member, 5_000, "CASH", START, "K7-000042"
        )
        append(tx, author, body)
    with store.read() as tx:
        assert [hit.kind for hit in search(tx, "iya")] == ["union", "member"]
        assert [hit.kind for hit in search(tx, "k7")] == ["member", "repayment"]
        (loan,) = search(tx, "L-1")
        (receipt,) = search(tx, "42")
    assert (loan.kind, loan.id, loan.title, loan.subtitle) == (
        "loan",
        village.loan,
        "L-000001",
        "Adaeze Okafor",
    )
    assert (receipt.title, receipt.amount_minor, receipt.on) == ("K7-000042", 5_000, date(2026, 1, 5))


@pytest.mark.parametrize("typed", ["iya oloja", "ÌYÁ ỌLỌ́JÀ", "ọlọja", "Oloja"])
def test_accents_and_case_do_not_matter(store, village, typed):
    assert titles(store, typed) == ["Ìyá Ọlọ́jà"]


def test_hooked_letters_are_found_without_their_hooks(store, author, village):
    with store.transaction() as tx:
        profile = MemberProfile("Ɗanladi", "Ƙofar")
        append(tx, author, MemberEnrolled(author.ids.make(), village.union, "K7-M000001", profile))

    assert titles(store, "danladi kofar") == ["Ɗanladi Ƙofar"]


@pytest.mark.parametrize("typed", ["🌺", "🌺 ada", "ada 👩🏾‍🌾", "👩🏾‍🌾", "ada"])
def test_a_picture_in_a_name_finds_its_member(store, author, village, typed):
    with store.transaction() as tx:
        profile = MemberProfile("🌺Ada👩🏾‍🌾", "Bello")
        append(tx, author, MemberEnrolled(author.ids.make(), village.union, "K7-M000001", profile))

    assert "🌺Ada👩🏾‍🌾 Bello" in titles(store, typed)
    assert titles(store, "🐟") == titles(store, "🌺 okafor") == []


def test_a_changed_name_is_found_and_the_old_one_is_not(store, author, village):
    with store.transaction() as tx:
        change = FieldChange("last_name", "Okafor", "Adewale")
        append(tx, author, MemberChanged(village.member, (change,)))
        check_index(tx)

    assert titles(store, "adewale") == ["Adaeze Adewale"]
    assert titles(store, "okafor adaeze") == []


def test_what_left_is_not_found(store, server, village):
    server.remove("member", village.member)
    pull(store, server)

    assert titles(store, "adaeze") == []
    with store.transaction() as tx:
        check_index(tx)


@pytest.mark.parametrize("typed", ["", "   ", "'", '"', "*", "()", "-", "😀", "\x00", "\ud800", "%_"])
def test_nothing_that_counts_finds_nothing(store, village, typed):
    assert titles(store, typed) == []


def test_hits_are_bounded(store, server, village):
    for number in range(70):
        identifier = f"member-y-{number:07d}".encode()
        server.put("member", identifier, a_member(village.union, f"Y-{number:06d}"), village.bucket)
    pull(store, server)
    with store.read() as tx:
        assert len(search(tx, "okafor")) == 50
        assert len(search(tx, "okafor", limit=3)) == 3


@pytest.fixture(scope="module")
def named_store(tmp_path_factory):
    store = a_store(tmp_path_factory.mktemp("search"))
    yield store
    store.close()


@given(text=st.text(max_size=60), name=st.text(min_size=1, max_size=30))
def test_anything_typed_is_safe_and_a_name_finds_its_member(named_store, text, name):
    author = an_author()

    class Undo(Exception):
        pass

    def look() -> None:
        with named_store.transaction() as tx:
            search(tx, text)
            printable = "".join(char for char in name if char.isprintable()) or "x"
            member = author.ids.make()
            profile = MemberProfile(printable, "Okafor")
            append(tx, author, MemberEnrolled(member, bytes(16), "K7-M000001", profile))
            assert member in {hit.id for hit in search(tx, f"{printable} okafor")}
            raise Undo

    with pytest.raises(Undo):
        look()


@pytest.fixture
def named(store, author, village):
    def enrol(first: str, last: str, email: str = "") -> None:
        with store.transaction() as tx:
            profile = MemberProfile(first, last, email=email)
            append(tx, author, MemberEnrolled(author.ids.make(), village.union, f"N-{first}-{last}", profile))

    return enrol


def members(store: Store, text: str) -> list[str]:
    with store.read() as tx:
        return [hit.title for hit in search_kind(tx, text, "member", 20)]


def test_a_member_is_found_by_email_whole_or_by_its_parts(store, named):
    named("Ngozi", "Nwosu", email="ngozi.n@fishsellers.org")
    for typed in ("ngozi.n@fishsellers.org", "fishsellers", "ngozi.n@fish"):
        assert members(store, typed) == ["Ngozi Nwosu"]


def test_names_that_sound_like_it_come_after_those_that_begin_so(store, named):
    named("Muhammad", "Sule")
    named("Mohammed", "Sule")
    assert members(store, "mohammed sule") == ["Mohammed Sule", "Muhammad Sule"]
    assert sorted(members(store, "sule mohamed")) == ["Mohammed Sule", "Muhammad Sule"]
    assert members(store, "mohammed obi") == []
    assert members(store, "moh") == ["Mohammed Sule"], "still typing"


def test_a_changed_name_sounds_like_the_old_one_no_more(store, author, village):
    with store.transaction() as tx:
        change = FieldChange("first_name", "Adaeze", "Patience")
        append(tx, author, MemberChanged(village.member, (change,)))
    assert members(store, "adaese okafor") == []
    assert members(store, "patiance okafor") == ["Patience Okafor"]
    with store.transaction() as tx:
        check_index(tx)


def test_a_number_and_an_address_sound_like_nobody(store, named):
    named("Ade", "Ata")
    assert members(store, "HT03-001008") == members(store, "ht@home.ng") == []
