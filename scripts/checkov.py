#!/usr/bin/env python3
"""Compares the lints with Checkov on the stacks of formwork/tests/insecure, one file each.

Writes docs/checkov.md. Fails if Checkov finds something that is neither found by the lint that the
table below names nor left out for a reason. Installs Checkov from PyPI below target/checkov unless
it is on PATH.
"""

import collections
import json
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
STACKS = ROOT / "formwork/tests/insecure"
WORK = ROOT / "target/checkov"
LINT = ROOT / "target/debug/examples/lint"
VERSION = "3.3.30"

# Checkov's checks that a lint covers.
COVERED = {
    "container-privileges": ["CKV_AWS_336"],
    "endless-logs": ["CKV_AWS_66"],
    "instance-metadata": ["CKV_AWS_79"],
    "invalid-headers": ["CKV_AWS_131"],
    "missing-logs": ["CKV_AWS_18", "CKV_AWS_91", "CKV_AWS_129", "CKV_AWS_324", "CKV2_AWS_11"],
    "mutable-image": ["CKV_AWS_51"],
    "no-backups": ["CKV_AWS_133", "CKV_AWS_28"],
    "no-deletion-protection": ["CKV_AWS_293", "CKV_AWS_139", "CKV_AWS_150"],
    "no-key-rotation": ["CKV_AWS_7"],
    "open-egress": ["CKV_AWS_382"],
    "open-ingress": ["CKV_AWS_24", "CKV_AWS_25", "CKV_AWS_260"],
    "open-principal": ["CKV_AWS_60", "CKV_AWS_70", "CKV_AWS_168", "CKV_AWS_387"],
    "plain-http": ["CKV_AWS_2", "CKV2_AWS_20"],
    "plaintext-secret": ["CKV_AWS_41", "CKV_SECRET_2"],
    "public-bucket": ["CKV2_AWS_6", "CKV_AWS_20", "CKV_AWS_54", "CKV_AWS_56"],
    "public-database": ["CKV_AWS_17"],
    "public-tasks": ["CKV_AWS_88", "CKV_AWS_130", "CKV_AWS_333"],
    "single-az": ["CKV_AWS_157"],
    "unencrypted-storage": [
        "CKV_AWS_3",
        "CKV_AWS_8",
        "CKV_AWS_16",
        "CKV_AWS_26",
        "CKV_AWS_27",
        "CKV_AWS_96",
    ],
    "unversioned-bucket": ["CKV_AWS_21"],
    "weak-tls": ["CKV2_AWS_74"],
    "wildcard-actions": [
        "CKV_AWS_1",
        "CKV_AWS_49",
        "CKV_AWS_62",
        "CKV_AWS_63",
        "CKV_AWS_107",
        "CKV_AWS_109",
        "CKV_AWS_110",
        "CKV_AWS_111",
        "CKV_AWS_274",
        "CKV_AWS_286",
        "CKV_AWS_287",
        "CKV_AWS_289",
        "CKV_AWS_290",
        "CKV2_AWS_40",
    ],
    "wildcard-resources": ["CKV_AWS_108", "CKV_AWS_288", "CKV_AWS_355", "CKV_AWS_356"],
}

KEYS = "a key of one's own costs money each month and protects against nobody whom IAM lets in"
COSTS = "costs money, and not every stack wants it"
REASONS = {
    "CKV_AWS_103": "found as `weak-tls` where TLS is spoken, as `plain-http` where it is not",
    "CKV_AWS_118": COSTS,
    "CKV_AWS_119": KEYS,
    "CKV_AWS_126": COSTS,
    "CKV_AWS_135": "current instance types are EBS-optimized, whatever the argument says",
    "CKV_AWS_136": KEYS,
    "CKV_AWS_144": "a copy in another region is a decision of its own",
    "CKV_AWS_145": f"S3 encrypts with AES-256 by itself; {KEYS}",
    "CKV_AWS_158": f"CloudWatch encrypts by itself; {KEYS}",
    "CKV_AWS_161": "a password that RDS makes and rotates serves the same end",
    "CKV_AWS_162": "a password that RDS makes and rotates serves the same end",
    "CKV_AWS_163": "a scan of images is a matter of the pipeline that builds them",
    "CKV_AWS_189": KEYS,
    "CKV_AWS_226": "false where it is absent: the AWS provider turns minor versions on by itself; "
    "`no-minor-upgrades` finds where they are off",
    "CKV_AWS_313": "tags of snapshots are housekeeping",
    "CKV_AWS_327": KEYS,
    "CKV_AWS_338": "how long logs are needed is the owner's to say; `endless-logs` finds no end",
    "CKV_AWS_353": "not every stack wants it, and more than its free week costs money",
    "CKV2_AWS_5": "an unused group harms nobody",
    "CKV2_AWS_8": "RDS makes backups itself, which `no-backups` looks at",
    "CKV2_AWS_12": "formwork strips the default group of its VPC; nothing of a stack uses another",
    "CKV2_AWS_27": "logging every query writes what is in the database into the logs",
    "CKV2_AWS_28": COSTS,
    "CKV2_AWS_30": "logging every query writes what is in the database into the logs",
    "CKV2_AWS_41": "an instance without a role has no rights, which is no danger",
    "CKV2_AWS_60": "tags of snapshots are housekeeping",
    "CKV2_AWS_61": "only the owner knows what may be deleted; `expire` says it",
    "CKV2_AWS_62": "events nobody listens to protect nothing",
    "CKV2_AWS_64": "without a policy a key has AWS's, which leaves all to IAM",
}

