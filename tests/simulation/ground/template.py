"""The institution every simulated world begins with, made once by the people's own tablets and then copied.

Three credit officers with two unions each, a supervisor, somebody of operations; members who were enrolled
and verified; loans that were asked for, approved and paid out.
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from argon2 import PasswordHasher

from fieldapp.desk import queries as facts
from fieldapp.officer.enrol_member import enrol_member, open_member_form
from fieldapp.officer.request_loan import draft_loan, submit_loan
from fieldapp.operations.disburse_loan import DisbursementForm, disburse_loan, load_queue
from fieldapp.store.author import Desk
from fieldapp.supervisor.approvals import DecisionForm, decide, load_approval, load_inbox
from fieldapp.supervisor.verify_member import verify_member
from shared.contract.bodies.lending import ProductDefined, ProductDefinition
from shared.contract.bodies.people import (
    InstitutionCreated,
    InstitutionSettings,
    MemberProfile,
    StaffAdded,
    UnionCreated,
    UnionProfile,
)
from shared.contract.bodies.people import Role as RoleName
from shared.contract.codec import Message
from shared.ids import IdMaker, MemberId, UnionId
from syncserver.database.engine import open_engine, writing
from syncserver.database.migrating import upgrade
from syncserver.migrations.catalogue import all_tables
from syncserver.people.devices.keys import load_keys, make_keys, make_recovery_key
from syncserver.people.passwords.queries import set_password
from syncserver.sync.server import install
from tests.fieldapp.desk.forms import least_loan_form
from tests.simulation.ground.clocks import HOUR_MS, Time
from tests.simulation.ground.machine import PASSWORD, email_of
from tests.simulation.ground.office import DATABASE, RECOVERY_KEY, Office
from tests.simulation.ground.tablet import Tablet
from tests.simulation.ground.weather import Weather
from tests.simulation.ground.world import CANARY, OFFICERS, OPERATIONS, SUPERVISOR, World

START_MS = int(datetime(2026, 3, 2, 8, tzinfo=UTC).timestamp() * 1000)
_QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
_MEMBERS = 4
_LENT = 3
_NAMES = ("Ada", "Bisi", "Chidi", "Dayo", "Efe", "Funke", "Gbenga", "Halima")


def make_template(folder: Path, start_ms: int = START_MS, database: str = "") -> int:
    """Make the institution in an empty folder, and in an empty database where one is named; return how many
    operations its people recorded.
    """
    rng, time = random.Random("template"), Time(start_ms)
    (folder / "office").mkdir(parents=True)
    _install(folder / "office", time, rng, database)
    loop = asyncio.new_event_loop()
    world = World(0, folder, rng, time, Office(folder / "office", time, rng, loop, database), Weather(rng))
    _people(world)
    _lend(world)
    world.close()
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()
    (folder / "now").write_text(str(time.now_ms))
    return world.operations


def _install(folder: Path, time: Time, rng: random.Random, database: str) -> None:
    make_keys(folder / "keys", rng.randbytes)
    make_recovery_key(folder / "keys", folder / RECOVERY_KEY, rng.randbytes)
    keys = load_keys(folder / "keys")
    engine = open_engine(database or f"sqlite:///{folder / DATABASE}")
    if database:
        upgrade(engine)
    with writing(engine) as connection:
        if not database:
            all_tables().create_all(connection)
        install(connection, keys, IdMaker(time, rng.randbytes), time())
    engine.dispose()


def _people(world: World) -> None:
    ids = world.office.server.ids
    supervisor, operations = ids.make(), ids.make()
    _act(
        world,
        InstitutionCreated(InstitutionSettings("Ajo Microfinance", lease_days=7)),
        _somebody(supervisor, "SUPERVISOR", SUPERVISOR),
        _somebody(operations, "OPERATIONS", OPERATIONS),
        ProductDefined(ids.make(), _weekly()),
    )
    world.enrol(SUPERVISOR, supervisor)
    world.enrol(OPERATIONS, operations)
    for name in OFFICERS:
        officer = ids.make()
        _act(world, _somebody(officer, "CREDIT_OFFICER", name, supervisor))
        for place in range(2):
            profile = UnionProfile(f"Union {place} of {name}", meeting_weekday=place)
            _act(world, UnionCreated(ids.make(), officer, profile))
        world.enrol(name, officer)
        with writing(world.office.engine) as connection:
            set_password(connection, officer, _QUICK.hash(PASSWORD), world.time.now_ms)


def _lend(world: World) -> None:
    officers = [world.tablets[name] for name in OFFICERS]
    supervisor, operations = world.tablets[SUPERVISOR], world.tablets[OPERATIONS]
    _everybody_syncs(world)
    for officer in officers:
        officer.do(_enrol_all)
    _everybody_syncs(world)
    supervisor.do(_verify_all)
    _everybody_syncs(world)
    for officer in officers:
        officer.do(_ask_for_loans)
    _everybody_syncs(world)
    supervisor.do(_approve_all)
    _everybody_syncs(world)
    operations.do(_pay_all_out)
    _everybody_syncs(world)


def _enrol_all(desk: Desk) -> None:
    for union in _unions(desk):
        for first_name in _NAMES[:_MEMBERS]:
            profile = MemberProfile(first_name, CANARY, phone="0803 555 0199")
            enrol_member(desk, replace(open_member_form(desk, union), profile=profile))


def _verify_all(desk: Desk) -> None:
    for union in _unions(desk):
        for member in _members(desk, union):
            verify_member(desk, member, ("Identity card",))


def _ask_for_loans(desk: Desk) -> None:
    with desk.store.read() as tx:
        product = facts.products(tx)[0].product
    for union in _unions(desk):
        for member in _members(desk, union)[:_LENT]:
            form = least_loan_form(desk, member, product)
            draft_loan(desk, replace(form, principal_minor=5_000_000, term_count=10))
            submit_loan(desk, form.loan)


def _approve_all(desk: Desk) -> None:
    for row in load_inbox(desk):
        page = load_approval(desk, row.approval.approval)
        version, content = page.row.approval.version, page.loan.content_hash
        decide(desk, DecisionForm(row.approval.approval, "APPROVE", version, content))


def _pay_all_out(desk: Desk) -> None:
    for waiting in load_queue(desk):
        today = desk.author.clock.today("Africa/Lagos")
        disburse_loan(desk, DisbursementForm(waiting.loan.loan, today, "CASH"))


def _unions(desk: Desk) -> list[UnionId]:
    with desk.store.read() as tx:
        return [row.union for row in facts.unions(tx)]


def _members(desk: Desk, union: UnionId) -> list[MemberId]:
    with desk.store.read() as tx:
        return [row.member for row in facts.members_of(tx, union)]


def _everybody_syncs(world: World) -> None:
    """Twice, so that everybody has what the others sent."""
    for _ in range(2):
        world.time.passes(HOUR_MS // 4)
        for tablet in world.tablets.values():
            _sync(tablet)


def _sync(tablet: Tablet) -> None:
    result = tablet.sync()
    assert result.fault is None, result.fault


def _act(world: World, *bodies: Message) -> None:
    verdicts = world.office.act(*bodies)
    assert all(verdict.outcome == "applied" for verdict in verdicts), verdicts


def _somebody(staff: bytes, role: RoleName, name: str, supervisor: bytes | None = None) -> StaffAdded:
    return StaffAdded(staff, name, role, email_of(name), supervisor)


def _weekly() -> ProductDefinition:
    """Flat interest of 10 % of the whole, paid back by the week."""
    return ProductDefinition(
        code="WEEKLY",
        name="Weekly loan",
        minimum_principal_minor=100_000,
        maximum_principal_minor=100_000_000,
        minimum_term_count=2,
        maximum_term_count=60,
        term_unit="WEEK",
        term_step=1,
        method="FLAT",
        rate_percent="10",
        rate_period="TERM",
    )
