"""How names sound, as far as it tells whether two people may be called the same.

The rule kept here: what one name is often written for another is one sound; the key of a sound is of letters
only and never of what somebody types to find something.
"""

import unicodedata

_HOOKED = str.maketrans("ɓɗƙƴ", "bdky")
_PAIRS = (
    ("gb", "b"),
    ("kp", "p"),
    ("ph", "f"),
    ("ck", "k"),
    ("ch", "s"),
    ("sh", "s"),
    ("dj", "j"),
    ("ts", "s"),
)
_SOUNDS = {
    **dict.fromkeys("aeiouwy", ""),
    **dict.fromkeys("bp", "p"),
    **dict.fromkeys("fv", "f"),
    **dict.fromkeys("ckgqx", "k"),
    **dict.fromkeys("dt", "t"),
    **dict.fromkeys("mn", "n"),
    **dict.fromkeys("lr", "l"),
    **dict.fromkeys("sz", "s"),
    "j": "j",
    "h": "",
}
_MARK = "\ue000"
"""Begins a key among the words of an index: no keyboard has it, so nothing typed is taken for one."""
_LEAST_SOUNDS = 2


def sound_of(name: str) -> str:
    """Return the key of how one name sounds, "" where it has too few sounds to tell.

    Its first sound counts also where it is a vowel; vowels after it and letters doubled do not.
    """
    plain = unicodedata.normalize("NFKD", name).casefold().translate(_HOOKED)
    letters = "".join(letter for letter in plain if letter in _SOUNDS)
    for pair, sound in _PAIRS:
        letters = letters.replace(pair, sound)
    found, before = "a" if letters[:1] in ("a", "e", "i", "o", "u", "h") else "", ""
    for letter in letters:
        sound = _SOUNDS[letter]
        if sound and sound != before:
            found += sound
        if letter != "h":
            before = sound
    return _MARK + found if len(found) >= _LEAST_SOUNDS else ""


def sounds_of(text: str) -> tuple[str, ...]:
    """Return the keys of all names in a text that can be told by their sound, each once."""
    keys = (sound_of(word) for word in text.replace("-", " ").split())
    return tuple(dict.fromkeys(key for key in keys if key))
