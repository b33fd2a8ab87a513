"""Names that are one name written two ways sound alike, others do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.sounding import sound_of, sounds_of


@pytest.mark.parametrize(
    "names",
    [
        ("Mohammed", "Muhammad", "Mohamed", "Muhammed"),
        ("Fatima", "Fatimah", "Fatuma"),
        ("Aisha", "Ayisha", "Aysha"),
        ("Chidinma", "Chidima"),
        ("Adébáyọ̀", "Adebayo", "Adibayo"),
        ("Ɗanladi", "Danladi"),
        ("Phillip", "Filip"),
        ("Shola", "Sola"),
        ("Isaac", "Isac"),
    ],
)
def test_one_name_written_differently_sounds_alike(names: tuple[str, ...]) -> None:
    assert len({sound_of(name) for name in names}) == 1
    assert sound_of(names[0])


@pytest.mark.parametrize(
    ("one", "other"), [("Adebayo", "Adebola"), ("Musa", "Muktar"), ("Ngozi", "Nneka"), ("Grace", "Rose")]
)
def test_other_names_do_not(one: str, other: str) -> None:
    assert sound_of(one) != sound_of(other)


def test_too_little_is_told_by_no_sound() -> None:
    assert [sound_of(text) for text in ("", "Ayo", "12", "🌺")] == ["", "", "", ""]
    assert len(sounds_of("Eze-Okafor Adaeze Okafor")) == 3


@given(st.text(max_size=60))
def test_any_text_has_keys_that_nobody_types(text: str) -> None:
    for key in sounds_of(text):
        assert key[0] == "\ue000"
        assert key[1:].isascii()
        assert key[1:].isalpha()
