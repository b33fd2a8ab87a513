"""A receipt says what was taken, where it went and where it stands, on the screen and on paper alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median

import pytest
import segno
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from fieldapp.desk.receipts import ComingDue, PaidItem, Receipt
from fieldapp.officer.collect_repayment import collect_repayment, load_receipt_code
from fieldapp.screens.money import turn
from fieldapp.screens.money.receipts.page import ReceiptPage
from fieldapp.screens.money.receipts.words import receipt_blocks
from fieldapp.screens.paper import blocks, pdf
from fieldapp.screens.paper.drawing.setting import QUIET_MODULES
from fieldapp.screens.paper.files import NotWritten, file_name, write_whole
from fieldapp.screens.paper.paper import Paper
from fieldapp.screens.paper.where import Where
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.appearance import Appearance
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, Wait, Width
from fieldapp.screens.widgets.overlays.sheet import MenuLine
from fieldapp.screens.words import Formats, Told
from shared.ids import LoanId, MemberId, RepaymentId, StaffId
from tests.fieldapp.desk.forms import due_form
from tests.screens import people
from tests.screens.driver import Window, ask, save_papers_in
from tests.screens.pdf_reading import Pdf, Square

LATE = LoanId(people.loan_id(4))
ON_TIME = LoanId(people.loan_id(5))
MODULES = tuple(
    tuple((row * 7 + column * 3 + row * column) % 5 < 2 for column in range(33)) for row in range(33)
)
CODE = blocks.Code(MODULES, "K7QD-93MW-XE2P", "Scan it.")


class _Opened(QObject):
    """Takes the files that would be opened by what the tablet has for them."""

    def __init__(self) -> None:
        super().__init__()
        self.files: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        """Take one."""
        self.files.append(url.toLocalFile())


def notice(page: ReceiptPage) -> str:
    return page.notice.told.title if page.notice.told else ""


def _offers(where: Where, key: str) -> bool:
    lines = where.menu.findChildren(MenuLine) if where.menu is not None else []
    return key in [line.item.key for line in lines]


def a_receipt(**changes: object) -> Receipt:
    """Money that closed one instalment and part of another."""
    made = Receipt(
        repayment=RepaymentId(b"r" * 16),
        institution="Harvest Trust",
        receipt_number="HT07-001214",
        member=MemberId(b"m" * 16),
        member_name="Hauwa Danjuma",
        member_code="BT-0512",
        union_name="Bodija Tailors Union",
        loan=LoanId(b"l" * 16),
        loan_number="LN-204-0088",
        product_name="Traders 24 weeks",
        amount_minor=1_200_000,
        method="CASH",
        value_on=date(2026, 11, 20),
        reference="",
        received_by=StaffId(b"s" * 16),
        received_by_name="Funmilayo Adeyemi",
        taken_at_ms=1_795_178_460_000,
        items=(
            PaidItem(9, date(2026, 11, 13), 7, 500_000, 0, 0, closes=True),
            PaidItem(10, date(2026, 11, 20), 0, 700_000, 20_000, 300_000, closes=False),
        ),
        left_minor=14_300_000,
        excess_minor=0,
        still_due_minor=300_000,
        next_due=ComingDue(date(2026, 11, 27), 1_000_000),
        suspense="",
        reversed=False,
        provisional=True,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # as each test names it


def words(receipt: Receipt, code: blocks.Code | None = CODE, *, copy: bool = False) -> list[str]:
    return blocks.spoken(receipt_blocks(receipt, Formats(), code, copy=copy)).splitlines()


def paper(receipt: Receipt, code: blocks.Code | None = CODE) -> Pdf:
    shown = receipt_blocks(receipt, Formats(), code, copy=False)
    return Pdf(pdf.pdf_of(shown, "Receipt", pdf.RECEIPT, lambda page, pages: ""))


# ---------------------------------------------------------------- what it says


def test_a_receipt_says_who_gave_what_for_which_loan_and_where_it_went() -> None:
    assert words(a_receipt()) == [
        "Harvest Trust, Receipt HT07-001214",
        "Received with thanks from Hauwa Danjuma, BT-0512 · Bodija Tailors Union, Amount ₦ 12,000",
        "Provisional until posted, The office confirms it when this tablet next has contact."
        " The code below can be checked without a network.",
        "Loan, LN-204-0088 · Traders 24 weeks",
        "Method, Cash",
        "Taken by, Funmilayo Adeyemi, 20/11/2026 13:41",
        "Where it went, ₦",
        "Instalment 9 · due 13/11/2026, Closed, 5,000",
        "Instalment 10 · due 20/11/2026 · penalty 200 in it, Partial · 3,000 left, 7,000",
        "Still due by this day, 3,000",
        "Due next, 27/11/2026, 10,000",
        "Owed on the loan after this, 143,000",
        "K7QD-93MW-XE2P",
    ]


def test_one_recorded_elsewhere_says_where_its_code_is() -> None:
    told = words(a_receipt(taken_at_ms=None), None)
    assert told[-1].startswith("Recorded on another tablet")
    assert "Taken by, Funmilayo Adeyemi, 20/11/2026" in told


def test_one_written_down_on_a_later_day_says_both_days() -> None:
    told = words(a_receipt(value_on=date(2026, 11, 18)))
    assert "Taken by, Funmilayo Adeyemi, 18/11/2026, written 20/11/2026 13:41" in told


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"provisional": False}, "Posted, The office has confirmed this receipt."),
        (
            {"suspense": "No loan is named.", "left_minor": None, "items": ()},
            "Kept in suspense, No loan is named.",
        ),
        ({"reversed": True}, "Reversed, This receipt does not count any more."),
    ],
)
def test_it_says_where_it_stands(changes: dict[str, object], said: str) -> None:
    assert any(line.startswith(said) for line in words(a_receipt(**changes)))


def test_one_that_was_taken_back_went_nowhere() -> None:
    assert not any("Where it went" in line or "Owed" in line for line in words(a_receipt(reversed=True)))


def test_money_beyond_what_is_owed_is_said_to_be_credit() -> None:
    assert "More than the loan owes, Kept as credit, 1,000" in words(a_receipt(excess_minor=100_000))


def test_many_instalments_are_told_in_runs_so_that_it_stays_one_page() -> None:
    many = tuple(PaidItem(at, date(2026, 11, 13), 0, 100_000, 0, 0, closes=True) for at in range(1, 60))
    part = PaidItem(60, date(2026, 11, 20), 0, 50_000, 0, 50_000, closes=False)
    told = words(a_receipt(items=(*many, part)))
    assert "Instalments 1 to 59 · due 13/11/2026 to 13/11/2026, 59 closed, 59,000" in told
    assert "Instalment 60 · due 20/11/2026, Partial · 500 left, 500" in told


def test_a_copy_says_so() -> None:
    assert words(a_receipt(), copy=True)[0] == "Harvest Trust, Receipt, copy HT07-001214"


# ---------------------------------------------------------------- on paper


def test_paper_has_every_word_as_words_in_fonts_of_its_own(look: Look) -> None:
    made = paper(a_receipt(member_name="Kẹ́mi Ọládiméjì"))
    (page,) = made.pages
    text = "\n".join(page.lines)
    for said in ("Harvest Trust", "HT07-001214", "Kẹ́mi Ọládiméjì", "Amount ₦", "12,000", "LN-204-0088"):
        assert said in text
    for said in ("Instalment 9 · due 13/11/2026", "Partial · 3,000 left", "143,000", "K7QD-93MW-XE2P"):
        assert said in text
    assert len(made.embedded_fonts) >= 2


def test_the_code_on_paper_is_the_code(look: Look) -> None:
    (page,) = paper(a_receipt()).pages
    assert _modules(page.squares, len(MODULES)) == MODULES


def test_however_long_a_receipt_is_it_is_one_page_with_nothing_cut(look: Look) -> None:
    long = "Ẹgbẹ́ Àwọn Oníṣòwò Ọjà-Ọba " * 11
    made = paper(a_receipt(union_name=long, institution=long, suspense=long * 3, member_name=long))
    (page,) = made.pages
    assert "K7QD-93MW-XE2P" in page.lines
    assert all(0 < glyph.y < 595 and 0 < glyph.x < 420 for glyph in page.glyphs)


def test_paper_is_light_and_of_usual_size_whatever_the_screen_is(look: Look) -> None:
    before = paper(a_receipt()).pages[0]
    look.choose(Appearance("dark", 1.5))
    after = paper(a_receipt()).pages[0]
    assert [(glyph.text, glyph.x, glyph.y) for glyph in after.glyphs] == [
        (glyph.text, glyph.x, glyph.y) for glyph in before.glyphs
    ]


@pytest.mark.parametrize("dark", [False, True])
def test_the_code_on_the_screen_is_the_code_in_both_themes(look: Look, qtbot: QtBot, dark: bool) -> None:
    look.choose(Appearance("dark" if dark else "light"))
    shown = Paper(look, "Receipt")
    qtbot.addWidget(shown)
    shown.resize(Width.RECEIPT, Width.RECEIPT)
    shown.set_blocks((CODE,))
    image = shown.grab().toImage()
    count = len(MODULES) + 2 * QUIET_MODULES
    size = Width.CODE // count
    left, top = Gap.RECEIPT + (Width.RECEIPT - 2 * Gap.RECEIPT - size * count) // 2, Gap.RECEIPT + Gap.S
    read = [
        [
            image.pixelColor(left + size * x + size // 2, top + size * y + size // 2).lightness()
            for x in range(count)
        ]
        for y in range(count)
    ]
    inside = slice(QUIET_MODULES, -QUIET_MODULES)
    assert tuple(tuple(light < 128 for light in line[inside]) for line in read[inside]) == MODULES
    assert all(light > 200 for line in (*read[:QUIET_MODULES], *read[-QUIET_MODULES:]) for light in line)


def _modules(squares: list[Square], count: int) -> tuple[tuple[bool, ...], ...]:
    """The matrix that squares of one size make."""
    size = median(square.width for square in squares)
    modules = [square for square in squares if abs(square.width - size) < size / 50]
    left, top = min(square.x for square in modules), max(square.y for square in modules)
    dark = {(round((top - square.y) / size), round((square.x - left) / size)) for square in modules}
    return tuple(tuple((row, column) in dark for column in range(count)) for row in range(count))


# ---------------------------------------------------------------- the page


@pytest.fixture
def receipt_of(window: Window) -> Callable[[Target], ReceiptPage]:
    """Opens receipts in the window."""
    window.unlock()

    def opened(target: Target) -> ReceiptPage:
        window.place.open(target)
        page = window.page(ReceiptPage)
        window.wait(lambda: page.paper.blocks)
        return page

    return opened


def taken(window: Window, loan: LoanId) -> RepaymentId:
    """Record what is due on a loan."""
    return ask(window, lambda desk: collect_repayment(desk, due_form(desk, loan)).repayment)


def test_the_first_receipt_is_no_copy_and_a_later_one_is(
    window: Window, receipt_of: Callable[[Target], ReceiptPage]
) -> None:
    repayment = taken(window, LATE)
    page = receipt_of(turn.receipt(repayment))
    assert "copy" not in page.paper.accessibleDescription()
    assert page.kept == "Saved on this tablet 10:42:07"
    assert page.done.accessibleName() == "Done"
    again = receipt_of(Target("receipt", repayment))
    assert "Receipt, copy HT07-000001" in again.paper.accessibleDescription()
    assert again.kept == ""


def test_after_a_lock_and_after_back_and_forward_it_is_a_copy(
    window: Window, receipt_of: Callable[[Target], ReceiptPage]
) -> None:
    receipt_of(turn.receipt(taken(window, LATE)))
    window.place.back()
    assert window.place.stack.forward()
    again = window.page(ReceiptPage)
    window.wait(lambda: again.paper.blocks)
    assert "Receipt, copy HT07-000001" in again.paper.accessibleDescription()
    receipt_of(turn.receipt(taken(window, ON_TIME)))
    window.shell.lock()
    window.unlock()
    unlocked = window.page(ReceiptPage)
    window.wait(lambda: unlocked.paper.blocks)
    assert "Receipt, copy HT07-000002" in unlocked.paper.accessibleDescription()


def test_from_a_list_it_goes_on_to_who_is_next_and_owes(
    window: Window, receipt_of: Callable[[Target], ReceiptPage]
) -> None:
    first, second, third = LATE, ON_TIME, LoanId(people.loan_id(6))
    repayment = taken(window, first)
    taken(window, second)
    page = receipt_of(turn.receipt(repayment, (second, third)))
    assert page.done.accessibleName() == "Next: Ebere Nwosu, due ₦4,480"


def test_a_pdf_is_saved_at_once_where_papers_are_kept(
    window: Window, receipt_of: Callable[[Target], ReceiptPage], tmp_path: Path
) -> None:
    page = receipt_of(turn.receipt(taken(window, LATE)))
    folder = tmp_path / "papers"
    save_papers_in(window, folder)
    window.double_click(page.save)
    window.wait(lambda: page.notice.told is not None)
    window.settle()
    assert page.notice.told is not None
    assert page.notice.told.title == "Saved as Receipt HT07-000001.pdf"
    (path,) = folder.iterdir()
    (made,) = Pdf(path.read_bytes()).pages
    assert any("HT07-000001" in line for line in made.lines)
    code = ask(window, lambda desk: load_receipt_code(desk, page.repayment))
    assert code is not None
    assert code.short in made.lines
    wanted = tuple(
        tuple(map(bool, line)) for line in segno.make(code.text, error="m", boost_error=False).matrix
    )
    assert _modules(made.squares, len(wanted)) == wanted
    opened = _Opened()
    QDesktopServices.setUrlHandler("file", opened, "take")  # type: ignore[arg-type]  # stubs want bytes, Qt a name
    window.click(page.notice.action)
    page.tell(Told("note", "Something else", "", "Do it"))
    window.click(page.notice.action)
    QDesktopServices.unsetUrlHandler("file")
    assert opened.files == [str(path)]
    window.qtbot.wait(Wait.PREVIEW)
    before = path.read_bytes()
    window.click(page.save)
    window.wait(lambda: notice(page) == "Saved as Receipt HT07-000001 (2).pdf")
    assert path.read_bytes() == before


def test_a_pdf_is_saved_elsewhere_in_a_folder_that_is_found_by_large_lines(
    window: Window, receipt_of: Callable[[Target], ReceiptPage], tmp_path: Path
) -> None:
    page = receipt_of(turn.receipt(taken(window, LATE)))
    inner = tmp_path / "papers" / "for Chidinma"
    inner.mkdir(parents=True)
    (tmp_path / "a file").write_bytes(b"")
    save_papers_in(window, tmp_path / "a file")
    window.click(page.save)
    window.wait(lambda: notice(page) == "The file could not be written")
    save_papers_in(window, tmp_path)
    window.click(page.notice.action)
    where = page._saver.where
    for key in (f"look:{tmp_path}", f"look:{inner.parent}", f"look:{inner}", f"put:{inner}"):
        window.wait(partial(_offers, where, key))
        assert where.menu is not None
        line = where.menu.line(key)
        assert line.height() >= Height.TOUCH
        window.click(line)
    window.wait(lambda: notice(page) == "Saved as Receipt HT07-000001.pdf")
    assert [path.name for path in inner.iterdir()] == ["Receipt HT07-000001.pdf"]
    assert window.place.bench.notes.get("preference", "paper/folder") == str(inner).encode()


def test_a_folder_that_takes_no_file_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(NotWritten) as fault:
        write_whole(tmp_path / "gone" / "a.pdf", b"%PDF")
    assert "is not there any more" in fault.value.detail
    (tmp_path / "a.pdf").mkdir()
    with pytest.raises(NotWritten):
        write_whole(tmp_path / "a.pdf", b"%PDF")
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Receipt HT07-001213", "Receipt HT07-001213.pdf"),
        ('a/b\\c:d*e?f"g<h>i|j', "a b c d e f g h i j.pdf"),
        ("..", "Fieldapp.pdf"),
        ("x" * 300, "x" * 80 + ".pdf"),
    ],
)
def test_a_file_has_a_name_every_system_takes(said: str, name: str) -> None:
    assert file_name(said) == name
