"""When rounds run: full-jitter backoff, Retry-After, and at most one round running and one waiting.

Pure: times are milliseconds of one monotonic clock, randomness is a fraction from 0 up to 1, 1 left out.
The rule kept here: a person's wish overrides the backoff but never the server's Retry-After.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

FIRST_BACKOFF_MS = 1_000
LONGEST_BACKOFF_MS = 5 * 60_000
IDLE_MS = 60_000
LONGEST_RETRY_AFTER_S = 60 * 60
"""A server cannot silence a tablet for longer than this with one answer."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How rounds have gone: failures in a row, when to try by itself, and before when not to try at all."""

    failures: int = 0
    next_ms: int = 0
    not_before_ms: int = 0


def backoff_ms(failures: int, fraction: float) -> int:
    """Return how long to wait after so many failures in a row (1 or more): anything from 0 to the ceiling.

    The ceiling doubles from 1 s to 5 min; the whole of it is jitter, so that tablets which lost the same
    network at the same moment do not return together.
    """
    doublings = min(failures - 1, 20)
    return int(min(FIRST_BACKOFF_MS << doublings, LONGEST_BACKOFF_MS) * fraction)


def after_success(now_ms: int, fraction: float) -> Pace:
    """Return the pace after a finished round: the next one by itself in 45 to 75 seconds."""
    return Pace(0, now_ms + int(IDLE_MS * (0.75 + 0.5 * fraction)), 0)


def after_failure(pace: Pace, now_ms: int, fraction: float, retry_after_s: int = 0) -> Pace:
    """Return the pace after a round that failed; with Retry-After, at least that long and a little jitter."""
    failures = pace.failures + 1
    asked_ms = min(max(retry_after_s, 0), LONGEST_RETRY_AFTER_S) * 1_000
    return Pace(failures, now_ms + asked_ms + backoff_ms(failures, fraction), now_ms + asked_ms)


def wait_ms(pace: Pace, now_ms: int, *, asked: bool) -> int:
    """Return how long until a round may start: `asked` when a person, a save or a new network wants one."""
    return max(0, (pace.not_before_ms if asked else pace.next_ms) - now_ms)


@dataclass(frozen=True, slots=True)
class Turns:
    """At most one round runs and one waits behind it."""

    running: bool = False
    waiting: bool = False


def ask(turns: Turns) -> tuple[Turns, bool]:
    """Ask for a round; the answer says whether to start it now. Asking again while one waits adds nothing."""
    if turns.running:
        return replace(turns, waiting=True), False
    return Turns(running=True), True


def done(turns: Turns) -> tuple[Turns, bool]:
    """End the running round; the answer says whether one waits, for the caller to start in its time."""
    return Turns(), turns.waiting
