"""Receipts at a real printer: what comes out is read back, copies are numbered, faults are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fieldapp.everyone.printing import sending
from fieldapp.everyone.printing.choice import PrinterChoice, kept, recalled
from fieldapp.officer.collect_repayment import collect_repayment, load_receipt_code
from fieldapp.screens.everyone.me.profile import ProfilePage
from fieldapp.screens.everyone.verify.scanning import code_in
from fieldapp.screens.money import turn
from fieldapp.screens.money.receipts.page import ReceiptPage
from fieldapp.screens.paper import blocks
from fieldapp.screens.paper.thermal import printing
from fieldapp.screens.paper.thermal.printing import PRINTER
from fieldapp.screens.paper.thermal.raster import picture_of
from fieldapp.screens.targets import Target
from shared.contract.printed.receipt_code import tidied
from shared.ids import LoanId, RepaymentId
from tests.fieldapp.desk.forms import due_form
from tests.fieldapp.everyone.printing.machine import Machine, NetworkPrinter
from tests.screens import people
from tests.screens.driver import Window, ask, save_papers_in


@pytest.fixture
def printer() -> Iterator[NetworkPrinter]:
    found = NetworkPrinter(Machine())
    yield found
    found.close()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits half a minute for a printer that says nothing."""
    quick = sending.Patience(reach=2.0, answer=0.2, room=2.0, done=1.5)
    monkeypatch.setattr(sending, "Patience", lambda: quick)


def set_up(window: Window, choice: PrinterChoice) -> None:
    window.unlock()
    window.place.bench.notes.put(*PRINTER, kept(choice))


def receipt(window: Window, *, fresh: bool = True) -> ReceiptPage:
    """A receipt that was saved a moment ago."""
    taken = ask(window, lambda desk: collect_repayment(desk, due_form(desk, LoanId(people.loan_id(4)))))
    window.place.open(turn.receipt(taken.repayment) if fresh else Target("receipt", taken.repayment))
    page = window.page(ReceiptPage)
    window.wait(page.printing.button.isEnabled)
    return page


def told(page: ReceiptPage) -> str:
    assert page.notice.told is not None
    return page.notice.told.title


