"""Looking ahead at an application as it is typed: what it costs, what stands in its way, who decides."""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.desk import queries as facts
from fieldapp.desk.approving.deciders import may_decide
from fieldapp.officer.request_loan import Hurdle, LoanForm, LoanPreview, load_hurdles, preview_loan
from fieldapp.store.author import Desk


@dataclass(frozen=True, slots=True)
class Outlook:
    """What sending a form would meet and bring; `deciders` are names, nearest first."""

    preview: LoanPreview
    hurdles: tuple[Hurdle, ...]
    deciders: tuple[str, ...]


def look_ahead(desk: Desk, form: LoanForm) -> Outlook:
    """Return what becomes of a form. Refusals: `product.unknown`, `desk.not_ready`."""
    preview, hurdles = preview_loan(desk, form), load_hurdles(desk, form)
    with desk.store.read() as tx:
        people = {person.staff: person for person in facts.people(tx)}
    me = desk.author.staff
    deciders = may_decide(people, me, form.principal_minor, {me})
    return Outlook(preview, hurdles, tuple(person.name for person in deciders))
