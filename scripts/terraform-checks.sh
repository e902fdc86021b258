#!/usr/bin/env bash
# Asks Terraform itself about hcl-out/: format, schema, a plan without an AWS account, tests.
#
# usage: scripts/terraform-checks.sh [DIRECTORY]     (hcl-out where none is given)
#
# The stack must plan offline: `provider.offline = true` and the local backend in stack.toml.
# TF_PLUGIN_DIR names a provider mirror (the directory that contains registry.terraform.io). Where
# it isn't set the usual places are searched, and without a mirror the provider is downloaded.
# The directory itself is only read.
set -euo pipefail
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$scripts/gate.sh"
source_dir=$(cd "${1:-$scripts/../hcl-out}" && pwd)

if ! command -v terraform >/dev/null; then
    cat >&2 <<'EOF'
terraform is not on PATH, and no package registry of this project has it.
Install 1.11 or newer: https://developer.hashicorp.com/terraform/install
EOF
    exit 1
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/home" "$work/hcl-out"
# A copy, so that neither a lock file nor a plan is left behind, and no state is looked at.
tar -C "$source_dir" --exclude=.terraform --exclude=.terraform.lock.hcl --exclude='*.tfstate*' \
    -cf - . | tar -C "$work/hcl-out" -xf -

# Prints the first mirror in the usual places, or nothing.
plugin_dir() {
    local candidate
    for candidate in "${TF_PLUGIN_DIR:-}" /opt /opt/* /usr/local/share/terraform/plugins \
        "${HOME:-}/.terraform.d/plugins"; do
        if [[ -n $candidate && -d $candidate/registry.terraform.io ]]; then
            echo "$candidate"
            return
        fi
    done
}

# Everything but `init` runs as on a machine that never saw AWS: no variable, no file in HOME.
# `timeout` is there because the provider retries for minutes where it finds no account.
offline() {
    local status=0
    timeout "$1" env -i PATH="$PATH" HOME="$work/home" TF_DATA_DIR="$work/data" \
        CHECKPOINT_DISABLE=1 TF_IN_AUTOMATION=1 terraform -chdir="$work/hcl-out" "${@:2}" ||
        status=$?
    if ((status == 124)); then
        echo "terraform $2 did not end within $1 s: does something call AWS?"
    fi
    return "$status"
}

# `init` may need the network, so it keeps its environment: proxies, certificates, a CLI
# configuration that exists.
init() {
    [[ -f ${TF_CLI_CONFIG_FILE:-} ]] || unset TF_CLI_CONFIG_FILE
    local mirror from=()
    mirror=$(plugin_dir)
    if [[ -n ${TF_PLUGIN_DIR:-} && $mirror != "$TF_PLUGIN_DIR" ]]; then
        echo "TF_PLUGIN_DIR is $TF_PLUGIN_DIR, but there is no registry.terraform.io in it"
        return 1
    fi
    [[ -z $mirror ]] || from=(-plugin-dir="$mirror")
    TF_DATA_DIR="$work/data" CHECKPOINT_DISABLE=1 TF_IN_AUTOMATION=1 \
        terraform -chdir="$work/hcl-out" init -no-color -input=false -backend=true "${from[@]}"
}

# A warning fails too: it is a deprecation that the next provider turns into an error.
validate() {
    local answer
    answer=$(offline 120 validate -json) || true
    if [[ $answer == *'"valid": true'* && $answer == *'"warning_count": 0'* ]]; then
        return
    fi
    offline 120 validate -no-color
    return 1
}

gate 'terraform fmt' offline 60 fmt -no-color -check -diff -recursive
gate 'terraform init' init
gate 'terraform validate' validate
gate 'terraform plan' offline 120 plan -no-color -input=false -lock=false -out="$work/plan"
if compgen -G "$work/hcl-out/tests/*.tftest.hcl" >/dev/null; then
    gate 'terraform test' offline 300 test -no-color
else
    echo 'terraform test      none: no tests/*.tftest.hcl'
fi
