"""The contact key is good for contacts alone, and nothing else is good for them."""

from __future__ import annotations

import json
import os
import time
from hashlib import sha256

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.contract.codec import Message, encode
from shared.contract.custody.contact import (
    ContactRequest,
    ContactResponse,
    JournalPart,
    JournalTaken,
    open_answer,
)
from shared.contract.custody.figures import DeviceAsked, DeviceFigures
from shared.contract.exchange import EnrolmentResponse, ExchangeRequest
from shared.contract.operations import GENESIS
from shared.contract.packing import pack
from shared.contract.signing import public_bytes, public_key
from shared.contract.version import PROTOCOL, RECORD_SCHEMA
from tests.syncserver.api.conftest import Live
from tests.syncserver.http_world import Sender, answer, enrol, send

NOTHING = sha256(b"").digest()


def asked() -> ContactRequest:
    return ContactRequest(PROTOCOL, os.urandom(16), 0, 0, NOTHING, 0)


def posted(sender: Sender, path: str, message: Message) -> httpx.Response:
    body = pack(encode(message))
    return send(sender.address, path, body, sender.headers(path, body))


@pytest.fixture
def keys(live: Live) -> tuple[Sender, Sender, EnrolmentResponse]:
    """One device, by its own key and by its contact key."""
    own, contact = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    enrolment = answer(EnrolmentResponse, enrol(live.address, live.new_code(), own, contact))
    device, now_s = enrolment.certificate.device, int(time.time())
    return (
        Sender(live.address, device, own, now_s),
        Sender(live.address, device, contact, now_s),
        enrolment,
    )


def test_each_key_is_good_for_its_own_end(keys):
    own, contact, enrolment = keys
    request = asked()
    said = answer(ContactResponse, posted(contact, "/contact", request))
    opened = open_answer(said, public_key(enrolment.server_public_key))
    assert (opened.nonce, opened.lease_key) == (request.nonce, enrolment.lease_key)
    journal = b"sealed"
    part = JournalPart(sha256(journal).digest(), len(journal), 0, journal)
    assert answer(JournalTaken, posted(contact, "/contact/journal", part)).journal_bytes == 6

    exchange = ExchangeRequest(PROTOCOL, RECORD_SCHEMA, b"", "", 0, GENESIS)
    for sender, path, message in (
        (own, "/contact", asked()),
        (own, "/contact/journal", part),
        (contact, "/sync/exchange", exchange),
    ):
        refused = posted(sender, path, message)
        assert (refused.status_code, json.loads(refused.content)["code"]) == (401, "bad_signature")


def test_figures_of_a_device_are_told_to_who_answers_for_it(live, keys):
    own, _, enrolment = keys
    asked_about = DeviceAsked(enrolment.certificate.device)
    figures = answer(DeviceFigures, posted(live.admin, "/devices/figures", asked_about))
    assert (figures.device_code, figures.last_seq) == (enrolment.certificate.device_code, 0)
    refused = posted(own, "/devices/figures", DeviceAsked(bytes(16)))
    assert (refused.status_code, json.loads(refused.content)["code"]) == (422, "device.unknown")


def test_a_device_without_a_contact_key_has_no_contacts(live):
    refused = posted(live.admin, "/contact", asked())
    assert (refused.status_code, json.loads(refused.content)["code"]) == (401, "unknown_device")


def test_a_contact_key_is_sound_and_of_one_device_alone(live, keys):
    _, contact, _ = keys
    own = Ed25519PrivateKey.generate()
    for reused in (contact.key, live.admin.key, own):
        refused = enrol(live.address, live.new_code(), own, reused)
        assert (refused.status_code, json.loads(refused.content)["code"]) == (422, "key.reused"), reused
    assert public_bytes(own) != public_bytes(contact.key)
