"""A branch to test with: every act is driven as the inbox drives it, in a transaction of its own.

Dates and instants are the branch's own; nothing here reads a clock.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from sqlalchemy import Connection, Engine

from shared.contract.bodies.people import (
    InstitutionCreated,
    InstitutionSettings,
    MemberEnrolled,
    MemberProfile,
    StaffAdded,
    UnionCreated,
    UnionProfile,
)
from shared.contract.codec import Message
from shared.ids import INSTITUTION_ID
from shared.permissions import Role
from syncserver.database.base import metadata
from syncserver.database.engine import open_engine, reading, writing
from syncserver.database.ruling import Ruling
from syncserver.database.work import Shelf, Work
from syncserver.fieldwork import tables as fieldwork_tables
from syncserver.ledger import tables as ledger_tables
from syncserver.people import tables as people_tables
from syncserver.people.caller import Caller
from syncserver.people.institution import create_institution
from syncserver.people.members.enrolment import enrol_member
from syncserver.people.staff import add_staff
from syncserver.people.unions.creation import create_union

_B = TypeVar("_B", bound=Message)
_V = TypeVar("_V")
Act = Callable[[Work, Caller, _B], Ruling]
FEATURES = (people_tables, ledger_tables, fieldwork_tables)

TODAY = date(2026, 3, 2)
NOW_MS = 1_772_445_600_000


def an_id(number: int) -> bytes:
    """A 16-byte id that sorts by its number."""
    return number.to_bytes(16, "big")


ADMIN, OTHER_ADMIN, OPERATIONS, SUPERVISOR, OTHER_SUPERVISOR = map(an_id, range(1, 6))
OFFICER, COLLEAGUE, FAR_OFFICER, COLLECTOR = map(an_id, range(11, 15))
UNION, NEXT_UNION, FAR_UNION = map(an_id, range(21, 24))
MEMBER, SECOND_MEMBER = map(an_id, range(31, 33))
NOBODY = an_id(999)

# Officer and colleague work below one supervisor, the far officer below the other.
STAFF_ADDED = (
    StaffAdded(ADMIN, "Ada", "ADMIN", "ada@lender.ng"),
    StaffAdded(OTHER_ADMIN, "Audu", "ADMIN", "audu@lender.ng"),
    StaffAdded(OPERATIONS, "Obi", "OPERATIONS", "obi@lender.ng"),
    StaffAdded(SUPERVISOR, "Sade", "SUPERVISOR", "sade@lender.ng"),
    StaffAdded(OTHER_SUPERVISOR, "Simi", "SUPERVISOR", "simi@lender.ng"),
    StaffAdded(OFFICER, "Chidi", "CREDIT_OFFICER", "chidi@lender.ng", SUPERVISOR),
    StaffAdded(COLLEAGUE, "Chika", "CREDIT_OFFICER", "chika@lender.ng", SUPERVISOR),
    StaffAdded(FAR_OFFICER, "Femi", "CREDIT_OFFICER", "femi@lender.ng", OTHER_SUPERVISOR),
    StaffAdded(COLLECTOR, "Kola", "COLLECTIONS_OFFICER", "kola@lender.ng", SUPERVISOR),
)
ROLES = {INSTITUTION_ID: Role.ADMIN} | {added.staff: Role(added.role) for added in STAFF_ADDED}
UNIONS_CREATED = (
    UnionCreated(UNION, OFFICER, UnionProfile("Alaba Traders", "Alaba", meeting_weekday=0)),
    UnionCreated(NEXT_UNION, COLLEAGUE, UnionProfile("Bariga Weavers")),
    UnionCreated(FAR_UNION, FAR_OFFICER, UnionProfile("Epe Fishers")),
)


def create_tables(url: str) -> None:
    """Make every table the features imported here have."""
    engine = open_engine(url)
    with writing(engine) as connection:
        metadata.create_all(connection)
    engine.dispose()


def open_branch(url: str) -> None:
    """Make every table and a branch at work."""
    create_tables(url)
    engine = open_engine(url)
    Branch(engine).open()
    engine.dispose()


def a_caller(
    staff: bytes,
    operation: bytes = an_id(10_000),
    *,
    at_ms: int = NOW_MS,
    server_time_seen_ms: int = NOW_MS,
    doubt: str = "",
    role: Role | None = None,
) -> Caller:
    """Somebody of the branch, acting now and knowing what the server knows."""
    return Caller(
        operation=operation,
        device=an_id(500),
        staff=staff,
        role=role or ROLES[staff],
        at_ms=at_ms,
        server_time_seen_ms=server_time_seen_ms,
        doubt=doubt,
    )


@dataclass(slots=True)
class Branch:
    """One database with what happened in it; `now_ms` and `today` are moved by the test."""

    engine: Engine
    now_ms: int = NOW_MS
    today: date = TODAY
    published: tuple[tuple[str, bytes], ...] = ()
    operations: list[bytes] = field(default_factory=list)

    def open(self) -> None:
        """Make the institution, its staff and its unions, in one batch."""
        with self.batch() as work:
            self.handle(work, create_institution, INSTITUTION_ID, InstitutionCreated(_settings()))
            for added in STAFF_ADDED:
                self.handle(work, add_staff, INSTITUTION_ID, added)
            for created in UNIONS_CREATED:
                self.handle(work, create_union, ADMIN, created)

    def enrol(self, member: bytes = MEMBER, union: bytes = UNION, code: str = "M-1") -> None:
        """Let the union's officer enrol a member."""
        officer = {created.union: created.officer for created in UNIONS_CREATED}[union]
        profile = MemberProfile("Bola", "Ade", phone="0801")
        self.act(enrol_member, officer, MemberEnrolled(member, union, code, profile))

    @contextmanager
    def batch(self) -> Iterator[Work]:
        """A batch's work, written and committed at the end."""
        with writing(self.engine) as connection:
            work = Work(connection, now_ms=self.now_ms, today=self.today)
            yield work
            work.flush()
            self.published = work.published()

    def act(
        self, act: Act[_B], staff: bytes, body: _B, *, seen_ms: int | None = None, doubt: str = ""
    ) -> Ruling:
        """Handle one operation in a batch of its own."""
        with self.batch() as work:
            return self.handle(work, act, staff, body, seen_ms=seen_ms, doubt=doubt)

    def handle(
        self,
        work: Work,
        act: Act[_B],
        staff: bytes,
        body: _B,
        *,
        at_ms: int | None = None,
        seen_ms: int | None = None,
        doubt: str = "",
    ) -> Ruling:
        """Handle one operation of a batch; what it refuses leaves nothing behind."""
        self.operations.append(an_id(10_000 + len(self.operations)))
        caller = a_caller(
            staff,
            self.operations[-1],
            at_ms=self.now_ms if at_ms is None else at_ms,
            server_time_seen_ms=self.now_ms if seen_ms is None else seen_ms,
            doubt=doubt,
            role=ROLES.get(staff, Role.CREDIT_OFFICER),
        )
        try:
            ruling = act(work, caller, body)
        except BaseException:
            work.discard()
            raise
        work.keep()
        return ruling

    def get(self, shelf: Shelf[_V], identifier: bytes) -> _V | None:
        """Read an aggregate as committed."""
        with writing(self.engine) as connection:
            return Work(connection, now_ms=self.now_ms, today=self.today).get(shelf, identifier)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection to ask the committed state with."""
        with reading(self.engine) as connection:
            yield connection


def _settings() -> InstitutionSettings:
    return InstitutionSettings("Harvest Lending")
