#!/usr/bin/env python3
"""Compares the verdicts of formwork and of `terraform validate` on modules of other people.

usage: scripts/real_hcl.py [--from DIRECTORY] [--limit N] [--record]

The modules are public repositories, each pinned to a commit (scripts/real_hcl.txt), and fetched by
git; `--from` names a directory that has them already, each as `OWNER+NAME`. Every directory in them
that holds Terraform is a module. Terraform is asked about those that it can initialize: a module
that needs another provider or another module is asked where these can be had, and counted where not.

Fails if formwork refuses what Terraform takes. What Terraform alone refuses is listed by kind.
`--record` writes the result into docs/agreement.md.

Needs Python 3.11, git, Terraform and the AWS provider, of which TF_PLUGIN_DIR may name a mirror, and
works below target/real_hcl.
"""

import argparse
import collections
import concurrent.futures
import datetime
import json
import pathlib
import re
import shutil
import subprocess
import sys

import agreement
import provider_schema

ROOT = agreement.ROOT
WORK = ROOT / "target/real_hcl"
PINS = ROOT / "scripts/real_hcl.txt"
DOCUMENT = ROOT / "docs/agreement.md"
TIMEOUT_SECONDS = 300


def main():
    options = parse_arguments()
    cargo = ["cargo", "build", "--quiet", "--locked", "-p", "formwork", "--example", "check"]
    subprocess.run(cargo, cwd=ROOT, check=True)
    WORK.mkdir(parents=True, exist_ok=True)
    pins = [line.split() for line in PINS.read_text().splitlines() if line[:1] not in ("", "#")]
    repositories = [fetch(*pin, options.source) for pin in pins]
    modules = [module for each in repositories for module in modules_of(each)]
    modules = modules[: options.limit]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(judge, modules))
    text = report(options, pins, modules, outcomes)
    print(text)
    if options.record:
        agreement.write_section(DOCUMENT, "modules of other people", HEAD + text + "```\n")
    sys.exit(any(outcome.kind == "only formwork refuses" for outcome in outcomes))


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--from", dest="source", type=pathlib.Path)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--record", action="store_true")
    return parser.parse_args()


def fetch(repository, _release, commit, source):
    """The checkout of a repository at a commit."""
    name = repository.replace("/", "+")
    if source:
        return (source / name).resolve()
    directory = WORK / "repositories" / name
    if (directory / ".git").is_dir():
        return directory
    directory.mkdir(parents=True)

    def git(*arguments):
        subprocess.run(["git", *arguments], cwd=directory, check=True, capture_output=True)

    git("init", "--quiet")
    git("fetch", "--quiet", "--depth", "1", f"https://github.com/{repository}", commit)
    git("checkout", "--quiet", "FETCH_HEAD")
    return directory


def modules_of(repository):
    directories = {path.parent for path in repository.rglob("*.tf") if ".terraform" not in path.parts}
    return [(repository, directory) for directory in sorted(directories)]


class Outcome:
    def __init__(self, kind, said=()):
        self.kind = kind
        self.said = list(said)


def judge(module):
    repository, directory = module
    ours = ask_formwork(directory)
    theirs = ask_terraform(repository, directory)
    if theirs is None:
        return Outcome("not asked: another provider or module", ours)
    if ours and theirs:
        return Outcome("both refuse", theirs)
    if ours:
        return Outcome("only formwork refuses", ours)
    if not theirs:
        return Outcome("both take")
    is_value = all(agreement.VALUE_CHECKS.match(said) for said in theirs)
    return Outcome("only the provider refuses a value" if is_value else "only Terraform refuses", theirs)


def ask_formwork(directory):
    done = subprocess.run([agreement.CHECK, "--provider", "5", directory], capture_output=True, text=True)
    if done.stderr:
        sys.exit(done.stderr)
    found = [line.removeprefix(f"{directory}: ") for line in done.stdout.splitlines()]
    return [line for line in found if line != "ok" and not agreement.NOTE.search(line)]


def ask_terraform(repository, directory):
    """What Terraform says against a module; nothing where it cannot be initialized."""
    copy = WORK / "asked" / str(directory).strip("/").replace("/", "+")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(repository, copy, ignore=shutil.ignore_patterns(".git", ".terraform"))
    try:
        place = copy / directory.relative_to(repository)
        init = terraform(place, "init", "-backend=false", "-input=false", "-no-color", *provider_schema.plugin_directory())
        if init.returncode:
            said = " ".join(init.stderr.split())
            # What can't be had is nobody's mistake; the rest of what `init` refuses is one.
            is_absent = re.search(r"Failed to (query|install|download)|Could not (retrieve|download|resolve)|Error accessing remote module|Module (not )?(found|installed)|Unreadable module", said)
            return None if is_absent else [said[:300]]
        answer = json.loads(terraform(place, "validate", "-json").stdout)
        errors = [each for each in answer["diagnostics"] if each["severity"] == "error"]
        return [f"{each['summary']}: {each.get('detail', '')}" for each in errors]
    finally:
        shutil.rmtree(copy, ignore_errors=True)


def terraform(directory, *arguments):
    return subprocess.run(
        ["terraform", *arguments], cwd=directory, env=provider_schema.ENVIRONMENT,
        capture_output=True, text=True, timeout=TIMEOUT_SECONDS,
    )  # fmt: skip


def report(options, pins, modules, outcomes):
    counts = collections.Counter(outcome.kind for outcome in outcomes)
    versions = subprocess.run(["terraform", "version"], capture_output=True, text=True,
                              env=provider_schema.ENVIRONMENT).stdout.splitlines()[0]  # fmt: skip
    lines = [
        "scripts/real_hcl.py" + (f" --limit {options.limit}" if options.limit else ""),
        f"{datetime.date.today()}, {versions}, AWS provider {provider_schema.VERSION}",
        f"{len(modules)} modules of {len(pins)} repositories", "",
    ]  # fmt: skip
    lines += [f"{kind:42}{count:6}" for kind, count in sorted(counts.items())]
    for kind in ("only formwork refuses", "only Terraform refuses", "only the provider refuses a value"):
        said = collections.Counter()
        for outcome in outcomes:
            if outcome.kind == kind:
                said.update({shape(outcome.said[0])})
        if said:
            lines += ["", f"{kind}, by kind:"]
            lines += [f"{count:6}  {text}" for text, count in said.most_common()]
    return "\n".join(lines) + "\n"


def shape(said):
    """A diagnostic without its names and values."""
    return re.sub(r'"[^"]*"|`[^`]*`|\b\d[\w.]*', "…", " ".join(said.split()))[:100]


HEAD = """formwork and Terraform were asked about public modules, each pinned to a release
(scripts/real_hcl.txt). One that needs another provider or a module of a registry is asked where these
can be had.

```text
"""

if __name__ == "__main__":
    main()
