#!/usr/bin/env bash
# tracer.sh
# Sees to it that there is strace, with which tests write down what the program asks of the disk. It is Linux's own:
# elsewhere those tests are left out.
set -euo pipefail
cd "$(dirname "$0")/.."
source packaging/apt.sh

[ "$(uname)" = Linux ] || exit 0
command -v strace >/dev/null || install_packages "strace is missing" strace
