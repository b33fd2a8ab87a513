"""Whatever is done to one operation of a chain, it is found; an honest chain never is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fieldapp.store.chain.checking import (
    BEGINNING,
    CHANGED,
    PUT_BACK,
    Broken,
    ChainRow,
    first_break,
    hold,
    newest,
    place_of,
    put_back,
    rows_after,
)
from fieldapp.store.database import Store, open_store
from fieldapp.store.outbox import append
from fieldapp.store.sync_state import read_state
from fieldapp.vault.keeping.head_mark import MarkedHead
from shared.contract.bodies.lending import RepaymentRecorded
from shared.contract.codec import decode
from shared.contract.operations import Operation, decode_body
from shared.contract.signing import operation_hash, sign_operation
from tests.fieldapp.store.world import DEVICE, KEY, START, an_author

LENGTH = 1_000
AUTHOR = an_author()
PUBLIC = AUTHOR.signing_key.public_key()


def record(store: Store, times: int) -> None:
    with store.transaction() as tx:
        for number in range(times):
            body = RepaymentRecorded(
                AUTHOR.ids.make(), None, bytes(16), 5_000 + number, "CASH", START, "K7-1"
            )
            append(tx, AUTHOR, body)


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> list[ChainRow]:
    """A thousand operations as a real store keeps them."""
    store = open_store(tmp_path_factory.mktemp("chain") / "store.db", KEY)
    record(store, LENGTH)
    with store.read() as tx:
        rows = rows_after(tx, 0, LENGTH)
    store.close()
    assert len(rows) == LENGTH
    return rows


def resigned(row: ChainRow, key: Ed25519PrivateKey, **changes: object) -> ChainRow:
    """The operation changed and signed anew, its hash put right: by somebody with a key of their own."""
    operation = msgspec.structs.replace(decode(Operation, row.data), **changes)
    signed = sign_operation(operation, key)
    return row._replace(data=signed.data, signature=signed.signature, hash=operation_hash(signed))


def with_other_amount(row: ChainRow) -> ChainRow:
    operation = decode(Operation, row.data)
    body = decode_body(operation.kind, operation.kind_version, operation.body)
    less = msgspec.msgpack.encode(msgspec.structs.replace(body, amount_minor=100))
    return resigned(row, Ed25519PrivateKey.generate(), body=less)


Mutation = Callable[[list[ChainRow], int], list[ChainRow]]


def replaced(rows: list[ChainRow], place: int, row: ChainRow) -> list[ChainRow]:
    return [*rows[:place], row, *rows[place + 1 :]]


def swapped(rows: list[ChainRow], place: int) -> list[ChainRow]:
    """Two neighbours change places and get each other's sequence."""
    other = place + 1 if place + 1 < len(rows) else place - 1
    first, second = rows[place], rows[other]
    changed = replaced(rows, place, second._replace(seq=first.seq))
    return replaced(changed, other, first._replace(seq=second.seq))


MUTATIONS: dict[str, Mutation] = {
    "a byte edited": lambda rows, n: replaced(
        rows, n, rows[n]._replace(data=rows[n].data[:-1] + bytes([rows[n].data[-1] ^ 1]))
    ),
    "an amount edited, hash put right": lambda rows, n: replaced(rows, n, with_other_amount(rows[n])),
    "signed with another key": lambda rows, n: replaced(
        rows, n, resigned(rows[n], Ed25519PrivateKey.generate())
    ),
    "signed again by the device itself": lambda rows, n: replaced(
        rows, n, resigned(rows[n], AUTHOR.signing_key, mono_ms=7)
    ),
    "the amount shown edited": lambda rows, n: replaced(rows, n, rows[n]._replace(value_minor=1)),
    "the kind shown edited": lambda rows, n: replaced(rows, n, rows[n]._replace(kind="case.opened")),
    "the day shown edited": lambda rows, n: replaced(rows, n, rows[n]._replace(at_ms=1)),
    "another signature": lambda rows, n: replaced(rows, n, rows[n]._replace(signature=rows[n - 1].signature)),
    "deleted": lambda rows, n: [*rows[:n], *rows[n + 1 :]],
    "deleted, those behind moved up": lambda rows, n: [
        *rows[:n],
        *(row._replace(seq=row.seq - 1) for row in rows[n + 1 :]),
    ],
    "duplicated": lambda rows, n: [*rows[: n + 1], rows[n], *rows[n + 1 :]],
    "duplicated, those behind moved down": lambda rows, n: [
        *rows[: n + 1],
        *(row._replace(seq=row.seq + 1) for row in rows[n:]),
    ],
    "swapped": swapped,
}
ONLY_BY_THE_MARK = {"signed again by the device itself", "deleted", "deleted, those behind moved up"}
"""At the very end of a chain these leave a chain that holds; the head's mark knows of it."""


