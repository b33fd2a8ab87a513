"""The page on which anybody checks a receipt: plain HTML, good on a phone, without a script.

The rule kept here: every word that did not come from here is escaped; the page loads nothing, sends its form
only to itself and cannot be put into another one.
"""

import base64
from datetime import UTC, datetime
from hashlib import sha256
from html import escape
from zoneinfo import ZoneInfo

from shared.writing import Writing
from syncserver.sync.custody.verifying import Genuine, NotGenuine, Standing, Verified

_STYLE = """
:root{color-scheme:light dark}
body{font:1.05rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:34rem;padding:1.25rem}
main{overflow-wrap:anywhere}
h1{font-size:1.35rem}h2{font-size:1.2rem;margin:.2rem 0}
.good,.bad,.wait{border:2px solid;border-radius:.75rem;padding:1rem;margin:1rem 0}
.good{border-color:#1a7f4b}.bad{border-color:#c0392b}.wait{border-color:#b7791f}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem}dt{opacity:.8}dd{margin:0;font-weight:600}
label{display:block;margin:1rem 0 .25rem}
textarea,button{font:inherit;box-sizing:border-box;width:100%;padding:.75rem;border-radius:.5rem}
textarea,button{border:1px solid}
button{margin-top:.75rem;min-height:3rem;font-weight:600}
"""
_STYLE_HASH = base64.b64encode(sha256(_STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

_STANDING: dict[Standing, tuple[str, str, str]] = {
    "counted": ("good", "Genuine, and the office has it", "The payment is counted on the loan."),
    "suspended": (
        "wait",
        "Genuine, and the office has the money",
        "It is not counted on a loan yet: the office is looking at it. Keep the receipt.",
    ),
    "corrected": (
        "wait",
        "Genuine, but corrected since",
        "The office took this payment back or recorded it anew. Ask there if nobody told you.",
    ),
    "waiting": (
        "wait",
        "Genuine, but the office has not received it yet",
        "The tablet has not sent this payment so far. Look again in some days; then ask the office.",
    ),
    "different": (
        "bad",
        "Bring this receipt to the office",
        "A tablet of the office signed it, but the office was sent something else in its place.",
    ),
}
_NOT: dict[str, tuple[str, str]] = {
    "receipt_code.unreadable": (
        "This is not a whole code",
        "Part of it is missing or mistyped. Copy all of it, or scan it again.",
    ),
    "receipt_code.unknown_version": (
        "This code is too new",
        "Ask the office, and show them the receipt.",
    ),
}
_FORGED = (
    "Not genuine",
    "No tablet of this office signed this. It proves no payment. Show it to the office.",
)
TOO_MANY = ("Too many questions", "Wait a minute, then ask again.")


def verify_page(verified: Verified) -> str:
    """Return the page with the answer, and the form to ask with again."""
    return _page(verified.institution, _answer(verified))


def too_many_page() -> str:
    """Return the page for whoever asks too often."""
    return _page("", _box("wait", *TOO_MANY))


def _answer(verified: Verified) -> str:
    answer = verified.answer
    if answer is None:
        return ""
    if isinstance(answer, NotGenuine):
        title, detail = _NOT.get(answer.why, _FORGED)
        return _box("bad" if answer.why not in _NOT else "wait", title, detail)
    kind, title, detail = _STANDING[answer.standing]
    if answer.revoked:
        detail += " The tablet is no longer in use."
    return _box(kind, title, detail, _facts(verified, answer))


def _facts(verified: Verified, genuine: Genuine) -> str:
    code = genuine.code
    writing = Writing(verified.currency, verified.date_format)
    at = datetime.fromtimestamp(code.at_ms / 1000, UTC).astimezone(ZoneInfo(verified.time_zone))
    facts = (
        ("Amount", writing.signed(code.amount_minor)),
        ("Received", f"{writing.day(at.date())}, {at:%H:%M}"),
        ("Tablet", genuine.device_code),
        ("Its record", f"number {code.sequence}"),
        ("Code", code.short),
    )
    lines = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts)
    return f"<dl>{lines}</dl><p>These have to be the same as on the receipt.</p>"


def _box(kind: str, title: str, detail: str, more: str = "") -> str:
    words = f"<h2>{escape(title)}</h2><p>{escape(detail)}</p>"
    return f'<section class="{kind}" role="status">{words}{more}</section>'


def _page(institution: str, answer: str) -> str:
    of = escape(institution) or "Receipts"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>Check a receipt</title><style>{_STYLE}</style></head><body><main>"
        f"<p>{of}</p><h1>Check a receipt</h1>{answer}"
        '<form method="get" action="/verify">'
        '<label for="code">What the square code on the receipt holds</label>'
        '<textarea id="code" name="code" rows="4" autocomplete="off" autocapitalize="characters" '
        'spellcheck="false" required></textarea><button>Check</button></form>'
        "<p>Scan the square with your phone, copy the letters it shows, and paste them here.</p>"
        "</main></body></html>"
    )
