"""The API on a fresh tenant of the development stack, for a script that asks it over HTTP."""

import json
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

PORT = 8000
ORIGIN = f"http://127.0.0.1:{PORT}"
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
    with running(target, variables, name, target / profile / "task-api", PORT) as service:
        yield service


@contextmanager
def running(target, variables, name, binary, port):
    """The same with any binary of the API, at the port that its `stack.toml` has."""
    require_free(port)
    with open(target / f"served/{name}.log", "w") as log:
        service = subprocess.Popen([binary], env=variables, stdout=log)
    try:
        wait_until_ready(service, port)
        yield service
    finally:
        service.terminate()
        service.wait(timeout=PATIENCE_SECONDS)


def require_free(port):
    """Whatever else listens there would be asked instead."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", port))
        except OSError as error:
            raise SystemExit(
                f"port {port} is not free: {error.strerror}; stop what listens there, "
                f"`lsof -i :{port}` names it"
            ) from None


def wait_until_ready(service, port):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if service.poll() is not None:
            raise SystemExit(f"the API ended with status {service.returncode}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise SystemExit(f"the API is not ready after {PATIENCE_SECONDS} s")


def post(path, body, token=None, address=None):
    """Sends JSON and reads JSON; as the load balancer forwards it from an address, if there is one."""
    return send("POST", path, body, token, address)


def put(path, body, token):
    """Sends JSON and reads JSON."""
    return send("PUT", path, body, token)


def patch(path, body, token):
    """Sends JSON and reads JSON."""
    return send("PATCH", path, body, token)


def send(method, path, body, token, address=None):
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    if address:
        headers["X-Forwarded-For"] = address
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


def log_in(name, address=None):
    """Registers a user, and gives the token of a session."""
    email = f"{name}@example.com"
    post("/users", {"email": email, "name": name, "password": PASSWORD}, address=address)
    session = post("/sessions", {"email": email, "password": PASSWORD}, address=address)
    return session["token"]


def program(name):
    """One of PostgreSQL's, which Debian keeps out of PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return found[-1] if found else shutil.which(name)


def secret(variables):
    """User and password, asked for as the API does."""
    request = urllib.request.Request(
        variables["AWS_ENDPOINT_URL_SECRETS_MANAGER"],
        json.dumps({"SecretId": variables["TASKDB_SECRET_ARN"]}).encode(),
        {
            "X-Amz-Target": "secretsmanager.GetSecretValue",
            "Content-Type": "application/x-amz-json-1.1",
            "Authorization": f"AWS4-HMAC-SHA256 Credential={variables['AWS_ACCESS_KEY_ID']}/",
        },
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(json.load(answer)["SecretString"])


def dsn(variables, login):
    return (
        f"host={variables['TASKDB_HOST']} port={variables['TASKDB_PORT']} "
        f"dbname={variables['TASKDB_NAME']} user={login['username']} password={login['password']} "
        f"sslmode=verify-full sslrootcert={variables['PGSSLROOTCERT']}"
    )
