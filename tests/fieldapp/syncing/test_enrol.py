"""Enrolment spends its code only when everything else is in order, and believes only what names its own
key.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from fieldapp.store.database import open_store
from fieldapp.store.sync_state import read_state
from fieldapp.syncing.enrol import EnrolmentForm, enrol
from fieldapp.syncing.faults import (
    AnswerDamaged,
    ApprovalAwaited,
    EnrolmentUnanswered,
    Refused,
    ServerFault,
    SyncFault,
    Unreachable,
    UntrustedAnswer,
)
from fieldapp.vault.faults import KeyringUnavailable
from fieldapp.vault.identity import list_profiles, store_path
from fieldapp.vault.journal import journal_of
from fieldapp.vault.keeping.keyring_access import FileKeyring
from fieldapp.vault.vault import Vault
from shared.contract.custody.contact import verify_contact_key
from shared.contract.entering.fingerprints import fingerprint
from shared.contract.exchange import (
    Certificate,
    EnrolmentPending,
    EnrolmentRequest,
    EnrolmentResponse,
)
from shared.contract.signing import (
    BadSignature,
    public_bytes,
    public_key,
    sign_certificate,
    verify_possession,
)
from tests.fieldapp.desk.branch import refused
from tests.fieldapp.vault.tablet import DAY_MS, PIN, QUICK, START_MS, Tablet

SERVER_KEY = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
FORM = EnrolmentForm("https://fieldapp.example.org", " 0abcd-efgh1 ", PIN, "  Tablet   3 ")
Bend = Callable[[EnrolmentResponse], EnrolmentResponse]


@dataclass(slots=True)
class Office:
    """The server's side of enrolment."""

    seen: list[EnrolmentRequest] = field(default_factory=list)
    fault: SyncFault | None = None
    lost_answers: list[SyncFault] = field(default_factory=list)
    bend: Bend = lambda response: response
    approved: bool = True

    def enrol(self, request: EnrolmentRequest) -> EnrolmentResponse | EnrolmentPending:
        self.seen.append(request)
        if self.fault is not None:
            raise self.fault
        verify_possession(request.public_key, request.code.encode(), request.proof)
        if request.public_key != self.seen[0].public_key:
            raise Refused(422, "code.unusable", "No", "Used.")
        if self.lost_answers:
            raise self.lost_answers.pop(0)
        if not self.approved:
            return EnrolmentPending(public_bytes(SERVER_KEY), "Harvest Savings", "Bisi Ade", 10)
        certificate = Certificate(b"d" * 16, b"p" * 16, request.public_key, "K7", START_MS)
        return self.bend(
            EnrolmentResponse(
                certificate=certificate,
                certificate_signature=sign_certificate(certificate, SERVER_KEY),
                server_public_key=public_bytes(SERVER_KEY),
                epoch=b"e" * 16,
                server_time_ms=START_MS + 5_000,
                lease_key=b"l" * 32,
                lease_until_ms=START_MS + 7 * DAY_MS,
                staff_name="Bisi Ade",
                role="CREDIT_OFFICER",
                institution_name="Harvest Savings",
            )
        )


@pytest.fixture
def tablet(tmp_path: Path) -> Tablet:
    return Tablet(tmp_path / "data", FileKeyring(tmp_path / "keyring"))


def enrolled(tablet: Tablet, office: Office, form: EnrolmentForm = FORM) -> Vault:
    return enrol(form, office, tablet.data_folder, tablet.around(), QUICK)


def test_a_code_becomes_a_vault_and_a_store_that_may_record(tablet: Tablet) -> None:
    office = Office()
    vault = enrolled(tablet, office)
    identity = vault.profile.identity
    assert (identity.device_id, identity.staff_id, identity.device_code) == (b"d" * 16, b"p" * 16, "K7")
    assert (identity.server_url, identity.server_public_key) == (FORM.server_url, public_bytes(SERVER_KEY))
    keys = tablet.started_again().unlock(PIN)
    store = open_store(store_path(vault.profile), keys.database_key)
    with store.read() as tx:
        state = read_state(tx)
    store.close()
    assert (state.lease_until_ms, state.server_offset_ms) == (START_MS + 7 * DAY_MS, 5_000)
    assert (state.epoch, state.acknowledged_seq) == (b"", 0)
    assert keys.public_key_bytes == office.seen[0].public_key


