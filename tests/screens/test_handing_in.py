"""What a courier brought is handed in from the sync centre of who may, and the answer lies beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import QStandardPaths
from pytest import MonkeyPatch

from fieldapp.screens.everyone.sync.handing_in import HandInCard
from fieldapp.screens.everyone.sync.page import SyncCentrePage
from fieldapp.screens.targets import Target
from fieldapp.syncing.courier.handing_in import PART_PATH, hand_in
from fieldapp.syncing.courier.saving import pack_bundle
from fieldapp.syncing.faults import Refused, Unreachable
from shared.contract.codec import Message
from shared.contract.custody.handing_in import CourierPart, CourierPartTaken, CourierReturned
from tests.fieldapp.store.world import DEVICE
from tests.screens import people
from tests.screens.driver import OpenFor, Window, ask

Fault = Refused | Unreachable


class Way:
    """The way to the office in memory: it keeps parts, and answers a whole file as the office does."""

    def __init__(self, office: Callable[[bytes], bytes], fault: Fault | None = None) -> None:
        self.office = office
        self.fault = fault
        self.data = b""

    def post(self, path: str, message: Message, wanted: type, /):
        if self.fault is not None:
            raise self.fault
        if path == PART_PATH:
            assert isinstance(message, CourierPart) and message.offset == len(self.data)
            self.data += message.data
            return CourierPartTaken(len(self.data))
        return CourierReturned(self.office(self.data))


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: MonkeyPatch) -> Path:
    """The one place that is offered."""
    path = tmp_path / "stick"
    path.mkdir()
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda kind: str(path))
    return path


def opened(open_for: OpenFor, person: people.Staff) -> tuple[Window, SyncCentrePage]:
    window = open_for(person)
    window.place.open(Target("sync"))
    return window, window.page(SyncCentrePage)


def brought(window: Window, stick: Path) -> tuple[Path, Ed25519PrivateKey]:
    """A bundle on the stick, as a tablet saved it."""
    window.tablet.office.fault = None
    window.place.rounds.want()
    window.wait(lambda: window.place.rounds.lines)
    window.settle()
    keys = window.place.bench.vault.keys
    assert keys is not None
    packed = ask(window, lambda desk: pack_bundle(desk, window.place.bench.vault.around.random_bytes))
    path = stick / f"{packed.name}.courier"
    path.write_bytes(packed.data)
    return path, keys.signing_key


def press(window: Window, card: HandInCard, path: Path) -> None:
    window.click(card.button)
    for key in (f"look:{path.parent}", f"take:{path}"):
        window.wait(lambda: card.which.menu is not None)
        menu = card.which.menu
        assert menu is not None
        window.click(menu.line(key))


@pytest.mark.parametrize("person", [people.SUPERVISOR, people.CLERK], ids=["supervisor", "operations"])
def test_it_is_handed_in_and_the_answer_lies_beside_it(
    open_for: OpenFor, stick: Path, person: people.Staff
) -> None:
    window, page = opened(open_for, person)
    path, key = brought(window, stick)
    office = window.tablet.office
    way = Way(lambda data: office.carried(data, DEVICE, key))
    window.place.bench.hand_in = lambda data, tell: hand_in(way, data, tell)
    card = page.handing_in
    assert card is not None
    press(window, card, path)
    window.wait(lambda: page.notice.told is not None and card.button.isEnabled())
    assert page.notice.told is not None and page.notice.told.title == "Handed in at the office"
    assert way.data == path.read_bytes()
    answer = path.with_name(f"{path.name}.answer")
    assert answer.read_bytes().startswith(b"fieldapp answer 1\n")
    assert str(answer) in page.notice.told.detail


@pytest.mark.parametrize(
    ("fault", "title"),
    [
        (Unreachable(), "No connection to the office"),
        (Refused(422, "courier.device", "The tablet is not known here", "No tablet saved it."), None),
    ],
    ids=["offline", "refused"],
)
def test_what_goes_wrong_is_said_and_leaves_nothing(
    open_for: OpenFor, stick: Path, fault: Fault, title: str | None
) -> None:
    window, page = opened(open_for, people.CLERK)
    path, _ = brought(window, stick)
    window.place.bench.hand_in = lambda data, tell: hand_in(Way(bytes, fault), data, tell)
    card = page.handing_in
    assert card is not None
    press(window, card, path)
    window.wait(lambda: page.notice.told is not None and card.button.isEnabled())
    assert page.notice.told is not None and page.notice.told.title == (title or fault.title)
    assert [each.name for each in stick.iterdir()] == [path.name]


def test_another_file_is_not_sent(open_for: OpenFor, stick: Path) -> None:
    window, page = opened(open_for, people.CLERK)
    path = stick / "holiday.courier"
    path.write_bytes(b"a picture")
    way = Way(bytes)
    window.place.bench.hand_in = lambda data, tell: hand_in(way, data, tell)
    card = page.handing_in
    assert card is not None
    press(window, card, path)
    window.wait(lambda: page.notice.told is not None)
    assert page.notice.told is not None and page.notice.told.title == "This is no file of a courier"
    assert way.data == b""


def test_an_officer_is_not_offered_it(open_for: OpenFor) -> None:
    _, page = opened(open_for, people.OFFICER)
    assert page.handing_in is None
