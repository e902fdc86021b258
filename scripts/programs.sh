# Sourced by the scripts that run programs of the workspace.
# shellcheck shell=bash

# build_programs REPOSITORY TARGET: all binaries and examples, in the development profile. Together,
# since Cargo then compiles dependencies with the features that `cargo test --workspace` has given
# them; one package by itself has fewer, and would compile the AWS SDK again.
build_programs() {
    timeout 1800 cargo build --locked --manifest-path "$1/Cargo.toml" --target-dir "$2" \
        --workspace --bins --examples
}
