# Sourced, not run: installs Debian packages when it may, else says which command would.

# install_packages REASON PACKAGE...
# As root the packages are installed without a question asked; anybody else is told the exact command.
# The package lists are fetched only when there are none yet or they turn out too old.
install_packages() {
    local reason=$1
    shift
    local install=(apt-get install --yes --no-install-recommends "$@")
    if ! command -v apt-get >/dev/null; then
        echo "$reason. On Debian that is: $*. Install what your system calls them, then try again." >&2
        return 1
    fi
    if [ "$(id -u)" -ne 0 ]; then
        printf '%s. Run this, then try again:\n\n    sudo %s\n\n' "$reason" "${install[*]}" >&2
        return 1
    fi
    echo "$reason: installing $*"
    export DEBIAN_FRONTEND=noninteractive
    local fetched=""
    if ! compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null; then
        apt-get update
        fetched=yes
    fi
    if ! "${install[@]}"; then
        [ -z "$fetched" ] || return 1
        apt-get update
        "${install[@]}"
    fi
}
