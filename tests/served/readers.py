"""Clients that read the largest page slowly, and many that read it at once: holds the API to the memory
that it may take for them, and to answering others meanwhile."""

import socket
import statistics
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import serve

LIMIT_MIB = 256
SLOW, FAST, SECONDS = 240, 128, 15


def main():
    target, profile = Path(sys.argv[1]), sys.argv[2]
    with (
        serve.tenant(target) as variables,
        serve.api(target, variables, "readers", profile) as service,
    ):
        tokens = [serve.log_in(name) for name in ("ada", "eve", "joan")]
        other = serve.log_in("grace")
        for token in tokens:
            # Two bytes each in JSON, and as many as fit.
            for number in range(20):
                body = {"title": str(number), "description": '"' * 10_000}
                serve.post("/tasks", body, token)
        before = resident_mib(service)
        alone = p50(other, 3)
        with slow_readers(tokens):
            slow = p50(other, SECONDS)
            most_slow = resident_mib(service)
        outcomes = fast_readers(tokens[0])
        most = resident_mib(service)
    print(
        f"{SLOW} slow and {FAST} fast readers by the {profile} build: at most {most_slow:.0f} and "
        f"{most:.0f} MiB resident, {before:.0f} MiB before; others' p50 {alone:.1f} ms alone, "
        f"{slow:.1f} ms meanwhile; fast readers: {outcomes}"
    )
    assert most < LIMIT_MIB, f"{most:.0f} MiB are not below {LIMIT_MIB} MiB"
    assert set(outcomes) <= {200, 429, 503}, outcomes


class slow_readers:
    """Connections that have asked and read nothing."""

    def __init__(self, tokens):
        self.tokens, self.sockets = tokens, []

    def __enter__(self):
        for number in range(SLOW):
            reader = socket.socket()
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            reader.connect(("127.0.0.1", 8000))
            reader.sendall(
                b"GET /api/v1/tasks?limit=100 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                + self.tokens[number % len(self.tokens)].encode()
                + b"\r\n\r\n"
            )
            self.sockets.append(reader)

    def __exit__(self, *_):
        for reader in self.sockets:
            reader.close()


def fast_readers(token):
    """How often each status was answered to many who ask again and again."""
    outcomes, lock = {}, threading.Lock()
    deadline = time.monotonic() + SECONDS

    def read():
        while time.monotonic() < deadline:
            status = ask("/tasks?limit=100", token)
            with lock:
                outcomes[status] = outcomes.get(status, 0) + 1

    readers = [threading.Thread(target=read) for _ in range(FAST)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return outcomes


def p50(token, seconds):
    """Milliseconds of somebody else's request, one after the other."""
    times, statuses, deadline = [], set(), time.monotonic() + seconds
    while time.monotonic() < deadline:
        start = time.monotonic()
        statuses.add(ask("/users/me", token))
        times.append((time.monotonic() - start) * 1000)
        time.sleep(0.05)
    assert statuses == {200}, statuses
    return statistics.median(times)


def ask(path, token):
    request = urllib.request.Request(
        f"{serve.ORIGIN}/api/v1{path}", headers={"Authorization": f"Bearer {token}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            answer.read()
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code


def resident_mib(service):
    """The most that the process ever had in memory (Linux)."""
    for line in Path(f"/proc/{service.pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("the kernel says nothing about memory")


main()
