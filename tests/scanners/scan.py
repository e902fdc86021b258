"""Asks Checkov, terraform-compliance and a plan what they think of the stacks.

`tests/scanners/run` starts it; README.md says what it proves.
"""

import json
import os
import subprocess
import sys
import time
import tomllib
from pathlib import Path

from reachability import check_reachability
from stack import Failed, Stack, execute

HERE = Path(__file__).parent
REPOSITORY = HERE.parent.parent
TOOLS = Path(os.environ["SCANNERS"])
# Those that Checkov and terraform-compliance see.
SCANNED = {"default": REPOSITORY / "stack.toml", "production": HERE / "production.toml"}
# Those that only their security groups are looked at of.
PLANNED = {
    "three_services": REPOSITORY / "tests/emulator/stacks/three_services.toml",
    "nat_none": REPOSITORY / "formwork/tests/cases/nat_none/stack.toml",
    "ipv6": REPOSITORY / "formwork/tests/cases/ipv6/stack.toml",
}
# Of a stack in production; what is cheap or easy elsewhere is no reason there.
MOST_WAIVERS = 5


def main():
    work = TOOLS / "stacks"
    stacks = {
        name: Stack(name, work / name, path.read_text()) for name, path in (SCANNED | PLANNED).items()
    }
    steps = [("few waivers", few_waivers)]
    steps += [(f"checkov {name}", lambda name=name: checkov(stacks[name])) for name in SCANNED]
    steps += [("checkov control", lambda: checkov_control(work / "control"))]
    for name in stacks:
        steps += [(f"plan {name}", lambda name=name: stacks[name].plan())]
        if name in SCANNED:
            steps += [(f"compliance {name}", lambda name=name: compliance(stacks[name]))]
        steps += [(f"reach {name}", lambda name=name: check_reachability(stacks[name]))]
    steps += [("compliance control", lambda: compliance_control(work / "control"))]
    steps += [("reach control", lambda: reachability_control(work / "control"))]
    failed = sum(not step(title, action) for title, action in steps)
    print(f"{len(steps) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


def step(title, action):
    """Runs a step, prints a line about it, and tells whether it passed."""
    start = time.monotonic()
    try:
        result = action()
        print(f"{title:<28}ok {time.monotonic() - start:4.0f} s  {result}", flush=True)
    except Failed as failure:
        print(f"{title:<28}FAILED\n\n{failure}\n", flush=True)
        return False
    return True


def waivers(stack):
    entries = tomllib.loads((HERE / "waivers.toml").read_text())["waiver"]
    return {entry["check"] for entry in entries if stack in entry["stacks"]}


def few_waivers():
    count = len(waivers("production"))
    if count > MOST_WAIVERS:
        raise Failed(f"production has {count} waivers, and may have {MOST_WAIVERS}")
    return f"production has {count}, the default stack {len(waivers('default'))}"


def checkov(stack):
    """Fails for what is found and not waived, and for what is waived and not found."""
    report = run_checkov(stack.hcl_out)
    found = {failed["check_id"] for failed in report["results"]["failed_checks"]}
    waived = waivers(stack.name)
    problems = [
        f"{failed['check_id']} {failed['resource']}: {failed['check_name']}"
        for failed in report["results"]["failed_checks"]
        if failed["check_id"] not in waived
    ] + [f"the waiver of {check} is not needed: remove it" for check in sorted(waived - found)]
    if problems:
        raise Failed("\n".join(problems))
    summary = report["summary"]
    return f"{summary['passed']} checks of {summary['resource_count']} resources passed, {len(found)} waived"


def run_checkov(directory):
    command = [TOOLS / "checkov/bin/python", TOOLS / "checkov/bin/checkov", "--directory", directory]
    options = ["--framework", "terraform", "--download-external-modules", "false", "--compact"]
    # The exit status says that something failed, which is judged here.
    printed = execute(300, {}, *command, *options, "--output", "json", "--soft-fail")
    report = json.loads(printed)
    if report["summary"]["parsing_errors"] or not report["summary"]["resource_count"]:
        raise Failed(f"checkov did not read {directory}: {report['summary']}")
    return report


def checkov_control(directory):
    """What was spoiled on purpose must be found, or Checkov's silence means nothing."""
    stack = Stack("control", directory, SCANNED["production"].read_text())
    database, bucket = "database_taskdb.tf", "bucket_uploads.tf"
    stack.spoil(database, "storage_encrypted = true", "storage_encrypted = false")
    stack.spoil(database, "deletion_protection = true", "deletion_protection = false")
    stack.spoil(bucket, "block_public_policy = true", "block_public_policy = false")
    report = run_checkov(stack.hcl_out)
    found = {failed["check_id"] for failed in report["results"]["failed_checks"]}
    if missed := {"CKV_AWS_16", "CKV_AWS_293", "CKV_AWS_54"} - found:
        raise Failed(f"not found: {', '.join(sorted(missed))}")
    return "3 of 3 faults found"


def compliance(stack):
    """Runs the features of every stack, and those of the requirements on the default one."""
    suites = ["every"] + (["default"] if stack.name == "default" else [])
    return "; ".join(f"{suite}: {run_compliance(stack, suite)}" for suite in suites)


def run_compliance(stack, suite):
    program = [TOOLS / "compliance/bin/python", TOOLS / "compliance/bin/terraform-compliance"]
    options = ["--features", HERE / "features" / suite, "--planfile", stack.plan_json, "--no-ansi"]
    environment = {"HOME": str(stack.directory), "COLUMNS": "200"}
    printed = execute(300, environment, *program, *options)
    summary = [line.strip() for line in printed.splitlines() if "scenarios (" in line]
    # A scenario that finds nothing to look at is skipped: then it asks for something else.
    if len(summary) != 1 or "skipped" in summary[0]:
        raise Failed(printed)
    return summary[0]


def compliance_control(directory):
    """As for Checkov: features that cannot fail say nothing."""
    spoiled = SCANNED["default"].read_text()
    for right, wrong in [("memory_mib = 512", "memory_mib = 1024"), ("days = 90", "days = 30")]:
        if spoiled.count(right) != 1:
            raise Failed(f"`{right}` must stand in stack.toml once")
        spoiled = spoiled.replace(right, wrong)
    stack = Stack("control", directory, spoiled)
    stack.plan()
    try:
        run_compliance(stack, "default")
    except Failed as failure:
        missed = [word for word in ("512", "90") if f"^{word}$" not in str(failure)]
        if not missed:
            return "2 of 2 faults found"
        raise Failed(f"not found: {missed}\n{failure}") from None
    raise Failed("nothing was found")


def reachability_control(directory):
    """A database that is opened to the world on purpose must be found open."""
    stack = Stack("default", directory, SCANNED["default"].read_text())
    rule = 'to taskdb"\n  {} = {}\n'
    group = rule.format("referenced_security_group_id", "aws_security_group.api_tasks.id")
    stack.spoil("service_api.tf", group, rule.format("cidr_ipv4", '"0.0.0.0/0"'))
    stack.plan()
    try:
        check_reachability(stack)
    except Failed as failure:
        if "not expected: internet -> aws_db_instance.taskdb tcp/5432" in str(failure):
            return "1 of 1 faults found"
        raise Failed(f"something else was found: {failure}") from None
    raise Failed("nothing was found")


if __name__ == "__main__":
    main()
