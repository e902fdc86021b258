#!/usr/bin/env python3
"""Writes formwork/schema/: what Terraform and the AWS provider say of their types and functions.

usage: scripts/provider_schema.py [--check] [--line 5|6]... [--ask]
       scripts/provider_schema.py --measure | --compare SCHEMA.json

Of line 5 `terraform providers schema -json` and `terraform metadata functions -json` are asked. Of
line 6 the schema is read out of bindings that others generate from it and publish on npm
(scripts/provider_bindings.py), and completed by line 5 and by scripts/provider_6.toml
(scripts/provider_complete.py); with `--ask` the provider itself is asked, where it is to be had. All
prose is left out; formwork/schema/README.md has the form of aws.schema and functions.txt. Without
`--line` both lines are made, and with it the other one stays as it is in the file. With `--check` nothing
is written: the script fails if a file is not what it would write.

`--measure` says how much is lost in bindings: it reads 5.100.0 out of them and compares that with what the
provider says. It fails if that is not what scripts/provider_measured.txt has. `--compare` prints what
another schema of line 6, in the form of `terraform providers schema -json`, says otherwise than ours and is
not in scripts/provider_6_known.txt.

In one point the provider's schema isn't what the provider does: of most types it says that `id` is
optional, and yet the provider refuses it. So `terraform validate` is asked about each such type.

Needs Python 3.11, Terraform and the AWS provider, of which TF_PLUGIN_DIR may name a mirror, and npm for
line 6; takes a minute.
"""

import argparse
import collections
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import tomllib

import provider_bindings
import provider_compare
import provider_complete
import provider_data

ROOT = pathlib.Path(__file__).resolve().parent.parent
DIRECTORY = ROOT / "formwork/schema"
PROVIDER = "registry.terraform.io/hashicorp/aws"
VERSION = "5.100.0"
VERSIONS = {"5": VERSION, "6": "6.66.0"}
# Generated from exactly these versions. The second is the last one of CDK for Terraform that has line 5.
BINDINGS = {
    "6": (
        "@cdktn/provider-aws", "25.7.0",
        "sha512-E/nhu0yVZE4mXMgIPuI8tEFt1BExLkA7ARjihdG+/HmfDfzLr+OEF3dkFRvI6glRt30lrrBWQLwXqCJBxcmyUg==",
    ),
    "5": (
        "@cdktf/provider-aws", "20.1.0",
        "sha512-ONRJFu5qz/4nqis5f9OxRk8rOZQnuOiDoRtOu3z53fiFxzow0vvA2afnkfntoZGOsynDerqyWPX4/y8A6k6+8g==",
    ),
}  # fmt: skip
CORRECTIONS = ROOT / "scripts/provider_6.toml"
MEASURED = ROOT / "scripts/provider_measured.txt"
KNOWN = ROOT / "scripts/provider_6_known.txt"
ARCHIVES = ROOT / "target/provider-bindings"
TIMEOUT_SECONDS = 600
ENVIRONMENT = {
    key: value for key, value in os.environ.items() if key != "TF_CLI_CONFIG_FILE"
} | {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}


def main():
    options = parse_arguments()
    if options.measure:
        return measure()
    if options.compare:
        return compare(json.loads(options.compare.read_text()))
    lines, functions = make(options.line or ["5", "6"], options.ask)
    files = {"aws.schema": provider_data.Writer().file(lines)}
    if functions:
        files["functions.txt"] = functions.encode()
    if options.check:
        stale = [name for name, made in files.items() if (DIRECTORY / name).read_bytes() != made]
        if stale:
            sys.exit(f"formwork/schema/ is stale: run scripts/provider_schema.py ({', '.join(stale)})")
        return
    for name, made in files.items():
        (DIRECTORY / name).write_bytes(made)
        print(f"{name}: {len(made)} bytes")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--line", action="append", choices=list(VERSIONS))
    parser.add_argument("--ask", action="store_true")
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--compare", type=pathlib.Path)
    return parser.parse_args()


