"""Two batches at once: who waits for whom, so that neither undoes what the other did."""

import pytest
from sqlalchemy import Connection, Engine, NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from shared.contract.bodies.cash import CashHandedOver
from shared.ids import INSTITUTION_ID
from syncserver.database.engine import writing
from syncserver.database.work import Shelf, Work
from syncserver.fieldwork.cash import hand_over_cash
from syncserver.fieldwork.queries import MOVEMENTS
from syncserver.people.queries import (
    INSTITUTION,
    INSTITUTION_TO_CHANGE,
    MEMBERS,
    STAFF,
    STAFF_TO_CHANGE,
    UNIONS,
    UNIONS_TO_CHANGE,
)
from tests.syncserver.builders import MEMBER, NOW_MS, OFFICER, OPERATIONS, TODAY, UNION, Branch, an_id

HANDOVER = an_id(401)


@pytest.fixture
def busy(branch: Branch) -> Branch:
    """The branch with a member and an open handover."""
    branch.enrol()
    branch.act(hand_over_cash, OFFICER, CashHandedOver(HANDOVER, OPERATIONS, 5, TODAY))
    return branch


def impatient(engine: Engine) -> Engine:
    """The same database for somebody who does not wait for locks."""
    at_once: dict[str, object] = {"timeout": 0}
    if engine.dialect.name == "postgresql":
        at_once = {"options": "-c lock_timeout=50ms"}
    return create_engine(engine.url, poolclass=NullPool, connect_args=at_once)


def read(connection: Connection, shelf: Shelf, identifier: bytes) -> object:
    return Work(connection, now_ms=NOW_MS, today=TODAY).get(shelf, identifier)


@pytest.mark.parametrize(
    ("shelf", "identifier"),
    [
        (MEMBERS, MEMBER),
        (MOVEMENTS, HANDOVER),
        (UNIONS_TO_CHANGE, UNION),
        (STAFF_TO_CHANGE, OFFICER),
        (INSTITUTION_TO_CHANGE, INSTITUTION_ID),
    ],
    ids=lambda value: value.name if isinstance(value, Shelf) else "",
)
def test_the_second_waits_for_the_first(busy: Branch, shelf: Shelf, identifier: bytes) -> None:
    with writing(busy.engine) as first:
        assert read(first, shelf, identifier) is not None
        with pytest.raises(DBAPIError, match="lock"), writing(impatient(busy.engine)) as second:
            read(second, shelf, identifier)


@pytest.mark.parametrize(
    ("shelf", "to_change", "identifier"),
    [
        (UNIONS, UNIONS_TO_CHANGE, UNION),
        (STAFF, STAFF_TO_CHANGE, OFFICER),
        (INSTITUTION, INSTITUTION_TO_CHANGE, INSTITUTION_ID),
    ],
    ids=lambda value: value.name if isinstance(value, Shelf) else "",
)
def test_who_only_reads_never_waits(busy: Branch, shelf: Shelf, to_change: Shelf, identifier: bytes) -> None:
    with writing(busy.engine) as first:
        assert read(first, to_change, identifier) is not None
        with impatient(busy.engine).connect() as second:
            assert read(second, shelf, identifier) is not None
