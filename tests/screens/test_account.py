"""Whether anything is lost: reached from the sync centre, added up anew, and said in words."""

from __future__ import annotations

from fieldapp.screens.everyone.sync.account_page import AccountPage
from fieldapp.screens.everyone.sync.page import SyncCentrePage
from fieldapp.screens.targets import Target
from shared.ids import LoanId
from tests.screens.driver import Window, ask
from tests.screens.scenes.syncing import lose_one
from tests.screens.taking import LATE, NEXT, opened


def pay(window: Window, loan: LoanId) -> None:
    """Record what one loan owes."""
    page = opened(window, loan, start="due")
    window.click(page.save)
    window.settle()


def shown(window: Window) -> AccountPage:
    """The account, as somebody reaches it."""
    window.place.open(Target("sync"))
    centre = window.page(SyncCentrePage)
    window.click(centre.rounds.account)
    page = window.page(AccountPage)
    window.wait(page.account.said.text)
    return page


def figures(page: AccountPage) -> dict[str, tuple[str, str]]:
    lines = page.account.lines.items()
    return {key: (line.count.text(), line.value.text()) for key, line in lines if line.count.isVisible()}


def test_what_was_recorded_waits_on_the_tablet_and_adds_up(window: Window) -> None:
    window.unlock()
    assert figures(shown(window))["recorded"] == ("0", "0")
    pay(window, LATE)
    page = shown(window)
    (whole, waiting) = figures(page)["recorded"], figures(page)["waiting"]
    assert whole == waiting
    assert whole[0] == "1"
    assert figures(page)["office"] == ("0", "0")
    assert "missing" not in figures(page)
    assert "sent by itself" in page.account.said.text()


def test_what_stands_nowhere_is_said_with_what_to_do(window: Window) -> None:
    window.unlock()
    for loan in (LATE, NEXT):
        pay(window, loan)
    ask(window, lose_one)
    page = shown(window)
    assert figures(page)["missing"] == ("0", "1")
    assert page.account.mark.mark.text == "Does not add up"
    assert "show this page to your supervisor" in page.account.said.text()


def test_each_of_them_is_looked_at_from_there(window: Window) -> None:
    window.unlock()
    page = shown(window)
    window.click(page.centre)
    window.page(SyncCentrePage)
