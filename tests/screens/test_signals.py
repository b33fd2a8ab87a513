"""Signals of what outlives a page are taken by bound methods: Qt lets go of those when the page is gone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

import fieldapp.screens
from fieldapp.screens.officer.sheet.tools import SheetTools
from fieldapp.screens.theme.appearance import Appearance
from tests.screens.driver import Window

_SCREENS = Path(fieldapp.screens.__file__).parent
_OF_THE_PROGRAM = frozenset({"look", "app"})
_OF_THE_SESSION = frozenset({"bench", "notes", "rounds"})
"""By these names pages know what lives longer than they do; the workplace lives as long as the session."""


def loose(source: str, outliving: frozenset[str] = _OF_THE_PROGRAM | _OF_THE_SESSION) -> Iterator[int]:
    """The lines on which a signal of something that outlives its page is given to a free function."""
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        signal = node.func.value
        if node.func.attr != "connect" or not isinstance(signal, ast.Attribute):
            continue
        if _name(signal.value) in outliving and not isinstance(node.args[0], ast.Attribute):
            yield node.lineno


def _name(whose: ast.expr) -> str:
    """The last name of an expression, as it is for others: `self._look` is "look"."""
    if isinstance(whose, ast.Attribute):
        return whose.attr.lstrip("_")
    return whose.id.lstrip("_") if isinstance(whose, ast.Name) else ""


def test_no_page_leaves_a_function_on_what_outlives_it() -> None:
    found = []
    for path in sorted(_SCREENS.rglob("*.py")):
        inside = path.relative_to(_SCREENS)
        session = frozenset() if inside.parts[0] == "workplace" else _OF_THE_SESSION
        found += [f"{inside}:{line}" for line in loose(path.read_text(), _OF_THE_PROGRAM | session)]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "look.changed.connect(lambda: self.draw())",
        "self._look.changed.connect(partial(draw, self))",
        "bench.look.changed.connect(draw)",
        "self.bench.notes.kept.connect(lambda room: None)",
    ],
)
def test_functions_without_an_owner_are_recognised(source: str) -> None:
    assert list(loose(source)) == [1]


def test_bound_methods_and_signals_of_parts_are_left_alone() -> None:
    assert not list(loose("look.changed.connect(self._draw)\nself.button.clicked.connect(lambda: None)"))


def test_the_theme_changes_after_a_sheet_is_gone(window: Window) -> None:
    bench = window.unlock().bench
    tools = SheetTools(bench)
    tools.deleteLater()
    QApplication.sendPostedEvents(tools, QEvent.Type.DeferredDelete)
    bench.look.choose(Appearance("dark", 1.0))
    window.settle()
