#!/usr/bin/env python3
"""Writes formwork/src/lint/actions_without_resources.txt: the actions of IAM for which AWS knows no resource, so that
a policy can only allow them on `*`. The lint `wildcard-resources` leaves those alone.

usage: tests/emulator/run proven                    once, which installs parliament
       target/emulator/venv/bin/python scripts/actions_without_resources.py [--check]

The table is read out of parliament (its version is pinned in tests/emulator/requirements.txt), which reads it from the
AWS Service Authorization Reference. With `--check` nothing is written: the script fails if the file is not what it
would write.
"""

import importlib.metadata
import json
import pathlib
import sys
from importlib import resources

FILE = pathlib.Path(__file__).parent.parent / "formwork/src/lint/actions_without_resources.txt"


def main():
    text = table(json.loads(resources.files("parliament").joinpath("iam_definition.json").read_text()))
    if "--check" in sys.argv[1:]:
        sys.exit(FILE.read_text() != text and f"{FILE.name} is not what {sys.argv[0]} writes")
    FILE.write_text(text)


def table(services):
    """A line for each service: its prefix, then its actions."""
    without, within = {}, {}
    # Some prefixes are those of two services, and an action stands in both of them.
    for service in services:
        for action in service["privileges"]:
            has_none = all(not kind.get("resource_type") for kind in action["resource_types"])
            names = without if has_none else within
            names.setdefault(service["prefix"], set()).add(action["privilege"])
    version = importlib.metadata.version("parliament")
    lines = [f"# Written by scripts/actions_without_resources.py from parliament {version}."]
    for prefix, actions in sorted(without.items()):
        actions -= within.get(prefix, set())
        if actions:
            lines.append(f"{prefix}: {' '.join(sorted(actions))}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