def is_found(rows: list[ChainRow], start: int, mark: MarkedHead) -> bool:
    """Whether a chain looked through from `start` breaks, or ends elsewhere than its mark says."""
    after = BEGINNING if start == 0 else MarkedHead(rows[start - 1].seq, rows[start - 1].hash)
    if first_break(rows[start:], after, DEVICE, PUBLIC) is not None:
        return True
    return (rows[-1].seq, rows[-1].hash) != (mark.seq, mark.hash)


def test_an_honest_chain_holds(chain):
    assert first_break(chain, BEGINNING, DEVICE, PUBLIC) is None
    for start in (1, 499, 999):
        after = MarkedHead(chain[start - 1].seq, chain[start - 1].hash)
        assert first_break(chain[start:], after, DEVICE, PUBLIC) is None


@pytest.mark.parametrize("name", MUTATIONS)
def test_every_change_of_one_operation_is_found(chain, name):
    """At every place of the chain: looked through from two before it, so that a thousand times a thousand
    signatures need not be verified; the test below looks through all of it.
    """
    mark = MarkedHead(chain[-1].seq, chain[-1].hash)
    missed = []
    for place in range(LENGTH):
        start = max(0, place - 2)
        window = chain[: place + 4] if place + 4 <= LENGTH else chain
        ends_at = mark if len(window) == LENGTH else MarkedHead(window[-1].seq, window[-1].hash)
        if not is_found(MUTATIONS[name](window, place), start, ends_at):
            missed.append(place)
    assert missed == []


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_change_is_found_where_the_whole_chain_is_looked_through(chain, name):
    for place in (1, LENGTH // 2, LENGTH - 2):
        broken = first_break(MUTATIONS[name](chain, place), BEGINNING, DEVICE, PUBLIC)
        assert broken is not None, (name, place)
        assert (broken.title, abs(broken.seq - place - 1) <= 1) == (CHANGED, True)


@pytest.mark.parametrize("name", sorted(ONLY_BY_THE_MARK))
def test_the_mark_knows_how_a_chain_ended(chain, name):
    rows = MUTATIONS[name](chain, LENGTH - 1)
    assert first_break(rows, BEGINNING, DEVICE, PUBLIC) is None
    assert is_found(rows, LENGTH - 2, MarkedHead(chain[-1].seq, chain[-1].hash))


def test_a_row_of_another_device_is_found(chain):
    assert first_break(chain, BEGINNING, b"another-device-1", PUBLIC) == Broken(1, CHANGED)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "store.db", KEY)
    yield opened
    opened.close()


def test_a_store_behind_its_mark_or_beside_it_was_put_back(store):
    record(store, 3)
    with store.read() as tx:
        head = newest(tx)
        assert (head.seq, place_of(tx, 2).seq, place_of(tx, 9)) == (3, 2, BEGINNING)
        assert put_back(tx, head, None, marked=True) is None
        assert put_back(tx, place_of(tx, 1), None, marked=True) is None
        assert put_back(tx, BEGINNING, None, marked=True) is None
        assert put_back(tx, MarkedHead(4, bytes(32)), None, marked=True) == Broken(4, PUT_BACK)
        assert put_back(tx, MarkedHead(2, bytes(32)), None, marked=True) == Broken(2, PUT_BACK)
        assert put_back(tx, None, None, marked=True) == Broken(0, PUT_BACK)
        assert put_back(tx, None, None, marked=False) is None


@pytest.mark.expects_errors
def test_what_is_held_is_frozen_until_it_is_found_in_order(store):
    with store.transaction() as tx:
        hold(tx, Broken(2, PUT_BACK))
    with store.read() as tx:
        state = read_state(tx)
    assert (state.device_state, state.device_reason) == ("FROZEN", PUT_BACK)
    with store.transaction() as tx:
        hold(tx, None)
        assert read_state(tx).device_state == "ACTIVE"
