"""The table of pages: no kind of place without one."""

from __future__ import annotations

from fieldapp.screens.targets import KINDS
from fieldapp.screens.workplace.pages import PAGES


def test_every_kind_of_place_has_a_page_for_somebody() -> None:
    assert PAGES.keys() == KINDS
    assert all(entry.roles for entry in PAGES.values())
