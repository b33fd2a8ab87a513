"""Applying for loans in tests: the form opened, typed into, and what came of it."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from fieldapp.screens.application.page import ApplicationPage
from fieldapp.screens.frame import Page
from fieldapp.screens.targets import Target
from fieldapp.screens.workplace.window import Workplace
from tests.screens import people
from tests.screens.driver import Window

FREE = people.member_id(20)
"""Patience Akpan, who has no loan."""
SENT = people.loan_id(900)
"""An application that waits."""
BACK = people.loan_id(904)
"""An application that was sent back, on the tablet of `sent_back`."""


def opened(window: Window, about: bytes = FREE) -> ApplicationPage:
    """Open an application, unlocking first where that is needed, and wait until it was looked at."""
    if not isinstance(window.shell.page, Workplace):
        window.unlock()
    window.place.open(Target("application", about))
    page = window.page(ApplicationPage)
    looked(window, page)
    return page


def looked(window: Window, page: ApplicationPage) -> None:
    """Wait until what is typed was looked at."""
    for _ in range(2):
        window.wait(lambda: page.opening is not None and page.looking.fresh)
        window.settle()


def typed(window: Window, page: ApplicationPage, field: QLineEdit, text: str) -> None:
    """Type over what stands in a field."""
    field.setFocus()
    field.selectAll()
    window.keys(text)
    looked(window, page)


def usual(window: Window, page: ApplicationPage, purpose: str = "Cloth for the season") -> None:
    """Ask for 120,000 over 24 weeks."""
    product = next(key for key in page.form.product._chips if key == people.WEEKLY.hex())
    window.click(page.form.product.button(product))
    typed(window, page, page.form.amount.edit, "120000")
    typed(window, page, page.form.term.line, "24")
    page.form.purpose.set_text(purpose)
    looked(window, page)


def drafts(window: Window) -> tuple[str, ...]:
    """The keys of what is kept."""
    return window.place.bench.notes.keys("draft")


def notice(page: Page) -> str:
    """What the page tells."""
    return page.notice.told.title if page.notice.told else ""
