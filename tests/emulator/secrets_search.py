"""The password of a database, which the emulator made, and whatever looks like a credential must
stand in nothing that formwork or Terraform wrote or printed.
"""

import base64
import json
import re
import urllib.parse

from account import Account
from emulator import Failed

# What credentials look like. `offline` and the emulator's own keys are no secrets.
LOOKS = {
    "an AWS access key": re.compile(r"\b(AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a password in a URL": re.compile(r"\b[a-z][a-z0-9+]*://[^/\s:@\"]+:[^/\s:@\"]+@"),
    "a password": re.compile(r"""(?i)(?<![a-z_])"?password"?\s*[=:]\s*"[^"]+\""""),
    "a JSON web token": re.compile(r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\."),
}


def check_secrets(stack):
    passwords = made_by_the_emulator(Account(stack.endpoint))
    places = places_of(stack)
    problems = [
        f"{place}: {found}"
        for place, text in places.items()
        for found in [*quoted(text, passwords), *looks(text)]
    ]
    if problems:
        raise Failed("\n".join(problems))
    control(passwords)
    return f"{len(passwords)} passwords in none of {len(places)} files and logs"


def made_by_the_emulator(account):
    """The password of each database, by database; there must be one of each."""
    client = account.client("secretsmanager")
    found = {
        name: json.loads(client.get_secret_value(SecretId=arn)["SecretString"])["password"]
        for name, arn in account.secrets().items()
    }
    if not found or min(map(len, found.values())) < 16:
        raise Failed(f"the emulator made no passwords worth a search: {len(found)}")
    return found


def places_of(stack):
    """Everything that was written and printed, by name. The state is among it, and the plan."""
    hcl_out = stack.work / "hcl-out"
    files = [path for path in hcl_out.rglob("*") if path.is_file() and path.suffix != ".tfplan"]
    files += [stack.work / "stack.rs", stack.work / "stack.toml", *stack.work.glob("*.log")]
    places = {str(path.relative_to(stack.work)): path.read_text() for path in files}
    places["plan JSON"] = stack.run_offline(60, "show", "-json", "first.tfplan")
    places["state JSON"] = stack.run_offline(60, "show", "-json")
    places["outputs"] = stack.run_offline(60, "output", "-json")
    places["what Terraform printed"] = "\n".join(stack.printed)
    tasks = Account(stack.endpoint).task_definitions()
    places["task definitions"] = json.dumps(list(tasks.values()), default=str)
    wanted = {"hcl-out/terraform.tfstate", "stack.rs", "hcl-out/README.md"}
    if missing := wanted - set(places):
        raise Failed(f"not searched: {', '.join(sorted(missing))}")
    return places


def quoted(text, passwords):
    """The databases whose password stands in the text, as it is or in the usual encodings."""
    for database, password in passwords.items():
        coded = base64.b64encode(password.encode()).decode()
        spellings = {password, json.dumps(password)[1:-1], urllib.parse.quote(password, safe=""), coded}
        if any(spelling in text for spelling in spellings):
            yield f"the password of {database}"


def looks(text):
    for name, pattern in LOOKS.items():
        if match := pattern.search(text):
            yield f"{name}: {match.group()[:8]}..."


def control(passwords):
    """The search finds what it looks for."""
    database, password = next(iter(passwords.items()))
    planted = [json.dumps({"note": password}), f"postgres://p:{urllib.parse.quote(password, safe='')}@h/d"]
    samples = ["AKIA" + "A" * 16, "-----BEGIN RSA PRIVATE KEY-----", "https://user:word@host"]
    samples += ['password = "hunter2"', "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.x"]
    if not all(list(quoted(text, passwords)) == [f"the password of {database}"] for text in planted):
        raise Failed("a password that was planted is not found")
    if missed := [sample for sample in samples if not list(looks(sample))]:
        raise Failed(f"not found: {missed}")
