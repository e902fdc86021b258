"""Lets schemathesis ask the API what its OpenAPI document says, and hold its answers to it."""

import os
import subprocess
import sys
from pathlib import Path

import serve

# `unsupported_method` is not among them: Rocket answers a method that it doesn't know (QUERY) by 400
# before any of our code sees it. tests/api.rs holds 405 for those that it knows.
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
    schemathesis, target, examples = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    with open(target / "schemathesis.log", "w") as log, serve.api(target, log):
        status = ask(schemathesis, examples)
    sys.exit(status)


def ask(schemathesis, examples):
    here = Path(__file__).parent
    return subprocess.run(
        [
            schemathesis, "--config-file", here / "schemathesis.toml", "run", f"{serve.ORIGIN}/api/v1/openapi.json",
            # The same requests in every run: what fails here fails again.
            "--generation-deterministic",
            "--max-examples", examples,
            "--checks", ",".join(CHECKS),
            "--request-timeout", "30",
        ],
        cwd=Path(schemathesis).parent,
        env={**os.environ, "SCHEMATHESIS_HOOKS": str(here / "hooks.py")},
    ).returncode


main()
