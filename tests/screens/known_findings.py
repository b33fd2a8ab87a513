"""Findings of the audits that are being worked on: by scene, which audits may find something there.

An entry that is no longer needed fails. The table is empty when the work is done.
"""

from __future__ import annotations

KNOWN: dict[str, frozenset[str]] = {}
