"""The demo institution as it opens: settings, products, people and their tablets.

The rule kept here: the administrator, who is added by the institution itself, does everything after that
from an own tablet.
"""

import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from shared.calendar import BusinessCalendar
from shared.contract.bodies.lending import ProductDefined
from shared.contract.bodies.people import InstitutionCreated, InstitutionSettings, Role, StaffAdded
from shared.contract.codec import Message
from shared.contract.products import business_calendar
from shared.ids import IdMaker
from syncserver.database.engine import writing
from syncserver.demo.books import LoanBook, MemberBook, UnionBook
from syncserver.demo.catalogue.products import OFFERS
from syncserver.demo.tablets import Means, NotAsPlanned, SimulatedClock, Tablet
from syncserver.people.devices.keys import ServerKeys
from syncserver.sync.handlers import all_handlers
from syncserver.sync.inbox.taking import Inbox
from syncserver.sync.server import Server, act, install

ZONE = "Africa/Lagos"
_SUPERVISOR_LIMIT_MINOR = 100_000_000
_SECOND_STAGE_MINOR = 75_000_000
_HOLIDAYS = ((1, 1), (5, 1), (6, 12), (10, 1), (12, 25), (12, 26))

_SUPERVISORS = ("Ọlábísí Adénúgà", "Emeka Ọbịora")
_OFFICERS = ("Blessing Ekanem", "Yusuf Ɗanbatta", "Adérónkẹ́ Ọ̀ṣọ́", "Chisom Nwabụeze")
_CLERK, _COLLECTOR, _ADMINISTRATOR = "Maryam Ƙofar-Mata", "Sunday Àkàndé", "Grace Ìdòwú"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at work, with the tablet they work on; `place` counts people of one role from 0."""

    id: bytes
    name: str
    role: Role
    email: str
    place: int
    tablet: Tablet


@dataclass(frozen=True, slots=True)
class Handover:
    """Cash on its way from an officer to the branch, known to the branch once the officer has synced."""

    movement: bytes
    amount_minor: int
    clerk: int


@dataclass(slots=True, eq=False)
class Unsent:
    """What an officer's tablet holds that others wait for."""

    enrolled: list[MemberBook] = field(default_factory=list)
    submitted: list[LoanBook] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Branch:
    """Everybody and everything of the institution while its history is made."""

    means: Means
    today: date
    settings: InstitutionSettings
    products: dict[str, bytes]
    admin: Person
    supervisors: tuple[Person, ...]
    officers: tuple[Person, ...]
    clerks: tuple[Person, ...]
    collectors: tuple[Person, ...]
    unions: list[UnionBook] = field(default_factory=list)
    to_verify: list[MemberBook] = field(default_factory=list)
    to_decide: list[LoanBook] = field(default_factory=list)
    to_disburse: list[LoanBook] = field(default_factory=list)
    to_count: deque[Handover] = field(default_factory=deque)
    cash_minor: dict[bytes, int] = field(default_factory=dict)
    unsent: dict[bytes, Unsent] = field(default_factory=dict)

    @property
    def chance(self) -> random.Random:
        """The one source of chance."""
        return self.means.chance

    @property
    def calendar(self) -> BusinessCalendar:
        """The days on which the branch works."""
        return business_calendar(self.settings)

    @property
    def last_day(self) -> date:
        """The last working day before today, on which the history ends."""
        day = self.today - timedelta(days=1)
        while not self.calendar.is_business_day(day):
            day -= timedelta(days=1)
        return day

    def wait_until(self, day: date, hour: int, minute: int = 0) -> None:
        """Let time pass until an hour of a day, where the branch is."""
        self.means.clock.wait_until(instant_ms(day, hour, minute))

    def supervisor_of(self, officer: int) -> Person:
        """The supervisor of the officer at that place."""
        return self.supervisors[officer // 2]

    def unions_of(self, officer: Person) -> list[UnionBook]:
        """The unions an officer has now."""
        return [union for union in self.unions if union.officer == officer.place]

    def officer_of(self, member: MemberBook) -> Person:
        """The officer of a member's union."""
        return self.officers[member.union.officer]


def instant_ms(day: date, hour: int, minute: int = 0) -> int:
    """An hour of a day where the branch is, in milliseconds since 1970."""
    return int(datetime.combine(day, time(hour, minute), ZoneInfo(ZONE)).timestamp() * 1000)


def day_off(today: date) -> int:
    """The weekday on which nobody works: Sunday, unless the demo is wanted on one."""
    return 6 if today.weekday() != 6 else 4


def settings_for(today: date) -> InstitutionSettings:
    """The institution's settings; public holidays with a fixed date are kept, but for today."""
    years = range(today.year - 2, today.year + 3)
    holidays = sorted(date(year, *day) for year in years for day in _HOLIDAYS)
    return InstitutionSettings(
        name="Àmánà Àjọ Community Lending",
        days_off=(day_off(today),),
        holidays=tuple(day for day in holidays if day != today),
        receipt_cap_minor=200_000_000,
        second_stage_from_minor=_SECOND_STAGE_MINOR,
        reason_codes=("WRONG_AMOUNT", "WRONG_MEMBER", "CHANGE_GIVEN_TWICE", "MOVED_HOUSE"),
    )


@dataclass(frozen=True, slots=True)
class Ground:
    """What the institution is built on: database, keys, and randomness that nobody can foresee."""

    engine: Engine
    keys: ServerKeys
    secret_bytes: Callable[[int], bytes]


def open_branch(ground: Ground, today: date, first_day: date, scale: int) -> Branch:
    """Create the institution on the morning of its first day, with everybody it will ever employ."""
    means = _means(ground, today, first_day, scale)
    settings = settings_for(today)
    means.clock.wait_until(instant_ms(first_day, 8))
    opening = _Opening(means)
    _applied(means.server, InstitutionCreated(settings))
    admin = opening.person(_ADMINISTRATOR, "ADMIN", 0)
    supervisors = opening.people(_SUPERVISORS, "SUPERVISOR", scale, limit_minor=_SUPERVISOR_LIMIT_MINOR)
    officers = opening.people(_OFFICERS, "CREDIT_OFFICER", scale, below=supervisors)
    clerks = opening.people((_CLERK,), "OPERATIONS", scale)
    collectors = opening.people((_COLLECTOR,), "COLLECTIONS_OFFICER", scale, below=supervisors)
    products = {}
    for offer in OFFERS:
        products[offer.definition.code] = means.new_id()
        admin.tablet.write(ProductDefined(products[offer.definition.code], offer.definition))
    admin.tablet.sync()
    return Branch(means, today, settings, products, admin, supervisors, officers, clerks, collectors)


@dataclass(frozen=True, slots=True)
class _Opening:
    """Hires people: the institution itself adds the administrator, who adds everybody else."""

    means: Means
    admin: list[Tablet] = field(default_factory=list)

    def people(
        self,
        names: tuple[str, ...],
        role: Role,
        scale: int,
        *,
        below: tuple[Person, ...] = (),
        limit_minor: int | None = None,
    ) -> tuple[Person, ...]:
        hired = []
        for place in range(len(names) * scale):
            copy, at = divmod(place, len(names))
            name = f"{names[at]} {copy + 1}" if copy else names[at]
            supervisor = below[place * len(below) // (len(names) * scale)].id if below else None
            hired.append(self.person(name, role, place, supervisor, limit_minor))
        return tuple(hired)

    def person(
        self,
        name: str,
        role: Role,
        place: int,
        supervisor: bytes | None = None,
        limit_minor: int | None = None,
    ) -> Person:
        means, staff = self.means, self.means.new_id()
        email = f"{role.lower().replace('_', '.')}{place + 1}@amana-ajo.example"
        phone = f"+234700{means.chance.randrange(10**7):07d}"
        body = StaffAdded(staff, name, role, email, supervisor, phone, limit_minor)
        if self.admin:
            self.admin[0].write(body)
            self.admin[0].sync()
        else:
            _applied(means.server, body)
        person = Person(staff, name, role, email, place, Tablet(means, staff, f"Tablet {role} {place + 1}"))
        if not self.admin:
            self.admin.append(person.tablet)
        return person


def _means(ground: Ground, today: date, first_day: date, scale: int) -> Means:
    clock = SimulatedClock(instant_ms(first_day, 7))
    chance = random.Random(f"history of {today.isoformat()} at {scale}")
    ids = IdMaker(clock.now_ms, chance.randbytes)
    inbox = Inbox(
        ground.engine, all_handlers(), clock.now_ms, lambda: ids.make().hex(), lambda _: clock.spend(1)
    )
    # Chance would give every demo server of a day the same epoch, and tablets could not tell them apart.
    unforeseen = IdMaker(clock.now_ms, ground.secret_bytes)
    with writing(ground.engine) as connection:
        own = install(connection, ground.keys, unforeseen, clock.now_ms())
    return Means(Server(inbox, ground.keys, ids, own), clock, chance, ground.secret_bytes)


def _applied(server: Server, body: Message) -> None:
    (verdict,) = act(server, [body])
    if verdict.outcome != "applied":
        raise NotAsPlanned(str(verdict))
