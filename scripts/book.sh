#!/usr/bin/env bash
# Makes the book of docs/ in target/book, and checks its links. Installs mdBook where there is none.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

mdbook --version 2>/dev/null | grep -q '^mdbook v0\.5\.' ||
    CARGO_TARGET_DIR=$(mktemp -d) cargo install mdbook --version '~0.5' --locked --debug \
        --no-default-features --features search

rm -rf target/book
log=$(mktemp)
trap 'rm -f "$log"' EXIT
mdbook build docs 2>&1 | tee "$log"
# mdBook ends well after a warning.
if grep -qE '^ *(WARN|ERROR)' "$log"; then
    exit 1
fi
# It copies what is not a page, and the folders of pages.
rm target/book/book.toml
find target/book -type d -empty -delete
scripts/book_links.py target/book
