"""The end of the day: what is missing leads to where it is put right, and the report is saved as a PDF."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from fieldapp.officer.collect_repayment import collect_repayment
from fieldapp.screens.officer.cash.page import CashPage
from fieldapp.screens.officer.ending.page import DayEndPage
from fieldapp.screens.paper.blocks import Fact, spoken
from fieldapp.screens.repayments.page import RepaymentsPage
from fieldapp.screens.targets import Target
from fieldapp.screens.widgets.lists.rows import Row
from fieldapp.store.author import Desk
from shared.contract.bodies.lending import PaymentMethod
from shared.ids import LoanId
from tests.fieldapp.desk.forms import due_form
from tests.screens import people
from tests.screens.driver import Window, ask, save_papers_in
from tests.screens.pdf_reading import Pdf


def take(window: Window, number: int, method: PaymentMethod = "CASH") -> int:
    """Record what a loan of the small branch owes and return how much that is."""
    loan, reference = LoanId(people.loan_id(number)), "" if method == "CASH" else "GTB-1"

    def record(desk: Desk) -> int:
        form = replace(due_form(desk, loan), method=method, reference=reference)
        return collect_repayment(desk, form).amount_minor

    return ask(window, record)


def day_end(window: Window) -> DayEndPage:
    window.place.open(Target("day"))
    page = window.page(DayEndPage)
    window.wait(lambda: page.paper.blocks)
    return page


def titles(page: DayEndPage) -> list[str]:
    return [row.title for row in page.list.rows if isinstance(row, Row)]


def test_it_is_opened_from_the_cash_and_names_what_is_missing(window: Window) -> None:
    window.unlock()
    take(window, 4)
    take(window, 1, "TRANSFER")
    window.place.go_to("cash")
    window.click(window.page(CashPage).ending)
    page = window.page(DayEndPage)
    window.wait(lambda: page.paper.blocks)
    assert {"Cash not handed over", "Waiting to be sent", "Not confirmed yet"} <= set(titles(page))
    assert f"{len(page.list.rows)} things are missing" in page.second


def test_each_thing_leads_to_where_it_is_put_right(window: Window) -> None:
    window.unlock()
    take(window, 4)
    take(window, 1, "TRANSFER")
    page = day_end(window)
    window.choose(page.list, "Not confirmed yet")
    history = window.page(RepaymentsPage)
    assert history.filters.standing.current == "unconfirmed"
    page = day_end(window)
    window.choose(page.list, "Cash not handed over")
    window.page(CashPage)


def test_the_report_follows_what_is_recorded_and_is_saved(window: Window, tmp_path: Path) -> None:
    window.unlock()
    save_papers_in(window, tmp_path)
    page = day_end(window)

    def in_cash() -> str:
        return next(
            b.value for b in page.paper.blocks if isinstance(b, Fact) and b.word == "Received in cash"
        )

    before = in_cash()
    take(window, 4)
    window.place.bench.changed.emit()
    window.wait(lambda: in_cash() != before)
    window.click(page.save)
    window.wait(lambda: list(tmp_path.glob("*.pdf")))
    window.wait(lambda: page.notice.told is not None)
    pdf = Pdf(next(tmp_path.glob("*.pdf")).read_bytes())
    text = " ".join(line for page in pdf.pages for line in page.lines)
    assert in_cash() in text
    assert "Should be in hand" in text
    assert "Day report" in spoken(page.paper.blocks)
