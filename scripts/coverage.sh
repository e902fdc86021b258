#!/usr/bin/env bash
# Prints which lines of src/ the tests run: a table by file, and the lines that none runs.
# Fails below 90 %.
#
# usage: scripts/coverage.sh [CARGO TEST ARGUMENT...]    e.g. --test faults
#
# Needs llvm-profdata and llvm-cov, of LLVM 19 or newer: Debian's package `llvm-19`, or the component
# `llvm-tools` of rustup. Only the API is instrumented, so dependencies are not compiled again. The
# tests need the ports that they always need.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
least=90
target=${CARGO_TARGET_DIR:-$PWD/target}
out=$target/coverage

# llvm TOOL: where it is, by whichever name.
llvm() {
    local name
    compgen -G "$(rustc --print sysroot)/lib/rustlib/*/bin/$1" && return
    for name in "$1"-{22,21,20,19} "$1"; do
        command -v "$name" && return
    done
    echo "$1 is missing: install the package llvm-19" >&2
    return 1
}
profdata=$(llvm llvm-profdata)
cov=$(llvm llvm-cov)

rm -rf "$out"
mkdir -p "$out"
export RUSTC_WORKSPACE_WRAPPER=$PWD/scripts/instrument.sh
# One file per process: the tests start the service as a process of its own.
export LLVM_PROFILE_FILE=$out/%p-%m.profraw
cargo test --package task-api --locked --target-dir "$target" --no-run --message-format=json \
    "$@" >"$out/build.json"
cargo test --package task-api --locked --target-dir "$target" "$@"

"$profdata" merge --sparse --output "$out/merged" "$out"/*.profraw
objects=()
while read -r binary; do
    objects+=(--object "$binary")
done < <(python3 - "$out/build.json" <<'PYTHON'
import json
import sys

for line in open(sys.argv[1]):
    message = json.loads(line)
    if message.get("executable") and "task-api" in message["package_id"]:
        print(message["executable"])
PYTHON
)
report=("${objects[@]}" --instr-profile "$out/merged" --sources "$PWD/src")
"$cov" report "${report[@]}" --show-region-summary=false --show-branch-summary=false
"$cov" export "${report[@]}" --format lcov >"$out/lcov"
python3 scripts/uncovered.py "$out/lcov" "$least"
