"""Turns into a program in a root directory of its own, which it can't write to, as a user without
any privilege; in the control groups of the variable CONTROL_GROUPS. Needs a mount namespace.

usage: confined.py DIRECTORY USER:GROUP COMMAND [ARGUMENT...]
"""

import ctypes
import os
import subprocess
import sys
from pathlib import Path

# From linux/prctl.h.
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38

directory, ids, *command = sys.argv[1:]
user, group = map(int, ids.split(":"))

for control_group in os.environ.pop("CONTROL_GROUPS").split(":"):
    (Path(control_group) / "cgroup.procs").write_text(str(os.getpid()))
# What the OCI runtime specification has below /dev, terminals aside.
DEVICES = ["null", "zero", "full", "random", "urandom"]
for device in DEVICES:
    Path(directory, "dev", device).touch()
subprocess.run(["mount", "--bind", directory, directory], check=True)
for device in DEVICES:
    subprocess.run(["mount", "--bind", f"/dev/{device}", f"{directory}/dev/{device}"], check=True)
subprocess.run(["mount", "-o", "remount,bind,ro", directory], check=True)
subprocess.run(
    ["mount", "-t", "tmpfs", "-o", "mode=1777,nosuid,nodev", "tmpfs", f"{directory}/tmp"], check=True
)

prctl = ctypes.CDLL(None, use_errno=True).prctl
os.chroot(directory)
os.chdir("/")
os.setgroups([])
for capability in range(64):
    # Fails beyond the last one that the kernel knows.
    if prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
        break
os.setresgid(group, group, group)
os.setresuid(user, user, user)
if prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
    sys.exit("it could gain privileges")
os.execve(command[0], command, os.environ)
