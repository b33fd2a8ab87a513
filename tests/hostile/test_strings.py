"""Every text of every operation and of every request, with everything that has ever broken a program.

The rule kept here: it is accepted or refused with a code, never a failure of the server; what is accepted is
stored byte for byte and comes back to the devices as it was sent.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import httpx
import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from shared.contract.codec import Message, decode, encode
from shared.contract.exchange import ExchangeResponse, Verdict
from shared.contract.operations import SignedOperation
from shared.contract.packing import pack, unpack
from shared.contract.signing import sign_operation
from syncserver.database.engine import reading
from syncserver.sync.tables import operation
from tests.hostile.bodies import body_of, samples_of_bodies
from tests.hostile.described import Filled, application, endpoints, signers, usual
from tests.hostile.office import Office, texts_in
from tests.hostile.shapes import Place, Plain, places, plain
from tests.hostile.strings import BLANK, EVERY, LONE_SURROGATE, told_apart
from tests.syncserver.http_world import MEDIA_TYPE
from tests.syncserver.world import Tablet

_AT_ONCE, _BYTES_AT_ONCE = 200, 400_000
_OFFICERS = frozenset({"MeetingClosed", "CashHandedOver"})
_OWN_SETTINGS = {"currency": "NGN", "time_zone": "Africa/Lagos"}


@dataclass(frozen=True, slots=True)
class Sent:
    """An operation with one text in one place."""

    field: str
    text: str
    signed: SignedOperation


@pytest.fixture(scope="module")
def client(office: Office) -> Iterator[httpx.Client]:
    _, made = application(office.world.server)
    with made:
        yield made


@pytest.mark.timeout(300)
def test_a_text_is_refused_or_stored_and_comes_back_as_it_was(office: Office, client: httpx.Client) -> None:
    admin = office.world.enrol(office.world.add_staff("ADMIN"))
    spare = office.world.enrol(office.near.officer.staff)
    accepted: dict[str, dict[str, str]] = defaultdict(dict)
    for tablet, kinds in ((office.near.officer, _OFFICERS), (admin, None)):
        sent = list(_written(office, tablet, spare.device, kinds))
        verdicts = _answers(client, tablet, [one.signed for one in sent])
        for one, verdict in zip(sent, verdicts, strict=True):
            assert verdict.outcome != "refused" or (verdict.code and verdict.code != "server_fault"), one
            if verdict.outcome not in {"refused", "superseded"}:
                accepted[one.field][one.text] = verdict.outcome
        _stored_as_sent(office, sent)
    assert len(accepted) > 40, sorted(accepted)
    for tablet in (admin, office.near.officer, office.near.supervisor, office.near.branch.operations):
        office.world.pull(tablet)
    held = texts_in(admin) | texts_in(office.near.officer) | texts_in(office.near.supervisor)
    delivered = {field: [text for text in texts if text in held] for field, texts in accepted.items()}
    lost = {
        field: [text for text in texts if text and text not in held]
        for field, texts in accepted.items()
        if _plain(field) in delivered[field]
    }
    assert sum(bool(texts) for texts in delivered.values()) > 20, delivered.keys()
    altered = {field: texts for field, texts in lost.items() if texts}
    assert not altered, "\n".join(f"{field}: {texts}" for field, texts in altered.items())


def _plain(field: str) -> str:
    return f"Plain {field}"[:280]


def _written(office: Office, tablet: Tablet, spare: bytes, kinds: frozenset[str] | None) -> Iterator[Sent]:
    """Every kind that a person may sign, with every text in every place, each told apart by a number."""
    number, turn = 0, int(office.world.engine.dialect.name == "sqlite")
    for sample in samples_of_bodies():
        if (type(sample).__name__ in _OFFICERS) != (kinds is not None):
            continue
        for place in places(sample):
            if place.kind == "text":
                field = f"{type(sample).__name__}.{place.name}{place.path[:-1]}"
                turn += 1  # half of them in each place, the other half on the other engine
                for text in (_plain(field), *EVERY[turn % 2 :: 2], *BLANK):
                    number += 1
                    marked = text if text in BLANK or text == _plain(field) else told_apart(text, number)
                    body = _body(office, sample, place, marked, spare, number)
                    yield Sent(field, marked, _signed(tablet, sample, body))


def _body(office: Office, sample: Message, place: Place, text: str, spare: bytes, number: int) -> Plain:
    near, name = office.near, type(sample).__name__
    own = {**near.ids_by_name(), "device": spare, "repayment": next(near.receipts)}
    if name in {"LoanDrafted", "LoanChanged"}:
        own |= {"member": near.draft.member}
    body, _ = body_of(near, sample, own)
    if name == "InstitutionChanged":
        settings = sample.settings  # type: ignore[attr-defined]  # it is told by its name
        body = plain(replace(sample, settings=replace(settings, **_OWN_SETTINGS, locked_until=None)))
    if name == "LoanChanged":
        body = [plain(near.draft)]
    if name == "MeetingClosed":
        days = places(sample)
        day = next(one for one in days if one.name == "held_on")
        body = day.put(body, (near.world.today - timedelta(days=number)).isoformat())
    return place.put(body, text)


def _signed(tablet: Tablet, sample: Message, body: Plain) -> SignedOperation:
    data = msgspec.msgpack.encode(body).replace(LONE_SURROGATE.encode(), b"\xed\xa0\x80")
    return tablet.append(sign_operation(replace(tablet.operation(sample), body=data), tablet.key))


def _answers(client: httpx.Client, tablet: Tablet, signed: Sequence[SignedOperation]) -> list[Verdict]:
    verdicts: list[Verdict] = []
    for some in _batches(signed):
        packed = pack(encode(tablet.request(some)))
        headers = signers(tablet)[0].headers("POST", "/sync/exchange", packed)
        headers |= {"Content-Type": MEDIA_TYPE, "Content-Encoding": "zstd"}
        with client.stream("POST", "/sync/exchange", content=packed, headers=headers) as response:
            data = b"".join(response.iter_raw())
        assert response.status_code == 200, data
        answered = decode(ExchangeResponse, unpack(data)).verdicts
        assert len(answered) == len(some)
        verdicts.extend(answered)
    return verdicts


def _batches(signed: Sequence[SignedOperation]) -> Iterator[list[SignedOperation]]:
    some: list[SignedOperation] = []
    for one in signed:
        if len(some) == _AT_ONCE or sum(len(each.data) for each in some) + len(one.data) > _BYTES_AT_ONCE:
            yield some
            some = []
        some.append(one)
    yield some


def _stored_as_sent(office: Office, sent: Sequence[Sent]) -> None:
    with reading(office.world.engine) as connection:
        kept = {row.data for row in connection.execute(select(operation.c.data))}
    assert {one.signed.data for one in sent} <= kept


def test_a_text_of_a_hundred_thousand_letters_is_refused_at_the_door(
    office: Office, client: httpx.Client
) -> None:
    tablet = office.near.supervisor
    data = b"\x91\xdb" + struct.pack(">I", 100_000) + b"x" * 100_000
    request = tablet.request([SignedOperation(data, bytes(64))])
    packed = pack(encode(request), 1)
    headers = signers(tablet)[0].headers("POST", "/sync/exchange", packed)
    headers |= {"Content-Type": MEDIA_TYPE, "Content-Encoding": "zstd"}
    response = client.post("/sync/exchange", content=packed, headers=headers)
    assert (response.status_code, response.json()["code"]) == (400, "malformed")


@pytest.mark.timeout(300)
def test_texts_of_requests_end_in_a_described_answer(office: Office, client: httpx.Client) -> None:
    app, _ = application(office.world.server)
    tried = 0
    for endpoint in endpoints(app):
        asked = usual(endpoint)
        for parameter in endpoint.parameters:
            if parameter.place == "query":
                for text in EVERY[tried % 3 :: 3]:
                    values = asked.values | {parameter.name: text.replace(LONE_SURROGATE, "?")}
                    tried += _described(client, office, Filled(endpoint, values, asked.body))
        if endpoint.message is None or not isinstance(asked.body, list):
            continue
        for place in places(endpoint.message):
            if place.kind == "text":
                for text in EVERY[tried % 3 :: 3]:
                    tried += _described(
                        client, office, Filled(endpoint, asked.values, place.put(asked.body, text))
                    )
    assert tried > 100


def _described(client: httpx.Client, office: Office, filled: Filled) -> int:
    own, contact = signers(office.near.supervisor)
    signer = contact if filled.endpoint.path.startswith("/contact") else own
    response = filled.sent(client, signer)
    assert response.status_code in filled.endpoint.statuses, (filled, response.status_code)
    return 1
