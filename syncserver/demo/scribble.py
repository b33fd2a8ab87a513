"""Signatures as hands draw them: a wave that goes on to the right, the same for the same name and meeting."""

import math
import random

from shared.contract.bodies.cash import MeetingSignature, Signer
from shared.fieldwork.ink import HEIGHT, pack

_STEPS = 90


def signature(signer: Signer, name: str, meeting: bytes, at_ms: int) -> MeetingSignature:
    """Return somebody's signature under a meeting."""
    hand = random.Random(f"{name} {meeting.hex()}")
    return MeetingSignature(signer, name, pack([_wave(hand), _flourish(hand)]), "", at_ms)


def _wave(hand: random.Random) -> list[tuple[int, int]]:
    rise, pace, lean = hand.uniform(50, 110), hand.uniform(0.35, 0.6), hand.uniform(0.15, 0.35)
    points = []
    for step in range(_STEPS):
        swing = math.sin(step * pace) * rise * math.exp(-step / _STEPS) * (0.7 + 0.3 * math.sin(step * lean))
        points.append((120 + step * 7 + round(12 * math.cos(step * pace)), round(HEIGHT / 2 - swing)))
    return points


def _flourish(hand: random.Random) -> list[tuple[int, int]]:
    dip, end = hand.randint(10, 40), hand.randint(760, 900)
    return [(x, HEIGHT * 3 // 5 + round(dip * math.sin(x / 130))) for x in range(100, end, 12)]
