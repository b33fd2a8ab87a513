"""The code of a receipt as squares to scan and letters to read out."""

from __future__ import annotations

import segno

from fieldapp.desk.receipts import ReceiptCodeText
from fieldapp.screens.paper.blocks import Code
from fieldapp.screens.words import tr


def code_block(code: ReceiptCodeText) -> Code:
    """Return a code for a paper; a seventh of it may be worn off and it is still read."""
    modules = tuple(tuple(bool(module) for module in line) for line in modules_of(code.text))
    return Code(modules, code.short, tr("Scan it, or read these letters out to the branch."))


def modules_of(text: str) -> tuple[bytearray, ...]:
    """Return the modules of a text, line by line, without the quiet ones around them."""
    return segno.make(text, error="m", boost_error=False, micro=False).matrix
