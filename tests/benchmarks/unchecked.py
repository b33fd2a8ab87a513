"""The server with nothing checked that a device signs, to measure beside the real one what checking costs.

The rule kept here: it is started by the benchmarks alone, and differs in nothing else.
"""

from __future__ import annotations

import sys
from unittest.mock import patch

from syncserver.__main__ import main
from syncserver.api import signatures
from syncserver.sync.inbox import envelopes

if __name__ == "__main__":
    with (
        patch.object(signatures, "verify_request", lambda *_, **__: None),
        patch.object(envelopes, "verify_operation", lambda *_: None),
        patch.object(envelopes, "_contradiction", lambda *_, **__: None),
    ):
        sys.exit(main(sys.argv[1:]))
