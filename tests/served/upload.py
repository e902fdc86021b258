"""Uploads a file of many parts, and holds the API to the memory that it may take for it."""

import base64
import hashlib
import http.client
import json
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import serve

# Of the release build, which ships.
LIMIT_MIB = 64
# What an upload takes of any build: its parts, and never its file.
GROWTH_MIB = 32
MIB = 1024 * 1024


def main():
    target, size_mib, profile = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    with (
        serve.tenant(target) as variables,
        serve.api(target, variables, "upload", profile) as service,
    ):
        before = resident_mib(service)
        token = serve.log_in("ada")
        task = serve.post("/tasks", {"title": "Water the plants"}, token)["id"]
        started = time.monotonic()
        attachment = upload(f"/api/v1/tasks/{task}/attachments", token, size_mib)
        seconds = time.monotonic() - started
        most = resident_mib(service)
        path = f"/api/v1/tasks/{task}/attachments/{attachment['id']}/download"
        assert digest(download(serve.get(path, token)["url"])) == digest(blocks(size_mib))
        assert attachment["size_bytes"] == size_mib * MIB, attachment
    print(
        f"{size_mib} MiB in {seconds:.0f} s by the {profile} build: "
        f"at most {most:.1f} MiB resident, {before:.1f} MiB before"
    )
    growth = most - before
    assert growth < GROWTH_MIB, f"{growth:.1f} MiB more are not below {GROWTH_MIB} MiB"
    if profile == "release":
        assert most < LIMIT_MIB, f"{most:.1f} MiB are not below {LIMIT_MIB} MiB"


def blocks(size_mib):
    """The content, a MiB at a time, no two of them the same."""
    for number in range(size_mib):
        yield number.to_bytes(8, "little") * (MIB // 8)


def digest(content):
    sha256 = hashlib.sha256()
    for block in content:
        sha256.update(block)
    return sha256.digest()


def upload(path, token, size_mib):
    origin = urlsplit(serve.ORIGIN)
    connection = http.client.HTTPConnection(origin.hostname, origin.port, timeout=300)
    sha256 = base64.b64encode(digest(blocks(size_mib))).decode()
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "text/plain",
        "Content-Length": str(size_mib * MIB),
        "Content-Digest": f"sha-256=:{sha256}:",
    }
    connection.request("POST", f"{path}?name=large.txt", blocks(size_mib), headers)
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 201, body
    return json.loads(body)


def download(url):
    with urllib.request.urlopen(url, timeout=300) as answer:
        while block := answer.read(MIB):
            yield block


def resident_mib(service):
    """The most that the process ever had in memory (Linux)."""
    for line in Path(f"/proc/{service.pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("the system doesn't say how much memory a process has")


main()
