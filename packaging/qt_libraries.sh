#!/usr/bin/env bash
# qt_libraries.sh offscreen|window
# Sees to it that Qt finds the system libraries it loads: those for pictures and tests without a screen,
# or those for a window as well. Asks Qt itself, and installs only when something is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
source packaging/apt.sh

mode=$1
packages=(libglib2.0-0 libgl1 libegl1 libfontconfig1 libxkbcommon0 libdbus-1-3)
if [ "$mode" = window ]; then
    packages+=(libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-image0 libxcb-randr0 libxcb-render-util0
        libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0 libx11-xcb1)
fi

runs_offscreen() {
    QT_QPA_PLATFORM=offscreen .venv/bin/python -c \
        'from PySide6.QtWidgets import QApplication; QApplication([])' >/dev/null 2>&1
}

# Qt blames libxcb-cursor0 whatever the library is that an X11 window lacks, so the linker is asked instead.
window_plugin_loads() {
    local plugin
    plugin=$(.venv/bin/python -c 'import importlib.util as u; print(u.find_spec("PySide6").submodule_search_locations[0])')
    # Read whole, not through `grep -q`: that ends at the first hit, and pipefail then takes ldd's end for a miss.
    [[ "$(ldd "$plugin/Qt/plugins/platforms/libqxcb.so")" != *"not found"* ]]
}

works() {
    runs_offscreen && { [ "$mode" != window ] || window_plugin_loads; }
}

if ! works; then
    install_packages "Qt's system libraries are missing" "${packages[@]}"
    works || { echo "Qt still does not start; this is what it says:" >&2
        QT_QPA_PLATFORM=offscreen .venv/bin/python -c 'from PySide6.QtWidgets import QApplication; QApplication([])'
        exit 1; }
fi
