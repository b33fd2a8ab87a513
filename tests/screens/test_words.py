"""How faults and differences are said to people."""

from __future__ import annotations

from datetime import date

from fieldapp.screens.everyone.sync.said import reason_of
from fieldapp.screens.words import Formats, explain
from fieldapp.store.outbox import OutboxEntry
from fieldapp.syncing.centre import About, CentreRow
from shared.contract.exchange import Difference
from shared.errors import RuleRefused
from shared.ids import OperationId

SAY = Formats("GHS", "MM/DD/YYYY")


def test_a_refusal_is_said_as_the_institution_writes() -> None:
    words = "From {first}, at most {cap_minor}."
    told = explain(RuleRefused("day", "Not open", words, first=date(2026, 3, 9), cap_minor=500_000), SAY)
    assert (told.kind, told.title, told.detail, told.support) == (
        "note", "Not open", "From 03/09/2026, at most GHS 5,000.", "day",
    )  # fmt: skip


def test_what_the_office_changed_is_said_with_words_and_days() -> None:
    differences = (Difference("value_on", "2026-03-09", "2026-03-10"), Difference("last_name", "Ade", ""))
    entry = OutboxEntry(
        1, OperationId(bytes(16)), "repayment.recorded", 0, 0, "acknowledged", False, True, "applied_changed",
        "dated", "Dated anew", "", differences,
    )  # fmt: skip
    words = reason_of(CentreRow(entry, About()), SAY)
    assert "Day: you sent 03/09/2026, now 03/10/2026." in words
    assert "Last name: you sent Ade, now –." in words
