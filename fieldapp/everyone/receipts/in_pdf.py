"""The code of a receipt inside its PDF, as the file's metadata (XMP), and out of it again.

The rule kept here: a file from anywhere is not taken for a PDF that is to be understood: its bytes are looked
through for the one thing we wrote, nothing of it is unpacked, followed or run.
"""

from __future__ import annotations

import re

_BEFORE, _AFTER = b"<fieldapp:receipt-code>", b"</fieldapp:receipt-code>"
_CODE = re.compile(re.escape(_BEFORE) + rb"([0-9A-Z]{16,400})" + re.escape(_AFTER))
_MOST = 4
_BEGINS_WITHIN = 1024
"""As readers of PDFs do: what stands before the beginning of one is left aside, within bounds."""


def about_receipt(code: str) -> bytes:
    """Return the metadata of a receipt's PDF."""
    return (
        b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description rdf:about="" xmlns:fieldapp="urn:fieldapp:receipt:1">'
        + _BEFORE
        + code.encode()
        + _AFTER
        + b'</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    )


def is_pdf(data: bytes) -> bool:
    """Whether a file says that it is a PDF."""
    return b"%PDF-" in data[:_BEGINS_WITHIN]


def codes_in_pdf(data: bytes) -> frozenset[str]:
    """Return the codes of receipts that a PDF carries, genuine or not; a few at most."""
    found: set[str] = set()
    for match in _CODE.finditer(data):
        found.add(match[1].decode())
        if len(found) == _MOST:
            break
    return frozenset(found)
