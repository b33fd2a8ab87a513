"""That the benchmarks run and say what they measured; their figures are judged where they are run at size."""

import json
from pathlib import Path

import pytest

from tests.benchmarks.__main__ import main
from tests.benchmarks.figures import Figure
from tests.benchmarks.timing import percentile


def test_a_small_run_measures_and_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "bench.json"
    assert main(["--quick", "--only", "desk", "--out", str(out)]) == 0
    written = json.loads(out.read_text())
    names = [figure["name"] for figure in written["figures"]]
    assert names == [
        "saving a repayment",
        "search, slowest keystroke",
        "schedules, a page of this week",
        "repayments, a page of a month",
    ]
    assert all(figure["value"] > figure["floor"] > 0 for figure in written["figures"])
    assert written["machine"]["packages"]["msgspec"]
    assert "saving a repayment" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize(
    ("value", "sense", "reached"), [(1.0, "at most", True), (1.1, "at most", False), (1.1, "at least", True)]
)
def test_a_bar_is_reached_from_the_right_side(value: float, sense: str, reached: bool) -> None:
    figure = Figure("one", "client", value, "s", 1.0, None, "", sense)  # type: ignore[arg-type]  # from a list
    assert figure.reached is reached


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([5, 1, 4, 2, 3], 0.5) == 3
    assert percentile(list(range(1, 101)), 0.95) == 95
    assert percentile([7], 0.95) == 7
