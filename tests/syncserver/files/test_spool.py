"""A file that comes part by part: whole or not there, one for each device, and not for ever."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from syncserver.files.spool import Spool

_DEVICE, _OTHER = bytes(15) + b"\x01", bytes(15) + b"\x02"
_CONTENT = b"first part and second part"
_DIGEST = sha256(_CONTENT).digest()


def test_parts_are_taken_in_their_order_and_the_whole_is_what_its_name_says(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    assert spool.append(_DEVICE, _DIGEST, 0, _CONTENT[:10]) == 10
    assert spool.append(_DEVICE, _DIGEST, 0, _CONTENT[:10]) == 10, "sent again, it is not taken again"
    assert spool.append(_DEVICE, _DIGEST, 20, b"too far") == 10
    assert spool.append(_DEVICE, _DIGEST, 10, _CONTENT[10:]) == len(_CONTENT)
    assert spool.whole(_OTHER, _DIGEST) is None
    assert spool.whole(_DEVICE, _DIGEST) == _CONTENT
    spool.forget(_DEVICE, _DIGEST)
    assert spool.whole(_DEVICE, _DIGEST) is None


def test_what_is_not_what_its_name_says_is_gone(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.append(_DEVICE, _DIGEST, 0, b"something else")
    assert spool.whole(_DEVICE, _DIGEST) is None
    assert list(tmp_path.iterdir()) == []


def test_only_what_nobody_goes_on_with_is_let_go_of(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.append(_DEVICE, _DIGEST, 0, _CONTENT[:10])
    (old,) = tmp_path.iterdir()
    os.utime(old, (1_000, 1_000))
    spool.append(_OTHER, _DIGEST, 0, _CONTENT)
    spool.forget_older(2_000)
    assert not old.exists()
    assert spool.whole(_OTHER, _DIGEST) == _CONTENT
    Spool(tmp_path / "never made").forget_older(2_000)