def test_the_recovery_key_is_pinned_for_the_sealed_journal(tablet: Tablet) -> None:
    key = X25519PrivateKey.generate().public_key().public_bytes_raw()
    enrolled(tablet, Office(bend=lambda response: msgspec.structs.replace(response, recovery_key=key)))
    assert tablet.profile().identity.recovery_key == key
    assert journal_of(tablet.profile()) is not None


def test_the_contact_key_is_sent_and_kept_with_a_proof_of_whose_it_is(tablet: Tablet) -> None:
    office = Office()
    vault = enrolled(tablet, office)
    identity = tablet.profile().identity
    assert identity.contact_key == office.seen[0].contact_key == public_bytes(vault.contact_key())
    own = public_key(office.seen[0].public_key)
    verify_contact_key(identity.contact_key, identity.contact_key_proof, own)
    with pytest.raises(BadSignature):
        verify_contact_key(bytes(32), identity.contact_key_proof, own)


def test_where_the_institution_has_no_recovery_key_there_is_no_journal(tablet: Tablet) -> None:
    enrolled(tablet, Office())
    assert journal_of(tablet.profile()) is None


def test_what_is_sent_is_tidy_and_proves_the_key(tablet: Tablet) -> None:
    office = Office()
    enrolled(tablet, office)
    (request,) = office.seen
    assert (request.code, request.label, request.protocol) == ("0ABCD-EFGH1", "Tablet 3", 1)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"code": "  "}, "enrolment.code"),
        ({"code": "x" * 65}, "enrolment.code"),
        ({"code": "ÅBCDE"}, "enrolment.code"),
        ({"label": "x" * 301}, "enrolment.label"),
        ({"label": "a\x07b"}, "enrolment.label"),
    ],
)
def test_what_cannot_be_enrolled_spends_no_code(tablet: Tablet, changes: dict[str, str], code: str) -> None:
    office = Office()
    with refused(code):
        enrolled(tablet, office, replace(FORM, **changes))
    assert office.seen == []


def test_a_weak_pin_spends_no_code(tablet: Tablet) -> None:
    office = Office()
    with pytest.raises(Exception, match="PIN"):
        enrolled(tablet, office, replace(FORM, pin="123456"))
    assert office.seen == []


@pytest.mark.parametrize("fault", [Unreachable(), Refused(422, "code.unusable", "No", "Used.")], ids=repr)
def test_without_an_answer_there_is_no_profile(tablet: Tablet, fault: SyncFault) -> None:
    with pytest.raises(type(fault)):
        enrolled(tablet, Office(fault=fault))
    assert list_profiles(tablet.data_folder) == ()


@pytest.mark.parametrize("lost", [Unreachable(), ServerFault(502), AnswerDamaged()], ids=repr)
def test_a_lost_answer_is_asked_for_again_with_the_same_key(tablet: Tablet, lost: SyncFault) -> None:
    """The code is spent by then, and the server answers again only to the key that spent it."""
    office = Office(lost_answers=[lost, lost])
    vault = enrolled(tablet, office)
    assert vault.keys is not None
    assert {request.public_key for request in office.seen} == {vault.keys.public_key_bytes}
    assert len(office.seen) == 3


def test_without_any_answer_people_are_told_what_may_have_become_of_the_code(tablet: Tablet) -> None:
    with pytest.raises(EnrolmentUnanswered) as told:
        enrolled(tablet, Office(fault=Unreachable()))
    assert "ask the office for a new one" in told.value.detail


