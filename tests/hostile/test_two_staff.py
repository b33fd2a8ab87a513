"""Two teams, every operation, every id: nobody learns anything of what is not theirs.

The rule kept here: whatever is asked with the id of somebody else's record is answered in the very words with
which an id nobody ever gave out is answered, and what comes back afterwards is the same too. The bodies come
from the contract, so a new one is tried without anybody thinking of it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec
import pytest

from shared.contract.codec import Message
from shared.contract.exchange import Verdict
from shared.contract.operations import SignedOperation
from shared.contract.signing import sign_operation
from shared.ids import ID_BYTES
from tests.hostile.bodies import body_of, makes, samples_of_bodies
from tests.hostile.office import Office, texts_in
from tests.hostile.shapes import Plain, places
from tests.syncserver.world import Tablet

_AT_ONCE = 200
_ANY = b"?" * ID_BYTES
WHO: dict[str, Callable[[Office], Tablet]] = {
    "officer": lambda office: office.near.officer,
    "supervisor": lambda office: office.near.supervisor,
    "suspended": lambda office: office.suspended,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A body that asks about ids that are not the asker's; `made` is what it would make."""

    name: str
    sample: Message
    body: Plain
    made: bytes
    ids: tuple[bytes, ...]

    def signed(self, tablet: Tablet) -> SignedOperation:
        written = msgspec.structs.replace(
            tablet.operation(self.sample), body=msgspec.msgpack.encode(self.body)
        )
        return tablet.append(sign_operation(written, tablet.key))

    def hide(self, data: bytes) -> bytes:
        """Bytes with every id that was asked about, and what was made, made unrecognisable."""
        for identifier in (*self.ids, self.made):
            data = data.replace(identifier, _ANY).replace(identifier.hex().encode(), _ANY.hex().encode())
        return data

    def words(self, verdict: Verdict) -> tuple[object, ...]:
        """What a verdict says, and where its effects are."""
        said = (verdict.outcome, verdict.code, verdict.title, verdict.detail, verdict.differences)
        buckets = sorted(self.hide(effect.bucket.encode()) for effect in verdict.effects)
        return (self.hide(msgspec.json.encode(said)), *buckets)

    def records(self, tablet: Tablet) -> list[tuple[str, bytes]]:
        """What the asker was sent of what this made."""
        return sorted(
            (kind, self.hide(body)) for (kind, made), body in tablet.records.items() if made == self.made
        )


@pytest.fixture(params=WHO)
def asker(request: pytest.FixtureRequest, office: Office) -> Tablet:
    return WHO[request.param](office)


def test_an_operation_learns_nothing_of_what_is_foreign(office: Office, asker: Tablet) -> None:
    foreign = office.foreign[asker.device]
    kinds = {
        kind for who in (office.far.officer, office.far.supervisor) for kind, i in who.records if i in foreign
    }
    # Whose key signs receipts is told to everybody, so a device is known to be one.
    assert {"member", "union", "loan", "repayment", "meeting", "cash", "approval", "task"} <= kinds
    before = texts_in(asker)
    asked = [*_one_by_one(office, foreign), *_all_at_once(office)]
    verdicts = _sent(office, asker, asked)
    office.world.pull(asker)
    told: dict[str, object] = {}
    for at in range(0, len(asked), 2):
        theirs, nobodys = (
            (a.words(v), a.records(asker))
            for a, v in zip(asked[at : at + 2], verdicts[at : at + 2], strict=True)
        )
        if theirs != nobodys:
            told.setdefault(asked[at].name, (theirs, nobodys))
    assert not told, "\n".join(f"{name}: {words}" for name, words in told.items())
    secrets = (texts_in(office.far.officer) | texts_in(office.far.supervisor)) - before
    assert secrets
    said = {text for v in verdicts for text in (v.title, v.detail)} | texts_in(asker)
    assert not [text for text in said for secret in secrets if len(secret) > 8 and secret in text]


def _one_by_one(office: Office, foreign: Sequence[bytes]) -> Iterator[Asked]:
    """Every body with one id of the far side in it, in every place; after each, the same with nobody's."""
    for sample in samples_of_bodies():
        for place in places(sample):
            if place.kind == "id" and not makes(sample, place):
                for theirs in foreign:
                    for identifier in (theirs, os.urandom(ID_BYTES)):
                        body, made = body_of(office.near, sample)
                        name = f"{type(sample).__name__}.{place.name}"
                        yield Asked(name, sample, place.put(body, identifier), made, (identifier,))


def _all_at_once(office: Office) -> Iterator[Asked]:
    """Every body as the far officer would send it; after each, the same with nobody's ids."""
    theirs = office.far.ids_by_name()
    known = {name for name in theirs if name not in _KNOWN_TO_ALL}
    nobodys: Mapping[str, bytes] = {n: os.urandom(ID_BYTES) if n in known else i for n, i in theirs.items()}
    for sample in samples_of_bodies():
        for ids in (theirs, nobodys):
            body, made = body_of(office.near, sample, ids)
            yield Asked(type(sample).__name__, sample, body, made, tuple(ids[name] for name in sorted(known)))


_KNOWN_TO_ALL = frozenset({"staff", "officer", "supervisor", "to_staff", "product"})
"""Names of people and the products on offer are the whole institution's."""


def _sent(office: Office, tablet: Tablet, asked: Sequence[Asked]) -> list[Verdict]:
    verdicts: list[Verdict] = []
    for start in range(0, len(asked), _AT_ONCE):
        signed = [one.signed(tablet) for one in asked[start : start + _AT_ONCE]]
        answered = office.world.exchange(tablet, signed).verdicts
        assert len(answered) == len(signed)
        verdicts.extend(answered)
    return verdicts
