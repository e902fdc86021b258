#!/usr/bin/env bash
# Writes the bills of materials of a release, in CycloneDX 1.5: what the service is linked from, and
# what formwork is. No gate; its files go with a release.
#
# usage: scripts/sbom.sh [DIRECTORY]     (target/sbom where none is given)
set -euo pipefail
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$scripts/.."
directory=${1:-target/sbom}
tools=$PWD/target/tools

if [[ $("$tools/bin/cargo-cyclonedx" cyclonedx --version 2>/dev/null) != *' 0.5.9' ]]; then
    cargo install cargo-cyclonedx --version 0.5.9 --locked --root "$tools"
fi

# The date of the commit, so that two runs write the same bytes.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
# It writes beside each Cargo.toml; and only what is compiled for Linux is part of the image.
"$tools/bin/cargo-cyclonedx" cyclonedx --quiet --format json --spec-version 1.5 --all \
    --target x86_64-unknown-linux-gnu --override-filename sbom
# Of every member of the workspace; these are no part of the image.
rm cargo-formwork/sbom.json devstack/sbom.json
mkdir -p "$directory"
publish() {
    # Where the repository lies on this machine is nobody's business.
    sed "s#file://$PWD#file://.#g" "$1" >"$directory/$2"
    rm "$1"
    echo "$directory/$2: $(grep -c '"bom-ref"' "$directory/$2") components"
}
publish sbom.json task-api.cdx.json
publish formwork/sbom.json formwork.cdx.json
