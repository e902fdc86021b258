#!/usr/bin/env python3
"""Writes formwork/schema/: what Terraform and the AWS provider say of their types and functions.

usage: scripts/provider_schema.py [--check]

Asks `terraform providers schema -json` and `terraform metadata functions -json`, leaves out all
prose, and writes aws.schema and functions.txt; formwork/schema/README.md has their form. With
`--check` nothing is written: the script fails if a file is not what it would write.

In one point the provider's schema isn't what the provider does: of most types it says that `id` is
optional, and yet the provider refuses it. So `terraform validate` is asked about each such type.

Needs Python 3.11, Terraform and the AWS provider, of which TF_PLUGIN_DIR may name a mirror; takes
half a minute.
"""

import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

VERSION = "5.100.0"
DIRECTORY = pathlib.Path(__file__).resolve().parent.parent / "formwork/schema"
PROVIDER = "registry.terraform.io/hashicorp/aws"
TIMEOUT_SECONDS = 600
ENVIRONMENT = {
    key: value for key, value in os.environ.items() if key != "TF_CLI_CONFIG_FILE"
} | {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}

MAGIC = b"FWSCHEM1"
FLAGS = ["required", "optional", "computed", "sensitive", "write_only", "deprecated"]
NESTINGS = ["single", "group", "list", "set", "map"]
PRIMITIVES = ["string", "number", "bool", "dynamic"]
COLLECTIONS = ["list", "set", "map"]
OBJECT, TUPLE = 7, 8
# What a key of the schema says that the file has no place for; prose.
KNOWN_KEYS = {
    "attribute": {"type", "description", "description_kind", *FLAGS},
    "block": {"attributes", "block_types", "description", "description_kind", "deprecated"},
    "nested": {"nesting_mode", "min_items", "max_items", "block"},
}


def main():
    schema, functions = ask_terraform()
    files = {
        "aws.schema": Writer().file(schema["provider_schemas"][PROVIDER]),
        "functions.txt": function_lines(schema, functions).encode(),
    }
    if sys.argv[1:] == ["--check"]:
        stale = [name for name, made in files.items() if (DIRECTORY / name).read_bytes() != made]
        if stale:
            sys.exit(f"formwork/schema/ is stale: run scripts/provider_schema.py ({', '.join(stale)})")
        return
    for name, made in files.items():
        (DIRECTORY / name).write_bytes(made)
        print(f"{name}: {len(made)} bytes")


def ask_terraform():
    with tempfile.TemporaryDirectory() as directory:
        pathlib.Path(directory, "main.tf").write_text(
            "terraform {\n  required_providers {\n"
            f'    aws = {{ source = "hashicorp/aws", version = "{VERSION}" }}\n  }}\n}}\n'
        )
        terraform(directory, "init", "-input=false", *plugin_directory())
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


class Table:
    """Distinct values in the order in which they first came, each with its number."""

    def __init__(self):
        self.numbers = {}

    def number(self, value):
        return self.numbers.setdefault(value, len(self.numbers))


