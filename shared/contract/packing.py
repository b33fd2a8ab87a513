"""One zstd frame around a message, unpacked within bounds on both sizes and on their ratio."""

import zstandard

from shared.contract.codec import Malformed
from shared.contract.version import MAX_BODY_BYTES, MAX_UNPACK_RATIO

_LEVEL = 3
_SMALL = 64 * 1024


def pack(data: bytes, level: int = _LEVEL) -> bytes:
    """Return one zstd frame that names its own size."""
    return zstandard.ZstdCompressor(level=level, write_content_size=True).compress(data)


def unpack(frame: bytes, *, at_most: int = MAX_BODY_BYTES) -> bytes:
    """Return what a frame holds; `Malformed` if it is no frame, too large, or too small for what it holds."""
    try:
        size = zstandard.frame_content_size(frame)
        if size < 0:
            raise Malformed("the frame does not say how large it is")
        if size > at_most:
            raise Malformed(f"the body unpacks to {size} bytes; at most {at_most} are taken")
        if size > _SMALL and size > MAX_UNPACK_RATIO * len(frame):
            raise Malformed("the body unpacks to far more than its size allows")
        unpacker = zstandard.ZstdDecompressor(max_window_size=MAX_BODY_BYTES)
        return unpacker.decompress(frame, max_output_size=at_most, allow_extra_data=False)
    except zstandard.ZstdError as fault:
        raise Malformed("the body is not a zstd frame") from fault
