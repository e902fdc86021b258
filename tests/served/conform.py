"""Lets schemathesis ask the API what its OpenAPI document says, and hold its answers to it."""

import os
import subprocess
import sys
from pathlib import Path

import serve

# `unsupported_method` is not among them: Rocket answers a method that it doesn't know (QUERY) by 400
# before any of our code sees it. tests/api/answers.rs holds 405 for those that it knows.
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "ignored_auth",
]


def main():
    target = Path(sys.argv[1])
    examples = sys.argv[2] if len(sys.argv) > 2 else "25"
    with serve.tenant(target) as variables, serve.api(target, variables, "conform"):
        status = ask(target, examples)
    sys.exit(status)


def ask(target, examples):
    here = Path(__file__).parent
    command = ["schemathesis", "--config-file", here / "schemathesis.toml"]
    command += ["run", f"{serve.ORIGIN}/api/v1/openapi.json"]
    # The same requests in every run: what fails here fails again.
    command += ["--generation-deterministic", "--max-examples", examples]
    command += ["--checks", ",".join(CHECKS), "--request-timeout", "30"]
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": str(here / "hooks.py")}
    return subprocess.run(command, cwd=target / "served", env=environment).returncode


main()
