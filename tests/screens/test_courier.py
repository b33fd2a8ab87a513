"""By courier, on the sync centre: saved on a stick, taken in again, and what goes wrong said in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from pytest import MonkeyPatch

from fieldapp.screens.everyone.sync.courier import CourierCard
from fieldapp.screens.everyone.sync.page import SyncCentrePage
from fieldapp.screens.officer.sheet.page import MeetingSheetPage
from fieldapp.screens.targets import Target
from fieldapp.store.author import Desk
from fieldapp.store.carried.bundles import newest_bundle
from fieldapp.store.outbox import tallies
from shared.ids import UnionId
from tests.fieldapp.store.world import DEVICE
from tests.screens import people
from tests.screens.driver import Window, ask


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: MonkeyPatch) -> Path:
    """The one place that is offered."""
    path = tmp_path / "stick"
    path.mkdir()

    def only(kind: QStandardPaths.StandardLocation) -> str:
        return str(path)

    monkeypatch.setattr(QStandardPaths, "writableLocation", only)
    return path


def record(window: Window, amount: str = "4500") -> None:
    window.place.open(Target("sheet", UnionId(people.OJA_OBA)))
    sheet = window.page(MeetingSheetPage)
    sheet.model.set_amount(0, amount)
    window.click(sheet.totals.save)
    window.settle()


def centre(window: Window) -> SyncCentrePage:
    window.place.open(Target("sync"))
    return window.page(SyncCentrePage)


def chosen(window: Window, asker: object, key: str) -> None:
    """Choose a line of the menu that opens."""
    window.wait(lambda: getattr(asker, "menu", None) is not None)
    menu = asker.menu  # type: ignore[attr-defined]  # either of two that have one
    window.click(menu.line(key))


def save(window: Window, page: SyncCentrePage, stick: Path) -> Path:
    window.click(page.courier.save)
    chosen(window, page.courier.where, f"put:{stick}")
    window.wait(lambda: page.notice.told is not None and page.courier.save.isEnabled())
    (saved,) = stick.glob("*.courier")
    return saved


def take(window: Window, page: SyncCentrePage, path: Path) -> str:
    window.click(page.courier.take)
    chosen(window, page.courier.which, f"look:{path.parent}")
    chosen(window, page.courier.which, f"take:{path}")
    told = page.notice.told
    window.wait(lambda: page.notice.told is not told and page.courier.take.isEnabled())
    assert page.notice.told is not None
    return page.notice.told.title


def answered(window: Window, saved: Path) -> Path:
    """What the office gives back for a file."""
    assert window.place.bench.vault.keys is not None
    key = window.place.bench.vault.keys.signing_key
    answer = saved.with_suffix(".courier.answer")
    answer.write_bytes(window.tablet.office.carried(saved.read_bytes(), DEVICE, key))
    return answer


def test_saved_on_a_stick_and_answered(window: Window, stick: Path) -> None:
    window.unlock()
    record(window)
    page = centre(window)
    saved = save(window, page, stick)
    assert page.notice.told is not None
    assert page.notice.told.title == "Saved for the courier: 1 record, ₦4,500"
    window.wait(lambda: not page.courier.given.isHidden())
    assert take(window, page, answered(window, saved)) == "The office has answered 1 record"
    assert ask(window, _stands) == {"posted": 1}
    assert take(window, page, saved.with_suffix(".courier.answer")) == "This answer changes nothing"


def _stands(desk: Desk) -> dict[str, int]:
    with desk.store.read() as tx:
        return {stands: tally.count for stands, tally in tallies(tx).items() if tally.count}


def test_what_is_wrong_with_an_answer_is_said(window: Window, stick: Path) -> None:
    window.unlock()
    record(window)
    page = centre(window)
    saved = save(window, page, stick)
    answer = answered(window, saved)
    good = answer.read_bytes()
    for content, title in (
        (saved.read_bytes(), "This is no answer of the office"),
        (b"holiday.jpg", "This is no answer of the office"),
        (good[:-1] + bytes([good[-1] ^ 1]), "This answer was damaged on the way"),
        (good[:18] + bytes(16) + good[34:], "This answer is for another tablet"),
        (good[:34] + bytes(16) + good[50:], "This answer is too old"),
    ):
        answer.write_bytes(content)
        assert take(window, page, answer) == title
    assert ask(window, _stands) == {"on_tablet": 1}
    answer.write_bytes(good)
    assert take(window, page, answer) == "The office has answered 1 record"


def test_a_stick_that_takes_nothing_leaves_nothing_given(window: Window, stick: Path) -> None:
    window.unlock()
    record(window)
    page = centre(window)
    card: CourierCard = page.courier
    window.click(card.save)
    window.wait(lambda: card.where.menu is not None)
    menu = card.where.menu
    assert menu is not None
    stick.rmdir()
    stick.write_bytes(b"not a folder any more")
    window.click(menu.line(f"put:{stick}"))
    window.wait(lambda: page.notice.told is not None and card.save.isEnabled())
    assert page.notice.told is not None
    assert page.notice.told.title == "The file could not be written"

    def nothing(desk: Desk) -> bool:
        with desk.store.read() as tx:
            return newest_bundle(tx) is None

    assert ask(window, nothing)
