"""Texts that have broken programs: every script, directions, emoji, what ends strings, markup, queries,
formulas, paths, and the names of nothing.
"""

from __future__ import annotations

LONE_SURROGATE = "\uf8ff"
"""Stands for bytes that are no character; whoever sends it puts them there."""

SCRIPTS = (
    *("Ọlábísí Ìyá Ọ̀jẹ̀", "Ɗanladi Ƙofar Ɓauchi", "Nguyễn Thị", "Łódź Žižek", "Ελένη", "Дмитро", "გიორგი"),
    *("אברהם", "محمد بن سعيد", "فارسی‌زبان", "ደራርቱ", "ߒߞߏ", "अनुष्का", "কবিতা ১২৩", "தமிழ்", "ไทยภาษา"),
    *("王小明", "さくら", "김민준", "ᚠᚢᚦ", "𝓐𝓭𝓮", "𐤀𐤁", "１２３４", "٣٤٥"),
)
ODD = (
    *("👩🏾\u200d🌾👨\u200d👩\u200d👧🇳🇬", "e\u0301 é", "a\u202eb\u202c", "zero\u200bwidth\u200d\ufeff"),
    *("\u2028\u2029", "\ufffe\uffff", "\x00", "in\x00side", "\x1b[31m", "\x7f", "tab\tnew\nline\r\n"),
    *("\u0085", "Z" + "\u0335" * 200, LONE_SURROGATE),
)
MEANT = (
    *(
        "'; DROP TABLE member;--",
        '" OR 1=1 --',
        "%' AND '1'='1",
        "\\'; --",
        "$1 :id ?",
        "{on} {0} {x.__class__}",
    ),
    *("<script>alert(1)</script>", "<b>&amp;</b>", "]]>", "${jndi:ldap://x}", "{{7*7}}", "%s%n%x", "%(a)s"),
    *("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "＝1+1"),
    *("../../etc/passwd", "C:\\con\\nul", "\\\\server\\share", "file:///etc", "~", ".", "a/b"),
    *("null", "None", "undefined", "NaN", "true", "[]", "{}", "0", "-0", "1e999"),
)
LONG = ("x" * 300, "ọ" * 300, "😀" * 300, "y" * 301, "n" * 4000, "m" * 4001, "w" * 20_000)
BLANK = ("", " ", "\u00a0\u3000", "\u200b")
EVERY = (*SCRIPTS, *ODD, *MEANT, *LONG)


def told_apart(text: str, number: int) -> str:
    """The text with a number at its end, so that it is found again, and no longer than it was where it is
    long.
    """
    mark = f"~{number}"
    return (text[: -len(mark)] if len(text) >= 300 else text) + mark
