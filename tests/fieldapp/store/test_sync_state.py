"""Numbers given out, and what is remembered of the server."""

from __future__ import annotations

import pytest

from fieldapp.store.sync_state import (
    BLOCK_LOW,
    begin,
    keep_blocks,
    read_state,
    take_number,
    wanted_blocks,
)
from shared.contract.exchange import Certificate, EnrolmentResponse, NumberBlock
from tests.fieldapp.store.world import DEVICE, EPOCH, STAFF


def test_receipt_numbers_have_no_gap_whatever_fails(store, author):
    given = []
    for attempt in range(4):
        try:
            with store.transaction() as tx:
                number = take_number(tx, author, "receipt")
                if attempt == 1:
                    raise InterruptedError
                given.append(number)
        except InterruptedError:
            continue

    assert given == ["K7-000001", "K7-000002", "K7-000003"]


def test_members_and_loans_take_from_blocks_then_from_the_device(store, author):
    blocks = (
        NumberBlock("loan", "L-", 998, 999),
        NumberBlock("loan", "L-", 2000, 2000),
        NumberBlock("member", "M-", 1, 1),
    )
    with store.transaction() as tx:
        keep_blocks(tx, blocks)
        keep_blocks(tx, blocks)
        loans = [take_number(tx, author, "loan") for _ in range(5)]
        members = [take_number(tx, author, "member") for _ in range(2)]

    assert loans == ["L-000998", "L-000999", "L-002000", "K7-L000001", "K7-L000002"]
    assert members == ["M-000001", "K7-M000001"]


def test_a_block_handed_out_twice_does_not_start_again(store, author):
    block = NumberBlock("loan", "L-", 1, 10)
    with store.transaction() as tx:
        keep_blocks(tx, (block,))
        take_number(tx, author, "loan")
        keep_blocks(tx, (block,))
        assert take_number(tx, author, "loan") == "L-000002"


@pytest.mark.parametrize(("left", "wanted"), [(BLOCK_LOW - 1, True), (BLOCK_LOW, False)])
def test_a_block_is_asked_for_before_it_runs_out(store, left, wanted):
    with store.transaction() as tx:
        keep_blocks(tx, (NumberBlock("member", "M-", 1, 1000), NumberBlock("loan", "L-", 1, left)))
        assert wanted_blocks(tx) == (("loan",) if wanted else ())


def test_enrolment_lets_work_begin_before_the_first_exchange(store):
    certificate = Certificate(DEVICE, STAFF, bytes(32), "K7", 1)
    enrolment = EnrolmentResponse(
        certificate,
        bytes(64),
        bytes(32),
        EPOCH,
        1_000_500,
        bytes(32),
        9_000_000,
        "Bisi",
        "CREDIT_OFFICER",
        "H",
    )
    with store.transaction() as tx:
        begin(tx, enrolment, now_ms=1_000_000)
        state = read_state(tx)

    assert (state.epoch, state.lease_until_ms, state.server_offset_ms) == (EPOCH, 9_000_000, 500)
    assert state.server_time_seen_ms == 1_000_500
    assert state.device_state == "ACTIVE"
