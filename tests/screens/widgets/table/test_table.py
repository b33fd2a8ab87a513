"""A table as a person uses it: taps, keys, search, order, pages, and the place kept over a reload."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldapp.screens.theme.look import Look
from fieldapp.screens.widgets.cells.kinds import CHECK, TextCell, amount
from fieldapp.screens.widgets.cells.pen import Pen
from fieldapp.screens.widgets.table.listing import Among
from tests.screens.widgets.table.market import COLUMNS, Market, items, open_market

_ROWS_IN_SIGHT = 20


@pytest.fixture
def market(qtbot: QtBot, look: Look) -> Market:
    return open_market(qtbot, look)


def test_a_tap_chooses_a_row_once_even_twice_as_fast(market: Market) -> None:
    market.tap(3, "member")
    assert (market.chosen, market.selected) == ([3], [3])
    market.qtbot.mouseDClick(
        market.table.view.viewport(), Qt.MouseButton.LeftButton, pos=market.at(3, "member")
    )
    assert market.chosen == [3]


def test_a_finger_that_slips_away_chooses_nothing(market: Market) -> None:
    view, at = market.table.view.viewport(), market.at(2, "member")
    market.qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=at)
    market.qtbot.mouseMove(view, at + QPoint(0, 30))
    market.qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=at + QPoint(0, 30))
    assert (market.chosen, market.table.view.current_key) == ([], None)


def test_the_arrows_move_the_row_and_the_detail_follows_after_a_rest(market: Market) -> None:
    market.table.select(0)
    market.key(Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert market.selected == []
    market.qtbot.waitUntil(lambda: market.selected == [3])
    market.key(Qt.Key.Key_Return)
    assert market.chosen == [3]
    market.key(Qt.Key.Key_End)
    assert market.table.view.current_key == 59


def test_a_painted_button_is_pressed_anywhere_in_its_half_of_the_cell(market: Market) -> None:
    named = dict(market.table.view.touch_targets())
    target = named["Another amount of Member 00002"]
    assert min(target.width(), target.height()) >= 44
    view = market.table.view.viewport()
    market.qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=target.topLeft() + QPoint(2, 2))
    assert (market.pressed, market.chosen) == ([(2, "other")], [])


def test_a_writing_button_is_pressed_once_until_its_row_is_released(market: Market) -> None:
    target = dict(market.table.view.touch_targets())["Pay due of Member 00001"].center()
    view = market.table.view.viewport()
    for _ in range(3):
        market.qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=target)
    market.table.set_rows(items(60))
    market.qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=target)
    assert market.pressed == [(1, "pay")]
    market.table.release(1)
    market.qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=target)
    assert market.pressed == [(1, "pay"), (1, "pay")]


def test_left_and_right_go_along_the_buttons_and_stay_there_in_the_next_row(market: Market) -> None:
    market.table.select(0)
    market.key(Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return)
    market.key(Qt.Key.Key_Down, Qt.Key.Key_Space)
    assert market.pressed == [(0, "other"), (1, "other")]
    market.key(Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Return)
    assert market.chosen == [1]
    market.key(Qt.Key.Key_Space)
    assert market.pressed[-1] == (1, CHECK)


def test_a_key_held_down_presses_once(market: Market) -> None:
    market.table.select(5)
    again = QKeyEvent(
        QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", autorep=True
    )
    market.key(Qt.Key.Key_Return)
    QApplication.sendEvent(market.table.view, again)
    assert market.chosen == [5]


def test_only_rows_in_sight_are_asked_for_their_cells(qtbot: QtBot, look: Look) -> None:
    market = open_market(qtbot, look, 10_000)
    market.table.grab()
    assert sum(market.asked.values()) <= 40
    market.asked.clear()
    bar = market.table.view.verticalScrollBar()
    for at in (bar.maximum() // 2, bar.maximum()):
        bar.setValue(at)
        market.table.grab()
    assert len(market.asked) <= 2 * _ROWS_IN_SIGHT
    assert 9_999 in market.asked
    market.asked.clear()
    market.table.set_filter("member 0123")
    market.table.grab()
    assert (market.table.count, len(market.asked)) == (11, 11)
    market.table.sort_by("due", ascending=False)
    assert market.table.count == 11


def test_scrolling_back_paints_nothing_anew(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    view = market.table.view
    painted: list[int] = []
    paint = view.paint_row

    def counted(pen: Pen, row: int, box: QRectF, chosen: bool) -> None:
        painted.append(row)
        paint(pen, row, box, chosen)

    monkeypatch.setattr(view, "paint_row", counted)
    view.repaint_rows()
    market.table.grab()
    first = len(painted)
    view.verticalScrollBar().setValue(60)
    market.table.grab()
    view.verticalScrollBar().setValue(0)
    market.table.grab()
    assert first <= len(painted) <= first + 3


@pytest.mark.parametrize(
    ("typed", "count"), [("member 00003", 1), ("  OJA  member 0000 ", 10), ("ója", 60), ("zzz", 0), ("", 60)]
)
def test_search_finds_every_word_without_case_and_accents(market: Market, typed: str, count: int) -> None:
    market.table.set_filter(typed)
    assert market.table.count == count


def test_the_chosen_row_and_the_place_stay_over_a_reload(market: Market) -> None:
    market.tap(30, "member")
    view = market.table.view
    top = view.key_at(view.rowAt(0))
    rows = [item for item in items(60) if item.number not in (3, 4, 45)]
    market.table.set_rows(rows)
    assert (view.current_key, view.key_at(view.rowAt(0))) == (30, top)
    market.table.set_rows([replace(item, paid_minor=100) for item in rows])
    assert (view.current_key, view.key_at(view.rowAt(0))) == (30, top)
    market.table.set_rows([item for item in rows if item.number != 30])
    assert view.current_key is None
    assert market.chosen == market.selected == [30]


def test_titles_sort_by_finger_and_by_key(market: Market) -> None:
    heard: list[tuple[str, bool]] = []
    market.table.sorted.connect(lambda column, ascending: heard.append((column, ascending)))
    head = market.table.view.head
    at = QPoint(head.sectionViewportPosition(0) + 20, head.height() // 2)
    market.qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=at)
    market.qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert market.members()[0] == "Member 00059"
    head.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
        market.qtbot.keyClick(head, key)
    assert heard == [("member", True), ("member", False), ("paid", True)]
    said = market.table.view.rows.headerData(4, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole)
    assert (said, head.height() >= 44) == ("Paid ₦, ascending", True)


def test_the_tab_key_comes_to_the_titles_and_leaves_the_rows(market: Market) -> None:
    market.table.view.head.setFocus(Qt.FocusReason.TabFocusReason)
    market.qtbot.keyClick(market.table.view.head, Qt.Key.Key_Tab)
    assert market.table.view.hasFocus()
    market.table.select(0)
    market.key(Qt.Key.Key_Tab)
    assert market.table.view.current_key == 0


def test_a_row_says_everything_and_figures_say_their_column(market: Market) -> None:
    said = market.table.view.rows.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == (
        "Member 00000, Oja-Oba Traders, Due today, Due ₦ 6,300, Take Member 00000,"
        " Pay due of Member 00000, Another amount of Member 00000"
    )
    market.table.set_totals({"member": TextCell("Total of 60"), "due": amount(37_800_000)})
    assert market.table.totals.accessibleName() == "Total of 60, Due ₦ 378,000"


def test_what_has_no_room_folds_under_the_first_column(qtbot: QtBot, look: Look) -> None:
    market = open_market(qtbot, look, width=500)
    view = market.table.view
    assert view.layout_now.folded == ("union", "state", "paid")
    cell = view.rows.made.shown(0)["member"]
    assert isinstance(cell, TextCell)
    assert (cell.second, cell.under and cell.under.text) == ("Oja-Oba Traders", "Due today")
    assert view.rowHeight(0) > 44
    market.table.resize(1200, 600)
    assert not view.layout_now.folded


def test_buttons_without_room_go_under_their_row_and_are_pressed_there(qtbot: QtBot, look: Look) -> None:
    market = open_market(qtbot, look, width=340)
    view = market.table.view
    assert view.layout_now.below == ("act",)
    named = dict(view.touch_targets())
    target = named["Another amount of Member 00001"]
    assert min(target.width(), target.height()) >= 44
    row = view.visualRect(view.rows.index(1, 0))
    assert target.top() > row.center().y()
    assert target.bottom() <= row.bottom() + 1
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=target.center())
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=row.topLeft() + QPoint(60, 12))
    assert (market.pressed, market.chosen) == ([(1, "other")], [1])


def test_a_figure_wider_than_those_before_gets_the_room_it_needs(market: Market) -> None:
    rows = items(200)
    rows[150] = replace(rows[150], due_minor=123_456_789_012_345)
    market.table.set_rows(rows)
    view = market.table.view
    before = view.columnWidth(3)
    view.scrollTo(view.rows.index(150, 0))
    market.table.grab()
    market.qtbot.waitUntil(lambda: view.columnWidth(3) > before)


def test_pages_turn_by_their_numbers_and_keep_the_first_row_at_another_size(qtbot: QtBot, look: Look) -> None:
    market = open_market(qtbot, look, 142, paged=True)
    pager = market.table.pager
    assert pager is not None
    assert (pager.said.text(), pager.pages) == ("1–25 of 142", 6)
    qtbot.mouseClick(pager.forward, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(pager.forward, Qt.MouseButton.LeftButton)
    assert (pager.said.text(), market.members()[0]) == ("51–75 of 142", "Member 00050")
    qtbot.mouseClick(pager.sizes.part("50"), Qt.MouseButton.LeftButton)
    assert (pager.said.text(), market.members()[0]) == ("51–100 of 142", "Member 00050")
    qtbot.mouseClick(pager.sizes.part("0"), Qt.MouseButton.LeftButton)
    assert (pager.said.text(), len(market.members())) == ("1–142 of 142", 142)


def test_a_page_that_is_read_when_turned_to_counts_those_that_were_not(qtbot: QtBot, look: Look) -> None:
    market = open_market(qtbot, look, count=25, paged=True)
    table, asked = market.table, list[tuple[int, int]]()
    table.turned.connect(lambda page, size: asked.append((page, size)))
    table.set_rows(items(142)[:25], Among(0, 142))
    assert table.pager is not None
    qtbot.mouseClick(table.pager.forward, Qt.MouseButton.LeftButton)
    assert (asked, market.members()[0]) == ([(1, 25)], "Member 00000")
    table.set_rows(items(142)[25:50], Among(1, 142))
    assert (table.pager.said.text(), table.count) == ("26–50 of 142", 142)
    assert (market.members()[0], len(market.members())) == ("Member 00025", 25)


def test_scrolling_to_the_end_says_so(market: Market) -> None:
    with market.qtbot.waitSignal(market.table.near_end):
        market.table.view.verticalScrollBar().setValue(market.table.view.verticalScrollBar().maximum())


def test_read_from_the_right_a_button_is_where_it_is_seen(market: Market) -> None:
    market.table.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    QApplication.processEvents()
    named = dict(market.table.view.touch_targets())
    pay, other = named["Pay due of Member 00001"], named["Another amount of Member 00001"]
    assert other.right() <= pay.left() + 1
    assert pay.right() < market.table.width() / 2
    view = market.table.view.viewport()
    market.qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPointF(pay.center()).toPoint())
    assert market.pressed == [(1, "pay")]


def test_columns_have_keys_of_their_own() -> None:
    assert len({column.key for column in COLUMNS}) == len(COLUMNS)
