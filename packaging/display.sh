#!/usr/bin/env bash
# Says early, before anything is installed, that a window needs a display, and what works without one.
set -euo pipefail
if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    echo "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open." >&2
    echo "This does the same work without one, and prints each step:" >&2
    printf '\n    make demo HEADLESS=1\n\n' >&2
    exit 1
fi
