#!/usr/bin/env python3
"""Measures synthesis as a whole process: what a build script does, by profile and size of stack.

usage: benches/synthesis.py [--no-cold]

Builds two examples of formwork below target/synthesis/ in three profiles: one prints a large
stack.toml, the other synthesizes it. Runs the latter into an empty directory (fresh), once more
(no-op), and after an edit of one service (edit). Then the same stacks with two environments beside the
one without an overlay, and examples/orders, which has three root modules too. At the end it compiles
formwork from nothing, unless --no-cold is given.

The profiles: Cargo's release; ours, which is that of a build script in this repository's dev
profile; and unoptimized, as another project gets it by default.
"""

import os
import pathlib
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time
import tomllib
from typing import NamedTuple

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", REPOSITORY / "target")) / "synthesis"
WORK = TARGET / "work"

RUNS = {1: 21, 10: 21, 100: 11, 1000: 7}
KINDS = ("fresh", "no-op", "edit")

DEV_PROFILE = tomllib.loads((REPOSITORY / "Cargo.toml").read_text())["profile"]["dev"]

# Three root modules, with the one that has no overlay.
ENVIRONMENTS = "\n[env.staging]\n\n[env.trial]\n"
ENVIRONMENTS_TARGET = 3
ORDERS = REPOSITORY / "examples/orders/stack.toml"
ORDERS_TARGET_MS = 60
ORDERS_RUNS = 21

PEAK_TARGET_MIB = 300
LINEAR_TARGET_PERCENT = 20


class Profile(NamedTuple):
    """A way to compile formwork, and the wall times it must keep, in ms by number of services."""

    name: str
    cargo_profile: str
    settings: dict
    targets: dict

    def arguments(self):
        arguments = ["--profile", self.cargo_profile]
        for key, value in self.settings.items():
            arguments += ["--config", f"profile.{self.cargo_profile}.{key}={value}"]
        return arguments


def of_build_scripts(opt_level, codegen_units=256):
    """The settings that Cargo gives to build scripts and what they link, with an optimization."""
    return {"opt-level": opt_level, "codegen-units": codegen_units, "debug": "false"}


def packages_at(opt_level):
    """The settings for the packages that this repository optimizes by name."""
    packages = DEV_PROFILE.get("package", {}).items()
    names = [name for name, settings in packages if "opt-level" in settings]
    return {f'package."{name}".opt-level': opt_level for name in names}


UNOPTIMIZED = of_build_scripts(0) | packages_at(0)
# What Cargo.toml says of single packages holds without being repeated.
OVERRIDE = DEV_PROFILE.get("build-override", {})
OURS = of_build_scripts(OVERRIDE.get("opt-level", 0), OVERRIDE.get("codegen-units", 256))
OPTIMIZED = of_build_scripts(1) | packages_at(1)

PROFILES = [
    # Cargo's own release profile, whatever this repository makes of its.
    Profile("release", "release", {"lto": "false", "codegen-units": 16}, {1: 20, 1000: 1000}),
    Profile("ours", "dev", OURS, {1: 30, 1000: 1500}),
    Profile("unoptimized", "dev", UNOPTIMIZED, {}),
]

# Macros run at compile time under build-override.
COLD_PROFILES = [
    Profile("unoptimized", "dev", UNOPTIMIZED | {"build-override.opt-level": 0}, {}),
    Profile("ours", "dev", OURS, {}),
    Profile("all at 1", "dev", OPTIMIZED | {"build-override.opt-level": 1}, {}),
]


class Usage(NamedTuple):
    wall_seconds: float
    cpu_seconds: float
    peak_mib: float


