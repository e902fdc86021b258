#!/usr/bin/env bash
# Runs rustc for Cargo, which calls it as RUSTC_WORKSPACE_WRAPPER: the API's own code counts what is
# executed; its build script and the other packages of the workspace don't. See coverage.sh.
# Not sh: Debian's loses variables such as CARGO_BIN_EXE_task-api, whose name no shell can write.
case "$CARGO_PKG_NAME $*" in
    *'--crate-name build_script_build'*) ;;
    'task-api '*) exec "$@" -C instrument-coverage ;;
esac
exec "$@"