def make(lines, ask):
    """The schema of each version, and functions.txt if it was asked for line 5."""
    made, functions = {}, None
    if "5" in lines:
        schema, core = ask_terraform()
        made[VERSIONS["5"]] = schema["provider_schemas"][PROVIDER]
        functions = function_lines(schema, core)
    else:
        made = {VERSIONS["5"]: committed(VERSIONS["5"])}
    if "6" in lines and ask:
        schema, _ = ask_terraform(VERSIONS["6"])
        made[VERSIONS["6"]] = schema["provider_schemas"][PROVIDER]
    elif "6" in lines:
        made[VERSIONS["6"]] = line_6(made[VERSIONS["5"]])
    else:
        made[VERSIONS["6"]] = committed(VERSIONS["6"])
    return made, functions


def committed(version):
    """The schema of a version as it is in the repository."""
    return provider_data.read((DIRECTORY / "aws.schema").read_bytes())[version]


def corrections():
    return tomllib.loads(CORRECTIONS.read_text())


def line_6(older):
    derived = provider_bindings.read(provider_bindings.archive(*BINDINGS["6"], ARCHIVES))
    return provider_complete.complete(derived, older, corrections()["correction"])


def measure():
    """What bindings lose, on a version of which both are known."""
    schema, _ = ask_terraform()
    bound = provider_bindings.read(provider_bindings.archive(*BINDINGS["5"], ARCHIVES))
    found = [
        line
        for line in provider_compare.differences(schema["provider_schemas"][PROVIDER], bound)
        if not line.endswith(".id: optional exact False")
    ]
    counts = collections.Counter(kind_of(line) for line in found)
    text = "".join(f"{count:5} {kind}\n" for kind, count in counts.most_common())
    text += "\n" + "".join(f"{line}\n" for line in found if IN_FULL.search(line))
    if text != MEASURED.read_text():
        sys.exit(f"{text}\nis not what {MEASURED.name} has")


# What of two schemas differs in form, and not in a flag or a limit.
IN_FULL = re.compile(r"missing|more$|exact (argument|block)|type exact")


def kind_of(difference):
    """What differs, without where, and without the limits themselves."""
    kind = difference.partition(": ")[2]
    if kind.startswith("type exact"):
        return "type"
    return re.sub(r"exact \d+, made \d+", "otherwise", kind)


def compare(theirs):
    theirs = theirs.get("provider_schemas", {}).get(PROVIDER, theirs)
    ours = committed(VERSIONS["6"])
    known = KNOWN.read_text().splitlines()
    found = list(provider_compare.differences(theirs, ours, with_more=False))
    # That is on purpose: see make_refused_ids_computed.
    found = [line for line in found if not line.endswith(".id: optional exact True")]
    print(*(line for line in found if line not in known), sep="\n")
    print(f"{len(found)} differences, of which {len(set(found) & set(known))} are known")


def ask_terraform(version=VERSION):
    with tempfile.TemporaryDirectory() as directory:
        init(directory, version)
        schema = json.loads(terraform(directory, "providers", "schema", "-json"))
        functions = json.loads(terraform(directory, "metadata", "functions", "-json"))
        make_refused_ids_computed(directory, schema["provider_schemas"][PROVIDER])
    return schema, functions


def make_refused_ids_computed(directory, provider):
    """Takes `optional` from each `id` that the provider refuses to be given."""
    blocks = {
        (mode, kind): schema["block"]
        for mode, section in (("resource", "resource_schemas"), ("data", "data_source_schemas"))
        for kind, schema in provider[section].items()
        if schema["block"]["attributes"].get("id", {}).get("optional")
    }
    # A file each: Terraform reads the whole file for every diagnostic.
    for (mode, kind), block in blocks.items():
        probe = f'{mode} "{kind}" "probe" {{\n  id = var.any\n{needed(block, "id")}}}\n'
        pathlib.Path(directory, f"{mode}_{kind}.tf").write_text(probe)
    pathlib.Path(directory, "any.tf").write_text('variable "any" {}\n')
    done = run(directory, "validate", "-json")
    for diagnostic in json.loads(done.stdout)["diagnostics"]:
        if diagnostic["summary"] == "Invalid or unknown key":
            mode, kind = diagnostic["address"].removesuffix(".probe").rpartition(".")[::2]
            del blocks[mode or "resource", kind]["attributes"]["id"]["optional"]


