"""The one way a rule says no.

    Exception
    └── RuleRefused      a rule of the lender refuses what was asked; nothing is broken

A refusal is an answer for the person at the screen: `code` is stable and for programs, `title` is one short
line, `detail` says what was found and what would be accepted. Neither ever holds a name, a phone number or
a key.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from shared.writing import NEUTRAL, Writing


class RuleRefused(Exception):
    """A rule refuses what was asked.

    `code` is lower-case, dotted (`amount.negative`) and never changes its meaning. Days and amounts in the
    detail are named in braces and given as facts, `"At most {cap_minor}."` with `cap_minor=500000`, so that
    whoever shows it writes them as the institution does: an amount's name ends in `_minor`.
    """

    def __init__(self, code: str, title: str, detail: str, **facts: date | int) -> None:
        super().__init__(code, title, detail)
        self.facts = facts

    @property
    def code(self) -> str:
        """The stable code, for programs."""
        return str(self.args[0])

    @property
    def title(self) -> str:
        """One short line for people."""
        return str(self.args[1])

    @property
    def detail(self) -> str:
        """What was found and what would be accepted, for programs and logs."""
        return self.detail_in(NEUTRAL)

    def detail_in(self, writing: Writing) -> str:
        """What was found and what would be accepted, its days and amounts as the institution writes them."""
        text = str(self.args[2])
        return text.format_map(_written(self.facts, writing)) if self.facts else text

    def __str__(self) -> str:
        return f"{self.title}: {self.detail}"


def _written(facts: Mapping[str, date | int], writing: Writing) -> dict[str, str]:
    written = {}
    for name, fact in facts.items():
        if isinstance(fact, date):
            written[name] = writing.day(fact)
        else:
            written[name] = writing.signed(fact) if name.endswith("_minor") else f"{fact:,}"
    return written
