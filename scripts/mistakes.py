#!/usr/bin/env python3
"""Who notices a mistake first: formwork, `terraform validate`, an offline `plan`, or nobody.

Reads formwork/tests/mistakes.toml, makes each mistake in stack.toml and in hcl-out, and writes
docs/mistakes.md. Needs Python 3.11, Terraform and the AWS provider, of which TF_PLUGIN_DIR may name
a mirror; works below target/mistakes. Takes about ten seconds a mistake.
"""

import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / "target/mistakes"
SYNTHESIZE = ROOT / "target/debug/examples/synthesize"
# A plan that asks AWS hangs: without an answer, nobody has noticed.
TIMEOUT_SECONDS = 240
ENVIRONMENT = {
    key: value for key, value in os.environ.items() if key != "TF_CLI_CONFIG_FILE"
} | {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}

HEAD = """<!-- Written by scripts/mistakes.py. -->

# Who notices a mistake

Each of these {count} mistakes was made once in `stack.toml` and once in the Terraform that comes of it.
`validate` and `plan` are those of Terraform {terraform} with AWS provider 5.100.0, the plan without an
account. "AWS" means that neither of them noticed, so that a deployment would have stopped halfway, or
worked and done something else.

| Noticed by | formwork | without it |
|---|---|---|
| `cargo build` | {formwork} | |
| `terraform validate` | | {validate} |
| `terraform plan` | | {plan} |
| AWS, or nobody | | {nobody} |

| Mistake | formwork says | Without formwork, who notices |
|---|---|---|
"""


def run(command, directory):
    """Whether a command succeeds; one that does not end has found nothing wrong."""
    try:
        done = subprocess.run(
            command,
            cwd=directory,
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return True, "no answer"
    return done.returncode == 0, done.stdout + done.stderr


def replaced(text, was, new, where):
    if was not in text:
        sys.exit(f"`{was}` does not stand in {where}")
    return text.replace(was, new)


def plugin_directory():
    usual = ["/opt/*", "/usr/local/share/terraform/plugins", "~/.terraform.d/plugins"]
    candidates = [os.environ.get("TF_PLUGIN_DIR")]
    for pattern in usual:
        path = pathlib.Path(pattern).expanduser()
        candidates += path.parent.glob(path.name)
    for candidate in filter(None, candidates):
        if (pathlib.Path(candidate) / "registry.terraform.io").is_dir():
            return [f"-plugin-dir={candidate}"]
    return []


def initialized():
    """A copy of hcl-out after `terraform init`."""
    base = WORK / "base"
    shutil.rmtree(WORK, ignore_errors=True)
    shutil.copytree(ROOT / "hcl-out", base, ignore=shutil.ignore_patterns("tests", ".terraform*"))
    succeeded, said = run(["terraform", "init", "-input=false", *plugin_directory()], base)
    if not succeeded:
        sys.exit(said)
    return base


def formwork_says(mistake, directory):
    manifest = (ROOT / "stack.toml").read_text()
    for was, new in mistake["edits"]:
        manifest = replaced(manifest, was, new, "stack.toml")
    (directory / "stack.toml").write_text(manifest)
    accepted, said = run([SYNTHESIZE, "stack.toml", "api", "out"], directory)
    headline = next((line for line in said.splitlines() if line.startswith("error[")), "")
    if accepted or mistake["code"] not in said:
        return None
    return headline.partition(": ")[2].replace("|", "\\|")


def terraform_notices(mistake, directory):
    for file, was, new in mistake["hcl"]:
        path = directory / file
        path.write_text(replaced(path.read_text(), was, new, file))
    for command in (["validate"], ["plan", "-input=false", "-lock=false", "-refresh=false"]):
        succeeded, said = run(["terraform", *command, "-no-color"], directory)
        if not succeeded:
            error = next((line for line in said.splitlines() if "Error:" in line), said[:80])
            return command[0], error.partition("Error:")[2].strip()
    return None, ""


def judged(numbered):
    number, mistake = numbered
    directory = WORK / str(number)
    shutil.copytree(WORK / "base", directory, symlinks=True)
    (directory / "out").mkdir()
    result = formwork_says(mistake, directory), *terraform_notices(mistake, directory)
    shutil.rmtree(directory)
    print(f"{number:3} {mistake['what']}: {result}", flush=True)
    return result


def main():
    mistakes = tomllib.loads((ROOT / "formwork/tests/mistakes.toml").read_text())["mistake"]
    build = ["cargo", "build", "--quiet", "--package", "formwork", "--example", "synthesize"]
    subprocess.run(build, cwd=ROOT, check=True)
    base = initialized()
    succeeded, said = run(["terraform", "plan", "-input=false", "-lock=false"], base)
    if not succeeded:
        sys.exit(f"hcl-out cannot be planned without a mistake:\n{said}")
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = list(pool.map(judged, enumerate(mistakes)))

    version = run(["terraform", "version"], base)[1].split()[1].removeprefix("v")
    rows = ""
    for mistake, (says, who, error) in zip(mistakes, results):
        notices = f"`{who}`: {error}" if who else "AWS, or nobody"
        rows += f"| {mistake['what']} | `{mistake['code']}`: {says} | {notices} |\n"
    count = {who: sum(result[1] == who for result in results) for who in ("validate", "plan", None)}
    formwork = sum(says is not None for says, *_ in results)
    head = HEAD.format(
        count=len(mistakes),
        terraform=version,
        formwork=formwork,
        validate=count["validate"],
        plan=count["plan"],
        nobody=count[None],
    )
    (ROOT / "docs/mistakes.md").write_text(head + rows)
    if formwork < len(mistakes):
        sys.exit("formwork misses a mistake")


if __name__ == "__main__":
    main()
