"""Terraform with a line of the AWS provider: line 5 is installed, line 6 is the stub that has its schema."""

import pathlib
import subprocess
import sys
import venv

import provider_schema

SCRIPTS = pathlib.Path(__file__).resolve().parent
STUB = SCRIPTS / "provider_stub.py"
PINS = SCRIPTS / "provider_stub.txt"
ENVIRONMENT = provider_schema.ROOT / "target/provider-stub"


class Line:
    """What Terraform needs to check a module for a line; to be entered and left."""

    def __init__(self, number):
        self.number = number
        self.version = provider_schema.VERSIONS[number]
        self.is_stub = number != "5"
        self.environment = dict(provider_schema.ENVIRONMENT)
        self.stub = None

    def __enter__(self):
        if self.is_stub:
            command = [stub_python(), STUB, self.number]
            pipe = subprocess.PIPE
            self.stub = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
            reattach = self.stub.stdout.readline().strip()
            if not reattach:
                sys.exit("the stub of the provider did not start")
            self.environment["TF_REATTACH_PROVIDERS"] = reattach
        return self

    def __exit__(self, *_):
        if self.stub:
            self.stub.stdin.close()
            self.stub.wait(timeout=60)

    @property
    def title(self):
        kind = "a stub with the schema of AWS provider" if self.is_stub else "AWS provider"
        return f"{kind} {self.version}"

    def schema(self):
        """What the line says of itself, or what the stub says for it."""
        if self.is_stub:
            return provider_schema.committed(self.version)
        schema, _ = provider_schema.ask_terraform()
        return schema["provider_schemas"][provider_schema.PROVIDER]

    def run(self, directory, *arguments, timeout=900):
        return subprocess.run(
            ["terraform", *arguments], cwd=directory, env=self.environment, capture_output=True,
            text=True, timeout=timeout,
        )  # fmt: skip

    def init(self, directory, *arguments):
        """Lets Terraform find the provider. A stub is neither installed nor locked."""
        source = [] if self.is_stub else provider_schema.plugin_directory()
        done = self.run(directory, "init", "-input=false", *arguments, *source)
        if done.returncode != 0:
            sys.exit(f"terraform init: {done.stdout}{done.stderr}")


def stub_python():
    """The Python of an environment with exactly what the pins list."""
    installed = ENVIRONMENT / "installed.txt"
    python = ENVIRONMENT / "bin/python"
    if not installed.exists() or installed.read_text() != PINS.read_text():
        venv.create(ENVIRONMENT, clear=True, with_pip=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*pip, "--requirement", PINS], check=True, timeout=900)
        installed.write_text(PINS.read_text())
    return python
