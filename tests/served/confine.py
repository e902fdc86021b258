"""Limits what a process may take to what the task definition gives it."""

import os
from contextlib import contextmanager
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
CPU_SHARE = 0.25
MEMORY_MIB = 512
PERIOD_US = 100_000


@contextmanager
def confined(pid):
    """A quarter of a vCPU and 512 MiB until the block ends; says so where the system doesn't allow it."""
    limits = {
        "cpu": {"cpu.cfs_period_us": PERIOD_US, "cpu.cfs_quota_us": int(CPU_SHARE * PERIOD_US)},
        "memory": {"memory.limit_in_bytes": MEMORY_MIB * 2**20},
    }
    if (ROOT / "cgroup.controllers").exists():
        limits = {
            "": {
                "cpu.max": f"{int(CPU_SHARE * PERIOD_US)} {PERIOD_US}",
                "memory.max": MEMORY_MIB * 2**20,
            }
        }
    groups = []
    try:
        for controller, values in limits.items():
            group = own(controller) / f"task-api-{pid}"
            group.mkdir()
            groups.append(group)
            for name, value in values.items():
                (group / name).write_text(str(value))
            (group / "cgroup.procs").write_text(str(pid))
        print(f"confined to {CPU_SHARE} vCPU and {MEMORY_MIB} MiB")
    except OSError as error:
        print(f"NOT confined, so the figures are those of the whole machine: {error}")
    try:
        yield
    finally:
        for group in groups:
            remove(group)


def own(controller):
    """The group that this process is in."""
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        if controller in controllers.split(","):
            return ROOT / controller / path.lstrip("/")
    return ROOT / controller


def remove(group):
    """A group goes once nobody is in it."""
    for pid in (group / "cgroup.procs").read_text().split():
        (group.parent / "cgroup.procs").write_text(pid)
    os.rmdir(group)