def run(command, **options):
    """Runs a command with all its children and returns what it used."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=REPOSITORY, env=environment(), **options)
    _, status, used = os.wait4(process.pid, 0)
    wall_seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit code {process.returncode}")
    # Linux counts in KiB, macOS in bytes.
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Usage(wall_seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / unit)


def environment():
    return {name: value for name, value in os.environ.items() if name != "FORMWORK_SKIP"}


def build(profile):
    directory = TARGET / profile.name
    examples = ["--example", "synthesize", "--example", "large_stack"]
    cargo = ["cargo", "build", "--quiet", "--package", "formwork", *examples]
    run([*cargo, *profile.arguments(), "--target-dir", directory])
    return directory / ("release" if profile.cargo_profile == "release" else "debug") / "examples"


def write_manifest(examples, services):
    path = WORK / "stack.toml"
    with path.open("wb") as file:
        subprocess.run([examples / "large_stack", str(services)], check=True, stdout=file)
    return path


def edit(manifest, bound):
    """Gives the first service another upper bound of its scaling."""
    manifest.write_text(re.sub(r"max = \d+", f"max = {bound}", manifest.read_text(), count=1))


def measure(examples, services):
    """All runs of one stack, by kind."""
    manifest = write_manifest(examples, services)
    output = WORK / "output"
    usages = {kind: [] for kind in KINDS}
    for index in range(RUNS[services]):
        emptied(output)
        for kind in KINDS:
            if kind == "edit":
                edit(manifest, 100 + index)
            usages[kind].append(synthesize(examples, manifest, "part_0000", output))
    return usages


def emptied(directory):
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir()
    return directory


def synthesize(examples, manifest, service, output):
    command = [examples / "synthesize", manifest, service, output]
    return run(command, stdout=subprocess.DEVNULL)


def measure_fresh(examples, manifest, service, runs):
    output = WORK / "output"
    return [synthesize(examples, manifest, service, emptied(output)) for _ in range(runs)]


def print_environments(built):
    print("\nthree root modules beside one, fresh, CPU ms (target: times one):")
    print(f"{'profile':<13}{'services':>8} {'one':>8} {'three':>8} {'ratio':>6}")
    for profile, examples in built:
        for services in [services for services in RUNS if services <= 100]:
            manifest = write_manifest(examples, services)
            one, three = [], []
            text = manifest.read_text()
            for usages, more in ((one, ""), (three, ENVIRONMENTS)):
                manifest.write_text(text + more)
                usages += measure_fresh(examples, manifest, "part_0000", RUNS[services])
            one, three = (median(usages, "cpu_seconds") * 1000 for usages in (one, three))
            target = verdict(three / one, ENVIRONMENTS_TARGET)
            print(f"{profile.name:<13}{services:>8} {one:>8.1f} {three:>8.1f} {three / one:>6.2f}  {target}")
        usages = measure_fresh(examples, ORDERS, "api", ORDERS_RUNS)
        wall = median(usages, "wall_seconds") * 1000
        target = verdict(wall, ORDERS_TARGET_MS if profile.name == "release" else None)
        print(f"{profile.name:<13}  orders {wall:>8.1f} ms wall, peak {peak_of(usages):.0f} MiB  {target}")


def peak_of(usages):
    return max(usage.peak_mib for usage in usages)


def median(usages, field):
    return statistics.median(getattr(usage, field) for usage in usages)


def highest_peak(usages):
    return max(peak_of(usages[kind]) for kind in KINDS)


def print_stack(services):
    files = resources = size = 0
    for path in (WORK / "output" / "hcl-out").iterdir():
        text = path.read_bytes()
        files += 1
        resources += len(re.findall(rb"^resource ", text, re.MULTILINE))
        size += len(text)
    per_service = resources / services
    print(f"{services:>8} {resources:>10} {per_service:>12.1f} {files:>6} {size / 1024:>8.0f}")


def verdict(value, target):
    return "" if target is None else f"{target} {'met' if value <= target else 'MISSED'}"


def print_rows(profile, by_services, floor_mib):
    for services, usages in by_services.items():
        walls = [median(usages[kind], "wall_seconds") * 1000 for kind in KINDS]
        cpus = [median(usages[kind], "cpu_seconds") * 1000 for kind in KINDS]
        peak = highest_peak(usages)
        shown = f"{peak:.0f}" if peak > floor_mib + 1 else f"< {floor_mib + 1:.0f}"
        numbers = " ".join(f"{value:>7.1f}" for value in walls + cpus)
        wall_verdict = verdict(walls[0], profile.targets.get(services))
        print(f"{profile.name:<13}{services:>8} {numbers} {shown:>6}   {wall_verdict}".rstrip())


def print_per_service(profile, by_services):
    cells = []
    for field in ("wall_seconds", "cpu_seconds"):
        hundred, thousand = (median(by_services[n]["fresh"], field) * 1000 / n for n in (100, 1000))
        change = (thousand / hundred - 1) * 100
        target = verdict(abs(change), LINEAR_TARGET_PERCENT)
        cells.append(f"{hundred:>8.3f} {thousand:>8.3f} {change:>+6.0f} %  {target:<8}")
    print(f"{profile.name:<13} {' '.join(cells)}".rstrip())


def print_cold_compile():
    print("\ncompiling formwork and its dependencies from nothing, seconds:")
    print(f"{'profile':<13} {'CPU':>6} {'wall':>6}")
    for profile in COLD_PROFILES:
        directory = TARGET / "cold"
        shutil.rmtree(directory, ignore_errors=True)
        cargo = ["cargo", "build", "--quiet", "--package", "formwork", "--lib"]
        used = run([*cargo, *profile.arguments(), "--target-dir", directory])
        print(f"{profile.name:<13} {used.cpu_seconds:>6.1f} {used.wall_seconds:>6.1f}", flush=True)
    shutil.rmtree(TARGET / "cold")


def print_machine():
    model = platform.processor() or platform.machine()
    cpuinfo = pathlib.Path("/proc/cpuinfo")
    if cpuinfo.exists():
        match = re.search(r"^model name\s*: (.*)$", cpuinfo.read_text(), re.MULTILINE)
        model = match[1] if match else model
    rustc = subprocess.run(
        ["rustc", "--version"], cwd=REPOSITORY, check=True, capture_output=True, text=True
    ).stdout.strip()
    print(f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, {model}, {rustc}")


def print_load(moment):
    print(f"load average {moment}: {os.getloadavg()[0]:.1f}", flush=True)


def main():
    if set(sys.argv[1:]) - {"--no-cold"}:
        sys.exit(__doc__)
    built = [(profile, build(profile)) for profile in PROFILES]
    WORK.mkdir(parents=True, exist_ok=True)

    print_machine()
    print_load("before")
    results = []
    print(f"\n{'services':>8} {'resources':>10} {'per service':>12} {'files':>6} {'KiB':>8}")
    for profile, examples in built:
        by_services = {}
        for services in RUNS:
            by_services[services] = measure(examples, services)
            if not results:
                print_stack(services)
        results.append((profile, by_services))

    # A process is charged with the memory of the one that started it: less cannot be seen.
    floor_mib = run(["true"]).peak_mib
    counts = ", ".join(f"{runs} at {services}" for services, runs in RUNS.items())
    print(f"\nmedian of runs ({counts} services); targets are for fresh:")
    print(f"{'':<21} {'wall ms':^23} {'CPU ms':^23}   peak   target")
    header = " ".join(f"{kind:>7}" for kind in KINDS * 2)
    print(f"{'profile':<13}{'services':>8} {header}    MiB   wall ms")
    for profile, by_services in results:
        print_rows(profile, by_services, floor_mib)
    peak = max(highest_peak(usages) for _, sizes in results for usages in sizes.values())
    print(f"highest peak: {peak:.0f} MiB, target {verdict(peak, PEAK_TARGET_MIB)}")

    print("\nms per service, fresh, at 100 and at 1000 services, and the difference (target in %):")
    print(f"{'profile':<13} {'wall, 100':>8} {'1000':>7} {'':>19} {'CPU, 100':>8} {'1000':>7}")
    for profile, by_services in results:
        print_per_service(profile, by_services)
    print_environments(built)
    print_load("after")
    shutil.rmtree(WORK)
    if "--no-cold" not in sys.argv:
        print_cold_compile()


if __name__ == "__main__":
    main()
