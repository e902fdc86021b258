"""The API on a fresh tenant of the development stack, for a script that asks it over HTTP."""

import json
import re
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ORIGIN = "http://127.0.0.1:8000"
PASSWORD = "correct horse battery staple"
# A cluster is made, and a schema migrated, on a machine that may be busy.
PATIENCE_SECONDS = 60
# What the image sets.
IMAGE = dict(
    re.findall(
        r"^ENV (\w+)=(\S+)$",
        (Path(__file__).parent.parent.parent / "Dockerfile").read_text(),
        re.MULTILINE,
    )
)


@contextmanager
def tenant(target):
    """The variables of the image and of a fresh tenant, which is there until the block ends."""
    program = subprocess.Popen(
        [target / "debug/examples/tenant"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield IMAGE | json.loads(program.stdout.readline())
    finally:
        program.stdin.close()
        program.wait(timeout=PATIENCE_SECONDS)


@contextmanager
def api(target, variables, name, profile="debug"):
    """The API of a target directory until the block ends; its log is `target/served/NAME.log`."""
    with open(target / f"served/{name}.log", "w") as log:
        service = subprocess.Popen([target / profile / "task-api"], env=variables, stdout=log)
    try:
        wait_until_ready(service)
        yield service
    finally:
        service.terminate()
        service.wait(timeout=PATIENCE_SECONDS)


def wait_until_ready(service):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if service.poll() is not None:
            raise SystemExit(f"the API ended with status {service.returncode}")
        try:
            with urllib.request.urlopen(f"{ORIGIN}/ready", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise SystemExit(f"the API is not ready after {PATIENCE_SECONDS} s")


def post(path, body, token=None):
    """Sends JSON and reads JSON."""
    return send("POST", path, body, token)


def put(path, body, token):
    """Sends JSON and reads JSON."""
    return send("PUT", path, body, token)


def patch(path, body, token):
    """Sends JSON and reads JSON."""
    return send("PATCH", path, body, token)


def send(method, path, body, token):
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(
        f"{ORIGIN}/api/v1{path}", json.dumps(body).encode(), headers, method=method
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def get(path, token):
    """Reads JSON."""
    request = urllib.request.Request(
        f"{ORIGIN}{path}", headers={"Authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def log_in(name):
    """Registers a user, and gives the token of a session."""
    email = f"{name}@example.com"
    post("/users", {"email": email, "name": name, "password": PASSWORD})
    return post("/sessions", {"email": email, "password": PASSWORD})["token"]
