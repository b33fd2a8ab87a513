"""Who may approve an amount that an officer asks for.

The rule kept here: those above the officer, nearest first; where none of them may, the administrators; and
never somebody who took part in asking.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from fieldapp.desk.facts import Person
from shared.ids import StaffId


def may_decide(
    people: Mapping[StaffId, Person], officer: StaffId, amount_minor: int, barred: Collection[StaffId]
) -> tuple[Person, ...]:
    """Return who may approve an amount (minor units) for an officer; `barred` are those who asked for it."""

    def may(person: Person) -> bool:
        limit = person.approval_limit_minor
        within = limit is None or amount_minor <= limit
        return within and person.status == "ACTIVE" and person.staff not in barred

    above = tuple(filter(may, _above(people, officer)))
    return above or tuple(person for person in people.values() if person.role == "ADMIN" and may(person))


def _above(people: Mapping[StaffId, Person], officer: StaffId) -> Iterator[Person]:
    passed: set[StaffId] = set()
    person = people.get(officer)
    while person is not None and person.supervisor is not None and person.supervisor not in passed:
        passed.add(person.supervisor)
        person = people.get(person.supervisor)
        if person is not None:
            yield person
