"""Two versions of the API on one database, as a rolling deployment has them: the older one serves, the newer
one migrates beside it, both serve, the older one ends. No request may be answered 5xx.

usage: rolling.py TARGET OLDER     OLDER is a binary that listens on OLDER_PORT
"""

import collections
import json
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import serve

OLDER_PORT = 8001
CLIENTS = 4
# A client registers anew after so many rounds.
ROUNDS = 50
# How long each part of the deployment lasts.
SECONDS = 10


def main():
    target, older = Path(sys.argv[1]), Path(sys.argv[2])
    answers = collections.Counter()
    with serve.tenant(target) as variables, clients(answers) as use:
        with serve.running(target, variables, "rolling-older", older, OLDER_PORT):
            use.append(("older", OLDER_PORT))
            time.sleep(SECONDS)
            with serve.api(target, variables, "rolling-newer"):
                use.append(("newer", serve.PORT))
                time.sleep(SECONDS)
                # The load balancer sends nothing more to a task before ECS stops it.
                use.remove(("older", OLDER_PORT))
                time.sleep(SECONDS)
                use.clear()
                time.sleep(1)
    for (version, operation, status), count in sorted(answers.items(), key=str):
        print(f"{version}  {operation:<24} {status}  {count}")
    served = {version for version, _, status in answers if status < 400}
    assert served == {"older", "newer"}, f"only {served} served"
    faults = sum(count for (_, _, status), count in answers.items() if status >= 500)
    assert faults == 0, f"{faults} answers are 5xx"
    print(f"{sum(answers.values())} answers, none of them 5xx")


@contextmanager
def clients(answers):
    """Users who work as long as the block lasts, each with whichever version is in use."""
    use, over, lock = [], threading.Event(), threading.Lock()

    def note(version, operation, status):
        with lock:
            answers[version, operation, status] += 1

    threads = [threading.Thread(target=work, args=(n, use, over, note)) for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        yield use
    finally:
        over.set()
        for thread in threads:
            thread.join()


def work(number, use, over, note):
    """Registers, logs in and goes through the life of tasks; what one version made, the other one changes."""
    turn, token, rounds = 0, None, 0

    def on_any(method, path, body=None, label=None):
        nonlocal turn
        turn += 1
        version, port = use[turn % len(use)]
        status, answer = ask(port, method, f"/api/v1{path}", body, token)
        # Nobody listens at the moment in which a version comes or goes.
        if status:
            note(version, f"{method} {label or path}", status)
        return answer

    while not over.is_set():
        if not use:
            time.sleep(0.05)
            continue
        try:
            if rounds % ROUNDS == 0:
                email = f"user-{number}-{rounds}@example.com"
                person = {"email": email, "password": serve.PASSWORD}
                token = None
                on_any("POST", "/users", person | {"name": "Ada"})
                token = (on_any("POST", "/sessions", person) or {}).get("token")
            rounds += 1
            task = on_any("POST", "/tasks", {"title": "Water the plants", "tags": ["home"]})
            path = f"/tasks/{(task or {}).get('id')}"
            on_any("GET", path, label="/tasks/ID")
            on_any("PATCH", path, {"status": "done"}, label="/tasks/ID")
            on_any("GET", "/tasks?limit=10&sort=-created_at", label="/tasks")
            on_any("GET", "/users/me")
            on_any("PATCH", "/users/me", {"name": f"Ada {turn}"})
            on_any("DELETE", path, label="/tasks/ID")
        except (IndexError, ZeroDivisionError):
            # No version is in use any more.
            pass


def ask(port, method, path, body, token):
    """Status and JSON of an answer; no status where nobody listens."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", json.dumps(body).encode() if body else None, headers, method=method
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            content = answer.read()
            return answer.status, json.loads(content) if content.startswith(b"{") else None
    except urllib.error.HTTPError as refused:
        return refused.code, None
    except (urllib.error.URLError, ConnectionError):
        return None, None


main()