HEAD = """<!-- Written by scripts/checkov.py. -->

# The lints beside Checkov

{stacks} deliberately insecure stacks (`formwork/tests/insecure`), chosen with these lints in mind, were
given to Checkov {version} and to the [lints](stack-toml.md#lints). Checkov found something in {theirs} of them, the lints in {ours}.

## What both find

In every stack where Checkov raises one of these checks, the lint finds something too.

| Lint | Checks of Checkov |
|---|---|
"""
LEFT_OUT = """
## What Checkov finds and the lints leave out

| Check | What it asks for | Stacks | Why it is left out |
|---|---|---|---|
"""
OURS = """
## What the lints find and Checkov does not

| Stack | Lints |
|---|---|
"""


def checkov_command():
    if shutil.which("checkov"):
        return "checkov"
    command = WORK / "venv/bin/checkov"
    if not command.exists():
        subprocess.run([sys.executable, "-m", "venv", WORK / "venv"], check=True)
        pip = [WORK / "venv/bin/pip", "install", "--quiet", f"checkov=={VERSION}"]
        subprocess.run(pip, check=True)
    return command


def checkov_finds():
    """The stacks in which each check fails, and what the check is called."""
    modules = WORK / "stacks"
    shutil.rmtree(modules, ignore_errors=True)
    for stack in STACKS.glob("*.tf"):
        (modules / stack.stem).mkdir(parents=True)
        shutil.copy(stack, modules / stack.stem / "main.tf")
    frameworks = ["--framework", "terraform", "secrets"]
    options = [*frameworks, "--output", "json", "--quiet", "--compact"]
    command = [checkov_command(), "--directory", ".", *options]
    done = subprocess.run(command, cwd=modules, capture_output=True, text=True)
    reports = json.loads(done.stdout)
    found, names = collections.defaultdict(set), {}
    for report in reports if isinstance(reports, list) else [reports]:
        for check in report["results"]["failed_checks"]:
            stack = pathlib.PurePath(check["file_path"].strip("/")).parts[0]
            found[check["check_id"]].add(stack)
            names[check["check_id"]] = check["check_name"]
    return found, names


def lints_find():
    """The lints that find something in each stack."""
    found = {}
    for stack in sorted(STACKS.glob("*.tf")):
        done = subprocess.run([LINT, stack], capture_output=True, text=True, check=True)
        found[stack.stem] = {line.split()[0] for line in done.stdout.splitlines()}
    return found


def main():
    build = ["cargo", "build", "--quiet", "--package", "formwork", "--example", "lint"]
    subprocess.run(build, cwd=ROOT, check=True)
    WORK.mkdir(parents=True, exist_ok=True)
    theirs, names = checkov_finds()
    ours = lints_find()
    lint_of = {check: lint for lint, checks in COVERED.items() for check in checks}

    missed = []
    for check, stacks in theirs.items():
        if check in REASONS:
            continue
        lint = lint_of.get(check)
        missed += [(check, names[check], s) for s in sorted(stacks) if lint not in ours[s]]
    if missed:
        sys.exit("Checkov finds and the lints do not, without a reason:\n" + "\n".join(map(str, missed)))

    of_theirs = {stack: {c for c, found in theirs.items() if stack in found} for stack in ours}
    both = ""
    for lint, checks in sorted(COVERED.items()):
        raised = [f"{check} ({len(theirs[check])})" for check in checks if check in theirs]
        both += f"| `{lint}` | {', '.join(raised)} |\n"
    left_out = ""
    for check, reason in sorted(REASONS.items()):
        if check in theirs:
            left_out += f"| {check} | {names[check]} | {len(theirs[check])} | {reason} |\n"
    only_ours = ""
    for stack, lints in ours.items():
        covered = {lint_of[check] for check in of_theirs[stack] if check in lint_of}
        if lints - covered:
            only_ours += f"| `{stack}` | {', '.join(f'`{lint}`' for lint in sorted(lints - covered))} |\n"
    head = HEAD.format(
        stacks=len(ours),
        version=VERSION,
        theirs=sum(bool(checks) for checks in of_theirs.values()),
        ours=sum(bool(lints) for lints in ours.values()),
    )
    page = head + both + LEFT_OUT + left_out + OURS + only_ours
    (ROOT / "docs/checkov.md").write_text(page)


if __name__ == "__main__":
    main()
