"""What a thief tries first is refused, and ordinary PINs are not."""

from __future__ import annotations

import random

import pytest

from fieldapp.vault.pin import PinPolicy, canonical
from shared.errors import RuleRefused

POLICY = PinPolicy()


def refusal(pin: str) -> str | None:
    try:
        POLICY.check_pin(pin)
    except RuleRefused as refused:
        return refused.code
    return None


@pytest.mark.parametrize(
    ("pin", "code"),
    [
        ("", "pin.digits"),
        ("73916a", "pin.digits"),
        ("739 164", "pin.digits"),
        ("-739164", "pin.digits"),
        ("７３９１６４", "pin.digits"),
        ("٧٣٩١٦٤", "pin.digits"),
        ("73916", "pin.length"),
        ("7391645082739", "pin.length"),
        ("000000", "pin.repeated"),
        ("121212", "pin.repeated"),
        ("737377", "pin.repeated"),
        ("739739", "pin.repeated"),
        ("773399", "pin.repeated"),
        ("123456", "pin.sequence"),
        ("987654", "pin.sequence"),
        ("789012", "pin.sequence"),
        ("135791", "pin.sequence"),
        ("864208", "pin.sequence"),
        ("170689", "pin.date"),
        ("061789", "pin.date"),
        ("890617", "pin.date"),
        ("290200", "pin.date"),
        ("199008", "pin.date"),
        ("082019", "pin.date"),
        ("17061989", "pin.date"),
        ("19890617", "pin.date"),
        ("06171989", "pin.date"),
        ("159753", "pin.common"),
        ("147258", "pin.common"),
        ("963852", "pin.common"),
        ("7412589", None),
        ("739164", None),
        ("508273", None),
        ("73916450", None),
        ("739164508273", None),
        ("300299", None),
    ],
)
def test_each_rule_refuses_what_it_is_for(pin, code):
    assert refusal(pin) == code


def test_few_ordinary_pins_are_refused():
    chosen = random.Random(7)
    refused = sum(refusal(f"{chosen.randrange(10**6):06}") is not None for _ in range(5000))

    assert refused / 5000 < 0.15


@pytest.mark.parametrize(
    "passphrase",
    [
        "",
        "one two three four five",
        "river river river river river river",
        "a b c d e f g h",
        "739164",
    ],
)
def test_a_passphrase_of_fewer_than_six_words_is_refused(passphrase):
    with pytest.raises(RuleRefused) as refused:
        POLICY.check_passphrase(passphrase)

    assert refused.value.code == "passphrase.words"


def test_a_passphrase_of_six_words_is_taken_however_it_is_spelt():
    POLICY.check_passphrase("river lamp cedar orbit velvet maize")

    assert canonical("  River lamp  CEDAR\torbit velvet maize ") == "river lamp cedar orbit velvet maize"
