"""The main job from end to end: a loan on its way out and a meeting's money on its way in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from stage.servers import ServerHome
from stage.telling import Teller

from fieldapp.vault.key_box import FLOOR, KdfCost
from story.loan_round import lend
from story.meeting_round import collect, send
from story.people import gathered
from story.reckoning import reckon


def tell_the_story(
    home: ServerHome, tablets: Path, say: Callable[[str], None], cost: KdfCost = FLOOR
) -> None:
    """Play the story on a server with a fresh demo institution; `StoryWrong` at the first wrong figure.

    `tablets` is an empty folder for the four tablets' data.
    """
    tell = Teller(say)
    tell.chapter("A server, and four people with a tablet each")
    with gathered(home, tablets, tell, cost) as cast:
        lend(cast)
        collected = collect(cast)
        send(cast, collected)
        reckon(cast, collected)
    say(f"\nThe story is over: {tell.checked} figures compared, none wrong.")
