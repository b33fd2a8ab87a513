"""A repayment schedule as rows of a list, wherever one is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fieldapp.screens.widgets.lists.row_list import Row
from fieldapp.screens.words import Formats, money, tr
from shared.lending.schedule import Instalment


def schedule_rows(say: Formats, instalments: Iterable[Instalment]) -> Iterator[Row]:
    """Return a row an instalment: when it falls due, what it is made of, what it comes to."""
    for item in instalments:
        parts = [tr("principal {amount}").format(amount=money(item.principal_minor))]
        if item.interest_minor:
            parts.append(tr("interest {amount}").format(amount=money(item.interest_minor)))
        if item.fee_minor:
            parts.append(tr("fee {amount}").format(amount=money(item.fee_minor)))
        title = tr("{number}. {day}").format(number=item.sequence, day=say.day(item.due_on))
        yield Row(item.sequence, title, " · ".join(parts), say.signed(item.total_minor), provisional=True)
