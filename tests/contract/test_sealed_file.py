"""Not a byte of a sealed file can be changed, moved, added or cut off, wherever it is."""

import secrets
from io import BytesIO

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from shared.contract.custody.sealed_file import CHUNK_BYTES, sealed_reader, sealed_writer
from shared.contract.custody.sealing import SealBroken

KEY = X25519PrivateKey.from_private_bytes(b"r" * 32)
HEAD = b"fieldapp sealed 1\n"
BEFORE_CHUNKS = len(HEAD) + 80
SEALED_CHUNK = CHUNK_BYTES + 16


def sealed(content: bytes, step: int = 10_000) -> bytes:
    file = BytesIO()
    writer = sealed_writer(file, HEAD, KEY.public_key().public_bytes_raw(), "backup", secrets.token_bytes)
    for start in range(0, len(content), step):
        writer.write(content[start : start + step])
    writer.finish()
    return file.getvalue()


def opened(data: bytes, key: X25519PrivateKey = KEY) -> bytes:
    file = BytesIO(data)
    return sealed_reader(file, file.read(len(HEAD)), key, "backup").read()


def is_refused(data: bytes) -> bool:
    try:
        opened(data)
    except SealBroken:
        return True
    return False


@pytest.mark.parametrize(
    "size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 3 * CHUNK_BYTES + 7]
)
def test_what_was_sealed_comes_back(size: int) -> None:
    content = secrets.token_bytes(size)
    data = sealed(content)
    assert opened(data) == content
    assert size < 16 or content[:16] not in data


def test_every_changed_bit_is_refused() -> None:
    data = sealed(secrets.token_bytes(200))
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1 << (place % 8)
        assert is_refused(bytes(changed)), place


def test_a_changed_byte_of_a_long_file_is_refused() -> None:
    data = sealed(secrets.token_bytes(3 * CHUNK_BYTES + 7))
    for place in range(0, len(data), 1_009):
        changed = bytearray(data)
        changed[place] ^= 0x40
        assert is_refused(bytes(changed)), place


def test_every_cut_is_refused() -> None:
    short = sealed(secrets.token_bytes(100))
    assert all(is_refused(short[:end]) for end in range(len(short)))
    long = sealed(secrets.token_bytes(3 * CHUNK_BYTES))
    for chunks in range(3):
        for more in (0, 1, 16, SEALED_CHUNK - 1):
            assert is_refused(long[: BEFORE_CHUNKS + chunks * SEALED_CHUNK + more]), (chunks, more)


def test_chunks_moved_doubled_or_added_are_refused() -> None:
    data = sealed(secrets.token_bytes(3 * CHUNK_BYTES + 7))
    head, rest = data[:BEFORE_CHUNKS], data[BEFORE_CHUNKS:]
    first, second, tail = rest[:SEALED_CHUNK], rest[SEALED_CHUNK : 2 * SEALED_CHUNK], rest[2 * SEALED_CHUNK :]
    for forged in (second + first + tail, first + first + tail, second + tail, rest + b"\x00", rest + first):
        assert is_refused(head + forged)
    other = sealed(secrets.token_bytes(3 * CHUNK_BYTES + 7))
    assert is_refused(head + other[BEFORE_CHUNKS:])


def test_another_key_opens_nothing() -> None:
    with pytest.raises(SealBroken, match="This key does not open it"):
        opened(sealed(b"content"), X25519PrivateKey.generate())
