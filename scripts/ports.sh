# Sourced by the scripts that start programs which listen on fixed ports.
# shellcheck shell=bash

# require_free PORT...: ends the script, before it builds anything, where somebody else listens there.
# Otherwise that would be asked and measured.
require_free() {
    local port
    for port in "$@"; do
        if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            echo "port $port is not free: stop what listens there; \`lsof -i :$port\` names it" >&2
            exit 1
        fi
    done
}
