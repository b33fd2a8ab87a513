"""Every endpoint with whatever comes: each answer is one that is described, none is a failure of the server,
and none gives away what is not the asker's.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol, cast

import httpx
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode, Response
from schemathesis.checks import CHECKS, CheckFunction, load_all_checks
from schemathesis.core.result import Ok

from shared.contract.custody.contact import JournalPart
from shared.ids import ID_BYTES
from syncserver.sync.custody.contact import take_part
from tests.hostile.described import (
    Endpoint,
    Filled,
    Parameter,
    Signer,
    application,
    endpoints,
    signers,
    usual,
    volatile_free,
)
from tests.hostile.office import Office
from tests.hostile.shapes import Place, places
from tests.hostile.strange import strange_bodies
from tests.hostile.test_two_staff import WHO
from tests.syncserver.http_world import MEDIA_TYPE

App = tuple[FastAPI, httpx.Client]


class Sent(Protocol):
    """A request that was thought out from the description."""

    body: object
    headers: MutableMapping[str, str]
    method: str

    @property
    def formatted_path(self) -> str: ...

    def call(self) -> Response: ...

    def validate_response(self, response: Response, *, checks: list[CheckFunction]) -> None: ...


_JOURNAL = b"sealed for the office"


@pytest.fixture(scope="module")
def app(office: Office) -> Iterator[App]:
    made, client = application(office.world.server)
    with client:
        yield made, client


# ---------------------------------------------------------------- whose it is


@pytest.mark.parametrize("who", WHO)
def test_no_endpoint_tells_of_what_is_foreign(office: Office, app: App, who: str) -> None:
    asker = WHO[who](office)
    far = office.world.device(office.far.officer)
    whole = JournalPart(sha256(_JOURNAL).digest(), len(_JOURNAL), 0, _JOURNAL)
    take_part(office.world.server, far, whole)
    told, tried = [], set()
    for endpoint in endpoints(app[0]):
        for name, theirs, nobodys in _questions(usual(endpoint), office.foreign[asker.device][::4]):
            tried.add(endpoint.name)
            for signer in (*signers(asker), None):
                answers = [_calm(one, app[1], signer) for one in (theirs, nobodys)]
                if answers[0] != answers[1]:
                    told.append(
                        (endpoint.name, name, *(z for z in zip(*answers, strict=True) if z[0] != z[1]))
                    )
    assert {"POST /sync/exchange", "POST /devices/figures", "POST /contact/journal"} <= tried
    assert not told, "\n".join(map(str, told))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request, and what of it is somebody's or nobody's."""

    filled: Filled
    hidden: bytes


def _questions(filled: Filled, foreign: Sequence[bytes]) -> Iterator[tuple[str, _Asked, _Asked]]:
    """The request with a foreign id in each place where an id may stand, and the same with nobody's."""
    for parameter in filled.endpoint.parameters:
        if parameter.place in {"path", "query"} and parameter.shape.get("type", "string") == "string":
            for one in foreign:
                yield parameter.name, _named(filled, parameter, one), _named(filled, parameter, _nobodys())
    if filled.endpoint.message is None or isinstance(filled.body, bytes):
        return
    for place in places(filled.endpoint.message):
        for theirs, nobodys in _alternatives(place, foreign):
            yield place.name, _holding(filled, place, *theirs), _holding(filled, place, *nobodys)


def _named(filled: Filled, parameter: Parameter, identifier: bytes) -> _Asked:
    values = filled.values | {parameter.name: identifier.hex()}
    return _Asked(Filled(filled.endpoint, values, filled.body), identifier)


def _holding(filled: Filled, place: Place, value: object, hidden: bytes) -> _Asked:
    assert isinstance(filled.body, list)
    return _Asked(Filled(filled.endpoint, filled.values, place.put(filled.body, value)), hidden)


def _calm(one: _Asked, client: httpx.Client, signer: Signer | None) -> list[object]:
    return list(volatile_free(one.filled.sent(client, signer), one.hidden))


_Value = tuple[object, bytes]


def _alternatives(place: Place, foreign: Sequence[bytes]) -> Iterator[tuple[_Value, _Value]]:
    if place.kind == "bytes" and "digest" in place.name:
        held, free = sha256(_JOURNAL).digest(), os.urandom(32)
        yield (held, held), (free, free)
    for one in foreign:
        other = _nobodys()
        if place.kind == "id":
            yield (one, one), (other, other)
        if place.name == "bucket":
            for of in ("union", "desk", "team"):
                yield (f"{of}/{one.hex()}", one), (f"{of}/{other.hex()}", other)


def _nobodys() -> bytes:
    return os.urandom(ID_BYTES)


# ---------------------------------------------------------------- whatever comes

_CHECKED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
_EXAMPLES = 30


def test_whatever_comes_every_answer_is_a_described_one(office: Office, app: App) -> None:
    load_all_checks()
    schemathesis.openapi.media_type(MEDIA_TYPE, st.binary(max_size=64))
    described = {(one.method, one.path): one for one in endpoints(app[0])}
    answered: dict[str, set[int]] = {}
    for result in schemathesis.openapi.from_asgi("/openapi.json", app[0]).get_all_operations():
        assert isinstance(result, Ok), result
        operation = result.ok()
        endpoint = described[operation.method.upper(), operation.path]
        cases = cast(
            "st.SearchStrategy[Sent]", operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
        )
        answered[endpoint.name] = _statuses(office, endpoint, cases)
    taken = {name for name, statuses in answered.items() if 200 in statuses}
    assert {"POST /sync/exchange", "POST /contact", "GET /health"} <= taken, answered


def _statuses(office: Office, endpoint: Endpoint, cases: st.SearchStrategy[Sent]) -> set[int]:
    """What an endpoint answers to anything; each answer is checked against the description."""
    checks = cast("list[CheckFunction]", CHECKS.get_by_names(_CHECKED))
    found: set[int] = set()

    @settings(max_examples=_EXAMPLES, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(case=cases, data=st.data())
    def anything(case: Sent, data: st.DataObject) -> None:
        tablet = office.near.officer
        if office.world.device(tablet).state != "ACTIVE":
            tablet = office.near.branch.officer = office.world.enrol(tablet.staff)
        if endpoint.message is not None:
            case.body = data.draw(strange_bodies(endpoint.message, tablet))
            case.headers["Content-Encoding"] = "zstd"
        own, contact = signers(tablet)
        fitting = contact if endpoint.path.startswith("/contact") else own
        signer = data.draw(st.sampled_from((fitting, fitting, own, contact, None)))
        if signer is not None and isinstance(case.body, bytes):
            case.headers.update(signer.headers(case.method, case.formatted_path, case.body))
        response = case.call()
        found.add(response.status_code)
        case.validate_response(response, checks=checks)

    anything()
    return found
