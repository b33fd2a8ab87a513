"""The main job from end to end on each engine, and that the story notices when something is wrong."""

from pathlib import Path

import pytest
from stage.servers import ServerHome
from stage.telling import StoryWrong, Teller
from story.loop import tell_the_story

from fieldapp.vault.key_box import KdfCost

_QUICK = KdfCost(memory_kib=64, passes=1, lanes=1)


@pytest.mark.timeout(400)
def test_the_loop(home: ServerHome, tmp_path: Path) -> None:
    """Every step and figure is compared by the story itself, which ends at the first that is wrong."""
    said: list[str] = []
    tell_the_story(home, tmp_path / "tablets", said.append, _QUICK)
    compared = [line for line in said if line.startswith("  ✓ ")]
    assert said[-1] == f"\nThe story is over: {len(compared)} figures compared, none wrong."
    assert len(compared) > 80
    log = (home.folder / "server.log").read_text()
    assert '"level": "ERROR"' not in log
    assert '"level": "WARNING"' not in log


def test_a_wrong_figure_ends_the_story() -> None:
    said: list[str] = []
    tell = Teller(said.append)
    tell.check("money in the box", 5, 5)
    with pytest.raises(StoryWrong, match="found 5, wanted 6"):
        tell.check("money in the box", 5, 6)
    assert said == ["  ✓ money in the box: 5", "  ✗ money in the box: 5, not 6"]
