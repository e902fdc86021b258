"""Measures the API, the same three requests on Flask, and the same select on pgbench: see README.md.

usage: load.py TARGET     the target directory with the programs (run calls it)
"""

import base64
import os
import re
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
import uuid
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent / "tests/served"))
import serve  # noqa: E402
from statements import SESSION, TASK  # noqa: E402

CONNECTIONS = 32
SECONDS = 10
TASKS = 10_000
FLASK_PORT = 8001
TICKS = os.sysconf("SC_CLK_TCK")


def main():
    target = Path(sys.argv[1])
    print(machine())
    for port in (serve.PORT, FLASK_PORT):
        serve.require_free(port)
    started = first_answer(target)
    with (
        serve.tenant(target) as variables,
        serve.api(target, variables, "load", "release") as service,
    ):
        token, task = prepare()
        api = measure(serve.ORIGIN, token, task, [service.pid])
        with flask(target, variables) as gunicorn:
            peer = measure(f"http://127.0.0.1:{FLASK_PORT}", token, task, family(gunicorn.pid))
        limit = pgbench(target, variables, token, task)
    report(started, api, peer, limit)


def machine():
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return f"{os.cpu_count()} CPUs ({model[1] if model else 'unknown'}), load generator on the same"


def first_answer(target):
    """Milliseconds from exec to the first 200 of the health check, where the schema is there already."""
    with serve.tenant(target) as variables:
        start(target, variables)
        return statistics.median(start(target, variables) for _ in range(5))


def start(target, variables):
    began = time.monotonic()
    service = subprocess.Popen(
        [target / "release/task-api"], env=variables, stdout=subprocess.DEVNULL
    )
    while not answers(f"{serve.ORIGIN}/health"):
        pass
    elapsed = (time.monotonic() - began) * 1000
    service.terminate()
    service.wait()
    return elapsed


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except OSError:
        return False


