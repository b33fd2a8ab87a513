"""The history of repayments: filtered, sorted, remembered, exported; a row opens its receipt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt

from fieldapp.everyone.repayments.history import RepaymentRow
from fieldapp.officer.collect_repayment import collect_repayment
from fieldapp.screens.money.receipts.page import ReceiptPage
from fieldapp.screens.repayments.page import RepaymentsPage
from fieldapp.screens.schedules.page import SchedulesPage
from fieldapp.screens.targets import Target
from fieldapp.screens.widgets.table.listing import Listing
from fieldapp.screens.workplace.window import Workplace
from fieldapp.store.author import Desk
from shared.contract.records import union_bucket
from shared.ids import LoanId
from tests.fieldapp.desk.forms import due_form
from tests.fieldapp.everyone.exports.test_tables import read_sheet
from tests.screens import people
from tests.screens.driver import OpenFor, TabletOf, Window, ask, choose_under_more, save_papers_in
from tests.screens.office import Tablet, open_tablet

_MANY = 60


def _found(put: people.Put, today: date) -> None:
    """The small branch with many receipts, a third of them by transfer."""
    people.found_branch(put, today)
    for number in range(_MANY):
        record = people.a_receipt(number % 10, 100_000 + number, today, people.OJA_OBA)
        if number % 3 == 0:
            record = msgspec.structs.replace(record, method="TRANSFER", reference=f"GTB-{number}")
        put("repayment", b"many-%011d" % number, record, union_bucket(people.OJA_OBA))


def history(window: Window) -> RepaymentsPage:
    if not isinstance(window.shell.page, Workplace):
        window.unlock()
    window.place.open(Target("repayments"))
    page = window.page(RepaymentsPage)
    window.wait(lambda: page.table.count > 0)
    return page


@pytest.fixture
def found(tmp_path: Path) -> Callable[[people.Staff], Tablet]:
    """Gives somebody a tablet with many receipts."""
    return lambda person: open_tablet(tmp_path / person.role, person, found=_found)


@pytest.fixture
def tablet_of(found: TabletOf) -> TabletOf:
    """What `open_for` opens."""
    return found


def _rows(listing: Listing[RepaymentRow]) -> list[RepaymentRow]:
    return [listing.row(place) for place in range(len(listing.keys))]


def _take(desk: Desk) -> bytes:
    return collect_repayment(desk, due_form(desk, LoanId(people.loan_id(4)))).repayment


def test_it_is_found_under_more_and_from_the_schedules(open_for: OpenFor) -> None:
    window = open_for(people.OFFICER)
    choose_under_more(window, "repayments")
    window.page(RepaymentsPage)
    window.place.open(Target("schedules"))
    window.click(window.page(SchedulesPage).history)
    window.page(RepaymentsPage)


@pytest.mark.parametrize("person", [people.OFFICER, people.SUPERVISOR])
def test_figures_follow_every_filter(open_for: OpenFor, person: people.Staff) -> None:
    window = open_for(person)
    page = history(window)
    everything, all_of_it = page.table.count, page.cards.all.figure.text()
    assert everything >= _MANY
    page.filters.text.setFocus()
    window.keys("ngozi")
    window.wait(lambda: 0 < page.table.count < everything)
    window.wait(lambda: page.cards.all.figure.text() != all_of_it)
    window.keys("zzzz")
    window.wait(lambda: page.table.count == 0)
    assert page.nothing.isVisible()
    window.click(page.filters.clear)
    window.wait(lambda: page.table.count == everything)
    assert page.cards.all.figure.text() == all_of_it
    chip = page.filters.standing.button("unconfirmed")
    window.click(chip)
    window.wait(lambda: page.table.count == chip.option.count == _MANY // 3)
    assert page.cards.cash.figure.text() == "₦0"
    assert page.cards.other.figure.text() == page.cards.all.figure.text()


def test_methods_and_receivers_are_chosen_from_a_menu_and_remembered(open_for: OpenFor) -> None:
    window = open_for(people.OFFICER)
    page = history(window)
    for chip, wanted in ((page.filters.method, "TRANSFER"), (page.filters.by, people.OFFICER.id.hex())):
        chip.choose(wanted)
        chip.picked.emit(wanted)
        window.settle()
    window.wait(lambda: page.table.count == _MANY // 3)
    window.shell.lock()
    window.settle()
    again = history(window)
    assert again.filters.method.current == "TRANSFER"
    assert again.filters.by.current == people.OFFICER.id.hex()
    assert again.table.count == _MANY // 3


def test_what_waits_here_is_listed_and_opens_its_receipt_and_one_comes_back(open_for: OpenFor) -> None:
    window = open_for(people.OFFICER)
    receipt = ask(window, _take)
    page = history(window)
    window.click(page.filters.standing.button("waiting"))
    window.wait(lambda: page.table.count == 1)
    page.table.view.setFocus()
    window.press(Qt.Key.Key_Down)
    window.press(Qt.Key.Key_Return)
    assert window.page(ReceiptPage).repayment == receipt
    window.press(Qt.Key.Key_Escape)
    assert window.page(RepaymentsPage) is page


def test_an_order_is_of_all_pages(open_for: OpenFor) -> None:
    window = open_for(people.OFFICER)
    page = history(window)
    for ascending in (True, False):
        page.table.sort_by("amount", ascending=ascending)
        page.table.sorted.emit("amount", ascending)
        window.settle()
        pager, listing = page.table.pager, page.table.view.rows.listing
        assert pager is not None
        seen = _rows(listing)
        while pager.forward.isEnabled():
            window.click(pager.forward)
            window.settle()
            seen += _rows(listing)
        amounts = [row.amount_minor for row in seen]
        assert amounts == sorted(amounts, reverse=not ascending)
        assert len({row.repayment for row in seen}) == page.table.count


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_is_filtered_is_exported(open_for: OpenFor, tmp_path: Path, kind: str) -> None:
    window = open_for(people.OFFICER)
    page = history(window)
    save_papers_in(window, tmp_path)
    window.click(page.export)
    menu = page._exporter.menu
    assert menu is not None
    window.click(menu.line(kind))
    window.wait(lambda: list(tmp_path.glob(f"*.{kind}")))
    window.wait(lambda: page.notice.told is not None)
    data = next(tmp_path.glob(f"*.{kind}")).read_bytes()
    rows = len(data.decode("utf-8-sig").splitlines()) if kind == "csv" else len(read_sheet(data))
    assert rows == page.table.count + 1