def needed(block, without=None):
    """What a block can't do without, of unknown values."""
    lines = [
        f"{name} = var.any\n"
        for name, attribute in block.get("attributes", {}).items()
        if attribute.get("required") and name != without
    ]
    for name, nested in block.get("block_types", {}).items():
        lines += [f"{name} {{\n{needed(nested['block'])}}}\n"] * nested.get("min_items", 0)
    return "".join(lines)


def is_settable(attribute):
    return bool(attribute.get("required") or attribute.get("optional"))


def places(block, path=()):
    """The path and the schema of each argument and block below a block, but those of time-outs."""
    for name, attribute in block["attributes"].items():
        if is_settable(attribute):
            yield (*path, name), attribute
    for name, nested in block["block_types"].items():
        if name != "timeouts":
            yield (*path, name), nested
            yield from places(nested["block"], (*path, name))


def init(directory, version=VERSION):
    """A root module with the AWS provider and nothing else."""
    pathlib.Path(directory, "main.tf").write_text(
        "terraform {\n  required_providers {\n"
        f'    aws = {{ source = "hashicorp/aws", version = "{version}" }}\n  }}\n}}\n'
    )
    terraform(directory, "init", "-input=false", *plugin_directory())


def run(directory, *arguments):
    return subprocess.run(
        ["terraform", *arguments], cwd=directory, env=ENVIRONMENT, capture_output=True,
        text=True, timeout=TIMEOUT_SECONDS,
    )  # fmt: skip


def terraform(directory, *arguments):
    done = run(directory, *arguments)
    if done.returncode != 0:
        sys.exit(f"terraform {arguments[0]}: {done.stdout}{done.stderr}")
    return done.stdout


def plugin_directory():
    usual = ["/opt", "/opt/*", "/usr/local/share/terraform/plugins", "~/.terraform.d/plugins"]
    candidates = [os.environ.get("TF_PLUGIN_DIR")]
    for pattern in usual:
        path = pathlib.Path(pattern).expanduser()
        candidates += sorted(path.parent.glob(path.name))
    for candidate in filter(None, candidates):
        if (pathlib.Path(candidate) / "registry.terraform.io").is_dir():
            return [f"-plugin-dir={candidate}"]
    return []


def function_lines(schema, functions):
    """One function a line: `cidrhost(string, number) string`. Behind `#` is who alone has it."""
    signatures = {
        name: signature
        for name, signature in functions["function_signatures"].items()
        if "::" not in name
    }
    for name, signature in schema["provider_schemas"][PROVIDER]["functions"].items():
        signatures[f"provider::aws::{name}"] = signature
    lines = [f"{name}{signature_text(signature)}" for name, signature in signatures.items()]
    for owner, written in corrections()["functions"].items():
        lines += [f"{name}{signature} # {owner}" for name, signature in written.items()]
    return "".join(f"{line}\n" for line in sorted(lines, key=lambda line: line.partition("(")[0]))


def signature_text(signature):
    parameters = [parameter(each) for each in signature.get("parameters", [])]
    if "variadic_parameter" in signature:
        parameters.append("..." + parameter(signature["variadic_parameter"]))
    return f"({', '.join(parameters)}) {type_text(signature['return_type'])}"


def parameter(signature):
    """`?` marks what may be null."""
    return type_text(signature["type"]) + ("?" if signature.get("is_nullable") else "")


def type_text(type_):
    if isinstance(type_, str):
        return "any" if type_ == "dynamic" else type_
    if type_[0] == "object":
        inner = ", ".join(f"{name} = {type_text(each)}" for name, each in sorted(type_[1].items()))
        return f"object({{{inner}}})"
    return f"{type_[0]}({type_text(type_[1])})"


if __name__ == "__main__":
    main()
