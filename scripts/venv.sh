# Sourced by the scripts that need tools written in Python.
# shellcheck shell=bash

# install_venv DIRECTORY PINS: a virtual environment with exactly what the file PINS lists. The copy
# of the pins says that the installation was completed, and from what.
install_venv() {
    local directory=$1 pins=$2
    cmp -s "$pins" "$directory/installed.txt" && return
    rm -rf "$directory"
    python3 -m venv "$directory"
    timeout 900 "$directory/bin/pip" install --quiet --disable-pip-version-check --no-deps \
        --requirement "$pins"
    cp "$pins" "$directory/installed.txt"
}
