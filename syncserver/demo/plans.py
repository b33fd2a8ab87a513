"""Who will borrow what, when, and how they will pay it back: the whole history, drawn before it is made.

The rule kept here: the same day and scale give the same plans, and today's first union has fifteen members
with a weekly loan, so that there is a meeting to hold.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import cycle
from typing import TypeVar, assert_never

from shared.contract.bodies.people import MemberProfile
from syncserver.demo.catalogue.names import LANGUAGES, TRADES, Names
from syncserver.demo.catalogue.places import PLACES, Place
from syncserver.demo.catalogue.products import ASSET, DAILY, MONTHLY, SEASON, WEEKLY, Offer

_T = TypeVar("_T")
UNIONS_PER_OFFICER = 4
_LONGEST_PRESENT = 120
"""With an earlier loan before it, a present one began at most so many days ago."""
_LONGEST_ELAPSED = 330
"""So many days ago the first instalment of a present loan fell due at most: history is fourteen months."""
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


class Card(StrEnum):
    """What loans a member has."""

    NONE = "none"
    FINISHED = "finished"
    PRESENT = "present"
    BOTH = "both"
    ENDING = "finished, and one of the last days"


_CARDS = {Card.PRESENT: 42, Card.BOTH: 31, Card.FINISHED: 16, Card.NONE: 11}
_PAYERS = {Payer.STEADY: 58, Payer.EARLY: 12, Payer.WAVERING: 12, Payer.STOPS: 14, Payer.DEFAULTS: 4}
_DAYS_LATE = ((9, 28), (38, 58), (68, 88), (98, 170))
_DAYS_LOST = (125, 210)
_DAYS_NEW = (2, 5, 9, 3, 14, 18, 24)
"""How long ago members without a loan joined."""


class Planner:
    """Draws plans for one day, from one seed: how many of what is fixed, who gets it is chance."""

    def __init__(self, today: date, scale: int, day_off: int) -> None:
        self._today = today
        self._chance = random.Random(f"plans of {today.isoformat()} at {scale}")
        forward = [(today.weekday() + step) % 7 for step in range(7)]
        self._weekdays = [day for day in forward if day != day_off][:5]
        self._sizes = [self._chance.randint(13, 17) for _ in range(len(PLACES) * scale)]
        self._endings = _endings(self._chance, scale)
        self._cards = self._dealt_cards(sum(self._sizes[1:]))
        presents = self._cards.count(Card.PRESENT) + self._cards.count(Card.BOTH)
        self._payers = dealt(self._chance, _PAYERS, presents)
        self._late, self._new = cycle(_DAYS_LATE), cycle(_DAYS_NEW)

    def unions(self) -> tuple[UnionPlan, ...]:
        """Draw every union with its members and loans; a planner is used once."""
        return tuple(self._union(number) for number in range(len(self._sizes)))

    def _dealt_cards(self, members: int) -> list[Card]:
        cards = dealt(self._chance, _CARDS, members - len(self._endings)) + [Card.ENDING] * len(self._endings)
        self._chance.shuffle(cards)
        return cards

    def _union(self, number: int) -> UnionPlan:
        copy, at = divmod(number, len(PLACES))
        place = PLACES[at]
        members = tuple(
            self._todays_members(place) if number == 0 else self._members(place, self._sizes[number])
        )
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
            paid_back = replace(self._finished(self._today - timedelta(days=21)), payer=Payer.STEADY)
            yield self._member(place, [paid_back])

    def _members(self, place: Place, count: int) -> Iterator[MemberPlan]:
        for _ in range(count):
            yield self._member(place, self._loans(self._cards.pop()))

    def _loans(self, card: Card) -> list[LoanPlan]:
        match card:
            case Card.NONE:
                return []
            case Card.FINISHED:
                return [self._finished(self._today - timedelta(days=self._chance.randint(21, 150)))]
            case Card.PRESENT:
                return [self._present()]
            case Card.BOTH | Card.ENDING:
                present = self._present() if card is Card.BOTH else self._ending()
                if (self._today - present.draft_on).days > _LONGEST_PRESENT:
                    return [present]
                return [self._finished(present.draft_on - timedelta(days=14)), present]
            case unknown:
                assert_never(unknown)

    def _present(self) -> LoanPlan:
        """A loan that is still owed today."""
        payer = self._payers.pop()
        if payer in (Payer.STOPS, Payer.DEFAULTS):
            offer = self._chance.choice((WEEKLY, WEEKLY, SEASON))
        else:
            offer = self._chance.choices([WEEKLY, SEASON, MONTHLY, DAILY, ASSET], [56, 12, 14, 9, 9])[0]
        count = self._chance.choice(offer.counts)
        return self._running(offer, payer, count, self._chance.randint(1, max(1, count - 3)))

    def _running(self, offer: Offer, payer: Payer, count: int, elapsed: int) -> LoanPlan:
        """A loan of which so many instalments have fallen due, or more if its payer stopped long ago."""
        step, stops_on = offer.days_per_instalment, None
        if payer in (Payer.STOPS, Payer.DEFAULTS):
            late = self._chance.randint(*(_DAYS_LOST if payer is Payer.DEFAULTS else next(self._late)))
            stops_on = self._today - timedelta(days=late)
            elapsed = late // step + self._chance.randint(2, 5)
        draft_on = self._today - timedelta(days=min(elapsed * step, _LONGEST_ELAPSED) + _READY_DAYS)
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
            join_on = self._today - timedelta(days=next(self._new))
        return MemberPlan(_profile(self._chance, place), join_on, tuple(loans))


def dealt(chance: random.Random, shares: Mapping[_T, int], count: int) -> list[_T]:
    """So many cards in these shares, shuffled; what rounding leaves goes to the first."""
    total = sum(shares.values())
    cards = [card for card, share in shares.items() for _ in range(count * share // total)]
    cards.extend([next(iter(shares))] * (count - len(cards)))
    chance.shuffle(cards)
    return cards


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
