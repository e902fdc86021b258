#!/usr/bin/env bash
# Makes projects by `cargo formwork new` and does with each what its user does: format, lints, tests, build, a
# request to its health check, and what Terraform says of its hcl-out. Prints how long each build took.
#
# usage: scripts/new-projects.sh [NAME...]     (all where none is named)
#
# They share one target directory, so only the first builds what all of them need.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/scripts/gate.sh"

declare -A projects=(
    [rocket-plain]=''
    [rocket-database]='--database'
    [rocket-bucket]='--bucket'
    [rocket-queue]='--queue'
    [rocket-all]='--database --bucket --queue'
    [axum-plain]='--framework axum'
    [axum-all]='--framework axum --database --bucket --queue'
)
names=("$@")
((${#names[@]})) || names=(rocket-all rocket-database rocket-bucket rocket-queue rocket-plain axum-plain axum-all)

# Not below this repository, whose workspace Cargo would take them for a part of.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CARGO_TARGET_DIR=$root/target/tmp/example CARGO_PROFILE_DEV_DEBUG=0
unset FORMWORK_SKIP FORMWORK_LINTS

tool() {
    (cd "$root" && CARGO_TARGET_DIR=target cargo run --quiet --package cargo-formwork --locked -- formwork "$@")
}

# make NAME FLAG...: with the newest versions that Cargo.toml allows, as a user gets them.
make() {
    tool new "$work/$1" "${@:2}" --formwork-path "$root/formwork"
    # The provider that is installed may be of either line.
    sed -i 's/^\[provider\]$/&\nversions = ["5", "6"]/' "$work/$1/stack.toml"
}

# serves NAME: with the variables that its task definition has.
serves() {
    local variable environment=() pid status=1
    for variable in GREETING APP_HOST APP_NAME APP_SECRET_ARN FILES_BUCKET JOBS_QUEUE_URL; do
        environment+=("$variable=text")
    done
    env "${environment[@]}" APP_PORT=5432 AWS_REGION=us-east-1 AWS_EC2_METADATA_DISABLED=true \
        "$CARGO_TARGET_DIR/debug/$1" >"$work/$1.log" 2>&1 &
    pid=$!
    for _ in {1..50}; do
        if [[ $(curl --silent --max-time 2 http://127.0.0.1:8000/health) == ok ]]; then
            status=0
            break
        fi
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.2
    done
    [[ $(curl --silent --max-time 2 http://127.0.0.1:8000/) == text ]] || status=1
    # As ECS stops a task; it must end by itself.
    kill -TERM "$pid" || status=1
    wait "$pid" || status=1
    ((status == 0)) || cat "$work/$1.log"
    return "$status"
}

# use NAME: what its own workflow does, and a start.
use() {
    cd "$work/$1"
    cargo fmt --check
    cargo build
    cargo clippy --all-targets -- -D warnings
    cargo test
    serves "$1"
    "$root/scripts/terraform-checks.sh" hcl-out
}

for name in "${names[@]}"; do
    read -ra flags <<<"${projects[$name]}"
    gate "$name is made" make "$name" "${flags[@]}"
    started=$SECONDS
    gate "$name is used" use "$name"
    echo "$name: $((SECONDS - started)) s"
done
