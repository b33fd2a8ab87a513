"""Yesterday's backup under a tablet at work: once it has sent again what was lost, nothing is missing."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from stage.books import opened_books
from stage.cores import Core, TabletPlan, enrol_core
from stage.link import cutting_link
from stage.servers import ServerFailed, ServerHome, serving
from story.loan_round import union_today
from story.people import OFFICER, PIN

from fieldapp.officer.collect_repayment import collect_repayment
from fieldapp.officer.meeting_sheet import load_sheet
from fieldapp.store.sync_state import read_state, take_number
from fieldapp.syncing.cross_check import cross_check
from fieldapp.vault.key_box import KdfCost
from shared.ids import LoanId
from tests.databases import Databases
from tests.fieldapp.desk.forms import due_form

_QUICK = KdfCost(memory_kib=64, passes=1, lanes=1)


@pytest.mark.timeout(400)
def test_a_restored_server_loses_nothing_once_tablets_have_sent_again(
    home: ServerHome, databases: Databases, tmp_path: Path
) -> None:
    backup = tmp_path / "backup"
    folder = tmp_path / "restored"
    folder.mkdir()
    again = ServerHome(folder, databases.empty())
    key = str(home.folder / "recovery.key")
    with serving(home) as url, cutting_link(url) as link:
        plan = TabletPlan(tmp_path / "tablet", PIN, _QUICK)
        with enrol_core(plan, link.url, home.enrolment_code(OFFICER), "Tablet") as officer:
            assert officer.sync().fault is None
            loans = _loans(officer)
            receipts = _collect(officer, loans[:3])
            assert officer.sync().fault is None
            blocks = _take_numbers(officer)
            said = home.run("backup", str(backup))
            assert "Backup made" in said
            assert "The backup holds." in home.run("backup", "drill", str(backup), "--recovery-key", key)
            receipts += _collect(officer, loans[3:7])
            assert officer.sync().fault is None
            blocks += _take_numbers(officer, times=60)  # the block that holds these is unknown to the backup
            receipts += _collect(officer, loans[7:9])
            before = officer.read(read_state).epoch

            again.run("restore", str(backup), "--recovery-key", key)
            with serving(again) as other, opened_books(again.database_url) as books:
                assert len(books.receipts(receipts)) == 3
                link.lead_to(other)
                result = officer.sync()
                assert (result.fault, officer.waiting) == (None, 0)
                posted = books.receipts(receipts)
                assert sorted(receipt.number for receipt in posted) == sorted(receipts)
                assert {receipt.entries for receipt in posted} == {1}
                assert officer.read(read_state).epoch != before
                assert cross_check(officer.desk.store) == ()
                assert len(set(blocks)) == len(blocks)
    for what in ("ledger", "audit"):
        assert "holds" in again.run(what, "verify")
    with pytest.raises(ServerFailed, match="not empty"):
        again.run("restore", str(backup), "--recovery-key", key)


def _loans(officer: Core) -> list[LoanId]:
    sheet = load_sheet(officer.desk, union_today(officer).union, officer.today)
    return [row.loan for row in sheet.rows if row.loan is not None and row.owed_minor > 100_000]


def _collect(officer: Core, loans: Sequence[LoanId]) -> list[str]:
    assert loans
    forms = [replace(due_form(officer.desk, loan), amount_minor=50_000) for loan in loans]
    return [collect_repayment(officer.desk, form).receipt_number for form in forms]


def _take_numbers(officer: Core, times: int = 1) -> list[str]:
    with officer.desk.store.transaction() as tx:
        return [take_number(tx, officer.desk.author, "member") for _ in range(times)]
