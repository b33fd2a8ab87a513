"""What a handler says became of an operation, when it was not refused."""

from dataclasses import dataclass

from shared.contract.exchange import Difference, Outcome


@dataclass(frozen=True, slots=True)
class Ruling:
    """An outcome with its reason for people; refusals are raised as `RuleRefused` instead."""

    outcome: Outcome
    code: str = ""
    title: str = ""
    detail: str = ""
    differences: tuple[Difference, ...] = ()


APPLIED = Ruling("applied")
