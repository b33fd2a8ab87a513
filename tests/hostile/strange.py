"""Bodies of the right shape that hold what nobody thought of, and bodies of no shape at all.

The rule kept here: most are nearly right, because what is plainly wrong is turned away at the first look.
"""

from __future__ import annotations

import msgspec
import zstandard
from hypothesis import strategies as st

from shared.contract.codec import Message, encode
from shared.contract.operations import SignedOperation
from shared.contract.packing import pack
from shared.contract.signing import sign_operation
from tests.hostile.bodies import samples_of_bodies
from tests.hostile.shapes import Plain, places, plain
from tests.syncserver.world import Tablet

_OPERATIONS = 7
"""Where an exchange carries operations."""
_NUMBERS = [
    -1,
    0,
    1,
    2**31,
    2**53,
    2**53 + 1,
    2**63 - 1,
    2**64 - 1,
    -(2**63),
    10**14,
    1.5,
    float("nan"),
    float("inf"),
]
_TEXTS = st.one_of(
    st.text(max_size=40), st.sampled_from(["", "\x00", "null", "\u202e", "9" * 400, "../../etc", "é" * 4001])
)
VALUES: st.SearchStrategy[object] = st.one_of(
    st.sampled_from(_NUMBERS),
    st.booleans(),
    st.none(),
    st.binary(max_size=40),
    st.binary(min_size=16, max_size=16),
    _TEXTS,
    st.just([]),
    st.just({}),
    st.lists(st.integers(0, 9), max_size=5),
    st.just([0] * 6000),
)


@st.composite
def _nearly(draw: st.DrawFn, message: Message) -> Plain:
    """A message with a few values replaced, some left out at the end or some too many."""
    body = plain(message)
    if draw(st.booleans()):
        return body
    for place in draw(st.lists(st.sampled_from(places(message)), max_size=3)):
        try:
            body = place.put(body, draw(VALUES))
        except (AssertionError, IndexError):
            continue  # the place went with an earlier one
    cut = draw(st.integers(0, 3))
    if cut == 1:
        return body[: draw(st.integers(0, len(body)))]
    return [*body, draw(VALUES)] if cut == 2 else body


@st.composite
def strange_bodies(draw: st.DrawFn, message: Message, tablet: Tablet) -> bytes:
    """A packed body for an endpoint that wants such a message."""
    body = draw(_nearly(message))
    if type(message).__name__ == "ExchangeRequest" and len(body) > _OPERATIONS and draw(st.booleans()):
        signed = draw(_operation(tablet))
        body[_OPERATIONS] = [[signed.data, signed.signature]]
    data = msgspec.msgpack.encode(body)
    how = draw(st.integers(0, 14))
    if how == 0:
        data = data[: draw(st.integers(0, len(data)))]
    elif how == 1:
        data += draw(st.binary(min_size=1, max_size=8))
    elif how == 2:
        data = draw(
            st.sampled_from(
                [b"\x91" * 100_000, b"\xdd\xff\xff\xff\xff", b"\xc1", b"\xdf\xff\xff\xff\xff\x01"]
            )
        )
    packed = pack(data)
    if how == 3:
        return packed[: draw(st.integers(0, len(packed)))]
    if how == 4:
        return zstandard.ZstdCompressor(write_content_size=False).compress(data)
    return packed + packed if how == 5 else packed


@st.composite
def _operation(draw: st.DrawFn, tablet: Tablet) -> SignedOperation:
    """Really signed, as the next of the chain, with a strange body; now and then a strange envelope too."""
    sample = draw(st.sampled_from(samples_of_bodies()))
    body = msgspec.msgpack.encode(draw(_nearly(sample)))
    operation = msgspec.structs.replace(tablet.operation(sample), body=body)
    if draw(st.integers(0, 3)) == 0:
        field = draw(
            st.sampled_from(["kind", "kind_version", "depends_on", "seen", "at_ms", "mono_ms", "staff"])
        )
        operation = msgspec.structs.replace(operation, **{field: draw(VALUES)})
        data = encode(operation)
        return tablet.append(SignedOperation(data, tablet.key.sign(b"fieldapp/operation/1\x00" + data)))
    return tablet.append(sign_operation(operation, tablet.key))
