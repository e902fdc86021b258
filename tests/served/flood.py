"""Floods the API with log-ins, and holds it to what others notice of that; then deletes a large account.

usage: flood.py TARGET PROFILE
"""

import asyncio
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

import serve
from confine import confined

# Addresses of documentation, as the load balancer writes them behind what a client claims.
HOME = "192.0.2.1"
FLOOD = "198.51.100.1"
SECONDS = 20
CONNECTIONS = 40
AT_ONCE = 2_000
TASKS = 100_000
# A request may take long on a quarter of a vCPU, but not for ever.
PATIENCE_SECONDS = 120


def main():
    target, profile = Path(sys.argv[1]), sys.argv[2]
    verdicts = []
    with (
        serve.tenant(target) as variables,
        serve.api(target, variables, "flood", profile) as service,
        confined(service.pid),
    ):
        asyncio.run(campaign(verdicts))
        print(f"{resident_mib(service)} MiB resident at most")
        verdicts.append(("below 256 MiB resident", resident_mib(service) < 256))
        delete_large_account(variables, verdicts)
    for what, is_met in verdicts:
        print(f"{'met   ' if is_met else 'MISSED'} {what}")
    sys.exit(not all(is_met for _, is_met in verdicts))


async def campaign(verdicts):
    email, token = await account("ada")
    quiet, _ = await others(token, 5)
    print(f"others' p50 without a flood: {quiet:.1f} ms")
    one = [FLOOD] * CONNECTIONS
    await flood("one address", one, email, token, quiet, verdicts)
    many = [f"198.51.100.{n}" for n in range(CONNECTIONS)]
    await flood("forty addresses", many, email, token, quiet, verdicts)
    await at_once(email, verdicts)


async def flood(name, sources, email, token, quiet, verdicts):
    """Others go on meanwhile, and users log in: one at home, one at an address never seen."""
    until = time.monotonic() + SECONDS
    floods = [asyncio.create_task(log_ins(n, source, until)) for n, source in enumerate(sources)]
    await asyncio.sleep(1)
    home = asyncio.create_task(gets_in(email, HOME))
    stranger = asyncio.create_task(gets_in(email, "203.0.113.7"))
    p50, refused = await others(token, SECONDS - 2)
    answers = [status for flood in floods for status in await flood]
    at_home, elsewhere = await home, await stranger
    print(
        f"flood from {name}: {count(answers)}; others' p50 {p50:.1f} ms, {refused} refused; "
        f"log-in at home {at_home}, elsewhere {elsewhere}"
    )
    verdicts += [
        (f"flood from {name}: a user at home gets in within 3 tries", 201 in at_home),
        (f"flood from {name}: a user elsewhere gets in within 3 tries", 201 in elsewhere),
        (f"flood from {name}: no 5xx", all(status < 500 for status in answers)),
        (f"flood from {name}: no request of others is refused", refused == 0),
        (f"flood from {name}: others' p50 at most doubles (or stays below 10 ms)", p50 <= max(2 * quiet, 10)),
    ]


async def log_ins(number, source, until):
    """One connection's: each for another account, as fast as they are answered."""
    statuses = []
    while time.monotonic() < until:
        body = {"email": f"nobody-{number}-{len(statuses)}@example.com", "password": serve.PASSWORD}
        statuses.append(await status("POST", "/sessions", body, source))
    return statuses


async def gets_in(email, source):
    """The answers to at most three tries, each a second after the last."""
    tries = []
    while len(tries) < 3 and 201 not in tries:
        body = {"email": email, "password": serve.PASSWORD}
        tries.append(await status("POST", "/sessions", body, source))
        await asyncio.sleep(1)
    return tries


async def others(token, seconds):
    """The median of a reader's latencies, in milliseconds, and how often it was not served."""
    until, latencies, refused = time.monotonic() + seconds, [], 0
    while time.monotonic() < until:
        began = time.monotonic()
        refused += await status("GET", "/users/me", None, HOME, token) != 200
        latencies.append((time.monotonic() - began) * 1000)
        await asyncio.sleep(0.02)
    return statistics.median(latencies), refused


async def at_once(email, verdicts):
    began = time.monotonic()
    log_ins = [
        status("POST", "/sessions", {"email": f"all-{n}@example.com", "password": serve.PASSWORD}, "203.0.113.99")
        for n in range(AT_ONCE)
    ]
    answers = await asyncio.gather(*log_ins)
    print(f"{AT_ONCE} log-ins at once: {count(answers)} in {time.monotonic() - began:.1f} s")
    verdicts.append((f"{AT_ONCE} log-ins at once: no 5xx", all(answer < 500 for answer in answers)))
    verdicts.append(("afterwards a user logs in", 201 in await gets_in(email, HOME)))


def delete_large_account(variables, verdicts):
    """Tasks are put there by SQL: it is the deletion that is asked about."""
    token = serve.log_in("eve")
    owner = serve.get("/api/v1/users/me", token)["id"]
    login = serve.secret(variables)
    psql = [serve.program("psql"), serve.dsn(variables, login), "-Atqc"]
    insert = f"""INSERT INTO tasks (id, owner_id, title, description, status, priority, tags)
        SELECT gen_random_uuid(), '{owner}', 'Task', '', 'todo', 2, '{{}}' FROM generate_series(1, {TASKS})"""
    subprocess.run([*psql, insert], check=True)
    began = time.monotonic()
    answer = asyncio.run(status("DELETE", "/users/me", None, HOME, token))
    answered = time.monotonic() - began
    left = f"SELECT count(*) FROM users WHERE id = '{owner}'"
    while subprocess.run([*psql, left], check=True, capture_output=True, text=True).stdout.strip() != "0":
        time.sleep(0.2)
        assert time.monotonic() - began < 600, "the account is still there after ten minutes"
    removed = time.monotonic() - began
    print(f"an account of {TASKS} tasks: {answer} after {answered:.2f} s, all gone after {removed:.1f} s")
    verdicts.append((f"an account of {TASKS} tasks is deleted within a second", answer == 204 and answered < 1))


async def account(name):
    email = f"{name}@example.com"
    new = {"email": email, "name": name, "password": serve.PASSWORD}
    assert await status("POST", "/users", new, HOME) == 201
    session = await exchange("POST", "/sessions", {"email": email, "password": serve.PASSWORD}, HOME)
    return email, json.loads(session.partition(b"\r\n\r\n")[2])["token"]


async def status(method, path, body, source, token=None):
    answer = await exchange(method, path, body, source, token)
    return int(answer.split(b" ", 2)[1])


async def exchange(method, path, body, source, token=None):
    """One request on a connection of its own, as the load balancer forwards it."""
    content = json.dumps(body).encode() if body else b""
    head = [f"{method} /api/v1{path} HTTP/1.1", "Host: localhost", "Connection: close"]
    head += [f"X-Forwarded-For: {HOME}, {source}", f"Content-Length: {len(content)}"]
    if body:
        head.append("Content-Type: application/json")
    if token:
        head.append(f"Authorization: Bearer {token}")
    async with asyncio.timeout(PATIENCE_SECONDS):
        reader, writer = await asyncio.open_connection("127.0.0.1", serve.PORT)
        writer.write("\r\n".join(head).encode() + b"\r\n\r\n" + content)
        answer = await reader.read()
        writer.close()
    return answer


def count(statuses):
    return ", ".join(f"{statuses.count(status)} x {status}" for status in sorted(set(statuses)))


def resident_mib(service):
    """The most that the process ever had in memory (Linux)."""
    for line in Path(f"/proc/{service.pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) // 1024
    raise SystemExit("the system doesn't say how much memory a process has")


main()
