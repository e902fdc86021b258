"""Applies stacks to an AWS emulator, plans again, destroys, and looks for what is left.

`tests/emulator/run` starts it; README.md says what it proves. Each stack has an emulator and a
directory of its own, so they run side by side: Terraform spends most of the time waiting.
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from inventory import inventory

HERE = Path(__file__).parent
REPOSITORY = HERE.parent.parent
STACKS = {
    "committed": REPOSITORY / "stack.toml",
    "three_services": HERE / "stacks/three_services.toml",
    "nat_per_az": HERE / "stacks/nat_per_az.toml",
}
# Each stack has it; `synthesize` wants to know for which service it writes stack.rs.
SERVICE = "api"


class Failed(Exception):
    """A step that did not end as it should; the text is its log."""


def main():
    arguments = argparse.ArgumentParser(prog="tests/emulator/run")
    arguments.add_argument("stacks", nargs="*", metavar="STACK", help=", ".join(STACKS))
    arguments.add_argument("--synthesize", required=True, help=argparse.SUPPRESS)
    arguments = arguments.parse_args()
    names = arguments.stacks or list(STACKS)
    if unknown := set(names) - set(STACKS):
        sys.exit(f"no stack {', '.join(sorted(unknown))}; there are {', '.join(STACKS)}")

    start = time.monotonic()
    with ThreadPoolExecutor() as pool:
        passed = list(pool.map(lambda name: check_stack(name, arguments.synthesize), names))
    print(f"{sum(passed)} of {len(passed)} stacks passed in {time.monotonic() - start:.0f} s")
    sys.exit(0 if all(passed) else 1)


def check_stack(name, synthesize):
    """The loop over one stack; True if every step ended as it should."""
    try:
        with Emulated(name, STACKS[name].read_text(), synthesize) as stack:
            before = stack.step("start", stack.inventory)
            stack.step("init", stack.init)
            stack.step("plan", stack.terraform, 300, "plan", "-out=first.tfplan")
            stack.step("apply", stack.terraform, 900, "apply", "first.tfplan")
            stack.step("was made", stack.expect_something, before)
            # 2 is the exit status of a plan that would change something.
            stack.step("plan again", stack.terraform, 300, "plan", "-detailed-exitcode")
            stack.step("destroy", stack.terraform, 900, "destroy", "-auto-approve")
            stack.step("nothing left", stack.expect_nothing, before)
        return True
    except Failed:
        return False


class Emulated:
    """A stack, synthesized into a directory of its own, and the emulator that it is applied to."""

    def __init__(self, name, manifest, synthesize):
        self.name = name
        self.manifest = manifest
        self.synthesize_program = synthesize

    def __enter__(self):
        with ExitStack() as cleanup:
            self.work = Path(cleanup.enter_context(tempfile.TemporaryDirectory()))
            self.synthesize(self.manifest)
            self.endpoint = cleanup.enter_context(moto(self.work / "moto.log"))
            self.cleanup = cleanup.pop_all()
        return self

    def __exit__(self, *exception):
        self.cleanup.close()

    def step(self, title, action, *arguments):
        """Runs a step and prints a line about it; with the log where it fails."""
        start = time.monotonic()
        try:
            result = action(*arguments)
        except Failed as failure:
            report(self.name, title, f"FAILED after {time.monotonic() - start:.0f} s", failure)
            raise
        note = result if isinstance(result, str) else ""
        report(self.name, title, f"ok {time.monotonic() - start:4.0f} s  {note}")
        return result

    def synthesize(self, manifest):
        """Writes hcl-out/ as for a deployment: without the keys that only `offline` needs."""
        path = self.work / "stack.toml"
        path.write_text(manifest.replace("offline = true", "offline = false"))
        execute(60, {"PATH": os.environ["PATH"]}, self.synthesize_program, path, SERVICE, self.work)

    def init(self):
        """`init` may need the network, so it keeps the environment: proxies, certificates."""
        environment = {**os.environ, "TF_DATA_DIR": str(self.work / "data")}
        if not Path(environment.get("TF_CLI_CONFIG_FILE", "")).is_file():
            environment.pop("TF_CLI_CONFIG_FILE", None)
        mirror = plugin_dir()
        source = [f"-plugin-dir={mirror}"] if mirror else []
        self.run_terraform(600, environment, "init", *source)

    def terraform(self, timeout, *arguments):
        """Everything else sees no AWS but the emulator."""
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.work),
            "TF_DATA_DIR": str(self.work / "data"),
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": "emulator",
            "AWS_SECRET_ACCESS_KEY": "emulator",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        return self.run_terraform(timeout, environment, *arguments)

    def run_terraform(self, timeout, environment, command, *arguments):
        quiet = {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "TF_INPUT": "0"}
        chdir = f"-chdir={self.work / 'hcl-out'}"
        arguments = [command, "-no-color", *arguments]
        log = execute(timeout, {**environment, **quiet}, "terraform", chdir, *arguments)
        results = ("No changes.", "Apply complete!", "Destroy complete!")
        return next((line for line in log.splitlines() if line.startswith(results)), "")

    def inventory(self):
        return inventory(self.endpoint)

    def expect_something(self, before):
        """Guards the last step: an inventory that sees nothing would find nothing left."""
        made = self.inventory() - before
        if len(made) < 40:
            raise Failed(f"the inventory sees only {len(made)} of the things that were made")
        return f"{len(made)} things in AWS"

    def expect_nothing(self, before):
        if left := self.inventory() - before:
            raise Failed("\n".join(sorted(left)))


printing = threading.Lock()


def report(stack, step, outcome, log=""):
    with printing:
        print(f"{stack:<16}{step:<14}{outcome}".rstrip(), flush=True)
        if log:
            print(f"\n{log}\n", flush=True)


@contextmanager
def moto(log):
    """An emulator on a free port of this machine alone, for as long as the context lasts."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, HERE / "gaps.py", "-H", "127.0.0.1", "-p", str(port)]
    with open(log, "w") as file:
        server = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT)
    try:
        wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


def wait_for(port, server):
    for _ in range(300):
        if server.poll() is not None:
            break
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.2)
    raise Failed("moto did not start")


def execute(timeout, environment, *command):
    """What a command printed. It and its children end when the time is over, or we are."""
    process = subprocess.Popen(
        command, env=environment, text=True, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        log, _ = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        log = process.communicate()[0] + f"\nno end within {timeout} s"
    if process.returncode != 0:
        raise Failed(log)
    return log


def plugin_dir():
    """The first provider mirror in the usual places, or None."""
    if named := os.environ.get("TF_PLUGIN_DIR"):
        return named
    home = Path.home() / ".terraform.d/plugins"
    usual = [Path("/opt"), *Path("/opt").glob("*"), Path("/usr/local/share/terraform/plugins"), home]
    return next((place for place in usual if (place / "registry.terraform.io").is_dir()), None)


if __name__ == "__main__":
    main()
