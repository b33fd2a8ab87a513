"""Finding unions, members, loans and receipts as somebody types.

The rule kept here: whatever is typed is safe, accents and case do not matter, and a keystroke looks at no
more rows than it shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Literal, assert_never

from fieldapp.store.projection.rows import search_number, searched
from fieldapp.store.transaction import Reading
from shared.sounding import sounds_of

HitKind = Literal["union", "member", "loan", "repayment"]

_LONGEST = 100
_MOST_WORDS = 8
_LEAST_HEARD = 4
"""A word of fewer letters is still being typed, or sounds like too much."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found, with a line to know it by and what stands beneath it.

    That is a text, or of a receipt its amount (minor units) and its day.
    """

    kind: HitKind
    id: bytes
    title: str
    subtitle: str = ""
    amount_minor: int = 0
    on: date | None = None


def search(tx: Reading, text: str, limit: int = 50) -> tuple[Hit, ...]:
    """Return records with words that begin with every word typed: unions, then members, loans, receipts.

    Names, member codes, emails, phone numbers (whole, as dialled at home, or the last four digits), loan and
    receipt numbers are looked at. Nothing typed finds nothing.
    """
    wanted = _wanted(text)
    if not wanted:
        return ()
    found = tx.rows(
        _found,
        "SELECT s.kind, s.id FROM"
        " (SELECT rowid FROM p_search WHERE p_search MATCH ? ORDER BY rowid LIMIT ?) f CROSS JOIN"
        " p_searchable s ON s.number = f.rowid",
        (wanted, limit),
    )
    hits = (_hit(tx, kind, identifier) for kind, identifier in found)
    return tuple(hit for hit in hits if hit is not None)


def ids_found(tx: Reading, text: str, kind: HitKind, limit: int = 500) -> tuple[bytes, ...]:
    """Return the ids of records of one kind that `search` would find, without their lines."""
    wanted = _wanted(text)
    return _among(tx, wanted, kind, limit) if wanted else ()


def _among(tx: Reading, wanted: str, kind: HitKind, limit: int) -> tuple[bytes, ...]:
    first, last = search_number(kind, bytes(7)), search_number(kind, b"\xff" * 7)
    return tuple(
        tx.rows(
            bytes,
            "SELECT s.id FROM (SELECT rowid FROM p_search WHERE p_search MATCH ? AND rowid BETWEEN ? AND ?"
            " ORDER BY rowid LIMIT ?) f CROSS JOIN p_searchable s ON s.number = f.rowid",
            (wanted, first, last, limit),
        )
    )


def members_found(tx: Reading, text: str, limit: int = 500) -> tuple[bytes, ...]:
    """Return the ids of members that `search` finds, then of those whose names sound like what was typed.

    Emails are looked at too; names may stand in any order.
    """
    found = ids_found(tx, text, "member", limit)
    alike = _sounding(text)
    if alike and len(found) < limit:
        found = tuple(dict.fromkeys((*found, *_among(tx, alike, "member", limit))))
    return found[:limit]


def members_sounding(tx: Reading, name: str, limit: int) -> tuple[bytes, ...]:
    """Return the ids of members of whom every one of these names sounds like a name."""
    keys = " AND ".join(f'"{key}"' for key in sounds_of(name[:_LONGEST])[:_MOST_WORDS])
    return _among(tx, keys, "member", limit) if keys else ()


def search_kind(tx: Reading, text: str, kind: HitKind, limit: int) -> tuple[Hit, ...]:
    """Return the records of one kind that `search` would find, so many at most."""
    found = members_found if kind == "member" else partial(ids_found, kind=kind)
    hits = (_hit(tx, kind, identifier) for identifier in found(tx, text, limit=limit))
    return tuple(hit for hit in hits if hit is not None)


def _wanted(text: str) -> str:
    """What was typed as a full-text query: each run of letters and digits, and each picture, a prefix, all of
    them required.

    Digits in groups may also be one phone number.
    """
    words = searched(text[:_LONGEST]).split()[:_MOST_WORDS]
    apart = " AND ".join(f'"{word}"*' for word in words)
    together = "".join(words)
    return f'({apart}) OR "{together}"*' if len(words) > 1 and together.isdecimal() else apart


def _sounding(text: str) -> str:
    """What was typed as a query for names that sound like it: each word begins one, or sounds like one.

    "" where no word has a sound to go by.
    """
    parts = []
    for word in text[:_LONGEST].split()[:_MOST_WORDS]:
        begun = [f'"{part}"*' for part in searched(word).split()]
        heard = [f'"{key}"' for key in sounds_of(word)] if _is_heard(word) else []
        if begun:
            parts.append((f"({' AND '.join(begun)})", *heard))
    if not any(len(part) > 1 for part in parts):
        return ""
    return " AND ".join(f"({' OR '.join(part)})" for part in parts)


def _is_heard(word: str) -> bool:
    """Whether a word may be a name: one with figures is a number, one with @ an address."""
    return len(word) >= _LEAST_HEARD and not any(sign.isdigit() or sign == "@" for sign in word)


def _hit(tx: Reading, kind: HitKind, identifier: bytes) -> Hit | None:
    match kind:
        case "union":
            made = tx.row(_pair, "SELECT name, location FROM p_union WHERE id = ?", (identifier,))
        case "member":
            made = tx.row(
                _member_lines,
                "SELECT m.first_name, m.last_name, m.code, u.name FROM p_member m"
                " LEFT JOIN p_union u ON u.id = m.union_id WHERE m.id = ?",
                (identifier,),
            )
        case "loan":
            made = tx.row(
                _loan_lines,
                "SELECT l.number, m.first_name, m.last_name FROM p_loan l"
                " LEFT JOIN p_member m ON m.id = l.member_id WHERE l.id = ?",
                (identifier,),
            )
        case "repayment":
            made = tx.row(
                _receipt_lines,
                "SELECT receipt_number, amount_minor, value_on FROM p_repayment WHERE id = ?",
                (identifier,),
            )
        case unknown:
            assert_never(unknown)
    return None if made is None else Hit(kind, identifier, *made)


_Lines = tuple[str, str] | tuple[str, str, int, date]


def _found(kind: HitKind, identifier: bytes) -> tuple[HitKind, bytes]:
    return kind, identifier


def _pair(title: str, subtitle: str) -> _Lines:
    return title, subtitle


def _member_lines(first_name: str, last_name: str, code: str, union: str | None) -> _Lines:
    return f"{first_name} {last_name}", f"{code} · {union}" if union else code


def _loan_lines(number: str, first_name: str | None, last_name: str | None) -> _Lines:
    return number, f"{first_name or ''} {last_name or ''}".strip()


def _receipt_lines(number: str, amount_minor: int, value_on: str) -> _Lines:
    return number, "", amount_minor, date.fromisoformat(value_on)
