"""A refusal holds days and amounts as facts; whoever shows it writes them."""

from __future__ import annotations

from datetime import date

from shared.errors import RuleRefused
from shared.writing import Writing

DAY = date(2026, 3, 9)


def test_days_amounts_and_counts_are_written_as_the_institution_does() -> None:
    words = "{cap_minor} by {on}, {times} times"
    refused = RuleRefused("x.y", "No", words, cap_minor=1_200_050, on=DAY, times=2)
    assert refused.detail == "12,000.50 by 2026-03-09, 2 times"
    assert refused.detail_in(Writing()) == "₦12,000.50 by 09/03/2026, 2 times"
    assert refused.detail_in(Writing("GHS", "MM/DD/YYYY")) == "GHS 12,000.50 by 03/09/2026, 2 times"


def test_words_without_facts_stand_as_they_are() -> None:
    assert RuleRefused("x.y", "No", "Write {it} like 5%.").detail_in(Writing()) == "Write {it} like 5%."


def test_a_negative_amount_has_its_minus_before_the_sign() -> None:
    assert Writing().signed(-5_00) == "−₦5"
