#!/usr/bin/env bash
# Writes packaging/requirements/*.txt from pyproject.toml: exact versions with hashes, and no package index
# named in them. Versions already locked are kept; `make lock UPGRADE=1` takes the newest that fit.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=packaging/requirements

compile() {
    local extra=$1
    shift
    echo "Locking $folder/$extra.txt"
    .venv/bin/uv pip compile pyproject.toml --extra "$extra" --universal --python-version 3.11 \
        --generate-hashes --no-header --quiet --output-file "$folder/$extra.txt" "$@" ${UPGRADE:+--upgrade}
}

# Everything is resolved together first, so that client and server run the versions the tests ran.
compile dev
compile client --constraint "$folder/dev.txt"
compile server --constraint "$folder/dev.txt"