class Writer:
    """The tables of aws.schema. Equal types and blocks, with all below them, are written once."""

    def __init__(self):
        self.strings = {}
        self.types = Table()
        self.blocks = Table()

    def file(self, provider):
        sections = [
            {name: schema["block"] for name, schema in provider[f"{kind}_schemas"].items()}
            for kind in ("resource", "data_source", "ephemeral_resource")
        ]
        sections.append({"aws": provider["provider"]["block"]})
        words = sorted(words_in(sections))
        self.strings = {word: number for number, word in enumerate(words)}
        index = [
            [(self.strings[name], self.block(block)) for name, block in sorted(section.items())]
            for section in sections
        ]
        tables = [words_encoded(words), list(self.types.numbers), list(self.blocks.numbers)]
        return encoded(tables, index)

    def block(self, block):
        """The number of a block, after all blocks below it."""
        refuse_unknown(block, "block")
        attributes = sorted(block.get("attributes", {}).items())
        nested = sorted(block.get("block_types", {}).items())
        made = [varint(bool(block.get("deprecated"))), varint(len(attributes))]
        for name, attribute in attributes:
            refuse_unknown(attribute, "attribute")
            flags = sum(1 << bit for bit, flag in enumerate(FLAGS) if attribute.get(flag))
            made += map(varint, (self.strings[name], flags, self.type(attribute["type"])))
        made.append(varint(len(nested)))
        for name, below in nested:
            refuse_unknown(below, "nested")
            limits = below.get("min_items", 0), below.get("max_items", 0)
            nesting = NESTINGS.index(below["nesting_mode"])
            number = self.block(below["block"])
            made += map(varint, (self.strings[name], nesting, *limits, number))
        return self.blocks.number(b"".join(made))

    def type(self, type_):
        """The number of a type, after all types in it."""
        if isinstance(type_, str):
            return self.types.number(varint(PRIMITIVES.index(type_)))
        kind, inner = type_[0], type_[1]
        if kind in COLLECTIONS:
            tag = len(PRIMITIVES) + COLLECTIONS.index(kind)
            return self.types.number(varint(tag) + varint(self.type(inner)))
        if kind == "object":
            parts = [varint(OBJECT), varint(len(inner))]
            for name, attribute in sorted(inner.items()):
                parts += map(varint, (self.strings[name], self.type(attribute)))
            return self.types.number(b"".join(parts))
        assert kind == "tuple", kind
        items = [self.type(item) for item in inner]
        return self.types.number(b"".join(map(varint, (TUPLE, len(items), *items))))


def refuse_unknown(part, kind):
    unknown = part.keys() - KNOWN_KEYS[kind]
    if unknown:
        sys.exit(f"the schema says `{unknown.pop()}` of a {kind}, which aws.schema has no place for")


def words_in(sections):
    words = set()

    def of_type(type_):
        if isinstance(type_, list):
            inner = type_[1]
            if type_[0] == "object":
                words.update(inner)
            for item in inner.values() if isinstance(inner, dict) else (
                inner if type_[0] == "tuple" else [inner]
            ):
                of_type(item)

    def of_block(block):
        for name, attribute in block.get("attributes", {}).items():
            words.add(name)
            of_type(attribute["type"])
        for name, below in block.get("block_types", {}).items():
            words.add(name)
            of_block(below["block"])

    for section in sections:
        words.update(section)
        for block in section.values():
            of_block(block)
    return words


def words_encoded(words):
    return [word.encode() for word in words]


def encoded(tables, index):
    """The header with all sizes, the index, the offsets of each table, and then the tables."""
    sizes = [len(table) for table in tables] + [len(section) for section in index]
    fixed = struct.pack(f"<{len(sizes)}I", *sizes)
    entries = b"".join(struct.pack("<II", *entry) for section in index for entry in section)
    offsets, blobs = [], []
    for table in tables:
        at = [0]
        for item in table:
            at.append(at[-1] + len(item))
        offsets.append(struct.pack(f"<{len(at)}I", *at))
        blobs.append(b"".join(table))
    return b"".join([MAGIC, fixed, entries, *offsets, *blobs])


def varint(number):
    """LEB128: seven bits a byte, the lowest first; the eighth says that more follow."""
    made = bytearray()
    while number > 0x7F:
        made.append(number & 0x7F | 0x80)
        number >>= 7
    made.append(number)
    return bytes(made)


def function_lines(schema, functions):
    """One function a line: `cidrhost(string, number) string`."""
    signatures = {
        name: signature
        for name, signature in functions["function_signatures"].items()
        if "::" not in name
    }
    for name, signature in schema["provider_schemas"][PROVIDER]["functions"].items():
        signatures[f"provider::aws::{name}"] = signature
    lines = []
    for name, signature in sorted(signatures.items()):
        parameters = [parameter(each) for each in signature.get("parameters", [])]
        if "variadic_parameter" in signature:
            parameters.append("..." + parameter(signature["variadic_parameter"]))
        returned = type_text(signature["return_type"])
        lines.append(f"{name}({', '.join(parameters)}) {returned}\n")
    return "".join(lines)


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
