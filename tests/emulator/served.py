"""The API on the stack that was applied: exactly the variables of the emulated task definition, the
role of its tasks, and TLS to everything. What it says it stored is then looked for in the account.

moto enforces authorization meanwhile: the role's own policy decides each call, as on AWS.
"""

import base64
import hashlib
import json
import os
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import boto3
import botocore.exceptions
from account import Account
from emulator import SERVICE, Failed
from postgres import postgres

REGION = "us-east-1"
PATIENCE_SECONDS = 120
PASSWORD = "correct horse battery staple"
# Above 8 MiB an upload has parts.
SIZES = {"small.txt": 9, "in parts.txt": 9 * 1024 * 1024}


def check_service(stack):
    account = Account(stack.endpoint)
    task = account.task_definitions()[f"{project(account)}-{SERVICE}"]
    [container] = task["containerDefinitions"]
    handed = {variable["name"]: variable["value"] for variable in container["environment"]}
    login = json.loads(
        account.client("secretsmanager").get_secret_value(SecretId=handed["TASKDB_SECRET_ARN"])["SecretString"]
    )
    database = (handed["TASKDB_HOST"], int(handed["TASKDB_PORT"]), login, handed["TASKDB_NAME"])
    role, other = (credentials(account, task[f"{kind}RoleArn"]) for kind in ("task", "execution"))
    with postgres(*database, stack.certificates), authorization(stack):
        control(stack, handed["UPLOADS_BUCKET"], role, other)
        origin = f"http://127.0.0.1:{container['portMappings'][0]['containerPort']}"
        with running(stack, handed | surroundings(stack, role), origin) as api:
            done = use(api, handed["FORMWORK_FINGERPRINT"])
    return f"{done}; {stored(account, handed['UPLOADS_BUCKET'])}"


def project(account):
    [cluster] = account.client("ecs").list_clusters()["clusterArns"]
    return cluster.rsplit("/", 1)[-1]


