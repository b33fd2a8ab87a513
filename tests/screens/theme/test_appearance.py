"""What somebody chose is there at the next start, whatever happened to the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from fieldapp.app import Options, make_look
from fieldapp.screens.theme.appearance import Appearance, keep_appearance, read_appearance
from fieldapp.screens.theme.look import Look
from fieldapp.settings import ClientSettings


def test_what_was_chosen_is_there_at_the_next_start(tmp_path: Path, qapp: QApplication) -> None:
    settings = ClientSettings(tmp_path / "new" / "data", None, "demo-file")
    look = make_look(settings, Options((1280, 800)), qapp.styleHints())
    look.choose(Appearance("dark", 1.3))
    again = make_look(settings, Options((1280, 800)), qapp.styleHints())
    assert again.appearance == Appearance("dark", 1.3)
    assert again.dark


def test_the_command_line_goes_before_what_was_kept(tmp_path: Path, qapp: QApplication) -> None:
    keep_appearance(tmp_path, Appearance("dark", 1.5))
    settings = ClientSettings(tmp_path, None, "demo-file")
    look = make_look(settings, Options((1280, 800), theme="light", text_size=1.15), qapp.styleHints())
    assert look.appearance == Appearance("light", 1.15)
    assert read_appearance(tmp_path) == Appearance("dark", 1.5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Appearance()),
        ("{", Appearance()),
        ("\x00\xff", Appearance()),
        ("[" * 100_000, Appearance()),
        ("[1]", Appearance()),
        ('{"theme": "pink", "text_size": 1.3}', Appearance("system", 1.3)),
        ('{"theme": ["dark"], "text_size": 9}', Appearance()),
        ('{"theme": "dark", "text_size": {}}', Appearance("dark", 1.0)),
        ('{"theme": "dark", "text_size": NaN}', Appearance("dark", 1.0)),
    ],
)
def test_a_file_that_makes_no_sense_changes_nothing(tmp_path: Path, text: str, expected: Appearance) -> None:
    (tmp_path / "appearance.json").write_text(text, encoding="latin-1")
    assert read_appearance(tmp_path) == expected


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    keep_appearance(tmp_path / "data", Appearance("dark"))
    assert read_appearance(tmp_path / "data") == Appearance()


def test_the_system_is_followed_until_somebody_chooses(look: Look) -> None:
    changes: list[bool] = []
    look.changed.connect(lambda: changes.append(look.dark))
    look.follow_system(True)
    look.choose(Appearance("light"))
    look.follow_system(False)
    assert changes == [True, False]
