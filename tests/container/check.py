"""Runs a binary as a task of `hcl-out` runs it, and asks what a task is asked: see README.md.

usage: check.py TARGET BINARY     the target directory, and the binary in it (run calls it)
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
REPOSITORY = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "served"))
import serve  # noqa: E402

DOCKERFILE = (REPOSITORY / "Dockerfile").read_text()
TASK_DEFINITION = (REPOSITORY / "hcl-out/service_api.tf").read_text()


def one(pattern, text):
    """What a file says, which it must say once."""
    (found,) = re.findall(pattern, text, re.MULTILINE)
    return found


CPU_UNITS = int(one(r"^  cpu += (\d+)$", TASK_DEFINITION))
MEMORY_MIB = int(one(r"^  memory += (\d+)$", TASK_DEFINITION))
STOP_TIMEOUT = int(one(r"stopTimeout += (\d+)$", TASK_DEFINITION))
GRACE = int(one(r"health_check_grace_period_seconds = (\d+)$", TASK_DEFINITION))
FINGERPRINT = one(r'name = "FORMWORK_FINGERPRINT", value = "(.*)"', TASK_DEFINITION)
USER = one(r"^USER (\d+:\d+)$", DOCKERFILE)
CA_BUNDLE = serve.IMAGE["PGSSLROOTCERT"]
HEALTH = one(r'^HEALTHCHECK .* CMD \["(/task-api)", "health"\]$', DOCKERFILE)
START_PERIOD = int(one(r"^HEALTHCHECK .*--start-period=(\d+)s ", DOCKERFILE))


def main():
    target, binary = map(Path, sys.argv[1:])
    with serve.tenant(target) as variables, root(binary, variables) as directory:
        with Limits() as limits:
            environment = {**variables, **serve.IMAGE, "FORMWORK_FINGERPRINT": FINGERPRINT}
            check(Container(directory, environment, limits), limits)
    print("the container does what its task definition and its image promise")


def check(container, limits):
    start = time.monotonic()
    service = container.start(HEALTH)
    try:
        wait_for("/health", START_PERIOD, service)
        print(f"first 200 of /health {1000 * (time.monotonic() - start):.0f} ms after exec")
        wait_for("/ready", GRACE, service)
        print(f"first 200 of /ready {1000 * (time.monotonic() - start):.0f} ms after exec")
        is_confined(service.pid)
        expect(container.start(HEALTH, "health").wait() == 0, "the health check of the image passes")
        work()
        limits.report()
    finally:
        stop = time.monotonic()
        service.terminate()
        status = service.wait(timeout=STOP_TIMEOUT)
    expect(status == 0, f"SIGTERM ends it with 0, after {time.monotonic() - stop:.1f} s")
    expect(container.start(HEALTH, "health").wait() == 1, "the health check of the image fails then")


def expect(holds, what):
    if not holds:
        raise SystemExit(f"FAILED: {what}")
    print(what)


def wait_for(path, seconds, service):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if service.poll() is not None:
            raise SystemExit(f"FAILED: it ended with {service.returncode}")
        try:
            with urllib.request.urlopen(serve.ORIGIN + path, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.01)
    raise SystemExit(f"FAILED: no 200 from {path} within {seconds} s")


def is_confined(pid):
    """What the kernel says of the process, not what it was asked for."""
    status = dict(
        line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines()
    )
    user, group = USER.split(":")
    expect(status["Uid"].split() == 4 * [user], f"it runs as user {user}")
    expect(status["Gid"].split() == 4 * [group], f"and as group {group}")
    expect(status["Groups"].strip() == "", "and in no other")
    for kind in ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"]:
        expect(int(status[kind], 16) == 0, f"{kind} is empty")
    expect(status["NoNewPrivs"] == "1", "it can gain no privileges")
    mounts = [line.split() for line in Path(f"/proc/{pid}/mountinfo").read_text().splitlines()]
    root = [m for m in mounts if m[4] == "/"][-1]
    expect("ro" in root[5].split(","), "its root file system is read-only")
    writable = [m[4] for m in mounts if m[4].startswith("/tmp")]
    expect(writable == ["/tmp"], "it has a /tmp of its own")


def work():
    """What needs most: passwords, TLS to the database, a few requests."""
    token = serve.log_in("ada")
    for n in range(20):
        serve.post("/tasks", {"title": f"Task {n}"}, token)
    print("it registers, logs in and creates tasks")


@contextmanager
def root(binary, variables):
    """The files of the image, and those that a container runtime adds."""
    with tempfile.TemporaryDirectory(prefix="task-api-") as name:
        directory = Path(name)
        directory.chmod(0o755)
        certificates = directory / "etc/ssl/certs"
        certificates.mkdir(parents=True)
        shutil.copy("/etc/ssl/certs/ca-certificates.crt", certificates)
        shutil.copy(variables["PGSSLROOTCERT"], directory / CA_BUNDLE.lstrip("/"))
        (directory / CA_BUNDLE.lstrip("/")).chmod(0o444)
        (directory / "tmp").mkdir()
        shutil.copy(binary, directory / "task-api")
        for runtime in ["hosts", "resolv.conf"]:
            shutil.copy(f"/etc/{runtime}", directory / "etc")
        (directory / "dev").mkdir()
        yield directory


class Container:
    """Starts processes in a root directory, as a container runtime does."""

    def __init__(self, directory, environment, limits):
        self.directory, self.environment, self.limits = directory, environment, limits

    def start(self, *command):
        confined = [sys.executable, HERE / "confined.py", self.directory, USER, *command]
        log = open(self.directory.parent / f"{self.directory.name}.log", "ab")
        return subprocess.Popen(
            ["unshare", "--mount", "--propagation", "private", *confined],
            env={**self.environment, "CONTROL_GROUPS": ":".join(map(str, self.limits.groups))},
            stdout=log,
            stderr=log,
        )


class Limits:
    """Control groups with the CPU and the memory of the task, of either version."""

    PERIOD_US = 100_000

    def __enter__(self):
        name = f"task-api-{os.getpid()}"
        quota = self.PERIOD_US * CPU_UNITS // 1024
        unified = Path("/sys/fs/cgroup")
        if (unified / "cgroup.controllers").exists():
            self.groups = [unified / name]
            settings = {"cpu.max": f"{quota} {self.PERIOD_US}", "memory.max": f"{MEMORY_MIB}M"}
        else:
            self.groups = [unified / "cpu" / name, unified / "memory" / name]
            settings = {
                "cpu.cfs_period_us": str(self.PERIOD_US),
                "cpu.cfs_quota_us": str(quota),
                "memory.limit_in_bytes": f"{MEMORY_MIB}M",
            }
        for group in self.groups:
            group.mkdir()
        for file, value in settings.items():
            (self.file(file)).write_text(value)
        print(f"limits: {CPU_UNITS} CPU units and {MEMORY_MIB} MiB, by {', '.join(settings)}")
        return self

    def file(self, *names):
        """The one that this version has."""
        found = [g / n for g in self.groups for n in names if (g / n).exists()]
        if not found:
            raise SystemExit(f"no {names[0]} in {self.groups}: is the controller enabled?")
        return found[0]

    def report(self):
        peak = int(self.file("memory.peak", "memory.max_usage_in_bytes").read_text()) / 2**20
        expect(peak < MEMORY_MIB, f"it took {peak:.0f} MiB at most, its files in the page cache included")
        throttled = one(r"^nr_throttled (\d+)$", self.file("cpu.stat").read_text())
        expect(int(throttled) > 0, f"it was held back from more CPU {throttled} times")

    def __exit__(self, *_):
        for group in self.groups:
            # The last process may still be leaving.
            for _ in range(100):
                try:
                    group.rmdir()
                    break
                except OSError:
                    time.sleep(0.05)


main()