def credentials(account, role_arn):
    """What ECS hands to a task of that role."""
    answer = account.client("sts").assume_role(RoleArn=role_arn, RoleSessionName="task")
    made = answer["Credentials"]
    return {
        "AWS_ACCESS_KEY_ID": made["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": made["SecretAccessKey"],
        "AWS_SESSION_TOKEN": made["SessionToken"],
    }


def surroundings(stack, role):
    """What a task has beside its definition: of ECS the region and the credentials of its role, of the
    image the certificates of RDS. And, since this is not AWS, where AWS is and whom to trust there."""
    return role | {
        "AWS_REGION": REGION,
        "PGSSLROOTCERT": str(stack.certificates.ca),
        "AWS_ENDPOINT_URL": stack.tls_endpoint,
        "SSL_CERT_FILE": str(stack.certificates.ca),
    }


@contextmanager
def authorization(stack):
    """moto asks the policies of whoever calls, until the block ends."""
    set_unauthorized(stack, "0")
    try:
        yield
    finally:
        set_unauthorized(stack, "inf")


def set_unauthorized(stack, requests):
    # moto reads no body that calls itself a form, which is what urllib says of any.
    headers = {"Content-Type": "text/plain"}
    url = f"{stack.endpoint}/moto-api/reset-auth"
    with urllib.request.urlopen(urllib.request.Request(url, requests.encode(), headers), timeout=60):
        pass


def control(stack, bucket, role, other):
    """Plain HTTP is refused, and so is a role that was granted nothing, or the API would prove little."""
    put(stack.tls_endpoint, stack, bucket, role)
    for what, endpoint, caller in [
        ("plain HTTP", stack.endpoint, role),
        ("the task execution role", stack.tls_endpoint, other),
    ]:
        try:
            put(endpoint, stack, bucket, caller)
        except botocore.exceptions.ClientError:
            continue
        raise Failed(f"the bucket takes an object by {what}")


def put(endpoint, stack, bucket, caller):
    session = boto3.Session(*caller.values(), region_name=REGION)
    client = session.client("s3", endpoint_url=endpoint, verify=str(stack.certificates.ca))
    client.put_object(Bucket=bucket, Key="control", Body=b"")


@contextmanager
def running(stack, variables, origin):
    binary = Path(os.environ["TASK_API"])
    # The search for secrets reads it too.
    with open(stack.work / "service.log", "w+") as log:
        service = subprocess.Popen([binary], env=variables, stdout=log, stderr=log)
        try:
            api = Api(origin, stack.certificates.ca)
            wait_until_ready(service, api)
            yield api
        except (Failed, OSError, KeyError) as problem:
            log.seek(0)
            raise Failed(f"{problem}\nthe API said:\n{log.read()}") from problem
        finally:
            service.terminate()
            service.wait(timeout=PATIENCE_SECONDS)


def wait_until_ready(service, api):
    deadline = time.monotonic() + PATIENCE_SECONDS
    refusal = "nothing"
    while time.monotonic() < deadline:
        if service.poll() is not None:
            raise Failed(f"the API ended with status {service.returncode}")
        try:
            api.get("/ready")
            return
        except OSError as error:
            refusal = error
        time.sleep(0.2)
    raise Failed(f"the API is not ready after {PATIENCE_SECONDS} s: {refusal}")


class Api:
    """A client that trusts the certificates of this run."""

    def __init__(self, origin, ca):
        self.origin = origin
        self.trust = ssl.create_default_context(cafile=str(ca))
        self.token = None

    def get(self, path):
        return self.request(self.origin + path).decode()

    def post(self, path, body):
        headers = {"Content-Type": "application/json"}
        return json.loads(self.request(self.origin + path, json.dumps(body).encode(), headers))

    def request(self, url, body=None, headers=None):
        headers = dict(headers or {})
        if self.token and url.startswith(self.origin):
            headers["Authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(url, body, headers)
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS, context=self.trust) as answer:
            return answer.read()


def use(api, fingerprint):
    """A day in the life of the API; what was done, in words."""
    expect(api.get("/health"), "ok", "the health check")
    expect(
        json.loads(api.get("/version"))["fingerprint"],
        {"code": fingerprint, "infrastructure": fingerprint},
        "the fingerprint of code and infrastructure",
    )
    user = {"email": "emulated@example.com", "password": PASSWORD}
    api.post("/api/v1/users", user | {"name": "Emulated"})
    api.token = api.post("/api/v1/sessions", user)["token"]
    task = api.post("/api/v1/tasks", {"title": "Prove it"})
    read = json.loads(api.get(f"/api/v1/tasks/{task['id']}"))
    expect(read["title"], "Prove it", "the task that was read back")
    for name, size in SIZES.items():
        attach(api, task["id"], name, size)
    return f"a task and {len(SIZES)} attachments read back"


def attach(api, task, name, size):
    content = (name * (size // len(name) + 1))[:size].encode()
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    path = f"{api.origin}/api/v1/tasks/{task}/attachments"
    headers = {"Content-Type": "text/plain", "Content-Digest": f"sha-256=:{digest}:"}
    made = json.loads(api.request(f"{path}?name={name.replace(' ', '%20')}", content, headers))
    url = json.loads(api.get(path.removeprefix(api.origin) + f"/{made['id']}/download"))["url"]
    if api.request(url) != content:
        raise Failed(f"{name} came back with other bytes")


def expect(actual, expected, what):
    if actual != expected:
        raise Failed(f"{what} is {actual}, not {expected}")


def stored(account, bucket):
    """The account has what the API says it stored."""
    objects = account.client("s3").list_objects_v2(Bucket=bucket).get("Contents", [])
    keys = {entry["Key"] for entry in objects} - {"control"}
    if not keys:
        raise Failed("nothing is in the bucket")
    return f"{len(keys)} objects in the bucket"
