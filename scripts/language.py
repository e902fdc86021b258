#!/usr/bin/env python3
"""Asks Terraform what it says of the modules of formwork/tests/check/language/.

usage: scripts/language.py [--fill] [SECTION...]

Each title names the verdict of `terraform validate`, `valid` or `invalid`; one with `?` has none yet.
Fails if a title says otherwise. `--fill` writes the verdicts of those with `?`.

Needs Python 3.11, Terraform and the AWS provider, of which TF_PLUGIN_DIR may name a mirror.
"""

import concurrent.futures
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import provider_schema

DIRECTORY = pathlib.Path(__file__).resolve().parent.parent / "formwork/tests/check/language"
TIMEOUT_SECONDS = 180


def main():
    arguments = sys.argv[1:]
    is_filling = "--fill" in arguments
    names = [each for each in arguments if each != "--fill"]
    sections = [DIRECTORY / f"{name}.tf" for name in names] or sorted(DIRECTORY.glob("*.tf"))
    wrong = []
    for section in sections:
        cases = re.split(r"^(?=# ---- )", section.read_text(), flags=re.M)
        asked = [case for case in cases if case.startswith("# ---- ?" if is_filling else "# ---- ")]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            verdicts = dict(zip(asked, pool.map(verdict, asked)))
        for case, (is_valid, said) in verdicts.items():
            title = case.partition("\n")[0]
            says = "valid" if is_valid else "invalid"
            if is_filling:
                cases[cases.index(case)] = case.replace("# ---- ?", f"# ---- {says}", 1)
            elif not title.startswith(f"# ---- {says}: "):
                wrong.append(f"{section.name}: {title}: Terraform says {says}: {said}")
        if is_filling:
            section.write_text("".join(cases))
        print(f"{section.name}: {len(asked)} asked", file=sys.stderr)
    print("\n".join(wrong))
    sys.exit(1 if wrong else 0)


def verdict(case):
    """Whether Terraform takes a module, and the first thing that it says."""
    main_file, *others = re.split(r"^# -- (\S+)\n", case.partition("\n")[2], flags=re.M)
    with tempfile.TemporaryDirectory() as directory:
        root = pathlib.Path(directory)
        for name, text in [("main.tf", main_file), *zip(others[::2], others[1::2])]:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        init = ask(root, "init", "-backend=false", "-input=false", *provider_schema.plugin_directory())
        if init.returncode:
            return False, " ".join(init.stderr.split())[:200]
        answer = json.loads(ask(root, "validate", "-json").stdout)
        said = [each["summary"] for each in answer["diagnostics"]]
        return answer["valid"], (said or [""])[0]


def ask(directory, *arguments):
    return subprocess.run(
        ["terraform", *arguments], cwd=directory, env=provider_schema.ENVIRONMENT,
        capture_output=True, text=True, timeout=TIMEOUT_SECONDS,
    )  # fmt: skip


if __name__ == "__main__":
    main()
