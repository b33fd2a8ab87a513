"""The states every page has in common: its store fails, its thing is gone, names and amounts without end.

`OPENED` says how each kind of place is opened at the small branch, and for whom; the states are made of it. A
state that takes more than opening the page has its scene in the module of that page. Which scene shows which
state of which page is the table in `tests/screens/test_scenes.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fieldapp.screens.targets import Kind, Target
from fieldapp.store.author import Desk
from shared.ids import UnionId
from tests.screens import people
from tests.screens.office import TODAY, Tablet, open_tablet
from tests.screens.scenes.counting import odd_handovers
from tests.screens.scenes.news import odd_requests
from tests.screens.scenes.odd import found_odd
from tests.screens.scenes.officer_day import save
from tests.screens.scenes.paying_out import odd_payouts
from tests.screens.scenes.scene import Scene, small
from tests.screens.scenes.studio import Studio

_RECEIPT = b"paid-000001-0001"
_GONE = b"nobody-000000000"


@dataclass(frozen=True, slots=True)
class Opened:
    """A place and whose it is; `gone` is the same place of a thing that is not on the tablet."""

    person: people.Staff
    target: Target
    gone: Target | None = None


def _thing(person: people.Staff, kind: Kind, identifier: bytes, extra: str = "") -> Opened:
    return Opened(person, Target(kind, identifier, extra), Target(kind, _GONE, extra))


_OFFICER, _BOSS, _CLERK = people.OFFICER, people.SUPERVISOR, people.CLERK
_DAY = TODAY.isoformat()
OPENED: Mapping[Kind, Opened] = {
    "today": Opened(_OFFICER, Target("today")),
    "unions": Opened(_OFFICER, Target("unions")),
    "loans": Opened(_OFFICER, Target("loans")),
    "schedules": Opened(_OFFICER, Target("schedules")),
    "cash": Opened(_OFFICER, Target("cash")),
    "approvals": Opened(_BOSS, Target("approvals")),
    "approval": _thing(_BOSS, "approval", b"approval-0000000"),
    "disburse": Opened(_CLERK, Target("disburse")),
    "payout": _thing(_CLERK, "payout", people.loan_id(902)),
    "handovers": Opened(_CLERK, Target("handovers")),
    "handover": _thing(_CLERK, "handover", b"cash-00000000000"),
    "devices": Opened(_BOSS, Target("devices")),
    "device": _thing(_BOSS, "device", _GONE),
    "enrol_tablet": Opened(_BOSS, Target("enrol_tablet")),
    "union": _thing(_OFFICER, "union", people.OJA_OBA),
    "member": _thing(_OFFICER, "member", people.member_id(1)),
    "members": Opened(_OFFICER, Target("members")),
    "check_member": _thing(_BOSS, "check_member", people.member_id(7)),
    "edit_member": _thing(_OFFICER, "edit_member", people.member_id(1)),
    "enrol_member": Opened(_OFFICER, Target("enrol_member", people.OJA_OBA)),
    "sheet": _thing(_OFFICER, "sheet", people.OJA_OBA),
    "close": _thing(_OFFICER, "close", people.OJA_OBA, _DAY),
    "receipts": Opened(
        _OFFICER, Target("receipts", extra=_RECEIPT.hex()), Target("receipts", extra=_GONE.hex())
    ),
    "repayments": Opened(_OFFICER, Target("repayments")),
    "day": Opened(_OFFICER, Target("day")),
    "loan": _thing(_OFFICER, "loan", people.loan_id(1)),
    "repay": _thing(_OFFICER, "repay", people.loan_id(1)),
    "receipt": _thing(_OFFICER, "receipt", _RECEIPT),
    "application": _thing(_OFFICER, "application", people.member_id(20)),
    "notifications": Opened(_BOSS, Target("notifications")),
    "profile": Opened(_OFFICER, Target("profile")),
    "about": Opened(_OFFICER, Target("about")),
    "verify": Opened(_OFFICER, Target("verify")),
    "portfolio": Opened(_OFFICER, Target("portfolio")),
    "conflict": Opened(_OFFICER, Target("conflict")),
    "account": Opened(_OFFICER, Target("account")),
    "sync": Opened(_OFFICER, Target("sync")),
}


def spoil(at: Studio) -> None:
    """Nothing of the store can be read from now on, as on a disk that fails."""
    at.ask(_forget_pages)
    for name, begins in (("store.db", 4096), ("store.db-wal", 32)):
        for file in at.tablet.folder.glob(f"*/{name}"):
            with file.open("r+b") as opened:
                opened.seek(begins)
                opened.write(bytes(max(file.stat().st_size - begins, 0)))


def _forget_pages(desk: Desk) -> None:
    with desk.store.read() as tx:
        tx.tuples("PRAGMA shrink_memory")


def _failing(kind: Kind, opened: Opened) -> Scene:
    """Opened while the store fails."""

    def play(at: Studio) -> None:
        at.place.open(Target("about" if kind != "about" else "profile"))
        at.settle()
        spoil(at)
        at.place.open(opened.target)
        at.settle()

    return Scene(f"{kind}_failing", small(opened.person), play)


def _gone(kind: Kind, opened: Opened) -> Scene:
    """Of a thing that is not on this tablet, or not any more."""
    gone = opened.gone
    assert gone is not None

    def play(at: Studio) -> None:
        at.place.open(gone)
        at.settle()

    return Scene(f"{kind}_gone", small(opened.person), play)


def _endless(kind: Kind, opened: Opened) -> Scene:
    """With names, words and amounts that do not end."""

    def found(put: people.Put, today: date) -> None:
        found_odd(odd_requests(odd_handovers(odd_payouts(put, today))), today)

    def stage(folder: Path) -> Tablet:
        return open_tablet(folder / "tablet", opened.person, found=found)

    def play(at: Studio) -> None:
        if kind in ("close", "sync", "account"):
            sheet = at.sheet(UnionId(people.OJA_OBA))
            sheet.tools.pay_all.click()
            save(at, sheet)
        at.place.open(opened.target)
        at.settle()

    return Scene(f"{kind}_long_text", stage, play)


failing = [_failing(kind, opened) for kind, opened in OPENED.items()]
gone = [_gone(kind, opened) for kind, opened in OPENED.items() if opened.gone is not None]
_WITHOUT_END: tuple[Kind, ...] = (
    *(
        "schedules",
        "day",
        "approvals",
        "approval",
        "payout",
        "handover",
        "close",
        "sync",
        "account",
        "portfolio",
        "profile",
        "about",
    ),
)
endless = [_endless(kind, OPENED[kind]) for kind in _WITHOUT_END]
