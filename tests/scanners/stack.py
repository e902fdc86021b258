"""A stack that is synthesized into a directory of its own and planned without an account."""

import json
import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

# Each stack of these tests has a service of one of these names; `synthesize` writes its stack.rs.
SERVICES = ("api", "web")

# What the scanned files do not have unless `offline = true` writes it, laid over them for a plan:
# keys that AWS refuses and no question to AWS. The state stays beside the files.
OVERRIDE = """
provider "aws" {
  access_key                  = "offline"
  secret_key                  = "offline"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
}

terraform {
  backend "local" {}
}
"""


class Failed(Exception):
    """A step that did not end as it should; the text says why."""


class Stack:
    """A manifest, and the Terraform that formwork makes of it."""

    def __init__(self, name, directory, manifest):
        self.name = name
        self.directory = directory
        self.hcl_out = directory / "hcl-out"
        self.plan_json = directory / "plan.json"
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        path = directory / "stack.toml"
        if "versions = " not in manifest:
            # The provider that is installed may be of either line.
            manifest += '\n[provider]\nversions = ["5", "6"]\n'
        path.write_text(manifest)
        service = next(name for name in SERVICES if f"[service.{name}]" in manifest)
        execute(60, {}, os.environ["SYNTHESIZE"], path, service, directory)

    def spoil(self, file, right, wrong):
        """Replaces a text that stands in a file once, however its equals signs are aligned."""
        path = self.hcl_out / file
        aligned = re.escape(right).replace(r"\ =", r"\ +=")
        text, count = re.subn(aligned, lambda _: wrong, path.read_text())
        if count != 1:
            raise Failed(f"`{right}` must stand in {file} once")
        path.write_text(text)

    def plan(self):
        """Writes the plan as JSON; says how much it would make."""
        work = self.directory / "plan"
        shutil.copytree(self.hcl_out, work)
        (work / "offline_override.tf").write_text(OVERRIDE)
        mirror = plugin_dir()
        source = [f"-plugin-dir={mirror}"] if mirror else []
        self.terraform(600, os.environ | {"TF_CLI_CONFIG_FILE": cli_config()}, "init", *source)
        offline = {"HOME": str(self.directory), "AWS_EC2_METADATA_DISABLED": "true"}
        self.terraform(180, offline, "plan", "-lock=false", "-out=stack.tfplan")
        self.plan_json.write_text(self.terraform(60, offline, "show", "-json", "stack.tfplan"))
        return f"{len(self.planned()['resource_changes'])} resources"

    def planned(self):
        return json.loads(self.plan_json.read_text())

    def terraform(self, timeout, environment, command, *arguments):
        variables = {"TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "CHECKPOINT_DISABLE": "1"}
        colour = [] if command == "show" else ["-no-color"]
        directory = f"-chdir={self.directory / 'plan'}"
        return execute(timeout, environment | variables, "terraform", directory, command, *colour, *arguments)


def execute(timeout, environment, *command):
    """What a command printed. It and its children end when the time is over."""
    process = subprocess.Popen(
        command, env={"PATH": os.environ["PATH"]} | environment, text=True, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        printed, complaints = process.communicate(timeout=timeout)
    except BaseException as reason:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if isinstance(reason, subprocess.TimeoutExpired):
            raise Failed(f"{command[0]} did not end within {timeout} s") from None
        raise
    if process.returncode != 0:
        raise Failed(printed + complaints)
    return printed


def cli_config():
    """The CLI configuration of the user, unless the variable names a file that is not there."""
    named = os.environ.get("TF_CLI_CONFIG_FILE", "")
    return named if Path(named).is_file() else ""


def plugin_dir():
    """The first provider mirror in the usual places, or None."""
    if named := os.environ.get("TF_PLUGIN_DIR"):
        return named
    home = Path.home() / ".terraform.d/plugins"
    usual = [Path("/opt"), *Path("/opt").glob("*"), Path("/usr/local/share/terraform/plugins"), home]
    return next((place for place in usual if (place / "registry.terraform.io").is_dir()), None)
