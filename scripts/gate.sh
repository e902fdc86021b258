# Sourced by the scripts that run gates.
# shellcheck shell=bash

# gate NAME COMMAND...: runs the command and says how long it took. What the command prints is
# shown only if it fails; the script then ends.
gate() {
    local name=$1 start=$SECONDS status=0 log
    shift
    log=$(mktemp)
    printf '%-20s' "$name"
    # Not `"$@" || status=$?`: that would switch `set -e` off inside the command, and a function of
    # several steps would go on after one that failed.
    set +e
    (set -e && "$@") >"$log" 2>&1
    status=$?
    set -e
    if ((status == 0)); then
        printf 'ok %4d s\n' "$((SECONDS - start))"
    else
        printf 'FAILED after %d s\n\n' "$((SECONDS - start))"
        cat "$log"
        printf '\ngate failed: %s (exit status %d)\n' "$name" "$status" >&2
    fi
    rm -f "$log"
    return "$status"
}
