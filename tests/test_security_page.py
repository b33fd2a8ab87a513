"""The page on security names only tests that are there, and leaves no threat out."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
_ROW = re.compile(r"^\| (\d+) \| .* \| (?:`(tests/\S+)::(test_\w+)`|–) \|$", re.MULTILINE)
ROWS = _ROW.findall((ROOT / "docs" / "security.md").read_text())


def test_every_threat_has_its_row() -> None:
    assert [int(number) for number, _, _ in ROWS] == list(range(1, 30))


@pytest.mark.parametrize(("number", "path", "name"), [row for row in ROWS if row[1]])
def test_the_test_named_beside_a_threat_is_there(number: str, path: str, name: str) -> None:
    tree = ast.parse((ROOT / path).read_text())
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