def prepare():
    """A user with many tasks; gives a token and the id of one of them."""
    token = serve.log_in("ada")
    ids = [serve.post("/tasks", {"title": f"Task {n}"}, token)["id"] for n in range(TASKS)]
    return token, ids[TASKS // 2]


def measure(origin, token, task, processes):
    """Requests per second, CPU per request, latency and memory of each kind of request."""
    header = f"Authorization: Bearer {token}"
    kinds = {
        "GET /tasks/<id>": [f"{origin}/api/v1/tasks/{task}"],
        "GET /tasks": [f"{origin}/api/v1/tasks"],
        "POST /tasks": ["-s", HERE / "post.lua", f"{origin}/api/v1/tasks"],
    }
    results = {}
    for kind, arguments in kinds.items():
        wrk([*arguments], header, seconds=2)
        before = cpu_seconds(processes)
        with watched(processes) as sizes:
            answer = wrk([*arguments], header, SECONDS)
        answer["cpu_us"] = (cpu_seconds(processes) - before) / answer["requests"] * 1e6
        answer["resident_mib"] = max(sizes)
        results[kind] = answer
    return results


def wrk(arguments, header, seconds):
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-H", header]
    text = subprocess.run([*command, *arguments], check=True, capture_output=True, text=True).stdout
    if re.search(r"Non-2xx|Socket errors| 0 requests", text):
        raise SystemExit(f"wrk says of {arguments[-1]}:\n{text}")
    requests, elapsed = re.search(r"(\d+) requests in ([\d.]+)s", text).groups()
    return {
        "requests": int(requests),
        "per_second": int(requests) / float(elapsed),
        "p99_ms": milliseconds(re.search(r"99%\s+(\S+)", text)[1]),
    }


def milliseconds(text):
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()
    return float(number) * {"us": 1e-3, "ms": 1, "s": 1e3}[unit]


def cpu_seconds(processes):
    fields = [stat(pid) for pid in processes]
    return sum(int(f[11]) + int(f[12]) for f in fields) / TICKS


def stat(pid):
    """The fields of /proc/PID/stat after the name, which may hold spaces."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


@contextmanager
def watched(processes):
    """What they hold, looked at ten times a second until the block ends."""
    sizes, ended = [], threading.Event()

    def watch():
        while not ended.wait(0.1):
            sizes.append(resident_mib(processes))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield sizes
    finally:
        ended.set()
        watcher.join()


def resident_mib(processes):
    """What they hold now; what they share is counted once for each."""
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in processes)
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def family(pid):
    """gunicorn's arbiter and its workers."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]


@contextmanager
def flask(target, variables):
    """gunicorn with the workers that its documentation recommends: two per CPU and one."""
    login = serve.secret(variables)
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE": serve.dsn(variables, login),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [Path(sys.executable).with_name("gunicorn"), "flask_app:app"]
    command += ["--chdir", HERE, "--workers", str(2 * os.cpu_count() + 1)]
    command += ["--bind", f"127.0.0.1:{FLASK_PORT}", "--log-level", "warning"]
    process = subprocess.Popen(command, env=environment)
    try:
        while not reached(FLASK_PORT):
            time.sleep(0.1)
        # All workers are there when each has opened its connection.
        time.sleep(3)
        yield process
    finally:
        process.terminate()
        process.wait()


def reached(port):
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def pgbench(target, variables, token, task):
    """The same two selects, prepared, from as many connections: what the database gives at most."""
    session = uuid.UUID(bytes=base64.urlsafe_b64decode(token)[:16])
    login = serve.secret(variables)
    owner = subprocess.run(
        [serve.program("psql"), serve.dsn(variables, login), "-Atc", f"SELECT owner_id FROM tasks WHERE id = '{task}'"],
        check=True, capture_output=True, text=True,
    ).stdout.strip()
    script = target / "served/select.sql"
    statements = [SESSION % f"'{session}'", TASK % (f"'{task}'", f"'{owner}'", f"'{owner}'")]
    script.write_text("".join(f"{' '.join(s.split())};\n" for s in statements))
    command = [serve.program("pgbench"), "-n", "-M", "prepared", "-c", str(CONNECTIONS), "-j", "2"]
    command += ["-T", str(SECONDS), "-f", script, serve.dsn(variables, login)]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return float(re.search(r"tps = ([\d.]+)", text)[1])


def report(started, api, peer, limit):
    print(f"\n{CONNECTIONS} connections, {SECONDS} s each, {TASKS} tasks\n")
    print("| | requests/s | CPU per request | p99 | resident |")
    print("|---|---|---|---|---|")
    for name, results in {"this API": api, "Flask + gunicorn + psycopg": peer}.items():
        for kind, r in results.items():
            print(
                f"| {name}, `{kind}` | {r['per_second']:,.0f} | {r['cpu_us']:.0f} µs "
                f"| {r['p99_ms']:.1f} ms | {r['resident_mib']:.0f} MiB |"
            )
    print(f"| pgbench, the two selects of `GET /tasks/<id>` | {limit:,.0f} | | | |\n")
    read, flask_read = api["GET /tasks/<id>"], peer["GET /tasks/<id>"]
    resident = max(r["resident_mib"] for r in api.values())
    verdict("Flask's CPU per request, times", flask_read["cpu_us"] / read["cpu_us"], ">=", 12)
    verdict("share of pgbench's rate", read["per_second"] / limit, ">=", 0.4)
    verdict("p99 of GET /tasks/<id>, ms", read["p99_ms"], "<", 20)
    verdict("resident under load at most, MiB", resident, "<", 48)
    verdict("first 200 after exec, ms (median of 5)", started, "<=", 150)


def verdict(what, value, relation, target):
    met = {">=": value >= target, "<": value < target, "<=": value <= target}[relation]
    print(f"{what}: {value:.2f} (target {relation} {target}: {'met' if met else 'MISSED'})")


main()