def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note in words what is drawn for the printer."""
    seen: list[str] = []
    really = picture_of

    def noted(paper: tuple[blocks.Block, ...], width: int) -> object:
        seen.append(blocks.spoken(paper).splitlines()[0])
        return really(paper, width)

    monkeypatch.setattr(printing, "picture_of", noted)
    return seen


@pytest.mark.parametrize("paper_mm", [58, 80])
def test_what_comes_out_carries_the_code_of_the_receipt(
    window: Window, printer: NetworkPrinter, paper_mm: int
) -> None:
    set_up(window, PrinterChoice("network", printer.address, paper_mm))  # type: ignore[arg-type]  # the widths of the table
    page = receipt(window)
    code = ask(window, lambda desk: load_receipt_code(desk, RepaymentId(page.repayment)))
    assert code is not None
    window.click(page.printing.button)
    window.wait(lambda: page.notice.told is not None)
    assert told(page) == "Printed"
    picture = printer.machine.paper.picture()
    assert picture.width() == PrinterChoice(paper_mm=paper_mm).dots  # type: ignore[arg-type]  # the widths of the table
    assert code_in(picture) == tidied(code.text)
    assert page.printing.button.text().strip() == "Print"


def test_the_first_is_the_receipt_and_every_later_one_a_numbered_copy(
    window: Window, printer: NetworkPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = drawn(monkeypatch)
    set_up(window, PrinterChoice("network", printer.address))
    page = receipt(window)
    for times in range(1, 4):
        page.notice.clear()
        window.click(page.printing.button)
        window.wait(lambda: page.notice.told is not None)
        assert len(seen) == times
    assert [words.split(", ", 1)[1].rsplit(" ", 1)[0] for words in seen] == [
        "Receipt", "Receipt, copy 1", "Receipt, copy 2",
    ]  # fmt: skip
    assert printer.machine.paper.cuts == 3


def test_one_that_is_looked_up_again_is_a_copy_from_the_first_on(
    window: Window, printer: NetworkPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = drawn(monkeypatch)
    set_up(window, PrinterChoice("network", printer.address))
    page = receipt(window, fresh=False)
    window.click(page.printing.button)
    window.wait(lambda: page.notice.told is not None)
    assert "Receipt, copy 1" in seen[0]


@pytest.mark.parametrize(
    ("break_it", "title"),
    [
        (lambda machine: setattr(machine, "paper_lines", 0), "The printer has no paper"),
        (lambda machine: setattr(machine, "paper_lines", 200), "The paper ran out in the middle"),
        (lambda machine: setattr(machine, "cut_after", 6_000), "The printer was cut off in the middle"),
    ],
)
def test_a_fault_is_told_nothing_is_counted_and_again_prints_the_first(
    window: Window,
    printer: NetworkPrinter,
    monkeypatch: pytest.MonkeyPatch,
    break_it: Callable[[Machine], None],
    title: str,
) -> None:
    seen = drawn(monkeypatch)
    set_up(window, PrinterChoice("network", printer.address))
    page = receipt(window)
    break_it(printer.machine)
    window.click(page.printing.button)
    window.wait(lambda: page.notice.told is not None)
    assert told(page) == title
    printer.machine.renewed()
    page.notice.acted.emit()
    window.wait(lambda: told(page) == "Printed")
    assert seen[0] == seen[1]
    assert "copy" not in seen[1]
    assert printer.machine.paper.cuts == 1


def test_an_absent_printer_keeps_nobody_and_a_double_click_prints_once(
    window: Window, printer: NetworkPrinter
) -> None:
    set_up(window, PrinterChoice("network", printer.address))
    page = receipt(window)
    window.double_click(page.printing.button)
    window.wait(lambda: page.notice.told is not None)
    assert printer.machine.paper.cuts == 1
    printer.close()
    window.click(page.printing.button)
    window.wait(lambda: told(page) == "The printer does not answer")
    assert page.notice.told is not None
    assert page.notice.told.detail.startswith("The payment is saved")


def test_without_a_printer_it_says_where_one_is_set_up(window: Window) -> None:
    window.unlock()
    page = receipt(window)
    window.click(page.printing.button)
    window.wait(lambda: page.notice.told is not None)
    assert told(page) == "No printer is set up"
    page.notice.acted.emit()
    window.page(ProfilePage)


def test_into_a_file_it_goes_where_papers_are_kept(window: Window, tmp_path: Path) -> None:
    set_up(window, PrinterChoice("file"))
    save_papers_in(window, tmp_path)
    page = receipt(window)
    window.click(page.printing.button)
    window.wait(lambda: list(tmp_path.glob("*.escpos")))
    machine = Machine(silent=True)
    machine.take(next(tmp_path.glob("*.escpos")).read_bytes(), lambda _: None)
    code = ask(window, lambda desk: load_receipt_code(desk, RepaymentId(page.repayment)))
    assert code is not None
    assert code_in(machine.paper.picture()) == tidied(code.text)


def test_the_printer_is_chosen_on_the_profile_tried_out_and_remembered(
    window: Window, printer: NetworkPrinter
) -> None:
    window.unlock()
    window.place.open(Target("profile"))
    page = window.page(ProfilePage)
    card = page.printer
    assert not card.test.isVisible()
    window.click(card.kind.button("network"))
    window.click(card.paper.button("80"))
    card.address.line.setFocus()
    window.keys("nowhere at all")
    assert card.address.problem
    assert not card.test.isEnabled()
    card.address.line.selectAll()
    window.keys(printer.address)
    assert not card.address.problem
    window.click(card.test)
    window.wait(lambda: page.notice.told is not None)
    assert page.notice.told is not None
    assert page.notice.told.title == "Printed"
    assert printer.machine.paper.width == 576
    window.shell.lock()
    window.unlock()
    assert recalled(window.place.bench.notes.get(*PRINTER)) == PrinterChoice("network", printer.address, 80)
    window.place.open(Target("profile"))
    again = window.page(ProfilePage).printer
    assert again.choice == PrinterChoice("network", printer.address, 80)
