#!/usr/bin/env bash
# Measures the edit loop: change one value in stack.toml, then `cargo check` or `cargo build`.
#
# usage: benches/edit-loop.sh
#
# Works on a copy of the repository in a temporary directory. The first build there is a cold one
# and takes minutes; set CARGO_TARGET_DIR to a directory that holds the dependencies to save it.
set -euo pipefail
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

readonly runs=5
readonly check_target_seconds=1
readonly build_target_seconds=3

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [[ -n ${CARGO_TARGET_DIR:-} ]]; then
    mkdir -p "$CARGO_TARGET_DIR"
    CARGO_TARGET_DIR=$(cd "$CARGO_TARGET_DIR" && pwd)
else
    CARGO_TARGET_DIR=$work/target
fi
export CARGO_TARGET_DIR
unset FORMWORK_SKIP FORMWORK_LINTS
tar -C "$repository" --exclude=./target --exclude=./.git --exclude=.terraform -cf - . |
    tar -C "$work" -xf -
cd "$work"

# Gives the services' upper bound a value it never had, so that the synthesis has work to do.
upper_bound=100
edit() {
    upper_bound=$((upper_bound + 1))
    sed -E "s/(^|[^a-z_])max = [0-9]+/\1max = $upper_bound/" stack.toml >stack.toml.new
    if cmp -s stack.toml stack.toml.new; then
        echo 'stack.toml has no `max = NUMBER` to edit' >&2
        exit 1
    fi
    mv stack.toml.new stack.toml
}

quietly() {
    "$@" >"$work/log" 2>&1 || {
        cat "$work/log" >&2
        exit 1
    }
}

median() {
    sort -n | sed -n "$(((runs + 1) / 2))p"
}

# measure TARGET_SECONDS COMMAND...: prints a row of the table.
measure() {
    local target=$1 TIMEFORMAT='%R %U %S' times=$work/times wall cpu
    shift
    : >"$times"
    for ((run = 0; run < runs; run++)); do
        # What the build wrote makes the build script run once more. Let that pass first.
        quietly "$@"
        edit
        { time quietly "$@"; } 2>>"$times"
    done
    wall=$(awk '{ print $1 }' "$times" | median)
    cpu=$(awk '{ print $2 + $3 }' "$times" | median)
    printf '%-14s %8s %8s %8s   %s\n' "$*" "$wall" "$cpu" "$target" \
        "$(awk '{ printf "%s ", $1 }' "$times")"
}

cpu_model() {
    sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1 | grep . ||
        sysctl -n machdep.cpu.brand_string 2>/dev/null || uname -m
}

quietly cargo check
quietly cargo build
printf 'machine: %s cores, %s, %s\n' "$(getconf _NPROCESSORS_ONLN)" "$(cpu_model)" \
    "$(rustc --version)"
printf 'after an edit of stack.toml, seconds, median of %d:\n' "$runs"
printf '%-14s %8s %8s %8s   %s\n' command wall cpu target 'wall of each run'
measure "$check_target_seconds" cargo check
measure "$build_target_seconds" cargo build
