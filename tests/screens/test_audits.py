"""Every scene is looked through: names, touch targets, room for words, the way of the focus."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget

from fieldapp.screens.theme.look import Look
from tests.screens.audits.fitting import cut_off, out_of_place
from tests.screens.audits.focusing import unreached, without_ring
from tests.screens.audits.names import nameless
from tests.screens.audits.touching import too_small
from tests.screens.audits.writing import unproven
from tests.screens.known_findings import KNOWN
from tests.screens.scenes.registry import every_scene
from tests.screens.scenes.studio import Studio

Audit = Callable[[QWidget], Iterator[str]]
SCENES = every_scene()
AUDITS: dict[str, Audit] = {
    "names": nameless,
    "touch": too_small,
    "cut off": cut_off,
    "out of place": out_of_place,
    "focus": unreached,
    "ring": without_ring,
    "writing": unproven,
}
_AT_EVERY_SIZE = ("names", "touch", "cut off", "out of place")
_SIZES = (QSize(1280, 800), QSize(800, 1280))
_LOW, _WIDE = QSize(1024, 600), QSize(1440, 900)
"""A low window and a wide one; what is looked for there depends on the size alone."""
_FINISHES = ((1.0, (*_SIZES, _WIDE)), (1.5, (_SIZES[1], _LOW)))
"""Text by size of window: what has room in a low or narrow one at 150 % has it there at 100 %."""


@pytest.mark.timeout(600)  # the first may have to make the demo institution, on a machine at work
@pytest.mark.parametrize("name", SCENES)
def test_the_scene_passes_every_audit(qapp: QApplication, look: Look, tmp_path: Path, name: str) -> None:
    with SCENES[name].opened(qapp, tmp_path) as at:
        page = at.shell.page
        assert page is not None
        assert page.isVisible()
        assert QApplication.activeWindow() is at.shell, "something without a place opened a window of its own"
        found = _audited(at)
    known = KNOWN.get(name, frozenset())
    lines = [line for audit in AUDITS if audit not in known for line in found[audit]]
    assert lines == []
    assert [audit for audit in AUDITS if audit in known and not found[audit]] == [], "no longer found"


def test_every_scene_with_known_findings_is_there() -> None:
    assert KNOWN.keys() - SCENES.keys() == set()


def _audited(at: Studio) -> dict[str, list[str]]:
    """The findings of every audit, each with the size at which it was made."""
    found: dict[str, list[str]] = {audit: [] for audit in AUDITS}
    for scale, sizes in _FINISHES:
        at.dress(scale=scale)
        for size in sizes:
            at.resize(size)
            wanted = AUDITS if scale == 1.0 and size in _SIZES else _AT_EVERY_SIZE
            for audit in wanted:
                where = f"{audit} at {size.width()}×{size.height()}, {scale:.0%}"
                found[audit] += [f"{where}: {line}" for line in AUDITS[audit](at.shell)]
    return found