def test_a_keyring_that_keeps_nothing_spends_no_code(tablet: Tablet, tmp_path: Path) -> None:
    (tmp_path / "a file").write_bytes(b"")
    tablet.keyring = FileKeyring(tmp_path / "a file" / "keyring")
    office = Office()
    with pytest.raises(KeyringUnavailable):
        enrolled(tablet, office)
    assert office.seen == []


def _with_another_key(response: EnrolmentResponse) -> EnrolmentResponse:
    other = msgspec.structs.replace(response.certificate, public_key=b"k" * 32)
    return msgspec.structs.replace(
        response, certificate=other, certificate_signature=sign_certificate(other, SERVER_KEY)
    )


@pytest.mark.parametrize(
    "bend",
    [
        lambda response: msgspec.structs.replace(response, certificate_signature=bytes(64)),
        lambda response: msgspec.structs.replace(response, server_public_key=bytes(32)),
        lambda response: msgspec.structs.replace(response, server_public_key=b"short"),
        _with_another_key,
        lambda response: msgspec.structs.replace(response, recovery_key=bytes(32)),
        lambda response: msgspec.structs.replace(response, recovery_key=b"short"),
    ],
)
def test_a_certificate_that_does_not_hold_is_not_believed(tablet: Tablet, bend: Bend) -> None:
    with pytest.raises(UntrustedAnswer):
        enrolled(tablet, Office(bend=bend))
    assert list_profiles(tablet.data_folder) == ()


def awaited(tablet: Tablet, office: Office, form: EnrolmentForm = FORM) -> ApprovalAwaited:
    with pytest.raises(ApprovalAwaited) as told:
        enrolled(tablet, office, form)
    return told.value


def test_a_tablet_that_waits_shows_the_digits_and_asks_again_with_the_same_key(tablet: Tablet) -> None:
    office = Office(approved=False)
    fault = awaited(tablet, office)
    key = office.seen[0].public_key
    assert fault.fingerprint == fingerprint(key, public_bytes(SERVER_KEY))
    assert (fault.staff_name, fault.ask_again_s) == ("Bisi Ade", 10)
    assert list_profiles(tablet.data_folder) == ()
    assert awaited(tablet, office).fingerprint == fault.fingerprint
    office.approved = True
    vault = enrolled(tablet, office)
    assert vault.keys is not None
    assert {request.public_key for request in office.seen} == {vault.keys.public_key_bytes, key}
    assert tablet.keyring.get("enrolment.waiting") is None


def test_a_restart_while_waiting_costs_no_code(tablet: Tablet, tmp_path: Path) -> None:
    office = Office(approved=False)
    awaited(tablet, office)
    office.approved = True
    again = Tablet(tablet.data_folder, FileKeyring(tmp_path / "keyring"))
    assert enrolled(again, office).keys is not None
    assert len({request.public_key for request in office.seen}) == 1


def test_another_code_or_office_is_asked_with_another_key(tablet: Tablet) -> None:
    for changes in ({"code": "OTHER"}, {"server_url": "https://elsewhere.example.org"}):
        first, second = Office(approved=False), Office(approved=False)
        awaited(tablet, first)
        awaited(tablet, second, replace(FORM, **changes))
        assert first.seen[0].public_key != second.seen[0].public_key


def test_another_institution_than_the_one_whose_digits_were_compared_is_not_believed(tablet: Tablet) -> None:
    office = Office(approved=False)
    awaited(tablet, office)
    office.approved = True
    other = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
    office.bend = lambda response: msgspec.structs.replace(
        response,
        server_public_key=public_bytes(other),
        certificate_signature=sign_certificate(response.certificate, other),
    )
    with pytest.raises(UntrustedAnswer):
        enrolled(tablet, office)
    assert list_profiles(tablet.data_folder) == ()


def test_the_digits_stand_for_both_keys() -> None:
    keys = [public_bytes(Ed25519PrivateKey.generate()) for _ in range(3)]
    made = {fingerprint(device, server) for device in keys for server in keys}
    assert len(made) == 9
    assert all(len(digits) == 29 and digits.replace(" ", "").isdigit() for digits in made)
