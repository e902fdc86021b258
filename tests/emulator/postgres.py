"""PostgreSQL where an emulated database says that it is: RDS makes the server, moto only its name."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

PATIENCE_SECONDS = 120


@contextmanager
def postgres(address, port, login, database, certificates):
    """A server with one user and an empty database, which takes connections with TLS alone."""
    # PostgreSQL refuses to run as root, so it gets a directory of its own, and a user.
    user = server_user()
    with tempfile.TemporaryDirectory() as work:
        data, password = Path(work, "data"), Path(work, "password")
        password.write_text(login["password"])
        for file in (certificates.certificate, certificates.key):
            shutil.copy(file, work)
        Path(work, "server.key").chmod(0o600)
        for path in (Path(work), *Path(work).iterdir()):
            shutil.chown(path, user)
        initialize(user, data, login["username"], password)
        with served(user, work, address, port):
            create(user, work, port, login["username"], database)
            yield


def server_user():
    """The user of Debian's package where we are root, else ourselves."""
    if os.getuid() != 0:
        return pwd.getpwuid(os.getuid()).pw_name
    names = [entry.pw_name for entry in pwd.getpwall()]
    return next(name for name in ("postgres", "nobody") if name in names)


def binary(name):
    """Debian keeps them off the PATH, one directory per major version."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    found = shutil.which(name, path=os.pathsep.join(map(str, reversed(versions)))) or shutil.which(name)
    if not found:
        raise RuntimeError(f"PostgreSQL is not installed: no {name}")
    return found


def initialize(user, data, superuser, password):
    command = [binary("initdb"), "--pgdata", data, "--username", superuser, "--pwfile", password]
    # The socket is for `create`; who comes over the network needs TLS and the password.
    command += ["--auth-local=trust", "--auth-host=scram-sha-256", "--no-sync", "--encoding=UTF8"]
    run(user, command)
    (data / "pg_hba.conf").write_text("local all all trust\nhostssl all all all scram-sha-256\n")


@contextmanager
def served(user, work, address, port):
    settings = {
        "listen_addresses": address,
        "port": str(port),
        "unix_socket_directories": work,
        "ssl": "on",
        "ssl_cert_file": f"{work}/server.pem",
        "ssl_key_file": f"{work}/server.key",
        "fsync": "off",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with open(Path(work, "log"), "w+") as log:
        server = subprocess.Popen(
            [binary("postgres"), "-D", f"{work}/data", *options],
            user=as_root(user), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            wait_until_ready(server, log, work, port)
            yield
        finally:
            # SIGINT: the fast shutdown of PostgreSQL.
            server.send_signal(2)
            server.wait(timeout=PATIENCE_SECONDS)


def wait_until_ready(server, log, work, port):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        if subprocess.run([binary("pg_isready"), "-q", "-h", work, "-p", str(port)]).returncode == 0:
            return
        time.sleep(0.1)
    log.seek(0)
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read()}")


def create(user, work, port, owner, database):
    """What RDS makes beside the server: the database."""
    run(user, [binary("createdb"), "-h", work, "-p", str(port), "-U", owner, database])


def run(user, command):
    done = subprocess.run(command, user=as_root(user), capture_output=True, text=True, cwd="/")
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]}: {done.stdout}{done.stderr}")


def as_root(user):
    return user if os.getuid() == 0 else None
