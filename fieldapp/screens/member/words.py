"""What is said of a member: who they are, how they stand, and the facts that are known of them.

The rule kept here: only what was written down is said; a fact that nobody gave has no line.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fieldapp.desk.profiles.phones import home_country, national
from fieldapp.desk.profiles.reading import age_on
from fieldapp.everyone.member_view import MemberLoan, MemberView
from fieldapp.screens.loan.words import state_mark
from fieldapp.screens.member.form.words import plain
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.lists.rows import Row
from fieldapp.screens.words import Formats, counted, days_late, tr
from shared.lending.lifecycle import TAKES_PAYMENTS


def standing_mark(view: MemberView) -> Mark | None:
    """Return how a member stands over all loans; None for one without a loan that owes."""
    if view.overdue_minor:
        return Mark("overdue", days_late(max(loan.days_late for loan in view.loans)))
    if view.to_pay_minor:
        return Mark("pending", tr("Due today"))
    return Mark("paid", tr("Up to date")) if view.owed_minor else None


def verified_mark(view: MemberView) -> Mark:
    """Return whether somebody vouched for who the member is."""
    if view.member.verified_by is None:
        return Mark("pending", tr("Not verified"))
    if not view.verified_by_name:
        return Mark("verified", tr("Verified"))
    return Mark("verified", tr("Verified by {name}").format(name=view.verified_by_name))


def next_words(view: MemberView, say: Formats) -> str:
    """Return what is to be paid next and when."""
    if view.next_due_on is None:
        return ""
    words = tr("Next {amount} on {day}")
    return words.format(amount=say.signed(view.next_due_minor), day=say.day(view.next_due_on))


def who_words(view: MemberView, say: Formats) -> str:
    """Return phone, work and how many loans in one line."""
    profile = view.profile
    loans = counted(len(view.loans), tr("loan"), tr("loans")) if view.loans else tr("no loan yet")
    phone = national(profile.phone, home_country(say.currency))
    return " · ".join(part for part in (phone, profile.profession, loans) if part)


def mark_of(loan: MemberLoan) -> Mark:
    """Return where one of the member's loans stands."""
    due = loan.to_pay_minor - loan.overdue_minor
    return state_mark(loan.loan, loan.overdue_minor, due, loan.days_late)


def in_order(view: MemberView) -> list[MemberLoan]:
    """Return the loans that owe before those under way and those that are over, each newest first."""
    return sorted(view.loans, key=lambda loan: (not loan.outstanding_minor, loan.loan.closed_on is not None))


def paying(view: MemberView) -> list[MemberLoan]:
    """Return the loans a repayment can be recorded for, the one with most to pay first."""
    takes = [loan for loan in view.loans if loan.loan.state in TAKES_PAYMENTS]
    return sorted(takes, key=lambda loan: -loan.to_pay_minor)


def loan_row(loan: MemberLoan, say: Formats) -> Row:
    """Return a loan to choose for a repayment."""
    words = tr("owes {amount}").format(amount=say.signed(loan.outstanding_minor))
    return Row(
        loan.loan.loan,
        loan.loan.number,
        " · ".join(part for part in (loan.product_name, words) if part),
        figure=say.signed(loan.to_pay_minor) if loan.to_pay_minor else "",
        under=mark_of(loan),
    )


@dataclass(frozen=True, slots=True)
class Known:
    """One fact: the shape before it, what it is, and of what kind."""

    icon: str
    text: str
    kind: str


def known_facts(view: MemberView, on: date, say: Formats) -> tuple[Known, ...]:
    """Return what is known of a member beside their name and union."""
    profile = view.profile
    place = (profile.address, profile.city, profile.state, profile.zip_code, profile.country)
    work = (profile.profession, profile.company)
    person = (
        _born(profile.date_of_birth, on, say),
        plain(profile.gender),
        plain(profile.marital_status),
    )
    facts = (
        Known("phone", national(profile.phone, home_country(say.currency)), tr("Phone")),
        Known("envelope-simple", profile.email, tr("Email")),
        Known("map-pin", ", ".join(part for part in place if part), tr("Address")),
        Known("storefront", " · ".join(part for part in work if part), tr("Work")),
        Known("user", " · ".join(part for part in person if part), tr("Person")),
        Known("note", profile.note, tr("Note")),
        Known("user-plus", view.enrolled_by_name, _since(tr("Enrolled by"), view.since_ms, say)),
        Known("seal-check", view.verified_by_name, _since(tr("Verified by"), view.verified_at_ms, say)),
    )
    return tuple(fact for fact in facts if fact.text)


def _since(words: str, at_ms: int, say: Formats) -> str:
    """Words with the day something happened, where that is known."""
    return tr("{what}, {day}").format(what=words, day=say.day(say.day_of(at_ms))) if at_ms else words


def _born(born: date | None, on: date, say: Formats) -> str:
    if born is None:
        return ""
    age = counted(age_on(born, on), tr("year"), tr("years"))
    return tr("{age}, born {day}").format(age=age, day=say.day(born))
