#!/usr/bin/env python3
"""Runs what proves the stack with tools that we did not write, and keeps the table in docs/proof.md.

usage: scripts/proof.py [CAMPAIGN[=LOG]...]     (all campaigns where none is named)

Each campaign has a row, which is replaced when it passes; the others keep theirs, with their dates.
LOG is what the campaign's command printed before, so that it need not run again.
"""

import os
import platform
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

REPOSITORY = Path(__file__).resolve().parent.parent
PAGE = REPOSITORY / "docs/proof.md"
START, END = "<!-- table -->", "<!-- end of table -->"
HEADER = "| Campaign | Tools | What was asked | Result | When and where |\n|---|---|---|---|---|\n"


class Campaign(NamedTuple):
    command: str
    tools: list
    asked: str
    # Each pattern must match a line of the log; the result is what its groups capture.
    results: list


def pinned(file, package):
    """A package and the version that a file of pins gives it."""
    pattern = rf"^{re.escape(package)}(?:\[.*\])?==(.*)$"
    return f"{package} {re.search(pattern, (REPOSITORY / file).read_text(), re.MULTILINE)[1]}"


def printed(*command):
    return subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, text=True).stdout


def terraform():
    version = printed("terraform", "version").splitlines()[0].removeprefix("Terraform v")
    return f"Terraform {version}"


def rustc():
    return " ".join(printed("rustc", "--version").split()[:2])


EMULATOR, SCANNERS = "tests/emulator/requirements.txt", "tests/scanners/requirements-"
CAMPAIGNS = {
    "scanners": Campaign(
        "tests/scanners/run",
        [
            lambda: pinned(SCANNERS + "checkov.txt", "checkov"),
            lambda: pinned(SCANNERS + "compliance.txt", "terraform-compliance"),
            terraform,
        ],
        "Do scanners find anything that is not waived with a reason? Are the requirements met, in "
        "plain language? Who can reach whom? Are faults found that were made on purpose?",
        [
            r"(checkov default) +ok +\d+ s +(.*)",
            r"(checkov production) +ok +\d+ s +(.*)",
            r"(compliance default) +ok +\d+ s +(.*)",
            r"(reach three_services) +ok +\d+ s +(.*)",
            r"^(\d+ passed, 0 failed)",
        ],
    ),
    "emulator": Campaign(
        "tests/emulator/run",
        [lambda: pinned(EMULATOR, "moto"), lambda: pinned(EMULATOR, "parliament"), terraform],
        "Does Terraform apply six stacks, plan no change after that, and destroy all but production? "
        "May each role do what its grants say, and nothing else? Are containers hardened and fit? Does "
        "the API work with the variables and the role of its task definition? Does a password stand "
        "anywhere?",
        [
            r"^(6 of 6 stacks passed)",
            r"committed +serves +ok +\d+ s +(.*)",
            r"three_services +policies +ok +\d+ s +(.*)",
            r"three_services +no secrets +ok +\d+ s +(.*)",
        ],
    ),
    "edits": Campaign(
        "tests/emulator/run edits",
        [lambda: pinned(EMULATOR, "moto"), terraform],
        "Does an edit of one key change only what it should, and replace nothing that AWS can change "
        "in place? Does what goes wait for what uses it?",
        [r"^(\d+ of \d+ edits .*)"],
    ),
    "environments": Campaign(
        "tests/emulator/run environments",
        [lambda: pinned(EMULATOR, "moto"), terraform],
        "Do three environments of one stack live in one account, and does one go without the others?",
        [
            r"production +apply +ok +\d+ s +(.*)",
            r"orders +policies +ok +\d+ s +(.*)",
            r"staging +destroy +ok +\d+ s +(.*)",
            r"production +plan again +ok +\d+ s +(.*)",
        ],
    ),
    "imported": Campaign(
        "tests/emulator/run imported",
        [lambda: pinned(EMULATOR, "moto"), terraform],
        "Does a root module that is applied plan no change after `cargo formwork import`, over the same state?",
        [r"^(\d+ of \d+ modules .*)"],
    ),
    "attack": Campaign(
        "cargo test --locked -p formwork --lib --test emission --test build_script && "
        "cargo test --locked -p formwork --test it attack::",
        [rustc],
        "Does a build survive a hostile stack.toml, a hostile hcl-out, a kill before each step of "
        "emission, a full disk and sixteen builds at once, and write nothing elsewhere?",
        [r"^test result: ok\. (\d+) passed; 0 failed"],
    ),
    "supply chain": Campaign(
        "cargo deny check licenses bans sources && cargo package -p formwork --locked --allow-dirty "
        "--target-dir target/package && benches/compile_budget.py",
        [lambda: "cargo-deny " + printed("cargo", "deny", "--version").split()[1], rustc],
        "Are licences and sources as allowed? Does the package of formwork build by itself? Does "
        "it keep its budget?",
        [
            r"(bans ok, licenses ok, sources ok)",
            r"Verifying (formwork v\S+)",
            r"^(\d+ packages)",
            r"^(\d+\.\d s of CPU)",
        ],
    ),
}


def main():
    chosen = dict(argument.partition("=")[::2] for argument in sys.argv[1:] or CAMPAIGNS)
    if unknown := set(chosen) - set(CAMPAIGNS):
        sys.exit(f"no campaign {', '.join(sorted(unknown))}; there are {', '.join(CAMPAIGNS)}")
    failed = [name for name, log in chosen.items() if not prove(name, log)]
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


def prove(name, log):
    """Runs a campaign, or reads what it printed, and replaces its row; True if it passed."""
    campaign = CAMPAIGNS[name]
    text, passed = (Path(log).read_text(), True) if log else run(campaign.command)
    found = [re.findall(pattern, text, re.MULTILINE) for pattern in campaign.results]
    if not passed or not all(found):
        print(text)
        return False
    result = "; ".join(summed(matches) for matches in found)
    tools = ", ".join(tool() for tool in campaign.tools)
    command = f"`{campaign.command}`".replace(" && ", "`, `")
    replace_row(name, f"| {name}: {command} | {tools} | {campaign.asked} | {result} | {when_and_where()} |")
    print(f"{name}: {result}")
    return True


def run(command):
    done = subprocess.run(
        ["bash", "-c", command], cwd=REPOSITORY, text=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    return done.stdout, done.returncode == 0


def summed(matches):
    """One result, or the sum where there are counts of several programs."""
    last = matches[-1]
    if isinstance(last, tuple):
        return ": ".join(last)
    return f"{sum(map(int, matches))} passed" if last.isdigit() else last


def when_and_where():
    cpuinfo = Path("/proc/cpuinfo")
    model = re.search(r"^model name\s*: (.*)$", cpuinfo.read_text(), re.MULTILINE) if cpuinfo.exists() else None
    name = model[1] if model else platform.machine()
    return f"{time.strftime('%Y-%m-%d')}, {platform.system()}, {os.cpu_count()} cores, {name}"


def replace_row(name, row):
    page = PAGE.read_text()
    before, rest = page.split(START)
    table, after = rest.split(END)
    rows = {line[2:].split(":")[0]: line for line in table.splitlines() if re.match(r"\| [a-z ]+:", line)}
    rows[name] = row
    lines = "".join(f"{rows[name]}\n" for name in CAMPAIGNS if name in rows)
    PAGE.write_text(f"{before}{START}\n{HEADER}{lines}{END}{after}")


if __name__ == "__main__":
    main()
