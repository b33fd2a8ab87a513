"""Findings."""

from __future__ import annotations

KNOWN: dict[str, frozenset[str]] = {}
