"""The one way a rule says no.

    Exception
    └── RuleRefused      a rule of the lender refuses what was asked; nothing is broken

A refusal is an answer for the person at the screen: `code` is stable and for programs, `title` is one short
line, `detail` says what was found and what would be accepted. Neither ever holds a name, a phone number or
a key.
"""

from __future__ import annotations


class RuleRefused(Exception):
    """A rule refuses what was asked.

    `code` is lower-case, dotted (`amount.negative`) and never changes its meaning; `title` and `detail` are
    shown as they are.
    """

    def __init__(self, code: str, title: str, detail: str) -> None:
        super().__init__(code, title, detail)

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
        """What was found and what would be accepted."""
        return str(self.args[2])

    def __str__(self) -> str:
        return f"{self.title}: {self.detail}"
