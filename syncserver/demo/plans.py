"""Who will borrow what, when, and how they will pay it back: the whole history, drawn before it is made.

The rule kept here: the same day and scale give the same plans, and today's first union has fifteen members
with a weekly loan, so that there is a meeting to hold.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from shared.contract.bodies.people import MemberProfile
from syncserver.demo.catalogue.names import LANGUAGES, TRADES, Names
from syncserver.demo.catalogue.places import PLACES, Place
from syncserver.demo.catalogue.products import ASSET, DAILY, MONTHLY, SEASON, WEEKLY, Offer

UNIONS_PER_OFFICER = 4
_LONGEST_PRESENT = 160
"""With an earlier loan before it, a present one began at most so many days ago."""
_READY_DAYS = 9
"""About how long it takes from the draft to the first instalment, a week of the term apart."""


class Payer(StrEnum):
    """How somebody pays."""

    STEADY = "steady"
    EARLY = "early"
    WAVERING = "wavering"
    STOPS = "stops"
    DEFAULTS = "defaults"
    SETTLES = "settles"


class Fate(StrEnum):
    """How far an application comes."""

    PAID_OUT = "paid out"
    DRAFT = "draft"
    PENDING = "pending"
    APPROVED = "approved"
    SENT_BACK = "sent back"
    REFUSED = "refused"
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True)
class LoanPlan:
    """One loan; `stops_on` is the day from which nothing more is paid."""

    offer: Offer
    principal_minor: int
    term_count: int
    draft_on: date
    purpose: str
    payer: Payer = Payer.STEADY
    fate: Fate = Fate.PAID_OUT
    stops_on: date | None = None


@dataclass(frozen=True, slots=True)
class MemberPlan:
    """One member and their loans, the earliest first."""

    profile: MemberProfile
    join_on: date
    loans: tuple[LoanPlan, ...]


@dataclass(frozen=True, slots=True)
class UnionPlan:
    """One union; `name` tells copies of a place apart."""

    place: Place
    name: str
    weekday: int
    founded_on: date
    members: tuple[MemberPlan, ...]


class Planner:
    """Draws plans for one day, from one seed."""

    def __init__(self, today: date, scale: int, day_off: int) -> None:
        self._today = today
        self._unions = len(PLACES) * scale
        self._chance = random.Random(f"plans of {today.isoformat()} at {scale}")
        forward = [(today.weekday() + step) % 7 for step in range(7)]
        self._weekdays = [day for day in forward if day != day_off][:5]
        self._endings = _endings(self._chance, scale)

    def unions(self) -> tuple[UnionPlan, ...]:
        """Draw every union with its members and loans."""
        return tuple(self._union(number) for number in range(self._unions))

    def _union(self, number: int) -> UnionPlan:
        copy, at = divmod(number, len(PLACES))
        place = PLACES[at]
        members = tuple(self._todays_members(place) if number == 0 else self._members(place))
        column, officer = at // UNIONS_PER_OFFICER, at % UNIONS_PER_OFFICER
        return UnionPlan(
            place=place,
            name=f"{place.union} {copy + 1}" if copy else place.union,
            weekday=self._weekdays[(column + officer) % len(self._weekdays)],
            founded_on=min(member.join_on for member in members) - timedelta(days=5),
            members=members,
        )

    def _todays_members(self, place: Place) -> Iterator[MemberPlan]:
        """Fifteen who owe an instalment of a weekly loan, and two who have paid theirs back."""
        payers = [Payer.STEADY] * 12 + [Payer.WAVERING, Payer.WAVERING, Payer.STOPS]
        for payer in payers:
            count = self._chance.choice(WEEKLY.counts)
            elapsed = self._chance.randint(6, count - 4)
            yield self._member(place, [self._running(WEEKLY, payer, count, elapsed)])
        for _ in range(2):
            yield self._member(place, [self._finished(self._today - timedelta(days=21))])

    def _members(self, place: Place) -> Iterator[MemberPlan]:
        for _ in range(self._chance.randint(13, 17)):
            yield self._member(place, self._loans())

    def _loans(self) -> list[LoanPlan]:
        """None for one in ten, an earlier and a present loan for four in ten, else one of either."""
        roll = self._chance.random()
        if roll < 0.10:
            return []
        if roll < 0.48:
            present = self._ending() if self._endings and self._chance.random() < 0.4 else self._present()
            if (self._today - present.draft_on).days > _LONGEST_PRESENT:
                return [present]
            return [self._finished(present.draft_on - timedelta(days=14)), present]
        if roll < 0.62:
            return [self._finished(self._today - timedelta(days=self._chance.randint(21, 150)))]
        return [self._present()]

    def _present(self) -> LoanPlan:
        """A loan that is still owed today."""
        payer = self._chance.choices(
            [Payer.STEADY, Payer.EARLY, Payer.WAVERING, Payer.STOPS, Payer.DEFAULTS], [58, 12, 12, 14, 4]
        )[0]
        if payer is Payer.DEFAULTS:
            offer = self._chance.choice((WEEKLY, WEEKLY, SEASON))
        else:
            offer = self._chance.choices([WEEKLY, SEASON, MONTHLY, DAILY, ASSET], [60, 12, 12, 9, 7])[0]
        count = self._chance.choice(offer.counts)
        return self._running(offer, payer, count, self._chance.randint(1, max(1, count - 3)))

    def _running(self, offer: Offer, payer: Payer, count: int, elapsed: int) -> LoanPlan:
        """A loan of which so many instalments have fallen due, or more if its payer stopped long ago."""
        step, stops_on = offer.days_per_instalment, None
        if payer in (Payer.STOPS, Payer.DEFAULTS):
            late = _days_late(self._chance, payer)
            stops_on = self._today - timedelta(days=late)
            elapsed = late // step + self._chance.randint(2, 5)
        draft_on = self._today - timedelta(days=elapsed * step + _READY_DAYS)
        return self._loan(offer, draft_on, count=count, payer=payer, stops_on=stops_on)

    def _finished(self, before: date) -> LoanPlan:
        """A loan that is paid back by a day, if its payer keeps to it."""
        offer = self._chance.choices([WEEKLY, DAILY, SEASON], [70, 15, 15])[0]
        payer = self._chance.choices(
            [Payer.STEADY, Payer.EARLY, Payer.WAVERING, Payer.SETTLES], [62, 14, 12, 12]
        )[0]
        count = offer.counts[0] if before < self._today - timedelta(days=150) else None
        terms = count or self._chance.choice(offer.counts)
        days = terms * offer.days_per_instalment * 7 // 6 + 21  # days off, and time to catch up
        return self._loan(offer, before - timedelta(days=days), count=terms, payer=payer)

    def _ending(self) -> LoanPlan:
        """An application of the last days, or one that was turned down or given up."""
        fate, days = self._endings.pop()
        offer = self._chance.choices([WEEKLY, MONTHLY, SEASON], [70, 20, 10])[0]
        return self._loan(offer, self._today - timedelta(days=days), fate=fate)

    def _loan(
        self,
        offer: Offer,
        draft_on: date,
        *,
        count: int | None = None,
        payer: Payer = Payer.STEADY,
        fate: Fate = Fate.PAID_OUT,
        stops_on: date | None = None,
    ) -> LoanPlan:
        principal, purpose = self._chance.choice(offer.principals), self._chance.choice(offer.purposes)
        terms = count or self._chance.choice(offer.counts)
        return LoanPlan(offer, principal, terms, draft_on, purpose, payer, fate, stops_on)

    def _member(self, place: Place, loans: list[LoanPlan]) -> MemberPlan:
        chance = self._chance
        if loans:
            join_on = loans[0].draft_on - timedelta(days=chance.randint(16, 40))
        else:
            join_on = self._today - timedelta(days=chance.randint(1, 18))
        return MemberPlan(_profile(self._chance, place), join_on, tuple(loans))


def _days_late(chance: random.Random, payer: Payer) -> int:
    if payer is Payer.DEFAULTS:
        return chance.randint(125, 210)
    low, high = chance.choice(((9, 28), (36, 58), (36, 58), (65, 88), (65, 88), (96, 170)))
    return chance.randint(low, high)


def _profile(chance: random.Random, place: Place) -> MemberProfile:
    names: Names = place.names if chance.random() < 0.75 else chance.choice(LANGUAGES)
    woman = chance.random() < 0.86
    return MemberProfile(
        first_name=chance.choice(names.women if woman else names.men),
        last_name=chance.choice(names.families),
        phone=f"+234700{chance.randrange(10**7):07d}",
        address=f"{chance.randint(1, 140)} {place.quarter} road",
        city=place.quarter,
        state="Lagos",
        country="Nigeria",
        date_of_birth=date(chance.randint(1962, 2001), chance.randint(1, 12), chance.randint(1, 28)),
        gender="FEMALE" if woman else "MALE",
        profession=chance.choice(TRADES),
    )


def _endings(chance: random.Random, scale: int) -> list[tuple[Fate, int]]:
    """So many applications of each fate, with the days since the draft."""
    wanted = ((Fate.DRAFT, 6, 1, 4), (Fate.PENDING, 8, 1, 3), (Fate.APPROVED, 6, 4, 6))
    turned_down = ((Fate.SENT_BACK, 2, 5, 9), (Fate.REFUSED, 3, 12, 90), (Fate.CANCELED, 2, 9, 60))
    endings = [
        (fate, chance.randint(least, most))
        for fate, number, least, most in (*wanted, *turned_down)
        for _ in range(number * scale)
    ]
    chance.shuffle(endings)
    return endings
