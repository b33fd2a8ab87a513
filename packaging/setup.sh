#!/usr/bin/env bash
# Makes .venv from packaging/requirements/dev.txt, with hashes checked, and installs the project in place.
# Returns at once when the stamp says that nothing this depends on has changed since the last time.
set -euo pipefail
cd "$(dirname "$0")/.."
source packaging/apt.sh

requirements=packaging/requirements/dev.txt
stamp=.venv/.made-from

find_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.11 python3.12 python3.13 python3.14}; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    echo "Python 3.11 or newer is needed. Install it, or name one: make setup PYTHON=/path/to/python3" >&2
    return 1
}

# What the environment was made from: the requirements, the project's own metadata, and where it stands,
# because the commands in it begin with the absolute path of its interpreter.
fingerprint() {
    { sha256sum "$requirements" pyproject.toml; pwd; .venv/bin/python --version; } 2>&1 | sha256sum
}

up_to_date() {
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(fingerprint)" ]
}

make_environment() {
    local python
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        install_packages "Python's venv module is missing" python3-venv
    fi
    "$python" -m venv --clear --prompt fieldapp .venv
}

install_requirements() {
    echo "Installing the locked requirements into .venv; the first time takes a few minutes"
    local pip=(.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input)
    "${pip[@]}" --require-hashes --requirement "$requirements"
    "${pip[@]}" --no-deps --no-build-isolation --editable .
}

if ! up_to_date; then
    .venv/bin/python -m pip --version >/dev/null 2>&1 || make_environment
    rm -f "$stamp"
    install_requirements
    fingerprint >"$stamp"
    echo "Ready: .venv"
fi
