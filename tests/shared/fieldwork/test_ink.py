"""A signature comes back as it was drawn, within its grid and its size; anything else is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import RuleRefused
from shared.fieldwork.ink import HEIGHT, MOST_BYTES, WIDTH, pack, unpack

points = st.tuples(st.integers(-50, 1100), st.integers(-50, 500))
drawings = st.lists(st.lists(points, max_size=400), max_size=80)


def test_what_lies_apart_comes_back_as_it_was() -> None:
    strokes = [[(0, 0), (10, 5), (1000, 400)], [(500, 200)]]
    assert unpack(pack(strokes)) == (((0, 0), (10, 5), (1000, 400)), ((500, 200),))


def test_nothing_drawn_is_nothing() -> None:
    assert pack([]) == pack([[]]) == b""
    assert unpack(b"") == ()


@given(drawings)
def test_whatever_is_drawn_fits_and_lies_in_the_grid(strokes: list[list[tuple[int, int]]]) -> None:
    ink = pack(strokes)
    assert len(ink) <= MOST_BYTES
    for stroke in unpack(ink):
        assert stroke
        assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in stroke)


def test_packing_what_was_unpacked_changes_nothing() -> None:
    ink = pack([[(x, x % 400) for x in range(0, 1000, 4)]])
    assert pack(unpack(ink)) == ink


def test_the_longest_drawing_is_thinned_out_and_not_cut_off() -> None:
    long = [[(x % 1000, (7 * x) % 400) for x in range(20_000)]]
    ink = pack(long)
    assert MOST_BYTES / 2 < len(ink) <= MOST_BYTES


@pytest.mark.parametrize(
    "ink",
    [
        pytest.param(b"\x00", id="half a count"),
        pytest.param(b"\x00\x00", id="no points"),
        pytest.param(b"\x00\x01\x00\x01", id="half a point"),
        pytest.param(b"\x00\x01\x27\x10\x00\x01", id="beyond the grid"),
        pytest.param(bytes(MOST_BYTES + 1), id="too much"),
        pytest.param(b"\xff\xff", id="points missing"),
    ],
)
def test_what_was_not_packed_here_is_refused(ink: bytes) -> None:
    with pytest.raises(RuleRefused, match="cannot be read"):
        unpack(ink)


@given(st.binary(max_size=200))
def test_any_bytes_are_strokes_or_refused(ink: bytes) -> None:
    try:
        strokes = unpack(ink)
    except RuleRefused:
        return
    assert all(stroke for stroke in strokes)
