"""A stack, synthesized into a directory of its own, beside an emulator to apply it to."""

import copy
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import boto3
from certificates import Certificates
from inventory import inventory

# Each stack has it; `synthesize` wants to know for which service it writes stack.rs.
SERVICE = "api"


# The `zone_id` of stacks whose hosted zone someone else made.
EXISTING_ZONE = "Z0123456789ABCDEFGHIJ"


class Failed(Exception):
    """A step that did not end as it should; the text is its log."""


@contextmanager
def emulated(name, manifest, is_served=False):
    """A stack beside an emulator that is empty yet. Both are gone when the context ends. Databases of
    one that is served have an address at which a server can listen."""
    with tempfile.TemporaryDirectory() as work:
        # One of its own: 127.0.0.1 may have a PostgreSQL on that port.
        database = "127." + ".".join(str(random.randrange(1, 255)) for _ in range(3))
        certificates = Certificates(work, "127.0.0.1", database)
        address = {"DATABASE_ADDRESS": database} if is_served else {}
        with moto(Path(work, "moto.log"), certificates, address) as (endpoint, tls_endpoint):
            stack = Stack(name, Path(work, "stack"), endpoint, manifest)
            stack.certificates, stack.tls_endpoint = certificates, tls_endpoint
            yield stack


class Stack:
    """A manifest, the Terraform that formwork makes of it, and where it is applied."""

    def __init__(self, name, work, endpoint, manifest):
        self.name = name
        self.work = work
        self.endpoint = endpoint
        # The root module, and what Terraform keeps beside it.
        self.root, self.data = work / "hcl-out", work / "data"
        # All that Terraform said.
        self.printed = []
        self.zone = existing_zone(endpoint) if EXISTING_ZONE in manifest else EXISTING_ZONE
        self.synthesize(manifest)

    def synthesize(self, manifest):
        """Writes hcl-out/ as for a deployment: without the keys that only `offline` needs."""
        self.work.mkdir(exist_ok=True)
        path = self.work / "stack.toml"
        path.write_text(
            manifest.replace("offline = true", "offline = false").replace(EXISTING_ZONE, self.zone)
        )
        services = re.findall(r"^\[service\.(\w+)\]", manifest, re.MULTILINE)
        service = SERVICE if SERVICE in services else services[0]
        command = [os.environ["SYNTHESIZE"], path, service, self.work]
        try:
            execute(60, {"PATH": os.environ["PATH"]}, *command)
        except Failed as problems:
            raise RuntimeError(f"{self.name}: {problems}") from None
        self.keep_state()

    def keep_state(self):
        """The state stays here, wherever the stack would keep it."""
        backend = 'terraform {\n  backend "local" {}\n}\n'
        (self.root / "backend_override.tf").write_text(backend)

    def environment(self, name):
        """The root module of an environment."""
        environment = copy.copy(self)
        environment.name, environment.printed = name, []
        environment.root, environment.data = self.root / "env" / name, self.work / f"data-{name}"
        environment.keep_state()
        return environment

    def edited(self, name, manifest):
        """Another manifest over the same state, in a directory of its own."""
        other = Stack(name, self.work.parent / name.replace(" ", "-"), self.endpoint, manifest)
        for file in (".terraform.lock.hcl", "terraform.tfstate"):
            shutil.copy(self.root / file, other.root)
        other.data.symlink_to(self.data)
        return other

    def step(self, title, action, *arguments):
        """Runs a step and prints a line about it; with the log where it fails."""
        start = time.monotonic()
        try:
            result = action(*arguments)
        except Failed as failure:
            report(self.name, title, f"FAILED after {time.monotonic() - start:.0f} s", failure)
            raise
        report(self.name, title, f"ok {time.monotonic() - start:4.0f} s  {result or ''}")

    def init(self):
        """`init` may need the network, so it keeps the environment: proxies, certificates."""
        environment = dict(os.environ)
        if not Path(environment.get("TF_CLI_CONFIG_FILE", "")).is_file():
            environment.pop("TF_CLI_CONFIG_FILE", None)
        mirror = plugin_dir()
        source = [f"-plugin-dir={mirror}"] if mirror else []
        self.run_terraform(600, environment, "init", "-no-color", *source)

    def terraform(self, timeout, command, *arguments):
        """Runs Terraform with no AWS but the emulator; what came of it, in a line."""
        log = self.run_offline(timeout, command, "-no-color", *arguments)
        results = ("No changes.", "Apply complete!", "Destroy complete!")
        return next((line for line in reversed(log.splitlines()) if line.startswith(results)), "")

    def plan(self, *arguments):
        """A plan as Terraform represents it, and the graph of its apply."""
        self.run_offline(300, "plan", "-no-color", "-out=edit.tfplan", *arguments)
        plan = json.loads(self.run_offline(60, "show", "-json", "edit.tfplan"))
        return plan, self.run_offline(60, "graph", "-plan=edit.tfplan")

    def run_offline(self, timeout, *arguments):
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.work),
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": "emulator",
            "AWS_SECRET_ACCESS_KEY": "emulator",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        return self.run_terraform(timeout, environment, *arguments)

    def run_terraform(self, timeout, environment, *arguments):
        environment |= {
            "TF_DATA_DIR": str(self.data),
            "TF_IN_AUTOMATION": "1",
            "TF_INPUT": "0",
            "CHECKPOINT_DISABLE": "1",
        }
        log = execute(timeout, environment, "terraform", f"-chdir={self.root}", *arguments)
        self.printed.append(log)
        return log

    def inventory(self):
        return inventory(self.endpoint)


def existing_zone(endpoint):
    """Makes the hosted zone that the stack finds, and returns its id."""
    session = boto3.Session("emulator", "emulator", region_name="us-east-1")
    zone = session.client("route53", endpoint_url=endpoint).create_hosted_zone(
        Name="acme.example", CallerReference="emulator"
    )
    return zone["HostedZone"]["Id"].removeprefix("/hostedzone/")


printing = threading.Lock()


def report(name, step, outcome, log=""):
    with printing:
        print(f"{name:<16}{step:<14}{outcome}".rstrip(), flush=True)
        if log:
            print(f"\n{log}\n", flush=True)


@contextmanager
def moto(log, certificates, variables):
    """An emulator on free ports of this machine alone, for as long as the context lasts: the addresses
    without and with TLS."""
    port, tls_port = free_ports(2)
    gaps = Path(__file__).with_name("gaps.py")
    command = [sys.executable, gaps, "-H", "127.0.0.1", "-p", str(port)]
    environment = os.environ | variables | {
        # The policies that AWS manages are there on AWS, and in moto when it is told so.
        "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
        "TLS_PORT": str(tls_port),
        "TLS_CERTIFICATE": str(certificates.certificate),
        "TLS_KEY": str(certificates.key),
    }  # fmt: skip
    with open(log, "w") as file:
        server = subprocess.Popen(command, env=environment, stdout=file, stderr=subprocess.STDOUT)
    try:
        # The one with TLS listens first.
        wait_for(port, server)
        yield f"http://127.0.0.1:{port}", f"https://127.0.0.1:{tls_port}"
    finally:
        server.kill()
        server.wait()


def free_ports(count):
    """Ports that nobody has now; all are held until the last is found, or one could come twice."""
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def wait_for(port, server):
    for _ in range(300):
        if server.poll() is not None:
            break
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.2)
    raise RuntimeError("moto did not start")


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
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        raise
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
