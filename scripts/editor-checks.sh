#!/usr/bin/env bash
# What an editor shows while stack.toml is typed: taplo, a TOML language server, lints with
# stack.schema.json. Valid files pass; in each file of formwork/tests/schema the line that ends in
# `# wrong` is the one that is underlined.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if command -v taplo >/dev/null; then
    taplo=taplo
else
    [[ -x target/taplo/bin/taplo ]] || {
        python3 -m venv target/taplo
        target/taplo/bin/pip install --quiet 'taplo==0.9.3'
    }
    taplo=target/taplo/bin/taplo
fi

lint() {
    RUST_LOG=error "$taplo" lint --colors never --no-auto-config --schema "file://$PWD/stack.schema.json" "$@"
}

# By the `#:schema` comment of the committed file, then by name.
"$taplo" lint --no-auto-config stack.toml
lint stack.toml formwork/tests/cases/*/stack.toml

caught=0
for file in formwork/tests/schema/*.toml; do
    line=$(grep -n '# wrong$' "$file" | cut -d: -f1)
    if report=$(lint "$file" 2>&1); then
        echo "$file: passes, and should not"
        exit 1
    fi
    grep -q "$file:$line:" <<<"$report" || {
        echo "$file: line $line is not the one that is reported:"
        echo "$report"
        exit 1
    }
    caught=$((caught + 1))
done
((caught >= 20)) || { echo "only $caught invalid files"; exit 1; }
echo "$caught invalid files caught"
