"""Makes the demo institution: fourteen months of a branch's work, day by day, through the server's inbox.

The rule kept here: history ends on the evening of the last working day before today, so nothing lies in the
future, and the same day gives the same people, loans and payments.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from shared.contract.bodies.people import UnionCreated, UnionProfile
from shared.contract.products import business_calendar
from syncserver.database.engine import durable_at_the_end
from syncserver.demo.books import UnionBook
from syncserver.demo.branch import (
    Branch,
    Ground,
    Person,
    day_off,
    open_branch,
    settings_for,
)
from syncserver.demo.incidents import incidents_of
from syncserver.demo.office import administer, issue_floats, operate, supervise
from syncserver.demo.plans import UNIONS_PER_OFFICER, Planner, UnionPlan
from syncserver.demo.rounds import Diary, Round

_DAILY_SYNC_DAYS = 10
"""Where the network is poor officers sync every other day, and the branch hears of it then."""
_FLOAT_MINOR, _MORE_FLOAT_MINOR, _FLOAT_EVERY_DAYS = 1_000_000, 500_000, 120


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: the people by role, the union that meets today, how many of everything."""

    name: str
    people: tuple[Person, ...]
    meets_today: str
    officer_today: Person
    members: int
    loans_by_state: dict[str, int]
    receipts: int


def make_institution(ground: Ground, today: date, scale: int = 1) -> Made:
    """Make the institution in a database that has the server's tables and no institution.

    `today` is the day the demo is for, where the institution is. `scale` multiplies its unions and people.
    Raises `NotAsPlanned` if the server rules otherwise than the history needs.
    """
    plans = Planner(today, scale, day_off(today)).unions()
    calendar = business_calendar(settings_for(today))
    first_day = calendar.next_business_day(min(plan.founded_on for plan in plans) - timedelta(days=7))
    with durable_at_the_end(ground.engine):
        branch = open_branch(ground, today, first_day, scale)
        history = _History(branch, plans)
        for day in _working_days(branch, first_day):
            history.live(day)
    return _made(branch)


class _History:
    """Lives one day after the other."""

    def __init__(self, branch: Branch, plans: tuple[UnionPlan, ...]) -> None:
        self._branch = branch
        self._diary = Diary({}, {})
        self._to_found = sorted(enumerate(plans), key=lambda each: (each[1].founded_on, each[0]))
        self._founded: dict[int, UnionBook] = {}
        self._last_float: date | None = None

    def live(self, day: date) -> None:
        """One working day: the office in the morning, the field by day, the sync and decisions at night."""
        branch = self._branch
        branch.wait_until(day, 8)
        self._found_unions(day)
        branch.wait_until(day, 8, 30)
        self._top_up_floats(day)
        for clerk in branch.clerks:
            operate(branch, clerk, day)
        self._go_out(day)
        branch.wait_until(day, 18)
        for supervisor in branch.supervisors:
            supervise(branch, supervisor, day)
        administer(branch)
        for happen in incidents_of(branch, day):
            happen(branch, day)

    def _go_out(self, day: date) -> None:
        branch = self._branch
        rounds = [Round(branch, officer, day) for officer in branch.officers]
        for officer in branch.officers:
            officer.tablet.check_in()
        meetings = [
            (at, number, union) for number, each in enumerate(rounds) for at, union in each.meetings()
        ]
        for at, number, union in sorted(meetings, key=lambda meeting: meeting[:2]):
            hour, _, minute = at.partition(":")
            branch.wait_until(day, int(hour), int(minute))
            rounds[number].hold_meeting(union)
        days_left = (branch.today - day).days
        is_last = day == branch.last_day
        for number, each in enumerate(rounds):
            each.call_on_others()
            each.take_applications(self._diary)
            branch.wait_until(day, 17)
            if is_last or days_left < _DAILY_SYNC_DAYS or day.toordinal() % 2 or incidents_of(branch, day):
                # The officer who opens the demo still carries yesterday's cash.
                each.end(hand_over=not (is_last and number == 0))

    def _found_unions(self, day: date) -> None:
        branch = self._branch
        while self._to_found and self._to_found[0][1].founded_on <= day:
            number, plan = self._to_found.pop(0)
            officer = branch.officers[_officer_place(number)]
            union = UnionBook(plan, branch.means.new_id(), officer.place)
            supervisor = branch.supervisor_of(officer.place)
            supervisor.tablet.check_in()
            supervisor.tablet.write(UnionCreated(union.id, officer.id, _profile(plan)))
            supervisor.tablet.sync()
            self._founded[number] = union
            branch.unions[:] = [self._founded[key] for key in sorted(self._founded)]
            for member in plan.members:
                joins = branch.calendar.next_business_day(max(member.join_on, day + timedelta(days=1)))
                self._diary.joins.setdefault(joins, []).append((union, member))

    def _top_up_floats(self, day: date) -> None:
        if self._last_float is None:
            issue_floats(self._branch, _FLOAT_MINOR, day)
        elif (day - self._last_float).days >= _FLOAT_EVERY_DAYS:
            issue_floats(self._branch, _MORE_FLOAT_MINOR, day)
        else:
            return
        self._last_float = day


def _working_days(branch: Branch, first_day: date) -> Iterator[date]:
    day = first_day
    while day < branch.today:
        yield day
        day = branch.calendar.next_business_day(day + timedelta(days=1))


def _officer_place(union: int) -> int:
    """Four unions each: the first sixteen unions among the first four officers, and so on."""
    unions_of_four = UNIONS_PER_OFFICER * 4
    return union // unions_of_four * 4 + union % 4


def _profile(plan: UnionPlan) -> UnionProfile:
    place = plan.place
    return UnionProfile(
        name=plan.name,
        location=place.quarter,
        address=f"{place.meeting_place}, {place.quarter}, Lagos",
        meeting_weekday=plan.weekday,
        meeting_time=place.time,
        meeting_frequency="WEEKLY",
        meeting_place=place.meeting_place,
        latitude_e7=place.latitude_e7,
        longitude_e7=place.longitude_e7,
    )


def _made(branch: Branch) -> Made:
    members = [member for union in branch.unions for member in union.members]
    loans = [loan for member in members for loan in member.loans]
    return Made(
        name=branch.settings.name,
        people=(branch.admin, *branch.supervisors, *branch.officers, *branch.clerks, *branch.collectors),
        meets_today=branch.unions[0].plan.name,
        officer_today=branch.officers[0],
        members=len(members),
        loans_by_state=dict(sorted(Counter(loan.state for loan in loans).items())),
        receipts=sum(len(loan.payments) for loan in loans),
    )
